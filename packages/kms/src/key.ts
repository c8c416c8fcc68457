import type { SigningAlgorithm } from '@provenance/cose';

/** A private key that lies in a service or a module and never leaves it. */
export interface ServiceKey {
  /** Where, for people: `AWS KMS`. Names neither the key nor an account. */
  readonly service: string;
  /**
   * The public key: PEM, `PUBLIC KEY`. One call.
   *
   * @throws ProvenanceError SIGNER_FAILED, also where there is no answer in time.
   */
  publicKey(options?: { signal?: AbortSignal | undefined }): Promise<string>;
  /**
   * Signs `bytes`, of any length: they are hashed here where the algorithm hashes, and the hash is sent. One call.
   *
   * @returns ECDSA in DER or as r||s, as the service gives it.
   * @throws ProvenanceError SIGNER_FAILED, also where there is no answer in time or the service lacks `alg`.
   */
  sign(
    bytes: Uint8Array,
    alg: SigningAlgorithm,
    options?: { signal?: AbortSignal | undefined },
  ): Promise<Uint8Array>;
}

/** What all keys take. */
export interface KeyOptions {
  /** Limit of one call with all its repetitions. Default 30. */
  readonly seconds?: number;
}
