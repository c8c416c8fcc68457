import type { SipPrf } from '../prf/siphash.ts';

/** The stream whose word for token 0 says what a context is for. */
const ROLE_STREAM = -1;

/** Steps of the code: the bits of the word, each the begin of a window of {@link WINDOW_BITS}. */
export const STEPS = 64;
export const WINDOW_BITS = 12;
/** Values of a symbol: each token carries one of as many streams. */
export const LABELS = 16;

/** What a context is for, read by {@link readRole}. */
export interface Role {
  /** Its token shows that there is a mark, and carries no content id. */
  presence: boolean;
  /** Otherwise: which window of the word its token carries, 0 to 63. */
  step: number;
  /** From which the labels of that window's values follow. */
  seed: number;
}

/**
 * Reads the role of the last context into `role`.
 *
 * @param share of the contexts that are for presence
 */
export function readRole(prf: SipPrf, share: number, role: Role): void {
  const low = prf.word(0, ROLE_STREAM);
  role.presence = low >>> 8 < Math.round(share * 16777216);
  role.step = low & (STEPS - 1);
  role.seed = prf.high();
}

/**
 * The label of a window's value at one token, 0 to 15. Labels of two values are independent, so a wrong
 * word shares the right one's evidence at one token in 16.
 */
export function labelOf(seed: number, window: number): number {
  let h = (seed + Math.imul(window, 0x9e3779b1)) | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 28;
}

/** The stream of a label: 0 is the plain mark. */
export function streamOf(label: number): number {
  return label + 1;
}

/**
 * Bits `step` to `step + 11` of a word, the lowest first; behind bit 63 comes bit 0.
 *
 * @param low and high: its halves
 */
export function windowOf(low: number, high: number, step: number): number {
  const from = step < 32 ? low : high;
  const next = step < 32 ? high : low;
  const shift = step & 31;
  // A shift by 32 would be one by 0.
  const joined = shift === 0 ? from : (from >>> shift) | (next << (32 - shift));
  return joined & ((1 << WINDOW_BITS) - 1);
}
