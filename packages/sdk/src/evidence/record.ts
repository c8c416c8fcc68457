import { isHolding } from '../claims/credential.ts';
import { ALIKE_BITS } from '../content/fingerprint.ts';
import type { RecordMatch, RegistryFinding } from '../look/record.ts';
import { failures } from './binding.ts';
import { manifestEvidence } from './credential.ts';
import type { Evidence, RecordEvidence } from './evidence.ts';
import { plainText, quoted } from './plain-text.ts';
import { shownTime } from './shown.ts';
import { whyText } from './watermark.ts';

const NOTHING = {
  source: 'registry',
  finding: 'record',
  contentId: null,
  keyId: null,
  issuer: null,
  model: null,
  time: null,
  distance: null,
  look: null,
  unseen: null,
  evidence: [],
  weight: 'neutral',
  strength: 'none',
  codes: [],
} as const;

/** What the registry knows: an entry for each record, or one that says there is none. */
export function registryEvidence(finding: RegistryFinding): RecordEvidence[] {
  const { asked: by, contentId, unavailable, notCompared: unseen } = finding;
  if (unavailable !== null) {
    const statement = `The registry was not asked: ${whyText(unavailable)}.`;
    return [{ ...NOTHING, found: 'unavailable', by: null, contentId, statement }];
  }
  if (by === null) return [];
  if (finding.matches.length > 0) return finding.matches.map(known);
  const statement =
    by === 'watermark'
      ? `The registry has no record of the content id ${contentId}: it was never written, was erased, or is in another registry.`
      : `The registry has no record of these bytes${by === 'hash' ? '' : ', nor of anything that looks like it'}.`;
  const though =
    unseen === null ? '' : ` Whether anything like it is was not looked at: ${whyText(unseen)}.`;
  const base = { ...NOTHING, found: 'unknown', by, contentId, unseen } as const;
  return [{ ...base, statement: `${statement}${though}` }];
}

/** The manifest that was kept; what failed of its ingredients as well, which its state alone has told. */
function keptEvidence({ kept }: RecordMatch): readonly Evidence[] {
  if (kept === null) return [];
  const ofIngredients = failures({ ...kept, failure: kept.ingredientFailures }, isTelling);
  return [...manifestEvidence(kept), ...ofIngredients];
}

/** A signer that nobody knows is no failure, and identities beside the claim leave it as it is. */
const isTelling = (code: string): boolean =>
  code !== 'signingCredential.untrusted' && !code.startsWith('cawg.');

/**
 * Whether the credential kept with a record says anything. What was found by a mark or a likeness has other
 * bytes than those that were signed: that its hash does not fit them says nothing, and is all that is
 * forgiven. Of the very bytes nothing is.
 */
export function keptHolds({ by, evidence }: Pick<RecordEvidence, 'by' | 'evidence'>): boolean {
  const manifest = evidence.find((entry) => entry.finding === 'manifest');
  const signature = evidence.find((entry) => entry.finding === 'signature');
  if (manifest === undefined || !signature?.holds) return false;
  if (by === 'hash') return isHolding(manifest);
  return !evidence.some(({ finding, codes }) => finding === 'failure' && codes.some(isTelling));
}

function known(match: RecordMatch): RecordEvidence {
  const { record, by, distance, look } = match;
  const evidence = keptEvidence(match);
  const model = record.model === null ? null : plainText(modelName(record.model));
  const issuer = plainText(record.issuer);
  const time = plainText(record.time);
  const what = `The content id ${record.contentId} is on record, signed by ${quoted(issuer)}: handed out at ${shownTime(time)}${model === null ? '' : ` by ${quoted(model)}`}.`;
  const against = by === 'watermark' && look === 'different';
  return {
    ...NOTHING,
    found: 'known',
    by,
    contentId: record.contentId,
    keyId: record.watermark?.keyId ?? null,
    issuer,
    model,
    time,
    distance,
    look,
    evidence,
    weight: against ? 'against' : 'for',
    strength: { hash: 'cryptographic', watermark: 'statistical', fingerprint: 'similarity' }[
      by
    ] as RecordEvidence['strength'],
    statement: `${what} ${likeness(match)}${keptStatement({ by, evidence })}`,
  };
}

function modelName({ name, version }: { name: string; version: string | null }): string {
  return version === null ? name : `${name} ${version}`;
}

function likeness({ by, distance, look }: RecordMatch): string {
  // A part of a picture looks like it, and has another fingerprint.
  const telling = by === 'fingerprint' || look === 'different' || (distance ?? 256) <= ALIKE_BITS;
  const bits =
    distance !== null && telling ? ` (${distance} of 256 bits of the fingerprint differ)` : '';
  if (by === 'hash') return 'These are the very bytes.';
  switch (look) {
    case 'same':
      return `What is here looks like it${bits}.`;
    case 'different':
      return `What is here does not look like it${bits}.`;
    case 'undecided':
      return `Whether what is here looks like it cannot be told${bits}.`;
    case null:
      return `Its look was not compared${bits}.`;
  }
}

function keptStatement(record: Pick<RecordEvidence, 'by' | 'evidence'>): string {
  const { evidence } = record;
  if (evidence.length === 0) return ' No credential was kept with it.';
  if (!keptHolds(record)) {
    const signature = evidence.find((entry) => entry.finding === 'signature');
    const what = signature?.holds ? 'is not what was signed' : 'does not hold';
    return ` The credential kept with it ${what}, and says nothing.`;
  }
  const trust = evidence.find((entry) => entry.finding === 'trust');
  const who = trust?.trusted ? 'by a signer on a trust list' : 'by a signer on no trust list';
  return ` The credential kept with it is signed, ${who}.`;
}
