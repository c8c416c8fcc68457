/**
 * Signs records and heads: what `recordKeySigner` makes, or `pemSigner` and its like make for C2PA, with an Ed25519
 * key.
 */
export interface RecordSigner {
  /** Any but `Ed25519` is refused. */
  readonly alg: string;
  /** PEM, the signing certificate first, then its issuers; or the delegation of a record key. */
  readonly certificates: string;
  /** Resolves to the 64 bytes of an Ed25519 signature over `bytes` as they are (RFC 8032 5.1.6). */
  sign(bytes: Uint8Array, options?: { signal?: AbortSignal }): Promise<Uint8Array>;
}
