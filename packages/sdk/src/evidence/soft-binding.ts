import type { Report } from '../claims/credential.ts';
import { type SoftBindingClaim, softBindingClaims } from '../claims/soft-binding.ts';
import { SOFT_BINDING_ALGORITHM } from '../content/id.ts';
import type { SoftBindingEvidence } from './evidence.ts';
import { plainText, quoted } from './plain-text.ts';
import { shownName, signerName } from './shown.ts';

/** What a credential and those of its ingredients say about watermarks. */
export function softBindings(report: Report): SoftBindingEvidence[] {
  return softBindingClaims(report).map(entry);
}

function entry({
  manifest: { signer },
  binding: { alg },
  active,
  contentIds,
}: SoftBindingClaim): SoftBindingEvidence {
  const issuer = signerName(signer);
  const who = active
    ? 'The credential'
    : `The credential of an ingredient, of ${shownName(issuer)},`;
  let what = `a watermark of ${quoted(alg ?? 'an algorithm without a name')}, which is not looked for here`;
  if (alg === SOFT_BINDING_ALGORITHM) what = 'a watermark, and not which content id it has';
  if (contentIds.length > 0) what = `a watermark with the content id ${contentIds.join(' or ')}`;
  return {
    source: 'c2pa',
    finding: 'soft-binding',
    alg: plainText(alg ?? ''),
    contentIds,
    active,
    issuer,
    weight: 'neutral',
    strength: 'claimed',
    statement: `${who} names ${what}.`,
    codes: [],
  };
}
