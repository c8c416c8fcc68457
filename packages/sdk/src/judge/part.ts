import type { TextDifference } from '@provenance/c2pa';
import { type Message, say } from '@provenance/messages';
import type { Evidence } from '../evidence/evidence.ts';
import { differences } from '../evidence/shown.ts';
import type { Verdict } from './verdict.ts';

interface Part {
  readonly lines: readonly [first: number, last: number];
  readonly verdict: Verdict;
  readonly differs: readonly TextDifference[];
}

/** What is no longer the whole of a text can still be itself. */
export function intactParts(
  evidence: readonly Evidence[],
  judge: (evidence: readonly Evidence[]) => Verdict,
): Part[] {
  return evidence
    .flatMap((entry) => (entry.finding === 'part' ? [entry] : []))
    .map(({ lines, evidence, differs = [] }) => ({ lines, differs, verdict: judge(evidence) }))
    .filter(({ verdict }) => verdict.integrity === 'intact')
    .sort((a, b) => a.lines[0] - b.lines[0]);
}

/**
 * A text that is what was signed but for what nobody sees: all that is said of it counts, and that it is
 * not the same bytes is said first. Null where that is not all.
 */
export function reformatted(parts: readonly Part[]): Verdict | null {
  const whole = parts.find(({ differs }) => differs.length > 0);
  if (whole === undefined) return null;
  const { differs, verdict } = whole;
  const says = [say('verdict.reformatted', { differs: differences(differs) }), ...verdict.says];
  return { ...verdict, integrity: 'reformatted', says };
}

/** Whether a verdict is on parts of a text, or on a text as it was before it was saved anew. */
export function isOfParts({
  integrity,
  says: [first],
}: Pick<Verdict, 'integrity' | 'says'>): boolean {
  if (integrity === 'reformatted') return true;
  return first?.code === 'verdict.part' || first?.code === 'verdict.parts';
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
