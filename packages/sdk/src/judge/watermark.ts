import type { Evidence, SoftBindingEvidence, WatermarkEvidence } from '../evidence/evidence.ts';
import { quoted } from '../evidence/plain-text.ts';
import { chance, MARKS, named } from '../evidence/watermark.ts';
import { isSameName } from './same-name.ts';
import type { Verdict } from './verdict.ts';
import { WHAT } from './verdict-words.ts';

/**
 * The verdict on the manifest, with what a watermark adds. A mark makes nothing trusted or intact, and
 * takes away no finding on the manifest: it says where content comes from while nothing stronger does,
 * and it contradicts.
 */
export function withWatermark(verdict: Verdict, evidence: readonly Evidence[]): Verdict {
  const mark = evidence.find(
    (entry): entry is WatermarkEvidence =>
      entry.finding === 'watermark' && entry.found === 'present',
  );
  if (mark === undefined) return verdict;
  // Only a signature that holds has a say: anyone can write a credential that does not.
  const counts = verdict.trust !== 'none';
  const conflicts = counts ? contradictions(mark, verdict, evidence) : [];
  if (conflicts.length > 0) {
    const sentence = `Its evidence contradicts itself. ${conflicts.join(' ')} ${verdict.sentence}`;
    return { ...verdict, conflicts: [...verdict.conflicts, ...conflicts], sentence };
  }
  const sentence = sentenceWith(mark, verdict, evidence);
  if (verdict.origin.kind !== 'unknown') return { ...verdict, sentence };
  const { falsePositiveProbability: odds, issuer, marks } = mark;
  const statistical = {
    assurance: 'statistical',
    ...(odds !== null && { falsePositiveProbability: odds }),
  } as const;
  if (marks !== null) {
    const origin = { kind: marks, issuer, generator: null, model: null, time: null };
    return { ...verdict, ...statistical, origin, sentence };
  }
  return verdict.assurance === 'none'
    ? { ...verdict, ...statistical, sentence }
    : { ...verdict, sentence };
}

/** What speaks against the mark and the manifest belonging together. */
function contradictions(
  mark: WatermarkEvidence,
  { origin }: Verdict,
  evidence: readonly Evidence[],
): string[] {
  const claims = evidence.filter(
    (entry): entry is SoftBindingEvidence => entry.finding === 'soft-binding',
  );
  const naming = claims.filter(({ contentIds }) => contentIds.includes(mark.contentId ?? ''));
  const others = claims.filter(({ active }) => active).flatMap(({ contentIds }) => contentIds);
  const found: string[] = [];
  if (naming.length === 0 && others.length > 0) {
    found.push(
      `The credential names a watermark with the content id ${others.join(' or ')}, and the one in the picture has ${mark.contentId}.`,
    );
  }
  const signer = evidence.find((entry) => entry.finding === 'signature');
  const names = [signer?.issuer ?? null, origin.issuer, ...naming.map(({ issuer }) => issuer)];
  if (mark.issuer !== null && !names.some((name) => isSameName(name, mark.issuer))) {
    const who = signer?.issuer == null ? 'a signer without a name' : quoted(signer.issuer);
    found.push(`The credential is of ${who}, and the watermark of ${quoted(mark.issuer)}.`);
  }
  if (mark.marks !== null && (origin.kind === 'captured' || origin.kind === 'other')) {
    const said =
      origin.kind === 'captured'
        ? 'captured by a device'
        : 'made by other means than AI or a camera';
    found.push(
      `The credential says it was ${said}, and ${lower(named(mark.issuer))} marks what ${MARKS[mark.marks]}.`,
    );
  }
  return found;
}

function sentenceWith(
  mark: WatermarkEvidence,
  verdict: Verdict,
  evidence: readonly Evidence[],
): string {
  const manifest = evidence.find((entry) => entry.finding === 'manifest');
  const id = `content id ${mark.contentId}, by chance in less than ${chance(mark.falsePositiveProbability ?? 1)}`;
  const origin =
    mark.marks === null
      ? `${named(mark.issuer)} was found (${id}), which does not say how it was made: its origin is unknown.`
      : `${WHAT[mark.marks]}, says ${lower(named(mark.issuer))} (${id}); no signature confirms it, and nothing shows whether it was changed.`;
  switch (manifest?.state) {
    case undefined:
    case 'NoManifest':
      return origin;
    case 'Remote':
      return `${origin} Its content credential is kept elsewhere and was not read.`;
    case 'Error':
      return `${origin} ${manifest.statement}`;
  }
  if (verdict.origin.kind === 'unknown' && mark.marks !== null) {
    const says = `${named(mark.issuer)} marks what ${MARKS[mark.marks]} (${id}).`;
    return `${verdict.sentence} ${says}`;
  }
  const claimed =
    mark.weight === 'for'
      ? 'The watermark that it names is in the picture'
      : `${named(mark.issuer)} was found as well`;
  return `${verdict.sentence} ${claimed} (content id ${mark.contentId}).`;
}

const lower = (text: string): string => `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
