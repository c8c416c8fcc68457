export interface DevelopmentCertificateOptions {
  readonly alg: 'Ed25519' | 'ES256';
  /** O of both subjects. */
  readonly organization?: string;
  /** CN of the signing certificate. The word "development" is put in if it is missing. */
  readonly commonName?: string;
  /** Two letters. */
  readonly country?: string;
  /** Lifetime of the signing certificate: 1 to 366. Default 365. */
  readonly days?: number;
}

export interface DevelopmentCertificates {
  /** PEM: the signing certificate (chain without the root). */
  readonly certificates: string;
  /** PKCS#8 PEM. A secret: write it with mode 0600. */
  readonly key: string;
  /** PEM: to be handed to those who verify. */
  readonly root: string;
}

export declare function createDevelopmentCertificates(
  options: DevelopmentCertificateOptions,
): Promise<DevelopmentCertificates>;
