// The package where the native engine is switched off: one call after the other.
import {
  engine,
  loadTrust,
  type Origin,
  type PemSignerOptions,
  pemSigner,
  readCredentials,
  type SignOptions,
  signContent,
  type TrustSources,
} from '../src/index.ts';

interface Given {
  readonly input: Uint8Array | string;
  readonly sources: TrustSources;
  readonly allowNetwork?: boolean;
  readonly abortAfter?: number;
  readonly mediaType?: string;
  readonly manifest?: Uint8Array;
  readonly origin: Origin;
  readonly made: PemSignerOptions;
  readonly options?: SignOptions;
}

const calls: Record<string, (given: Given) => Promise<unknown>> = {
  engine,
  read: async ({ input, sources, abortAfter, ...options }) =>
    readCredentials(input, {
      ...options,
      trust: await loadTrust(sources),
      ...(abortAfter === undefined ? {} : { signal: AbortSignal.timeout(abortAfter) }),
    }),
  sign: async ({ input, origin, made, options }) =>
    signContent(input, origin, await pemSigner(made), options),
};

process.on('message', async ({ call, given }: { call: string; given: Given }) => {
  try {
    process.send?.({ value: await calls[call]!(given) });
  } catch (error) {
    const { name, code, message } = error as Error & { code?: string };
    process.send?.({ error: { name, code, message } });
  }
});
process.on('disconnect', () => process.exit());
