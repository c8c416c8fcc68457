import { type Certificate, EXTENSION } from '@provenance/cose';
import {
  hasAllowedKey,
  hasAllowedSignature,
  isValidAt,
  KNOWN_EXTENSIONS,
} from '../certificate/rules.ts';
import { USAGE } from '../certificate/usages.ts';

/** Signatures that are checked for one chain at most: a hostile one has many issuers of one name. */
const MOST_CHECKS = 32;
/** What an authority is for that has no signers under it. */
const NOT_OF_SIGNERS: readonly string[] = [USAGE.timeStamping, USAGE.ocspSigning];
/** `keyCertSign` in the first byte of the bits (RFC 5280 4.2.1.3). */
const CERTIFICATE_SIGNING = 0x04;

export interface Purpose {
  /** Extended key usages: the certificate in question has to have one of them. */
  readonly usages: readonly string[];
  /** When it is to be valid, and everything above it. */
  readonly at: Date;
  /**
   * Issuers that have extended key usages issue for others too, but those that are for time stamps or for
   * answers on revocation alone. Default false. RFC 5280 says nothing of usages of issuers, and one above
   * most signers of before 2026 names nothing but a usage of its own company.
   */
  readonly anyIssuer?: boolean;
}

/**
 * The path from a certificate to an anchor (RFC 5280 6.1, as far as C2PA's certificates go): names that
 * follow on each other, signatures, the right to issue, the length of the path, no critical extension
 * that is not known here, keys and signatures of the kinds that C2PA allows (2.4 clause 14.5.1), and every
 * certificate on it valid at one time, the anchor too. An issuer that has extended key usages issues for
 * those alone: on the public lists one root stands above issuers of signers and of time-stamp authorities.
 *
 * Not looked at: policies, which no profile of C2PA asks for; name constraints, so that a path through
 * an issuer that has them is none; revocation.
 *
 * @param certificates As they were sent: the certificate in question first. The order of the others
 *   does not matter.
 * @returns The path, the anchor last; null if there is none.
 */
export function chainTo(
  certificates: readonly Certificate[],
  anchors: readonly Certificate[],
  { usages, at, anyIssuer = false }: Purpose,
): Certificate[] | null {
  const [leaf, ...others] = certificates;
  if (leaf === undefined || !isValidAt(leaf, at)) return null;
  const known = usages.filter((usage) => (leaf.x509.keyUsage ?? []).includes(usage));
  if (known.length === 0) return null;
  if (anchors.some((anchor) => isSame(anchor, leaf))) return [leaf];
  if (!isAllowed(leaf)) return null;
  const trusted = anchors.filter((each) => isValidAt(each, at) && mayIssue(each));
  if (trusted.length === 0) return null;
  // Nobody vouches for these but their own signatures. One of version 1 cannot say that it may issue.
  const issuers = others.filter(
    (each) => isValidAt(each, at) && each.version === 3 && mayIssue(each) && isAllowed(each),
  );
  let checks = 0;
  const extend = (
    path: readonly Certificate[],
    purposes: readonly string[],
  ): Certificate[] | null => {
    const subject = path.at(-1)!;
    // The certificates below it that are not the one in question.
    const below = path.length - 1;
    const isNext = (issuer: Certificate) =>
      !path.includes(issuer) &&
      (issuer.pathLength ?? below) >= below &&
      issuedFor(issuer, purposes, anyIssuer).length > 0 &&
      Buffer.compare(issuer.der.subject, subject.der.issuer) === 0 &&
      ++checks <= MOST_CHECKS &&
      isSignedBy(subject, issuer);
    const anchor = trusted.find(isNext);
    if (anchor) return [...path, anchor];
    for (const issuer of issuers) {
      if (!isNext(issuer)) continue;
      const found = extend([...path, issuer], issuedFor(issuer, purposes, anyIssuer));
      if (found) return found;
    }
    return null;
  };
  return extend([leaf], known);
}

/** What was found of two certificates holds as long as there are both. */
const checked = new WeakMap<Certificate, WeakMap<Certificate, boolean>>();

function isSignedBy(subject: Certificate, issuer: Certificate): boolean {
  const byIssuer = checked.get(subject) ?? new WeakMap<Certificate, boolean>();
  checked.set(subject, byIssuer);
  const isSigned = byIssuer.get(issuer) ?? subject.x509.verify(issuer.x509.publicKey);
  byIssuer.set(issuer, isSigned);
  return isSigned;
}

function isSame(one: Certificate, other: Certificate): boolean {
  return one.x509.raw.equals(other.x509.raw);
}

function isAllowed(certificate: Certificate): boolean {
  return hasAllowedKey(certificate) && hasAllowedSignature(certificate);
}

/** Those of the usages that an issuer is for. */
function issuedFor(
  { x509, extensions }: Certificate,
  usages: readonly string[],
  anyIssuer: boolean,
): readonly string[] {
  const own = extensions.has(EXTENSION.extendedKeyUsage) ? (x509.keyUsage ?? []) : [USAGE.any];
  if (anyIssuer) return own.every((usage) => NOT_OF_SIGNERS.includes(usage)) ? [] : usages;
  return own.includes(USAGE.any) ? usages : usages.filter((usage) => own.includes(usage));
}

/** Roots of version 1 have no extensions to say it with. */
function mayIssue({ version, isAuthority, extensions }: Certificate): boolean {
  if (version < 3) return extensions.size === 0;
  const usage = extensions.get(EXTENSION.keyUsage)?.value;
  // A BIT STRING: tag, length, unused bits, then the bits.
  if (usage !== undefined && ((usage[3] ?? 0) & CERTIFICATE_SIGNING) === 0) return false;
  const isUnderstood = [...extensions].every(
    ([oid, { critical }]) => !critical || KNOWN_EXTENSIONS.has(oid),
  );
  return isAuthority && isUnderstood && !extensions.has(EXTENSION.nameConstraints);
}
