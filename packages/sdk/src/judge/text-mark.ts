import { type Message, say } from '@provenance/messages';
import type { Evidence, SoftBindingEvidence, TextMarkEvidence } from '../evidence/evidence.ts';
import { WHAT, who } from '../evidence/shown.ts';
import { percentOf, textMarkOf } from '../evidence/text-mark.ts';
import { isSameName } from './same-name.ts';
import type { Verdict } from './verdict.ts';

/** The marks that were found in a text, the surest first. */
export function textMarksIn(evidence: readonly Evidence[]): TextMarkEvidence[] {
  const chance = ({ falsePositiveProbability }: TextMarkEvidence) => falsePositiveProbability ?? 1;
  return evidence
    .filter(
      (entry): entry is TextMarkEvidence =>
        entry.finding === 'text-watermark' && entry.found === 'present',
    )
    .sort((a, b) => chance(a) - chance(b) || ((a.contentId ?? '') < (b.contentId ?? '') ? -1 : 1));
}

/**
 * The verdict on the manifest, with what the words of a text add. A mark says that a part of it was drawn
 * with a key, and no more: it makes nothing trusted or intact, and only where it runs through the text does it
 * say where that comes from. What a signature says is contradicted by another id than the one it names, by
 * another's key, and by a mark throughout a text that is said to be written by a person.
 */
export function withTextMarks(verdict: Verdict, evidence: readonly Evidence[]): Verdict {
  const marks = textMarksIn(evidence);
  const [surest] = marks;
  if (surest === undefined) return verdict;
  const counts = verdict.trust !== 'none';
  const conflicts = counts ? contradictions(marks, verdict, evidence) : [];
  if (conflicts.length > 0) {
    const says = [say('verdict.contradiction'), ...conflicts, ...verdict.says];
    return { ...verdict, conflicts: [...verdict.conflicts, ...conflicts], says };
  }
  const found = marks.map(saysOf);
  if (counts) return { ...verdict, says: [...verdict.says, ...found] };
  const manifest = evidence.find((entry) => entry.finding === 'manifest');
  const isAlone = manifest === undefined || manifest.state === 'NoManifest';
  const isRead = isAlone || manifest.state === 'Error' || manifest.state === 'Remote';
  // That nothing was found is no longer so; what became of a credential stays.
  const says = isRead ? [...found, ...(isAlone ? [] : verdict.says)] : [...verdict.says, ...found];
  const { falsePositiveProbability: odds } = surest;
  const statistical = {
    assurance: 'statistical',
    ...(odds !== null && { falsePositiveProbability: odds }),
  } as const;
  const whole = marks.find((mark) => mark.throughout && mark.marks !== null);
  if (whole?.marks == null || verdict.origin.kind !== 'unknown') {
    return verdict.assurance === 'none'
      ? { ...verdict, ...statistical, says }
      : { ...verdict, says };
  }
  const { marks: kind, issuer } = whole;
  const origin = { kind, issuer, generator: null, model: null, time: null };
  return { ...verdict, ...statistical, origin, says };
}

function saysOf(mark: TextMarkEvidence): Message {
  const { issuer, share, throughout, marks } = mark;
  const found = {
    mark: textMarkOf(issuer),
    percent: percentOf(share ?? 0),
    odds: mark.falsePositiveProbability ?? 1,
  };
  if (!throughout) return say('verdict.text-mark.part', found);
  return marks === null
    ? say('verdict.text-mark.silent', found)
    : say('verdict.text-mark.says', { ...found, what: say(WHAT[marks]) });
}

/** What speaks against the marks and the manifest belonging together. */
function contradictions(
  marks: readonly TextMarkEvidence[],
  { origin }: Verdict,
  evidence: readonly Evidence[],
): Message[] {
  const claims = evidence.filter(
    (entry): entry is SoftBindingEvidence => entry.finding === 'soft-binding',
  );
  const named = claims.filter(({ active }) => active).flatMap(({ contentIds }) => contentIds);
  const signer = evidence.find((entry) => entry.finding === 'signature')?.issuer ?? null;
  const found: Message[] = [];
  for (const mark of marks) {
    const { contentId, issuer, throughout } = mark;
    const naming = claims.filter(({ contentIds }) => contentIds.includes(contentId ?? ''));
    // A part of another text that was put in has an id of its own, which is no contradiction.
    if (throughout && contentId !== null && naming.length === 0 && named.length > 0) {
      found.push(say('conflict.text-mark-ids', { named, found: contentId }));
    }
    const names = [signer, origin.issuer, ...naming.map(({ issuer }) => issuer)];
    if (throughout && issuer !== null && !names.some((name) => isSameName(name, issuer))) {
      found.push(say('conflict.mark-issuer', { signer: who(signer), issuer }));
    }
    const isOther = origin.kind === 'captured' || origin.kind === 'other';
    if (throughout && mark.marks !== null && isOther) {
      const said = say(WHAT[origin.kind]);
      const what = say(WHAT[mark.marks]);
      found.push(say('conflict.mark-origin', { said, marks: what, mark: textMarkOf(issuer) }));
    }
  }
  return found;
}
