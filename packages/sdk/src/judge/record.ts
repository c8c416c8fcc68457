import type { OriginKind } from '../claims/source-type.ts';
import type {
  Evidence,
  OriginEvidence,
  RecordEvidence,
  WatermarkEvidence,
} from '../evidence/evidence.ts';
import { quoted } from '../evidence/plain-text.ts';
import { keptHolds } from '../evidence/record.ts';
import { chance } from '../evidence/watermark.ts';
import type { FoundBy } from '../look/record.ts';
import { isSameName } from './same-name.ts';
import { UNKNOWN_ORIGIN, type Verdict } from './verdict.ts';
import { WHAT } from './verdict-words.ts';

type Judge = (evidence: readonly Evidence[]) => Verdict;

/**
 * The verdict so far, with what origin records add. A record says where content comes from while nothing
 * in the file does, and it contradicts: a mark on content that it was not made for, a credential of
 * somebody else. What was recovered is said to be so; it makes nothing trusted.
 *
 * @param manifest The verdict on the manifest alone.
 * @param verdict That, with what the watermark adds.
 */
export function withRegistry(
  manifest: Verdict,
  verdict: Verdict,
  evidence: readonly Evidence[],
  judge: Judge,
): Verdict {
  const records = evidence.filter(
    (entry): entry is RecordEvidence => entry.finding === 'record' && entry.source === 'registry',
  );
  const known = records.filter(({ found }) => found === 'known').sort(byNearness);
  if (known.length === 0) return withoutRecord(verdict, records[0]);
  const mark = evidence.find(
    (entry): entry is WatermarkEvidence =>
      entry.finding === 'watermark' && entry.found === 'present',
  );
  const conflicts = known.flatMap((record) => contradictions(record, mark, verdict, evidence));
  if (conflicts.length > 0) return contradicted(manifest, verdict, known, conflicts);
  // A credential in the file that holds says more than what was kept of it.
  if (verdict.trust !== 'none') return confirmed(verdict, known);
  return recovered(manifest, known, mark, evidence, judge);
}

/** So that the order of the evidence does not matter. */
function byNearness(a: RecordEvidence, b: RecordEvidence): number {
  return (
    (a.distance ?? 0) - (b.distance ?? 0) || ((a.contentId ?? '') < (b.contentId ?? '') ? -1 : 1)
  );
}

function withoutRecord(verdict: Verdict, record: RecordEvidence | undefined): Verdict {
  if (record === undefined || verdict.conflicts.length > 0) return verdict;
  if (record.found === 'unavailable') {
    const sentence = `${verdict.sentence} The registry could not be asked, and may know more.`;
    return { ...verdict, sentence };
  }
  if (record.by !== 'watermark') return verdict;
  return { ...verdict, sentence: `${verdict.sentence} The registry has no record of it.` };
}

/** What speaks against a record and this content belonging together. */
function contradictions(
  record: RecordEvidence,
  mark: WatermarkEvidence | undefined,
  { trust, origin }: Verdict,
  evidence: readonly Evidence[],
): string[] {
  const found: string[] = [];
  const whose = quoted(record.issuer ?? '');
  // An edit may have changed the look, and says what it was made from.
  const inherited =
    trust !== 'none' &&
    evidence.some(
      (entry) =>
        entry.finding === 'soft-binding' &&
        !entry.active &&
        entry.contentIds.includes(record.contentId ?? ''),
    );
  if (record.by === 'watermark' && record.look === 'different' && !inherited) {
    found.push(
      `The mark was found on different content: its record, of ${whose}, is of something that looks otherwise. It may have been copied.`,
    );
  }
  if (record.by === 'watermark' && mark !== undefined) {
    if (record.keyId !== null && mark.keyId !== record.keyId) {
      found.push(
        `The record of the content id ${record.contentId} is of a mark with the key ${record.keyId}, and the one in the picture has ${mark.keyId}.`,
      );
    }
    if (mark.issuer !== null && !isSameName(mark.issuer, record.issuer)) {
      found.push(`The watermark is of ${quoted(mark.issuer)}, and its record of ${whose}.`);
    }
  }
  // Likeness alone contradicts nobody: anyone may sign a picture that looks like another.
  if (trust !== 'none' && record.by === 'watermark') {
    const signer = evidence.find((entry) => entry.finding === 'signature');
    const naming = evidence.flatMap((entry) =>
      entry.finding === 'soft-binding' && entry.contentIds.includes(record.contentId ?? '')
        ? [entry.issuer]
        : [],
    );
    const names = [signer?.issuer ?? null, origin.issuer, ...naming];
    if (!names.some((name) => isSameName(name, record.issuer))) {
      const who = signer?.issuer == null ? 'a signer without a name' : quoted(signer.issuer);
      found.push(`The credential is of ${who}, and the origin record of ${whose}.`);
    }
  }
  return found;
}

/** Neither side is picked: without a credential that holds, nothing says where this comes from. */
function contradicted(
  manifest: Verdict,
  verdict: Verdict,
  known: readonly RecordEvidence[],
  found: readonly string[],
): Verdict {
  const conflicts = [...new Set([...verdict.conflicts, ...found])];
  const told = `Its evidence contradicts itself. ${conflicts.join(' ')}`;
  if (verdict.trust !== 'none') {
    return { ...verdict, conflicts, sentence: `${told} ${manifest.sentence}` };
  }
  const record = recordSays(known[0] as RecordEvidence);
  if (manifest.integrity === 'altered') {
    return { ...manifest, conflicts, sentence: `${told} ${manifest.sentence} ${record}` };
  }
  const sentence = `${told} Its origin is unknown. ${record}`;
  return { ...manifest, origin: UNKNOWN_ORIGIN, conflicts, sentence };
}

function confirmed(verdict: Verdict, known: readonly RecordEvidence[]): Verdict {
  const record = known.find(({ by }) => by !== 'fingerprint');
  if (record === undefined) return verdict;
  const when = record.time === null ? '' : ` since ${record.time}`;
  const sentence = `${verdict.sentence} It is on record${when} (content id ${record.contentId}).`;
  return { ...verdict, sentence };
}

/** Where the file itself says nothing that counts. */
function recovered(
  manifest: Verdict,
  known: readonly RecordEvidence[],
  mark: WatermarkEvidence | undefined,
  evidence: readonly Evidence[],
  judge: Judge,
): Verdict {
  const [first] = known as [RecordEvidence, ...RecordEvidence[]];
  const by = first.by as FoundBy;
  const origins = known.map((record) => originOf(record, mark, judge));
  const origin = origins.length === 1 ? (origins[0] as Said).origin : common(origins);
  const odds = by === 'watermark' ? (mark?.falsePositiveProbability ?? null) : null;
  return {
    ...manifest,
    origin,
    integrity: by === 'hash' && manifest.integrity !== 'altered' ? 'intact' : manifest.integrity,
    assurance: ASSURANCE[by],
    ...(odds !== null && { falsePositiveProbability: odds }),
    recovered: by,
    sentence: `${ownCredential(manifest, evidence)}${recoveredSentence(known, origins, mark)}`,
  };
}

/** What is recovered does not hide what became of the credential in the file. */
function ownCredential({ sentence }: Verdict, evidence: readonly Evidence[]): string {
  const state = evidence.find((entry) => entry.finding === 'manifest')?.state;
  if (state === 'Invalid') return `${sentence} `;
  return state === 'Remote'
    ? 'Its own content credential is kept elsewhere and was not read. '
    : '';
}

const ASSURANCE = {
  hash: 'cryptographic',
  watermark: 'statistical',
  fingerprint: 'similarity',
} as const satisfies Record<FoundBy, Verdict['assurance']>;

interface Said {
  readonly origin: Verdict['origin'];
  /** Who says so, for a sentence. */
  readonly words: string;
}

/** What a record and the manifest kept with it say. */
function originOf(record: RecordEvidence, mark: WatermarkEvidence | undefined, judge: Judge): Said {
  const { issuer, model, time } = record;
  const base = { issuer, generator: null, model, time };
  if (keptHolds(record)) {
    const kept = record.evidence.find(
      (entry): entry is OriginEvidence => entry.finding === 'origin',
    );
    const signature = record.evidence.find((entry) => entry.finding === 'signature');
    const told = judge(asSigned(record.evidence));
    const origin = kept
      ? {
          kind: kept.kind,
          issuer: kept.issuer,
          generator: kept.generator,
          model: kept.model ?? model,
          time: kept.time ?? time,
        }
      : { ...base, kind: 'unknown' as const, issuer: signature?.issuer ?? null };
    const at = origin.time === null ? '' : `, at ${origin.time}`;
    return { origin, words: `${firstClause(told.sentence)}${at}` };
  }
  const kind: OriginKind = mark?.marks ?? 'unknown';
  return { origin: { ...base, kind }, words: recordWords(record, kind) };
}

/** A credential that holds but for its hash, as it was when it was signed: what is here has other bytes. */
function asSigned(evidence: readonly Evidence[]): Evidence[] {
  const trusted =
    evidence.some((entry) => entry.finding === 'trust' && entry.trusted) &&
    !evidence.some(({ finding }) => finding === 'failure');
  return evidence
    .filter(({ finding }) => finding !== 'binding')
    .map((entry) =>
      entry.finding === 'manifest'
        ? { ...entry, state: trusted ? 'Trusted' : 'Valid', alone: false }
        : entry,
    );
}

const firstClause = (sentence: string): string => sentence.split(';')[0] ?? sentence;

function recordWords(record: RecordEvidence, kind: OriginKind): string {
  const [what, model] =
    kind === 'unknown'
      ? ['Handed out', record.model === null ? '' : ` by ${quoted(record.model)}`]
      : [WHAT[kind], record.model === null ? '' : ` (${quoted(record.model)})`];
  const at = record.time === null ? '' : `, at ${record.time}`;
  return `${what}${model}, says the origin record of ${quoted(record.issuer ?? '')}${at}`;
}

function recordSays(record: RecordEvidence): string {
  const model = record.model === null ? '' : ` by ${quoted(record.model)}`;
  const at = record.time === null ? '' : ` at ${record.time}`;
  return `The record of the content id ${record.contentId} is of what ${quoted(record.issuer ?? '')} handed out${model}${at}.`;
}

/** Only what all of them say: none of several is picked. */
function common(said: readonly Said[]): Verdict['origin'] {
  const origins = said.map(({ origin }) => origin);
  const agreed = <K extends keyof Verdict['origin']>(field: K): Verdict['origin'][K] | null => {
    const [first, ...others] = origins.map((origin) => origin[field]);
    return first !== undefined && others.every((value) => value === first) ? first : null;
  };
  return {
    kind: agreed('kind') ?? 'unknown',
    issuer: agreed('issuer'),
    generator: agreed('generator'),
    model: agreed('model'),
    time: agreed('time'),
  };
}

/** More of them are in the report. */
const MOST_TOLD = 3;

function recoveredSentence(
  known: readonly RecordEvidence[],
  said: readonly Said[],
  mark: WatermarkEvidence | undefined,
): string {
  const [record] = known as [RecordEvidence, ...RecordEvidence[]];
  const words = said.map(({ words }) => words);
  switch (record.by) {
    case 'hash':
      return `Recovered from the registry: ${words[0]}. Bit for bit it is what was handed out.`;
    case 'watermark': {
      const odds = chance(mark?.falsePositiveProbability ?? 1);
      const look = {
        same: 'It looks like what was recorded',
        undecided: 'Whether it looks like what was recorded cannot be told',
        none: 'What it looked like is not on record',
      }[record.look === null || record.look === 'different' ? 'none' : record.look];
      return `Recovered by its watermark (content id ${record.contentId}, by chance in less than ${odds}): ${words[0]}. ${look}; nothing shows what was changed since.`;
    }
    default: {
      if (known.length === 1) {
        return `Recovered by its likeness (${record.distance} of 256 bits differ from a recorded fingerprint): ${words[0]}. A likeness is no proof: others may have made something that looks the same.`;
      }
      const told = known
        .slice(0, MOST_TOLD)
        .map(({ distance }, i) => `${words[i]} (${distance} bits differ)`);
      const more = known.length > told.length ? `; and ${known.length - told.length} more` : '';
      return `It resembles ${known.length} recorded outputs, and which one it is cannot be told: ${told.join('; ')}${more}. A likeness is no proof.`;
    }
  }
}
