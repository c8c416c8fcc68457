import type { Signer } from './signer.ts';

export interface Ed25519SignerOptions {
  /** 32 bytes (RFC 8032). */
  readonly seed: Uint8Array;
  readonly certificates: string;
  readonly timestampUrl?: string;
}

export declare function ed25519Signer(options: Ed25519SignerOptions): Promise<Signer>;
