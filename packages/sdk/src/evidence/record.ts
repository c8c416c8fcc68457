import { type Code, type Message, plainText, say } from '@provenance/messages';
import type { CompromisedSigner } from '../claims/compromised.ts';
import { isHolding } from '../claims/credential.ts';
import { ALIKE_BITS } from '../content/fingerprint.ts';
import type { FoundBy, RecordMatch, RegistryFinding } from '../look/record.ts';
import { failures } from './binding.ts';
import { manifestEvidence } from './credential.ts';
import type { Evidence, RecordEvidence } from './evidence.ts';

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
export function registryEvidence(
  finding: RegistryFinding,
  compromised: readonly CompromisedSigner[] = [],
): RecordEvidence[] {
  const { asked: by, contentId, unavailable, notCompared: unseen } = finding;
  if (unavailable !== null) {
    const says = [say('evidence.record.unavailable'), say(`error.${unavailable}`)];
    return [{ ...NOTHING, found: 'unavailable', by: null, contentId, says }];
  }
  if (by === null) return [];
  if (finding.matches.length > 0) {
    return finding.matches.map((match) => known(match, compromised));
  }
  const says = [unknownSays(by, contentId)];
  if (unseen !== null) says.push(say('evidence.record.not-compared'), say(`error.${unseen}`));
  return [{ ...NOTHING, found: 'unknown', by, contentId, unseen, says }];
}

function unknownSays(by: FoundBy, contentId: string | null): Message {
  if (by === 'watermark') return say('evidence.record.no-id', { contentId: contentId ?? '' });
  return by === 'hash' ? say('evidence.record.no-bytes') : say('evidence.record.nothing-alike');
}

/** The manifest that was kept; what failed of its ingredients as well, which its state alone has told. */
function keptEvidence(
  { kept }: RecordMatch,
  compromised: readonly CompromisedSigner[],
): readonly Evidence[] {
  if (kept === null) return [];
  const ofIngredients = failures({ ...kept, failure: kept.ingredientFailures }, isTelling);
  return [...manifestEvidence(kept, compromised), ...ofIngredients];
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

function known(match: RecordMatch, compromised: readonly CompromisedSigner[]): RecordEvidence {
  const { record, by, distance, look } = match;
  const evidence = keptEvidence(match, compromised);
  const model = record.model === null ? null : modelName(record.model);
  const issuer = plainText(record.issuer);
  const time = plainText(record.time);
  const what = { contentId: record.contentId, issuer, time };
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
    says: [
      model === null
        ? say('evidence.record.known', what)
        : say('evidence.record.known.model', { ...what, model }),
      likeness(match),
      keptSays({ by, evidence }),
    ],
  };
}

/** Null: nothing of it is seen. */
function modelName({ name, version }: { name: string; version: string | null }): string | null {
  if (plainText(name) === '') return null;
  return plainText(version === null ? name : `${name} ${version}`);
}

function likeness({ by, distance, look }: RecordMatch): Message {
  if (by === 'hash') return say('look.bytes');
  // A part of a picture looks like it, and has another fingerprint.
  const telling = by === 'fingerprint' || look === 'different' || (distance ?? 256) <= ALIKE_BITS;
  const [plain, withBits] = LOOKS[look ?? 'not-compared'];
  return distance !== null && telling ? say(withBits, { distance }) : say(plain);
}

const LOOKS = {
  same: ['look.same', 'look.same.bits'],
  different: ['look.different', 'look.different.bits'],
  undecided: ['look.undecided', 'look.undecided.bits'],
  'not-compared': ['look.not-compared', 'look.not-compared.bits'],
} as const satisfies Record<string, readonly [Code, Code]>;

function keptSays(record: Pick<RecordEvidence, 'by' | 'evidence'>): Message {
  const { evidence } = record;
  if (evidence.length === 0) return say('kept.none');
  if (!keptHolds(record)) {
    const signature = evidence.find((entry) => entry.finding === 'signature');
    return signature?.holds ? say('kept.changed') : say('kept.invalid');
  }
  const trust = evidence.find((entry) => entry.finding === 'trust');
  if (trust?.trusted) return trust.development ? say('kept.development') : say('kept.trusted');
  return trust?.older ? say('kept.older') : say('kept.untrusted');
}
