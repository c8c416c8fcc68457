import type { Signer, SigningAlgorithm } from './signer.ts';

export interface CallbackSignerOptions {
  readonly alg: SigningAlgorithm;
  readonly certificates: string;
  readonly sign: (bytes: Uint8Array, options: { signal?: AbortSignal }) => Promise<Uint8Array>;
  readonly timestampUrl?: string;
}

export declare function callbackSigner(options: CallbackSignerOptions): Promise<Signer>;
