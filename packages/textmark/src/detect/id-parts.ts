import { type ContentIdFound, decodeWords } from '../content-id/decode.ts';
import type { IssuedIds } from '../content-id/issued.ts';
import { scoresOfId } from '../content-id/scores.ts';
import type { TextMarkKey } from '../key/key.ts';
import { runs } from './parts.ts';

/** A run of tokens with one content id, or with none that could be read. */
export interface IdPart {
  readonly from: number;
  readonly to: number;
  readonly contentId: ContentIdFound | null;
}

/** Tokens between two runs of an id in which another one is looked for. */
const LEAST_GAP = 100;
/** Ids in one marked part, at most: each costs a search. */
const MOST_IDS = 16;

/**
 * The content ids of a marked part: answers that stand one behind the other are one mark, and have an id each.
 * Where the first id is not, another is looked for.
 *
 * @param tokens of the whole text
 * @returns in their order; one part without an id if none can be read
 */
export function idParts(
  key: TextMarkKey,
  tokens: Int32Array,
  { from, to }: { readonly from: number; readonly to: number },
  issued: IssuedIds | undefined,
): readonly IdPart[] {
  const found = split(key, tokens, from, to, issued, { left: MOST_IDS });
  return found.length === 0 ? [{ from, to, contentId: null }] : found;
}

function split(
  key: TextMarkKey,
  tokens: Int32Array,
  from: number,
  to: number,
  issued: IssuedIds | undefined,
  budget: { left: number },
): IdPart[] {
  if (budget.left === 0) return [];
  const part = tokens.subarray(from, to);
  const contentId = decodeWords(part, key, issued === undefined ? {} : { issued });
  if (contentId === null) return [];
  budget.left--;
  const whole: IdPart = { from, to, contentId };
  const scores = scoresOfId(key, part, contentId.id);
  const own = runs(key, scores, meanOf(scores));
  const [first, last] = [own[0], own.at(-1)];
  if (first === undefined || last === undefined) return [whole];
  // Where this id is not: before it, between its runs, behind it.
  const gaps: (readonly [number, number])[] = [];
  let end = 0;
  for (const [begin, next] of [...own, [part.length, part.length] as const]) {
    if (begin - end >= LEAST_GAP) gaps.push([end, begin]);
    end = next;
  }
  const others = gaps.flatMap(([begin, next]) =>
    split(key, tokens, from + begin, from + next, issued, budget).filter(
      (other) => other.contentId?.id !== contentId.id,
    ),
  );
  if (others.length === 0) return [whole];
  const mine = { from: from + first[0], to: from + last[1], contentId };
  return [...others, mine].sort((a, b) => a.from - b.from);
}

/** Evidence of the better half of the runs of a text that may be of several ids. */
function meanOf({ score, scored }: ReturnType<typeof scoresOfId>): { sum: number; count: number } {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < score.length; i++) {
    sum += score[i]!;
    count += scored[i]!;
  }
  // If it is in a part, its own evidence is more than the mean.
  return { sum: count + 2 * Math.max(0, sum - count), count };
}
