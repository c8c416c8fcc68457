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
  let now = new Float32Array(STATES);
  let next = new Float32Array(STATES);
  // The bit that was lost on the way into each state.
  const lost = new Uint8Array(STEPS * STATES);

  const run = () => {
    for (let step = 0; step < STEPS; step++) {
      const row = step * WINDOWS;
      const at = step * STATES;
      // State s is bits 1 to 11 of a window: it comes from bit 0 = 0 or 1.
      for (let state = 0; state < STATES; state++) {
        const window = state << 1;
        const from = window & (STATES - 1);
        const zero = now[from]! + table[row + window]!;
        const one = now[from + 1]! + table[row + window + 1]!;
        const isOne = one > zero;
        next[state] = isOne ? one : zero;
        lost[at + state] = isOne ? 1 : 0;
      }
      [now, next] = [next, now];
    }
  };
  const trace = (end: number) => {
    let low = 0;
    let high = 0;
    let state = end;
    for (let step = STEPS - 1; step >= 0; step--) {
      const bit = lost[step * STATES + state]!;
      if (step < 32) low |= bit << step;
      else high |= bit << (step - 32);
      state = ((state << 1) & (STATES - 1)) | bit;
    }
    return { low, high, begin: state };
  };

  for (let lap = 0; lap < LAPS; lap++) run();
  const bounds = now.map((sum) => sum / LAPS);
  const order = Array.from(bounds.keys()).sort((a, b) => bounds[b]! - bounds[a]!);
  let best = { low: 0, high: 0 };
  let most = Number.NEGATIVE_INFINITY;
  for (const begin of order.slice(0, MOST_BEGINS)) {
    if (bounds[begin]! <= most) break;
    now.fill(Number.NEGATIVE_INFINITY);
    now[begin] = 0;
    run();
    if (now[begin]! > most) {
      most = now[begin]!;
      best = trace(begin);
    }
  }
  return { low: best.low, high: best.high };
}
