import type { TextMarkKey } from '../key/key.ts';
import { type Evidence, type Scan, standingOut } from './scan.ts';
import type { Scores } from './score.ts';

/** Log-likelihood that a part has to gain before it begins or ends: a run of chance gains less. */
const SWITCH = 10;
const LEAST_EVIDENCE = 0.1;
const MOST_EVIDENCE = 2;

/** A part of a text that carries the mark. */
export interface Part {
  readonly from: number;
  readonly to: number;
  /** Scored tokens in it, and the sum of their scores. */
  readonly count: number;
  readonly sum: number;
  /** ln p of a test that was made and lies in it, with the factor for the whole and its windows. */
  readonly logP: number;
}

/**
 * Where a mark that was found lies: the most probable alternation of marked and unmarked runs. Several
 * parts are several, however much lies between them. Only parts in which a test by itself is at most
 * `level` are kept; if none is, the least probable run that was tested is the part.
 *
 * @param level ln of the p-value a part must have, before the correction for other keys
 */
export function findParts(key: TextMarkKey, scores: Scores, found: Scan, level: number): Part[] {
  const { whole, best, logFactor } = found;
  const least =
    best !== null && best.logP + logFactor(best) < whole.logP + logFactor(whole) ? best : whole;
  if (found.windows === 0) return [part(scores, least, least.from, least.to, logFactor)];
  const tested = [whole, ...standingOut(key, scores)];
  const parts: Part[] = [];
  for (const [from, to] of runs(key, scores, least)) {
    let inside: Evidence | null = null;
    for (const each of tested) {
      const overlap = Math.min(to, each.to) - Math.max(from, each.from);
      if (2 * overlap < each.to - each.from) continue;
      if (inside === null || each.logP + logFactor(each) < inside.logP + logFactor(inside)) {
        inside = each;
      }
    }
    if (inside !== null && inside.logP + logFactor(inside) <= level) {
      parts.push(part(scores, inside, from, to, logFactor));
    }
  }
  return parts.length > 0 ? parts : [part(scores, least, least.from, least.to, logFactor)];
}

function part(
  { score, scored }: Scores,
  evidence: Evidence,
  from: number,
  to: number,
  logFactor: Scan['logFactor'],
): Part {
  let count = 0;
  let sum = 0;
  for (let i = from; i < to; i++) {
    count += scored[i]!;
    sum += score[i]!;
  }
  return { from, to, count, sum, logP: Math.min(0, evidence.logP + logFactor(evidence)) };
}

/**
 * The most probable alternation of marked and unmarked runs, the marked ones: Viterbi over two states; the marked
 * one's scores are tilted to the evidence of `least`.
 */
export function runs(
  key: TextMarkKey,
  { score, scored }: Pick<Scores, 'score' | 'scored'>,
  least: Pick<Evidence, 'sum' | 'count'>,
): readonly (readonly [from: number, to: number])[] {
  const mean = least.sum / Math.max(1, least.count) - 1;
  const e = Math.min(MOST_EVIDENCE, Math.max(LEAST_EVIDENCE, mean));
  const tilt = e / (1 + e);
  const alpha = key.parameters.alpha ?? 0;
  const base = Math.log1p(-(1 - alpha) * tilt) + Math.log1p(-alpha * tilt);
  const length = score.length;
  const gainAt = (i: number) => (scored[i] ? base + tilt * score[i]! : 0);
  // Bit 0: unmarked came from marked; bit 1: marked came from unmarked.
  const from = new Uint8Array(length);
  let unmarked = 0;
  let marked = -SWITCH;
  for (let i = 0; i < length; i++) {
    const toUnmarked = marked - SWITCH > unmarked;
    const toMarked = unmarked - SWITCH > marked;
    from[i] = (toUnmarked ? 1 : 0) | (toMarked ? 2 : 0);
    const stay = toUnmarked ? marked - SWITCH : unmarked;
    marked = (toMarked ? unmarked - SWITCH : marked) + gainAt(i);
    unmarked = stay;
  }
  const found: [number, number][] = [];
  let isMarked = marked > unmarked;
  let end = length;
  for (let i = length - 1; i >= 0; i--) {
    const turns = (from[i]! & (isMarked ? 2 : 1)) !== 0;
    if (!turns && i > 0) continue;
    if (isMarked) found.push(trimmed(i, end, gainAt));
    if (turns) isMarked = !isMarked;
    end = i;
  }
  return found.reverse();
}

/** A run without what gains nothing at its ends, such as text that is not scored because it was read before. */
function trimmed(from: number, to: number, gainAt: (i: number) => number): [number, number] {
  let sum = 0;
  let most = 0;
  let end = to;
  for (let i = from; i < to; i++) {
    sum += gainAt(i);
    if (sum > most) {
      most = sum;
      end = i + 1;
    }
  }
  sum = 0;
  most = 0;
  let begin = from;
  for (let i = end - 1; i >= from; i--) {
    sum += gainAt(i);
    if (sum > most) {
      most = sum;
      begin = i;
    }
  }
  return [begin, end];
}
