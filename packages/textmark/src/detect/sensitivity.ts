import type { TextMarkKey } from '../key/key.ts';
import { logTail } from './score.ts';

/** A normal variable is above -1.2816 nine times in ten. */
const NINE_IN_TEN = 1.2816;
/** Variance of a score of a marked token: 1 at no evidence, pi^2 / 6 at most; texts vary more. */
const VARIANCE = 1.7;

/**
 * The least evidence per token, mean of the scores less 1, of a mark that would have been found nine
 * times in ten. In other words: what its absence says.
 *
 * @param count tokens that were scored
 * @param level ln of the p-value to reach, the correction taken off
 * @returns infinity if nothing was scored
 */
export function leastEvidence(key: TextMarkKey, count: number, level: number): number {
  if (count === 0) return Number.POSITIVE_INFINITY;
  let low = count;
  let high = count - 4 * level + 4 * Math.sqrt(-level * count) + 4;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (logTail(key, count, middle) > level) low = middle;
    else high = middle;
  }
  return (high - count + NINE_IN_TEN * Math.sqrt(VARIANCE * count)) / count;
}
