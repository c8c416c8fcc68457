/** @throws ProvenanceError CERTIFICATE_MALFORMED, CERTIFICATE_REFUSED, KEY_MALFORMED, KEY_MISMATCH */
export declare function checkSigningCertificate(
  certificates: string,
  options?: { key?: string; at?: Date },
): Promise<void>;
