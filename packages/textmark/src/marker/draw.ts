import type { Prf } from '../prf/prf.ts';
import type { Narrowed } from './candidates.ts';
import type { UniformSource } from './random.ts';

/**
 * The keyed draw: the candidate with the greatest logit - ln(-ln u), the first of equal ones. It takes each
 * candidate as often as its probability says (Gumbel 1954), if u is random.
 *
 * The likeliest candidate is tried first: from then on whatever has no chance even with the greatest u is
 * passed over without its word. The result is that of trying all.
 *
 * @param prf after `context`
 * @param most the greatest value of -ln(-ln u)
 * @returns the index among the candidates
 */
export function drawKeyed(
  { count, ids, logits, top }: Narrowed,
  prf: Prf,
  stream: number,
  uniform: (word: number) => number,
  most: number,
): number {
  let best = top;
  let value = logits[top]! - Math.log(-Math.log(uniform(prf.word(ids[top]!, stream))));
  let least = value - most - SLACK;
  for (let i = 0; i < count; i++) {
    const logit = logits[i]!;
    if (logit < least || i === top) continue;
    const u = uniform(prf.word(ids[i]!, stream));
    // To win, 1 - u <= -ln u <= e^(logit - value) <= 2^-k: most are turned away without a logarithm.
    const behind = value - logit;
    if (behind > 0 && 1 - u > POWERS[Math.min(MOST_POWER, (behind * Math.LOG2E) | 0)]!) continue;
    const other = logit - Math.log(-Math.log(u));
    if (other > value || (other === value && i < best)) {
      value = other;
      least = value - most - SLACK;
      best = i;
    }
  }
  return best;
}

/** More than rounding takes away, in what is compared before the exact value. */
const SLACK = 1e-9;
const MOST_POWER = 63;
/** 2^-k. */
const POWERS = Float64Array.from({ length: MOST_POWER + 1 }, (_, k) => (1 + SLACK) * 2 ** -k);

/** An ordinary draw, with one number of the source. @returns the index among the candidates */
export function drawRandom({ count, logits, top }: Narrowed, random: UniformSource): number {
  const most = logits[top]!;
  let total = 0;
  for (let i = 0; i < count; i++) total += Math.exp(logits[i]! - most);
  let left = random() * total;
  for (let i = 0; i < count; i++) {
    left -= Math.exp(logits[i]! - most);
    if (left < 0) return i;
  }
  return top;
}
