import { type Message, say } from '@provenance/messages';
import type { Evidence } from '../evidence/evidence.ts';
import type { Verdict } from './verdict.ts';

interface Part {
  readonly lines: readonly [first: number, last: number];
  readonly verdict: Verdict;
}

/** What is no longer the whole of a text can still be itself. */
export function intactParts(
  evidence: readonly Evidence[],
  judge: (evidence: readonly Evidence[]) => Verdict,
): Part[] {
  return evidence
    .flatMap((entry) => (entry.finding === 'part' ? [entry] : []))
    .map(({ lines, evidence }) => ({ lines, verdict: judge(evidence) }))
    .filter(({ verdict }) => verdict.integrity === 'intact')
    .sort((a, b) => a.lines[0] - b.lines[0]);
}

/** More of them are in the report. */
const MOST_TOLD = 3;

/** Who signed a part says nothing about the rest: the whole has no origin, and nobody is trusted for it. */
export function partsSay(parts: readonly Part[]): Message[] {
  const told = parts
    .slice(0, MOST_TOLD)
    .map(({ lines: [first, last], verdict: { says: said } }) =>
      first === last ? say('part.line', { first, said }) : say('part.lines', { first, last, said }),
    );
  const count = parts.length - told.length;
  return [
    parts.length === 1 ? say('verdict.part') : say('verdict.parts'),
    ...told,
    ...(count > 0 ? [say('part.more', { count })] : []),
  ];
}
