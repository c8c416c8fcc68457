import type { Signer } from './signer.ts';

export interface PemSignerOptions {
  /** PEM text: the signing certificate first, then its issuers. */
  readonly certificates: string;
  /** PEM text, unencrypted: PKCS#8, or SEC1 (`EC PRIVATE KEY`). */
  readonly key: string;
  /** RFC 3161 authority. */
  readonly timestampUrl?: string;
}

export declare function pemSigner(options: PemSignerOptions): Promise<Signer>;
