import type { TextMarkKey } from '../key/key.ts';
import { logTail, type Scores } from './score.ts';

/** Tokens of the shortest window; each next length is 1.41 times the last. */
const SHORTEST = 50;
const RATIO = 1.41;
/** A window begins an eighth of its length after the one before it. */
const STEP = 8;
/**
 * Windows whose sum is less than two standard deviations above its mean are not looked up: their p-values
 * are above 1e-2, and there are eight windows at least.
 */
const LEAST_Z = 2;

/** A run of tokens and the evidence in it. */
export interface Evidence {
  /** Tokens `from` to `to` - 1. */
  readonly from: number;
  readonly to: number;
  /** Of these, how many were scored, and the sum of their scores. */
  readonly count: number;
  readonly sum: number;
  /** ln p of this run by itself, without any correction. */
  readonly logP: number;
}

export interface Scan {
  /** The whole text. */
  readonly whole: Evidence;
  /** The windows that were tested, 0 if the text is no longer than the shortest. */
  readonly windows: number;
  /** The least probable of them, the earliest first; null if none stands out. */
  readonly best: Evidence | null;
  /**
   * ln of the p-value of the text under this key: min(1, 2 min(p of the whole, windows x p of the best)),
   * or the p-value of the whole where no windows were tested.
   */
  readonly logP: number;
  /** ln of the factor by which a window's or the whole's p-value counts: 2 x windows, or 2, or 1. */
  readonly logFactor: (evidence: Evidence) => number;
}

/**
 * Tests a whole text and, if `windowed`, windows of it: what was pasted into other text is lost in the
 * whole. Both are counted.
 */
export function scan(key: TextMarkKey, scores: Scores, windowed: boolean): Scan {
  const tokens = scores.score.length;
  const { count, sum } = scores;
  const whole = { from: 0, to: tokens, count, sum, logP: logTail(key, count, sum) };
  let windows = 0;
  let best: Evidence | null = null;
  if (windowed) {
    const prefix = prefixSums(scores);
    eachWindow(tokens, (from, to) => {
      windows++;
      const evidence = evidenceIn(key, prefix, from, to);
      if (evidence !== null && (best === null || evidence.logP < best.logP)) best = evidence;
    });
  }
  const found = best as Evidence | null;
  const both = windows === 0 ? 0 : Math.LN2;
  const logFactor = (evidence: Evidence) =>
    evidence === whole ? both : both + Math.log(Math.max(1, windows));
  const logP = Math.min(0, whole.logP + both, found === null ? 0 : found.logP + logFactor(found));
  return { whole, windows, best: found, logP, logFactor };
}

/** Every window that {@link scan} tests and that stands out. */
export function standingOut(key: TextMarkKey, scores: Scores): Evidence[] {
  const prefix = prefixSums(scores);
  const all: Evidence[] = [];
  eachWindow(scores.score.length, (from, to) => {
    const evidence = evidenceIn(key, prefix, from, to);
    if (evidence !== null) all.push(evidence);
  });
  return all;
}

interface PrefixSums {
  readonly count: Int32Array;
  readonly sum: Float64Array;
}

function prefixSums({ score, scored }: Scores): PrefixSums {
  const count = new Int32Array(score.length + 1);
  const sum = new Float64Array(score.length + 1);
  for (let i = 0; i < score.length; i++) {
    count[i + 1] = count[i]! + scored[i]!;
    sum[i + 1] = sum[i]! + score[i]!;
  }
  return { count, sum };
}

function eachWindow(tokens: number, visit: (from: number, to: number) => void): void {
  for (let real = SHORTEST; Math.round(real) < tokens; real *= RATIO) {
    const length = Math.round(real);
    const step = Math.max(1, Math.floor(length / STEP));
    for (let from = 0; from + length <= tokens; from += step) visit(from, from + length);
  }
}

/** @returns null for a window that does not stand out */
function evidenceIn(
  key: TextMarkKey,
  prefix: PrefixSums,
  from: number,
  to: number,
): Evidence | null {
  const count = prefix.count[to]! - prefix.count[from]!;
  const sum = prefix.sum[to]! - prefix.sum[from]!;
  if (sum - count <= LEAST_Z * Math.sqrt(count)) return null;
  return { from, to, count, sum, logP: logTail(key, count, sum) };
}
