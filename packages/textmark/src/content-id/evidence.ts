import type { TextMarkKey } from '../key/key.ts';
import { openKey } from '../prf/open.ts';
import { singleUniform } from '../prf/prf.ts';
import { saddlepointTail } from '../statistic/saddlepoint.ts';
import { createContextTable } from '../tokens/contexts.ts';
import {
  LABELS,
  labelOf,
  type Role,
  readRole,
  STEPS,
  streamOf,
  WINDOW_BITS,
  windowOf,
} from './role.ts';

/** Values of a window. */
export const WINDOWS = 1 << WINDOW_BITS;
/** Tokens that are read: far more than any id needs, and a bound on the time. */
const MOST_TOKENS = 16_384;

/** What the tokens of a text say of the word they carry. */
export interface WordEvidence {
  /** Tokens that carry a content id. */
  readonly count: number;
  readonly steps: Uint8Array;
  readonly seeds: Int32Array;
  /** 16 scores a token, one a label. */
  readonly scores: Float64Array;
  /** Of each step, the sum of the scores for each of the 4,096 values of its window. */
  readonly table: Float32Array;
}

/**
 * Reads all labels of every token that carries a content id; some 5 microseconds a token, and 2 MB.
 *
 * @param tokens token ids as 32-bit words; contexts begin at the first
 */
export function readEvidence(key: TextMarkKey, tokens: Int32Array): WordEvidence {
  const opened = openKey(key);
  if (opened.family !== 'own') throw new TypeError('This scheme carries no content id.');
  const { prf } = opened;
  const width = key.contextWidth;
  const share = key.parameters.presenceShare ?? 0;
  const history = new Int32Array(width + tokens.length).fill(-1, 0, width);
  history.set(tokens, width);
  const table = createContextTable(width);
  const role: Role = { presence: false, step: 0, seed: 0 };
  const most = Math.min(tokens.length, MOST_TOKENS);
  const steps = new Uint8Array(most);
  const seeds = new Int32Array(most);
  const scores = new Float64Array(LABELS * most);
  const sums = new Float32Array(STEPS * WINDOWS);
  let count = 0;
  for (let i = 0; i < tokens.length && count < most; i++) {
    if (!table.add(history, i)) continue;
    prf.context(history, i, width);
    readRole(prf, share, role);
    if (role.presence) continue;
    const at = LABELS * count;
    for (let label = 0; label < LABELS; label++) {
      scores[at + label] = -Math.log1p(-singleUniform(prf.word(tokens[i]!, streamOf(label))));
    }
    const row = role.step * WINDOWS;
    for (let window = 0; window < WINDOWS; window++) {
      sums[row + window]! += scores[at + labelOf(role.seed, window)]!;
    }
    steps[count] = role.step;
    seeds[count] = role.seed;
    count++;
  }
  return { count, steps, seeds, scores, table: sums };
}

/** What a word scores: the sum over the tokens of the score of its label. In a text without the mark it has a Gamma distribution. */
export function sumOf(
  { count, steps, seeds, scores }: WordEvidence,
  low: number,
  high: number,
): number {
  let sum = 0;
  for (let i = 0; i < count; i++) {
    sum += scores[LABELS * i + labelOf(seeds[i]!, windowOf(low, high, steps[i]!))]!;
  }
  return sum;
}

/**
 * ln P(a word that has nothing to do with the text scores as much as this one), from the scores themselves:
 * its label is one of 16 by chance at each token. That holds in a text that carries another word, where
 * the scores of all words are raised and a Gamma distribution would be wrong.
 *
 * @param low and high: the halves of the word
 * @param takes which steps are counted
 */
export function logChance(
  { count, steps, seeds, scores }: WordEvidence,
  low: number,
  high: number,
  takes: (step: number) => boolean = () => true,
): number {
  const rows: number[] = [];
  let sum = 0;
  let mean = 0;
  let variance = 0;
  let third = 0;
  for (let i = 0; i < count; i++) {
    const step = steps[i]!;
    if (!takes(step)) continue;
    const at = LABELS * i;
    rows.push(at);
    sum += scores[at + labelOf(seeds[i]!, windowOf(low, high, step))]!;
    let first = 0;
    for (let label = 0; label < LABELS; label++) first += scores[at + label]! / LABELS;
    mean += first;
    for (let label = 0; label < LABELS; label++) {
      const off = scores[at + label]! - first;
      variance += (off * off) / LABELS;
      third += (off * off * off) / LABELS;
    }
  }
  if (rows.length === 0 || sum <= mean) return 0;
  // Newton's method on K'(t) = sum, K(t) = sum over tokens of ln of the mean of e^(t score); K' rises.
  let t = (sum - mean) / variance;
  let cumulant = 0;
  let curvature = variance;
  for (let step = 0; step < 100; step++) {
    cumulant = 0;
    curvature = 0;
    let slope = 0;
    for (const at of rows) {
      let top = 0;
      for (let label = 0; label < LABELS; label++) top = Math.max(top, scores[at + label]!);
      let total = 0;
      let first = 0;
      let second = 0;
      for (let label = 0; label < LABELS; label++) {
        const score = scores[at + label]!;
        const weight = Math.exp(t * (score - top));
        total += weight;
        first += weight * score;
        second += weight * score * score;
      }
      cumulant += t * top + Math.log(total / LABELS);
      slope += first / total;
      curvature += second / total - (first / total) ** 2;
    }
    const change = (sum - slope) / Math.max(curvature, 1e-12);
    if (Math.abs(change) < 1e-9 * (1 + t)) break;
    // Where the sum is nearly the greatest possible there is no such t, and the bound is good enough.
    if (t + change > 50) break;
    t = Math.max(t / 10, t + change);
  }
  return Math.min(0, saddlepointTail(t, t * sum - cumulant, curvature, third / variance ** 1.5));
}
