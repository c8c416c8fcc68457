import { type Message, say } from '@provenance/messages';
import type { Evidence, SoftBindingEvidence, WatermarkEvidence } from '../evidence/evidence.ts';
import { WHAT, who } from '../evidence/shown.ts';
import { markOf } from '../evidence/watermark.ts';
import { isSameName } from './same-name.ts';
import type { Verdict } from './verdict.ts';

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
  // Anybody may have made it: it neither says where content comes from nor speaks against those who do.
  if (mark.compromised !== undefined) {
    const { contentId, compromised: since } = mark;
    const told = say('verdict.mark.compromised', {
      mark: markOf(mark.issuer),
      contentId: contentId ?? '',
      since,
    });
    return { ...verdict, says: [...verdict.says, told] };
  }
  // Only a signature that holds has a say: anyone can write a credential that does not.
  const counts = verdict.trust !== 'none';
  const conflicts = counts ? contradictions(mark, verdict, evidence) : [];
  if (conflicts.length > 0) {
    const says = [say('verdict.contradiction'), ...conflicts, ...verdict.says];
    return { ...verdict, conflicts: [...verdict.conflicts, ...conflicts], says };
  }
  const says = saysWith(mark, verdict, evidence);
  if (verdict.origin.kind !== 'unknown') return { ...verdict, says };
  const { falsePositiveProbability: odds, issuer, marks } = mark;
  const statistical = {
    assurance: 'statistical',
    ...(odds !== null && { falsePositiveProbability: odds }),
  } as const;
  if (marks !== null) {
    const origin = { kind: marks, issuer, generator: null, model: null, time: null };
    return { ...verdict, ...statistical, origin, says };
  }
  return verdict.assurance === 'none' ? { ...verdict, ...statistical, says } : { ...verdict, says };
}

/** What speaks against the mark and the manifest belonging together. */
function contradictions(
  mark: WatermarkEvidence,
  { origin }: Verdict,
  evidence: readonly Evidence[],
): Message[] {
  const claims = evidence.filter(
    (entry): entry is SoftBindingEvidence => entry.finding === 'soft-binding',
  );
  const naming = claims.filter(({ contentIds }) => contentIds.includes(mark.contentId ?? ''));
  const others = claims.filter(({ active }) => active).flatMap(({ contentIds }) => contentIds);
  const found: Message[] = [];
  if (naming.length === 0 && others.length > 0) {
    found.push(say('conflict.mark-ids', { named: others, found: mark.contentId ?? '' }));
  }
  const signer = evidence.find((entry) => entry.finding === 'signature');
  const names = [signer?.issuer ?? null, origin.issuer, ...naming.map(({ issuer }) => issuer)];
  if (mark.issuer !== null && !names.some((name) => isSameName(name, mark.issuer))) {
    const said = { signer: who(signer?.issuer ?? null), issuer: mark.issuer };
    found.push(say('conflict.mark-issuer', said));
  }
  if (mark.marks !== null && (origin.kind === 'captured' || origin.kind === 'other')) {
    const said = say(WHAT[origin.kind]);
    const marks = say(WHAT[mark.marks]);
    found.push(say('conflict.mark-origin', { said, marks, mark: markOf(mark.issuer) }));
  }
  return found;
}

function saysWith(
  { contentId, falsePositiveProbability, issuer, marks, weight }: WatermarkEvidence,
  verdict: Verdict,
  evidence: readonly Evidence[],
): Message[] {
  const manifest = evidence.find((entry) => entry.finding === 'manifest');
  const mark = markOf(issuer);
  const found = { mark, contentId: contentId ?? '', odds: falsePositiveProbability ?? 1 };
  const origin =
    marks === null
      ? say('verdict.mark.silent', found)
      : say('verdict.mark.says', { ...found, what: say(WHAT[marks]) });
  switch (manifest?.state) {
    case undefined:
    case 'NoManifest':
      return [origin];
    case 'Remote':
      return [origin, say('verdict.mark.remote')];
    case 'Error':
      return [origin, ...manifest.says];
  }
  if (verdict.origin.kind === 'unknown' && marks !== null) {
    return [...verdict.says, say('verdict.mark.adds', { ...found, what: say(WHAT[marks]) })];
  }
  return [
    ...verdict.says,
    weight === 'for' ? say('verdict.mark.as-named', found) : say('verdict.mark.as-well', found),
  ];
}
