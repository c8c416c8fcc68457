import { callbackSigner, type Signer } from '@provenance/c2pa';
import { algorithmOfKey, parseCertificates, type SigningAlgorithm } from '@provenance/cose';
import type { ServiceKey } from './key.ts';

export interface KmsSignerOptions {
  /** PEM text: the signing certificate first, then its issuers. */
  readonly certificates: string;
  /** Default: what the certificate's key is for; PS256 for an RSA key that is bound to no hash. */
  readonly alg?: SigningAlgorithm;
  /** RFC 3161 authority (http: or https:), asked once a signature. Default: none. */
  readonly timestampUrl?: string;
}

/**
 * A signer whose key lies in a service. Makes no call: a key that is not the certificate's shows with the first signature,
 * each of which is checked against the certificate.
 *
 * @throws ProvenanceError CERTIFICATE_MALFORMED, CERTIFICATE_REFUSED, or KEY_MISMATCH where `alg` is not for the
 *   certificate's key. Its `sign` throws SIGNER_FAILED and KEY_MISMATCH.
 */
export async function kmsSigner(
  key: ServiceKey,
  { certificates, alg, timestampUrl }: KmsSignerOptions,
): Promise<Signer> {
  const [leaf] = parseCertificates(certificates);
  // For a key of another kind the certificate is refused below, whatever is asked for.
  const used = alg ?? algorithmOfKey(leaf.x509.publicKey) ?? 'ES256';
  return callbackSigner({
    alg: used,
    certificates,
    ...(timestampUrl !== undefined && { timestampUrl }),
    sign: (bytes, { signal }) => key.sign(bytes, used, { signal }),
  });
}
