import { type Message, plainText, say } from '@provenance/messages';
import type { Report } from '../claims/credential.ts';
import { type SoftBindingClaim, softBindingClaims } from '../claims/soft-binding.ts';
import { SOFT_BINDING_ALGORITHM, TEXT_MARK_ALGORITHM } from '../content/id.ts';
import type { SoftBindingEvidence } from './evidence.ts';
import { signerName, who } from './shown.ts';

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
  return {
    source: 'c2pa',
    finding: 'soft-binding',
    alg: plainText(alg ?? ''),
    contentIds,
    active,
    issuer,
    weight: 'neutral',
    strength: 'claimed',
    says: [naming(active, issuer, alg, contentIds)],
    codes: [],
  };
}

function naming(
  active: boolean,
  issuer: string | null,
  alg: string | null,
  ids: readonly string[],
): Message {
  const naming = active ? say('naming.active') : say('naming.ingredient', { who: who(issuer) });
  if (ids.length > 0) return say('evidence.soft-binding.ids', { who: naming, ids });
  if (alg === SOFT_BINDING_ALGORITHM || alg === TEXT_MARK_ALGORITHM)
    return say('evidence.soft-binding.no-id', { who: naming });
  return alg === null
    ? say('evidence.soft-binding.unnamed', { who: naming })
    : say('evidence.soft-binding.other', { who: naming, alg });
}
