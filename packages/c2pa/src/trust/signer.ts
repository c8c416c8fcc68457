import { createHash } from 'node:crypto';
import type { Certificate } from '@provenance/cose';
import { isValidAt } from '../certificate/rules.ts';
import { USAGE } from '../certificate/usages.ts';
import { chainTo, type Purpose } from './chain.ts';
import type { TrustLists } from './lists.ts';

/** Usages that a trust config may list for others than signers of claims. */
const NOT_FOR_CLAIMS: readonly string[] = [USAGE.timeStamping, USAGE.ocspSigning];

export interface SignerJudgement {
  /** `older`: on no list but an older one, which is frozen. */
  readonly outcome: 'trusted' | 'older' | 'untrusted' | 'expired';
  /** To an anchor; null where there is none, or none is needed. */
  readonly path: readonly Certificate[] | null;
}

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
): SignerJudgement {
  const [leaf] = certificates;
  if (!isValidAt(leaf, at)) return { outcome: 'expired', path: null };
  if (lists === null) return { outcome: 'untrusted', path: null };
  const purpose = claimSigning(lists, at);
  const path = chainTo(certificates, lists.signerAnchors, purpose);
  if (path !== null || isAllowed(leaf, lists.allowedList)) return { outcome: 'trusted', path };
  const older = chainTo(certificates, lists.olderAnchors, { ...purpose, anyIssuer: true });
  return { outcome: older === null ? 'untrusted' : 'older', path: older };
}

/** What a signer's certificate has to be for. */
function claimSigning({ trustConfig }: TrustLists, at: Date): Purpose {
  return { usages: trustConfig.split('\n').filter((oid) => !NOT_FOR_CLAIMS.includes(oid)), at };
}

function isAllowed({ x509 }: Certificate, allowedList: string): boolean {
  if (allowedList === '') return false;
  const hash = createHash('sha256').update(x509.raw).digest('base64');
  return allowedList.includes(x509.toString().trim()) || allowedList.split('\n').includes(hash);
}
