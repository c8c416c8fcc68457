/** Signature algorithms of C2PA 2.4 clause 14.2.1, as COSE names them. */
export type SigningAlgorithm =
  | 'ES256'
  | 'ES384'
  | 'ES512'
  | 'PS256'
  | 'PS384'
  | 'PS512'
  | 'Ed25519';

/**
 * Something that can sign a claim. Made by {@link pemSigner}, {@link ed25519Signer} or
 * {@link callbackSigner}, which refuse a certificate that validators would refuse. Holds no private
 * key in any property: nothing of it shows in JSON, in a log or in an inspection.
 */
export interface Signer {
  readonly alg: SigningAlgorithm;
  /** DER, the signing certificate first, then its issuers; the root left out. */
  readonly certificates: readonly Uint8Array[];
  /** RFC 3161 authority that is asked while signing; null: the network is not touched. */
  readonly timestampUrl: string | null;
  /**
   * Signs. Resolves to the signature as COSE wants it: r||s for ECDSA. It has been verified with the
   * certificate's public key.
   *
   * @throws ProvenanceError SIGNER_FAILED or KEY_MISMATCH.
   */
  sign(bytes: Uint8Array, options?: { signal?: AbortSignal }): Promise<Uint8Array>;
}
