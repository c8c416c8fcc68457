import { say } from '@provenance/messages';
import {
  deriveTextMarkKey,
  readSglangConfig,
  readVllmConfig,
  type TextMarkKey,
  type TextMarkKeyOptions,
  type TextMarkProfile,
  type TextMarkScheme,
} from '@provenance/textmark';
import type { LoadedConfig } from '../config/config.ts';
import { namedValue } from '../files/named.ts';
import { type WatermarkKeyFile, watermarkKeys } from '../options/watermark-key.ts';
import type { Io } from '../terminal/io.ts';
import { UsageError } from '../terminal/usage-error.ts';

/** Whose key a text mark is made with: derived from a watermark key, or a server's own. */
export interface TextKeyOptions {
  /** Watermark keys. */
  watermarkKey?: string[];
  /** Whom the key was made for, where one is made for each. */
  tenant?: string;
  /** Configurations of servers. */
  vllm?: string;
  sglang?: string;
}

/**
 * The key of a scheme.
 *
 * @throws UsageError if there is none, or more than one is named.
 */
export async function textKey(
  io: Io,
  scheme: TextMarkScheme | undefined,
  { vllm, sglang, watermarkKey: key, tenant }: TextKeyOptions,
  config: LoadedConfig,
  options: TextMarkKeyOptions = {},
): Promise<TextMarkKey> {
  const server = await serverKey(io, { ...(vllm && { vllm }), ...(sglang && { sglang }) });
  if (server !== null) {
    if (scheme === undefined && key === undefined) return server;
    throw new UsageError(say('mistake.server-says-key'));
  }
  if (scheme === undefined) {
    throw new UsageError(say('mistake.scheme-missing'));
  }
  const [master, ...others] = await watermarkKeys(io, '--watermark-key', key, config);
  if (master === undefined) throw new UsageError(say('mistake.no-key'));
  if (others.length > 0 && key !== undefined) throw new UsageError(say('mistake.one-key'));
  return deriveTextMarkKey(master.key, scheme, { ...options, ...(tenant && { tenant }) });
}

/** A key, with what the configuration says of the watermark key that it is derived from. */
export interface KnownTextKey {
  readonly key: TextMarkKey;
  readonly known: Omit<WatermarkKeyFile, 'key'>;
}

/**
 * The key that a profile means, among those at hand.
 *
 * @throws UsageError if none is.
 */
export async function keyOfProfile(
  io: Io,
  profile: TextMarkProfile,
  options: TextKeyOptions,
  config: LoadedConfig,
): Promise<KnownTextKey> {
  const { scheme, contextWidth, parameters, kid } = profile;
  const { watermarkKey: key, tenant } = options;
  const server = await serverKey(io, options);
  const masters = await watermarkKeys(io, '--watermark-key', key, config);
  const derived = masters.map(
    ({ key, ...known }): KnownTextKey => ({
      key: deriveTextMarkKey(key, scheme, {
        contextWidth,
        ...parameters,
        ...(tenant && { tenant }),
      }),
      known,
    }),
  );
  const all = [...(server ? [{ key: server, known: {} }] : []), ...derived];
  const found = all.find((each) => each.key.kid === kid);
  if (found !== undefined) return found;
  if (server === null && masters.length === 0) throw new UsageError(say('mistake.no-key'));
  throw new UsageError(say('mistake.key-of-profile', { kid }));
}

async function serverKey(io: Io, { vllm, sglang }: TextKeyOptions): Promise<TextMarkKey | null> {
  if (vllm !== undefined) return (await namedValue(io, '--vllm', vllm, readVllmConfig)).key;
  if (sglang !== undefined) {
    return (await namedValue(io, '--sglang', sglang, readSglangConfig)).key;
  }
  return null;
}
