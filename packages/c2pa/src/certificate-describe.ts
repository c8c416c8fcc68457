export interface CertificateDescription {
  readonly subject: string;
  readonly issuer: string;
  readonly organization: string | null;
  readonly commonName: string | null;
  /** Decimal. */
  readonly serial: string;
  /** RFC 3339. */
  readonly notBefore: string;
  readonly notAfter: string;
  /** E.g. `EC P-256`, `Ed25519`, `RSA 2048`. */
  readonly publicKey: string;
  /** OIDs. */
  readonly extendedKeyUsages: readonly string[];
  readonly certificateAuthority: boolean;
  /** Hex. */
  readonly sha256: string;
  readonly development: boolean;
}

export declare function describeCertificates(pem: string): Promise<CertificateDescription[]>;
