import { createHash } from 'node:crypto';
import type { Certificate } from '@provenance/cose';
import { isValidAt } from '../certificate/rules.ts';
import { USAGE } from '../certificate/usages.ts';
import { chainTo } from './chain.ts';
import type { TrustLists } from './lists.ts';

/** Usages that a trust config may list for others than signers of claims. */
const NOT_FOR_CLAIMS: readonly string[] = [USAGE.timeStamping, USAGE.ocspSigning];

/**
 * What the trust lists make of a signer: `expired` where the certificate was not valid at that time,
 * whoever vouches for it; `trusted` where it leads to an anchor for signers or is on the allowed list,
 * with a usage that is for signing claims. The engine's word is not taken: it mixes anchors of signers
 * with those of time-stamp authorities, and looks at no date above the signer's certificate.
 *
 * @param certificates As in the signature: the signing certificate first.
 * @param at When it signed, or now.
 */
export function judgeSigner(
  certificates: readonly [Certificate, ...Certificate[]],
  lists: TrustLists | null,
  at: Date,
): 'trusted' | 'untrusted' | 'expired' {
  const [leaf] = certificates;
  if (!isValidAt(leaf, at)) return 'expired';
  if (lists === null) return 'untrusted';
  if (isAllowed(leaf, lists.allowedList)) return 'trusted';
  const usages = lists.trustConfig.split('\n').filter((oid) => !NOT_FOR_CLAIMS.includes(oid));
  const mayClaim = (leaf.x509.keyUsage ?? []).some((oid) => usages.includes(oid));
  return mayClaim && chainTo(certificates, lists.signerAnchors, at) ? 'trusted' : 'untrusted';
}

function isAllowed({ x509 }: Certificate, allowedList: string): boolean {
  const hash = createHash('sha256').update(x509.raw).digest('base64');
  return allowedList.includes(x509.toString().trim()) || allowedList.split('\n').includes(hash);
}
