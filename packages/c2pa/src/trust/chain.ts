import { type Certificate, EXTENSION } from '@provenance/cose';
import { isValidAt, KNOWN_EXTENSIONS } from '../certificate/rules.ts';

/** Signatures that are checked for one chain at most: a hostile one has many issuers of one name. */
const MOST_CHECKS = 64;
/** `keyCertSign` in the first byte of the bits (RFC 5280 4.2.1.3). */
const CERTIFICATE_SIGNING = 0x04;

/**
 * The path from a certificate to an anchor (RFC 5280 6.1, as far as C2PA's certificates go): names that
 * follow on each other, signatures, the right to issue, the length of the path, no critical extension
 * that is not known here, and every certificate on it valid at one time, the anchor too.
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
  at: Date,
): Certificate[] | null {
  const [leaf, ...others] = certificates;
  if (leaf === undefined || !isValidAt(leaf, at)) return null;
  const usable = (each: Certificate) => isValidAt(each, at) && mayIssue(each);
  const trusted = anchors.filter(usable);
  const issuers = others.filter(usable);
  let checks = 0;
  const extend = (path: readonly Certificate[]): Certificate[] | null => {
    const subject = path.at(-1)!;
    const known = anchors.find((anchor) => isSame(anchor, subject) && isValidAt(anchor, at));
    if (known) return [...path];
    // The certificates below it that are not the one in question.
    const below = path.length - 1;
    const isNext = (issuer: Certificate) =>
      !path.includes(issuer) &&
      (issuer.pathLength ?? below) >= below &&
      Buffer.compare(issuer.der.subject, subject.der.issuer) === 0 &&
      ++checks <= MOST_CHECKS &&
      subject.x509.verify(issuer.x509.publicKey);
    const anchor = trusted.find(isNext);
    if (anchor) return [...path, anchor];
    for (const issuer of issuers) {
      const found = isNext(issuer) ? extend([...path, issuer]) : null;
      if (found) return found;
    }
    return null;
  };
  return extend([leaf]);
}

function isSame(one: Certificate, other: Certificate): boolean {
  return one.x509.raw.equals(other.x509.raw);
}

/** Roots of version 1 have no extensions to say it with. */
function mayIssue({ version, isAuthority, extensions }: Certificate): boolean {
  if (version < 3) return extensions.size === 0;
  const usage = extensions.get(EXTENSION.keyUsage)?.value;
  // A BIT STRING: tag, length, unused bits, then the bits.
  if (usage !== undefined && ((usage[3] ?? 0) & CERTIFICATE_SIGNING) === 0) return false;
  const isUnderstood = [...extensions].every(
    ([oid, { critical }]) =>
      !critical || (KNOWN_EXTENSIONS.has(oid) && oid !== EXTENSION.nameConstraints),
  );
  return isAuthority && isUnderstood;
}
