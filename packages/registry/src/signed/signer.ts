/**
 * Signs records and heads: what `recordKeySigner` makes, or `pemSigner` and its like make for C2PA, with an Ed25519
 * key.
 */
export interface RecordSigner {
  /** Any but `Ed25519` is refused. */
  readonly alg: string;
  /** PEM, the signing certificate first, then its issuers; or the delegation of a record key. */
  readonly certificates: string;
  /**
   * Resolves to the 64 bytes of an Ed25519 signature over `bytes` as they are (RFC 8032 5.1.6).
   *
   * @param options.many One of many that are signed at the same time: a key in memory signs those in the thread pool,
   *   on all cores. What waits for none of them is signed at once.
   */
  sign(bytes: Uint8Array, options?: RecordSignOptions): Promise<Uint8Array>;
}

export interface RecordSignOptions {
  readonly signal?: AbortSignal;
  readonly many?: boolean;
}
