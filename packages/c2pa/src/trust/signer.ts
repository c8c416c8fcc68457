import { createHash, type X509Certificate } from 'node:crypto';
import type { Certificate } from '@provenance/cose';
import type { TrustLists } from './lists.ts';

/**
 * Whether a signer's chain ends in an anchor for signers, or the signer is on the allowed list. The
 * engine mixes them with the anchors for time-stamp authorities, whose owners may issue certificates
 * for e-mail and documents too. That the chain is otherwise in order the engine has checked.
 *
 * @param certificates As in the signature: the signing certificate first.
 */
export function isTrustedSigner(
  certificates: readonly Certificate[],
  anchors: readonly Certificate[],
  { allowedList }: TrustLists,
): boolean {
  const chain = certificates.map(({ x509 }) => x509);
  const [leaf] = chain;
  if (leaf === undefined) return false;
  if (isAllowed(leaf, allowedList)) return true;
  let subject = leaf;
  for (const _ of chain) {
    if (anchors.some(({ x509 }) => x509.raw.equals(subject.raw) || issued(x509, subject))) {
      return true;
    }
    const issuer = chain.find((candidate) => candidate !== subject && issued(candidate, subject));
    if (issuer === undefined) return false;
    subject = issuer;
  }
  return false;
}

function issued(issuer: X509Certificate, subject: X509Certificate): boolean {
  return subject.checkIssued(issuer) && subject.verify(issuer.publicKey);
}

function isAllowed(leaf: X509Certificate, allowedList: string): boolean {
  const hash = createHash('sha256').update(leaf.raw).digest('base64');
  return allowedList.includes(leaf.toString().trim()) || allowedList.split('\n').includes(hash);
}
