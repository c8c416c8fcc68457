import { WINDOWS, type WordEvidence } from './evidence.ts';
import { STEPS } from './role.ts';

/** The bits that two neighbouring windows share. */
const STATES = WINDOWS / 2;
/** Begins that are tried one by one until none left can be better; more than were ever needed. */
const MOST_BEGINS = 64;
/** Laps of the free run: a word that goes round as often bounds its own sum by a share of theirs. */
const LAPS = 6;

/**
 * The word of 64 bits with the greatest sum of scores: the longest way through a trellis of windows that
 * ends where it begins (tail-biting). A run of several laps, free to begin anywhere, bounds every begin from
 * above: the word's own sum is at most a lap's share of it. Then the begins are tried from the highest bound
 * on; one or two are enough, where a single lap would leave dozens.
 *
 * @returns its low and high half
 */
export function bestWord({ table }: WordEvidence): { readonly low: number; readonly high: number } {
  // The best sum of a way into each state, one row a step; the first is where a run begins.
  const sums = new Float32Array((STEPS + 1) * STATES);
  const begins = sums.subarray(0, STATES);
  const ends = sums.subarray(STEPS * STATES);

  const run = () => {
    for (let step = 0; step < STEPS; step++) {
      const row = step * WINDOWS;
      const now = step * STATES;
      const next = now + STATES;
      // State s is bits 1 to 11 of a window: it comes from bit 0 = 0 or 1. Two states come from the same two.
      for (let from = 0; from < STATES; from += 2) {
        const zero = sums[now + from]!;
        const one = sums[now + from + 1]!;
        const at = row + from;
        const to = next + (from >> 1);
        // No branch: which is greater is a coin, and a mispredicted one takes longer than all the rest.
        sums[to] = Math.max(zero + table[at]!, one + table[at + 1]!);
        sums[to + STATES / 2] = Math.max(zero + table[at + STATES]!, one + table[at + STATES + 1]!);
      }
    }
  };
  const trace = (end: number) => {
    let low = 0;
    let high = 0;
    let state = end;
    for (let step = STEPS - 1; step >= 0; step--) {
      const window = state << 1;
      const from = window & (STATES - 1);
      const at = step * WINDOWS + window;
      const zero = sums[step * STATES + from]! + table[at]!;
      const one = sums[step * STATES + from + 1]! + table[at + 1]!;
      const bit = one > zero ? 1 : 0;
      if (step < 32) low |= bit << step;
      else high |= bit << (step - 32);
      state = from | bit;
    }
    return { low, high };
  };

  for (let lap = 0; lap < LAPS; lap++) {
    if (lap > 0) begins.set(ends);
    run();
  }
  const bounds = ends.map((sum) => sum / LAPS);
  const order = Array.from(bounds.keys()).sort((a, b) => bounds[b]! - bounds[a]!);
  let best = { low: 0, high: 0 };
  let most = Number.NEGATIVE_INFINITY;
  for (const begin of order.slice(0, MOST_BEGINS)) {
    if (bounds[begin]! <= most) break;
    begins.fill(Number.NEGATIVE_INFINITY);
    begins[begin] = 0;
    run();
    if (ends[begin]! > most) {
      most = ends[begin]!;
      best = trace(begin);
    }
  }
  return best;
}
