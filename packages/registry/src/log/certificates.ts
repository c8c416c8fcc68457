import type { Backend } from '../backend/backend.ts';
import { readSigningCertificate, type SigningCertificate } from '../signed/certificate.ts';

/** Finds the certificate that a receipt names by its thumbprint. Null: the registry has none such. */
export type FindCertificate = (thumbprint: Uint8Array) => Promise<SigningCertificate | null>;

/**
 * The chains that a registry keeps, once each: by far most receipts are of one certificate. What is
 * found has the thumbprint that was asked for, whatever the database says.
 */
export function storedCertificates(backend: Backend): FindCertificate {
  const known = new Map<string, SigningCertificate>();
  return async (thumbprint) => {
    const key = keyOf(thumbprint);
    const found = known.get(key);
    if (found) return found;
    const pem = await backend.getMeta(key);
    if (!pem) return null;
    const certificate = await readSigningCertificate(Buffer.from(pem).toString()).catch(() => null);
    if (!certificate || keyOf(certificate.thumbprint) !== key) return null;
    known.set(key, certificate);
    return certificate;
  };
}

/** Those that the caller trusts, and no others. @throws ProvenanceError CERTIFICATE_MALFORMED. */
export async function givenCertificates(pems: readonly string[]): Promise<FindCertificate> {
  const list = await Promise.all(pems.map(readSigningCertificate));
  const known = new Map(list.map((certificate) => [keyOf(certificate.thumbprint), certificate]));
  return async (thumbprint) => known.get(keyOf(thumbprint)) ?? null;
}

export async function keepCertificate(
  backend: Backend,
  certificate: SigningCertificate,
): Promise<void> {
  await backend.putMeta(keyOf(certificate.thumbprint), Buffer.from(certificate.pem));
}

function keyOf(thumbprint: Uint8Array): string {
  return `certificate:${Buffer.from(thumbprint).toString('hex')}`;
}
