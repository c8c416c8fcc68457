import type { Backend } from '../backend/backend.ts';
import {
  readNamedIssuer,
  readSigningCertificate,
  type SigningCertificate,
} from '../signed/certificate.ts';

/**
 * Finds the certificate, or the delegation of a record key, that a receipt names by its thumbprint. Null: the registry
 * has none such.
 */
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

/** Whom a caller trusts, and nobody else. */
export interface GivenIssuers {
  /** Whether it was given itself: not only who has certified it. */
  names(certificate: Pick<SigningCertificate, 'thumbprint'>): boolean;
  /** Whether it is one of them, or the record key that one of them has certified. */
  accepts(certificate: Pick<SigningCertificate, 'thumbprint' | 'delegation'>): boolean;
  /**
   * Finds those that are accepted.
   *
   * @param others Where a delegation is looked for that was not given itself: it counts if one of them has signed it.
   */
  among(others: FindCertificate): FindCertificate;
}

/**
 * @param pems Each a certificate with its chain, or a delegation. A certificate of any kind of key may have certified
 *   record keys; what is signed with its own key as well is accepted of Ed25519 alone.
 * @throws ProvenanceError CERTIFICATE_MALFORMED, DELEGATION_MALFORMED.
 */
export async function givenIssuers(pems: readonly string[]): Promise<GivenIssuers> {
  const named = await Promise.all(pems.map(readNamedIssuer));
  const known = new Map(
    named.flatMap(({ certificate }) =>
      certificate === null ? [] : [[keyOf(certificate.thumbprint), certificate] as const],
    ),
  );
  const signers = new Set(named.flatMap(({ signer }) => (signer === null ? [] : [keyOf(signer)])));
  const names: GivenIssuers['names'] = ({ thumbprint }) => known.has(keyOf(thumbprint));
  const accepts: GivenIssuers['accepts'] = (certificate) => {
    const { delegation } = certificate;
    return names(certificate) || (delegation !== null && signers.has(keyOf(delegation.signer)));
  };
  return {
    names,
    accepts,
    among: (others) => async (thumbprint) => {
      const found = known.get(keyOf(thumbprint)) ?? (await others(thumbprint));
      return found !== null && accepts(found) ? found : null;
    },
  };
}

/** Finds what came along with a proof. Nothing says that it is to be trusted. */
export async function certificatesIn(pems: readonly string[]): Promise<FindCertificate> {
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
