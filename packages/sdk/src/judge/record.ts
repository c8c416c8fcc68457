import { type Code, type Message, say } from '@provenance/messages';
import type { MarkedKind, OriginKind } from '../claims/source-type.ts';
import type { Evidence, OriginEvidence, RecordEvidence } from '../evidence/evidence.ts';
import { keptHolds } from '../evidence/record.ts';
import { WHAT, who } from '../evidence/shown.ts';
import { percentOf } from '../evidence/text-mark.ts';
import type { FoundBy } from '../look/record.ts';
import { claimOf } from './credential.ts';
import { isSameName } from './same-name.ts';
import { textMarksIn } from './text-mark.ts';
import { UNKNOWN_ORIGIN, type Verdict } from './verdict.ts';

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
): Verdict {
  const forgeable = forgeableIds(evidence);
  const records = evidence
    .filter(
      (entry): entry is RecordEvidence => entry.finding === 'record' && entry.source === 'registry',
    )
    .flatMap((record) => withoutMark(record, forgeable));
  const known = records.filter(({ found }) => found === 'known').sort(byNearness);
  if (known.length === 0) return withoutRecord(verdict, records[0]);
  const marks = marksIn(evidence);
  const conflicts = known.flatMap((record) => contradictions(record, marks, verdict, evidence));
  if (conflicts.length > 0) return contradicted(manifest, verdict, known, conflicts);
  // A credential in the file that holds says more than what was kept of it.
  if (verdict.trust !== 'none') return confirmed(verdict, known);
  return recovered(manifest, known, marks, evidence);
}

/** Content ids of marks that anybody may have made, since somebody has the key. */
function forgeableIds(evidence: readonly Evidence[]): ReadonlySet<string> {
  const ids = evidence.flatMap((entry) =>
    entry.finding === 'watermark' && entry.compromised !== undefined ? [entry.contentId ?? ''] : [],
  );
  return new Set(ids);
}

/** A record that such a mark leads to is known by its likeness, or not at all: the mark may have been copied to it. */
function withoutMark(record: RecordEvidence, forgeable: ReadonlySet<string>): RecordEvidence[] {
  if (record.by !== 'watermark' || !forgeable.has(record.contentId ?? '')) return [record];
  return record.look === 'same' ? [{ ...record, by: 'fingerprint' }] : [];
}

/** A mark in pixels or in words, as far as records have to do with it. */
interface Mark {
  readonly isOfText: boolean;
  /** Of a text, 0..1. */
  readonly share: number | null;
  readonly contentId: string | null;
  readonly keyId: string | null;
  readonly issuer: string | null;
  readonly marks: MarkedKind | null;
  readonly odds: number | null;
}

function marksIn(evidence: readonly Evidence[]): Mark[] {
  const ofPixels = evidence.flatMap((entry) =>
    entry.finding === 'watermark' && entry.found === 'present' && entry.compromised === undefined
      ? [{ ...entry, isOfText: false, share: null, odds: entry.falsePositiveProbability }]
      : [],
  );
  const ofText = textMarksIn(evidence).map((entry) => ({
    ...entry,
    isOfText: true,
    keyId: entry.kid,
    // A part that was drawn with a key says nothing of the whole.
    marks: entry.throughout ? entry.marks : null,
    odds: entry.falsePositiveProbability,
  }));
  return [...ofPixels, ...ofText];
}

/** The mark that led to a record. */
function markOf(marks: readonly Mark[], { by, contentId }: RecordEvidence): Mark | undefined {
  if (by !== 'watermark') return marks[0];
  return marks.find((mark) => mark.contentId === contentId) ?? marks[0];
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
    return { ...verdict, says: [...verdict.says, say('verdict.record.unavailable')] };
  }
  if (record.by !== 'watermark') return verdict;
  return { ...verdict, says: [...verdict.says, say('verdict.record.none')] };
}

/** What speaks against a record and this content belonging together. */
function contradictions(
  record: RecordEvidence,
  marks: readonly Mark[],
  { trust, origin }: Verdict,
  evidence: readonly Evidence[],
): Message[] {
  const found: Message[] = [];
  const mark = markOf(marks, record);
  const contentId = record.contentId ?? '';
  const issuer = record.issuer ?? '';
  // An edit may have changed the look, and says what it was made from.
  const inherited =
    trust !== 'none' &&
    evidence.some(
      (entry) =>
        entry.finding === 'soft-binding' && !entry.active && entry.contentIds.includes(contentId),
    );
  if (record.by === 'watermark' && record.look === 'different' && !inherited) {
    found.push(
      mark?.isOfText
        ? say('conflict.text-mark-carried', { contentId, issuer })
        : say('conflict.copied-mark', { issuer }),
    );
  }
  if (record.by === 'watermark' && mark !== undefined) {
    if (record.keyId !== null && mark.keyId !== record.keyId) {
      const keys = { contentId, recorded: record.keyId, found: mark.keyId ?? '' };
      found.push(
        mark.isOfText ? say('conflict.text-record-key', keys) : say('conflict.record-key', keys),
      );
    }
    if (mark.issuer !== null && !isSameName(mark.issuer, record.issuer)) {
      found.push(say('conflict.record-mark', { mark: mark.issuer, issuer }));
    }
  }
  // Likeness alone contradicts nobody: anyone may sign a picture that looks like another, and quote a text.
  const isQuoted = mark?.isOfText === true && !isThroughout(contentId, evidence);
  if (trust !== 'none' && record.by === 'watermark' && !isQuoted) {
    const signer = evidence.find((entry) => entry.finding === 'signature');
    const naming = evidence.flatMap((entry) =>
      entry.finding === 'soft-binding' && entry.contentIds.includes(contentId)
        ? [entry.issuer]
        : [],
    );
    const names = [signer?.issuer ?? null, origin.issuer, ...naming];
    if (!names.some((name) => isSameName(name, record.issuer))) {
      found.push(say('conflict.record-signer', { signer: who(signer?.issuer ?? null), issuer }));
    }
  }
  return found;
}

function isThroughout(contentId: string, evidence: readonly Evidence[]): boolean {
  return textMarksIn(evidence).some((mark) => mark.contentId === contentId && mark.throughout);
}

/** Neither side is picked: without a credential that holds, nothing says where this comes from. */
function contradicted(
  manifest: Verdict,
  verdict: Verdict,
  known: readonly RecordEvidence[],
  found: readonly Message[],
): Verdict {
  const conflicts = [...verdict.conflicts, ...found].filter(isFirst);
  const told = [say('verdict.contradiction'), ...conflicts];
  if (verdict.trust !== 'none') {
    return { ...verdict, conflicts, says: [...told, ...manifest.says] };
  }
  const record = recordSays(known[0] as RecordEvidence);
  if (manifest.integrity === 'altered') {
    return { ...manifest, conflicts, says: [...told, ...manifest.says, record] };
  }
  const says = [...told, say('verdict.unknown'), record];
  return { ...manifest, origin: UNKNOWN_ORIGIN, conflicts, says };
}

/** Messages are plain data: two that say the same are equal in it. */
function isFirst(message: Message, index: number, all: readonly Message[]): boolean {
  const plain = JSON.stringify(message);
  return all.findIndex((other) => JSON.stringify(other) === plain) === index;
}

function confirmed(verdict: Verdict, known: readonly RecordEvidence[]): Verdict {
  const record = known.find(({ by }) => by !== 'fingerprint');
  if (record === undefined) return verdict;
  const { time } = record;
  const contentId = record.contentId ?? '';
  const onRecord =
    time === null
      ? say('verdict.record.known', { contentId })
      : say('verdict.record.known.since', { contentId, time });
  return { ...verdict, says: [...verdict.says, onRecord] };
}

/** Where the file itself says nothing that counts. */
function recovered(
  manifest: Verdict,
  known: readonly RecordEvidence[],
  marks: readonly Mark[],
  evidence: readonly Evidence[],
): Verdict {
  const [first] = known as [RecordEvidence, ...RecordEvidence[]];
  const by = first.by as FoundBy;
  const mark = markOf(marks, first);
  const origins = known.map((record) => originOf(record, markOf(marks, record)));
  // What a part of a text was drawn with says nothing of the rest.
  const isOfPart =
    by === 'watermark' &&
    mark?.isOfText === true &&
    !known.every(({ contentId }) => isThroughout(contentId ?? '', evidence));
  const agreed = origins.length === 1 ? (origins[0] as Said).origin : common(origins);
  const origin = isOfPart ? { ...agreed, kind: 'unknown' as const } : agreed;
  const odds = by === 'watermark' ? (mark?.odds ?? null) : null;
  return {
    ...manifest,
    origin,
    integrity: by === 'hash' && manifest.integrity !== 'altered' ? 'intact' : manifest.integrity,
    assurance: ASSURANCE[by],
    ...(odds !== null && { falsePositiveProbability: odds }),
    recovered: by,
    says: [...ownCredential(manifest, evidence), ...recoveredSays(known, origins, marks)],
  };
}

/** What is recovered does not hide what became of the credential in the file. */
function ownCredential({ says }: Verdict, evidence: readonly Evidence[]): readonly Message[] {
  const state = evidence.find((entry) => entry.finding === 'manifest')?.state;
  if (state === 'Invalid') return says;
  return state === 'Remote' ? [say('verdict.remote.unread')] : [];
}

const ASSURANCE = {
  hash: 'cryptographic',
  watermark: 'statistical',
  fingerprint: 'similarity',
} as const satisfies Record<FoundBy, Verdict['assurance']>;

interface Said {
  readonly origin: Verdict['origin'];
  /** Who says so, as a clause. */
  readonly said: Message;
}

/** What a record and the manifest kept with it say. */
function originOf(record: RecordEvidence, mark: Mark | undefined): Said {
  const { issuer, model, time } = record;
  const base = { issuer, generator: null, model, time };
  if (keptHolds(record)) {
    const kept = record.evidence.find(
      (entry): entry is OriginEvidence => entry.finding === 'origin',
    );
    const signature = record.evidence.find((entry) => entry.finding === 'signature');
    const origin = kept
      ? {
          kind: kept.kind,
          issuer: kept.issuer,
          generator: kept.generator,
          model: kept.model ?? model,
          time: kept.time ?? time,
        }
      : { ...base, kind: 'unknown' as const, issuer: signature?.issuer ?? null };
    // Its bytes are others, or it would not be recovered: what it says was signed all the same.
    const told = claimOf(record.evidence, isTrustedThrough(record.evidence));
    return { origin, said: atTime(told, origin.time) };
  }
  const kind: OriginKind = mark?.marks ?? 'unknown';
  return { origin: { ...base, kind }, said: recordSaid(record, kind) };
}

function isTrustedThrough(evidence: readonly Evidence[]): boolean {
  return (
    evidence.some((entry) => entry.finding === 'trust' && entry.trusted) &&
    !evidence.some(({ finding }) => finding === 'failure')
  );
}

function recordSaid(record: RecordEvidence, kind: OriginKind): Message {
  const { model, time } = record;
  const issuer = record.issuer ?? '';
  if (kind === 'unknown') {
    const said =
      model === null
        ? say('said.record.silent', { issuer })
        : say('said.record.model', { issuer, model });
    return atTime(said, time);
  }
  const plain = say(WHAT[kind]);
  const what = model === null ? plain : say('what.with-model', { what: plain, model });
  return atTime(say('said.record', { what, issuer }), time);
}

function atTime(said: Message, time: string | null): Message {
  return time === null ? said : say('said.at', { said, time });
}

function recordSays({ contentId, issuer, model, time }: RecordEvidence): Message {
  const from = { issuer: issuer ?? '' };
  const what =
    model === null
      ? say('said.handed-out', from)
      : say('said.handed-out.model', { ...from, model });
  const said = time === null ? what : say('said.handed-out.at', { said: what, time });
  return say('verdict.record.of', { contentId: contentId ?? '', said });
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

function recoveredSays(
  known: readonly RecordEvidence[],
  origins: readonly Said[],
  marks: readonly Mark[],
): Message[] {
  const [record] = known as [RecordEvidence, ...RecordEvidence[]];
  const [{ said }] = origins as [Said, ...Said[]];
  switch (record.by) {
    case 'hash':
      return [say('verdict.recovered.hash', { said })];
    case 'watermark': {
      const mark = markOf(marks, record);
      const odds = mark?.odds ?? 1;
      const found = { contentId: record.contentId ?? '', odds, said };
      if (mark?.isOfText) {
        return [
          ...known
            .slice(0, MOST_TOLD)
            .flatMap((each, i) => textRecovered(each, markOf(marks, each), origins[i] as Said)),
          say('verdict.changes-unknown'),
        ];
      }
      return [
        say('verdict.recovered.watermark', found),
        say(LOOK[record.look === null || record.look === 'different' ? 'none' : record.look]),
        say('verdict.changes-unknown'),
      ];
    }
    default: {
      const noProof = say('verdict.likeness-no-proof');
      if (known.length === 1) {
        return [
          say('verdict.recovered.likeness', { distance: record.distance ?? 0, said }),
          noProof,
        ];
      }
      const told = known
        .slice(0, MOST_TOLD)
        .map(({ distance }, i) =>
          say('said.distance', { said: (origins[i] as Said).said, distance: distance ?? 0 }),
        );
      const more = known.length - told.length;
      const all = more > 0 ? [...told, say('said.more', { count: more })] : told;
      return [say('verdict.recovered.likenesses', { count: known.length, said: all }), noProof];
    }
  }
}

function textRecovered(
  { contentId, look }: RecordEvidence,
  mark: Mark | undefined,
  { said }: Said,
): Message[] {
  return [
    say('verdict.recovered.text-mark', {
      contentId: contentId ?? '',
      percent: percentOf(mark?.share ?? 0),
      odds: mark?.odds ?? 1,
      said,
    }),
    say(LOOK[look === null || look === 'different' ? 'none' : look]),
  ];
}

const LOOK = {
  same: 'verdict.look.same',
  undecided: 'verdict.look.undecided',
  none: 'verdict.look.none',
} as const satisfies Record<string, Code>;
