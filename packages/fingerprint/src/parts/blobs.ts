import { createBlur, createBlurAround } from './blur.ts';

/**
 * Finds blobs at several sizes: extremes of differences of blurred copies (D. Lowe, "Distinctive Image Features",
 * 2004). Gaussians are two boxes each, one after the other, so that a blur costs the same whatever its width.
 */
export interface BlobFinder {
  /** Levels, and what they differ by, one after the other. */
  readonly planes: Float32Array;
  /** Takes a picture, by rows. */
  begin(plane: Float64Array, width: number, height: number): void;
  /** Blobs of the picture as it is; they and its levels are good until the next call. */
  find(): Blobs;
  /** Goes on with the picture at half its size; false where it would be too small. */
  halve(): boolean;
}

/** Blobs of one octave: pixels are those of its levels. */
export interface Blobs {
  readonly width: number;
  readonly height: number;
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** Size, in pixels. */
  readonly sigma: Float32Array;
  /** In which level its surroundings are to be looked at. */
  readonly level: Uint8Array;
  /** The difference: positive where it is darker than around. */
  readonly response: Float32Array;
  /** In which to take them: strong ones first, those in crowded cells later. */
  readonly order: Uint32Array;
  /** Where each level begins in the finder's planes. */
  readonly levels: readonly number[];
}

/** Below this a side has no blobs. */
export const LEAST_SIDE = 32;
/** Blur of the first level: less than Lowe's 1.6, which finds as many blobs in a picture of half as many pixels. */
export const SIGMA = 1.3;
/** Of a picture as it comes, once it was made small. */
const OWN_VARIANCE = 0.36;
/** Sizes an octave, as Lowe measured to be best (section 3.3). */
const SCALES = 3;
const LEVELS = SCALES + 3;
/** Reaches of the two boxes that make each level of the one before; the first of the picture. */
const BOXES = [
  [1, 1],
  [1, 1],
  [1, 1],
  [1, 2],
  [2, 2],
  [2, 3],
] as const;
/** Variance of a box is that of so many numbers in a row. */
const varianceOf = (reach: number) => ((2 * reach + 1) ** 2 - 1) / 12;
const VARIANCES = BOXES.reduce<number[]>((all, [a, b]) => {
  all.push((all.at(-1) ?? OWN_VARIANCE) + varianceOf(a) + varianceOf(b));
  return all;
}, []);
const WIDEST = 3;
/** Differences that a blob is looked for in: its own, that of the size below and that of the size above. */
const COMPARED = 3;

/**
 * Differences below 1, of 255, are noise. They are compared by their bits, which rise with what a positive number is and
 * with what a negative one lacks: .75 of the time, since no float becomes a double.
 */
const LEAST_CONTRAST = new Int32Array(Float32Array.of(1).buffer)[0]!;
const MAGNITUDE = 0x7fffffff;
const SIGN = 1 << 31;
/** Lowe's ratio of curvatures, above which a blob is an edge and has no place along it. */
const MOST_RATIO = 10;
const EDGE = (MOST_RATIO + 1) ** 2 / MOST_RATIO;
/** Cells a side within which blobs compete, so that every region has some. */
const CELLS = 8;
/** Blobs that are kept of an octave, at most, before they compete. */
const MOST_FOUND = 4096;

/** What a difference of neighbours is multiplied with, to be as large as with levels evenly apart. */
const EVEN = 2 ** (2 / SCALES) - 1;
const NORMS = Array.from(
  { length: LEVELS - 1 },
  (_, i) => EVEN / (VARIANCES[i + 1]! / VARIANCES[i]! - 1),
);
/** Of the difference between levels i and i + 1: the power of two that its blobs have as sigma. */
const SIZES = Array.from({ length: LEVELS - 1 }, (_, i) => Math.log2(VARIANCES[i]!) / 2);

/** @param side of the largest picture; 32 bytes a pixel of it are taken at once */
export function createBlobFinder(side: number): BlobFinder {
  const planes = new Float32Array((LEVELS - 1 + COMPARED) * side * side);
  const bits = new Int32Array(planes.buffer);
  const levels = Array.from({ length: LEVELS - 1 }, (_, i) => i * side * side);
  // Each lies where one was that is compared no more: what was made last is still near.
  const differences = NORMS.map((factor, i) => ({
    at: (LEVELS - 1 + (i % COMPARED)) * side * side,
    factor,
  }));
  const blur = createBlur(planes, side, WIDEST);
  /** The difference of the widest blur is asked for around few places: making all of it takes a fifth of the blurring. */
  const around = createBlurAround(planes, BOXES[LEVELS - 1]!);
  const widest = differences[LEVELS - 2]!;
  const x = new Float32Array(MOST_FOUND);
  const y = new Float32Array(MOST_FOUND);
  const sigma = new Float32Array(MOST_FOUND);
  const level = new Uint8Array(MOST_FOUND);
  const response = new Float32Array(MOST_FOUND);
  const score = new Float32Array(MOST_FOUND);
  let width = 0;
  let height = 0;

  /** Makes a level of another one. */
  function smooth(from: number, to: number) {
    blur(levels[from]!, levels[to]!, width, height, BOXES[to]!, differences[from]!);
  }

  /** Whether a value is above those in the rows around it; those beside, above and below it were asked already. */
  function isPeak(at: number, w: number, most: number, sign: number): boolean {
    return !(
      (bits[at - w - 1]! ^ sign) >= most ||
      (bits[at - w + 1]! ^ sign) >= most ||
      (bits[at + w - 1]! ^ sign) >= most ||
      (bits[at + w + 1]! ^ sign) >= most
    );
  }

  /** Whether it is above all in the plane of another size. */
  function isAbove(beside: number, w: number, most: number, sign: number): boolean {
    return !(
      (bits[beside]! ^ sign) >= most ||
      (bits[beside - 1]! ^ sign) >= most ||
      (bits[beside + 1]! ^ sign) >= most ||
      (bits[beside - w]! ^ sign) >= most ||
      (bits[beside + w]! ^ sign) >= most ||
      (bits[beside - w - 1]! ^ sign) >= most ||
      (bits[beside - w + 1]! ^ sign) >= most ||
      (bits[beside + w - 1]! ^ sign) >= most ||
      (bits[beside + w + 1]! ^ sign) >= most
    );
  }

  function detect(s: number, count: number): number {
    const w = width;
    const here = differences[s]!.at;
    const toBelow = differences[s - 1]!.at - here;
    const toAbove = differences[s + 1]!.at - here;
    let found = count;
    for (let row = 2; row < height - 2; row++) {
      const begin = here + row * w;
      let before = bits[begin + 1]!;
      let own = bits[begin + 2]!;
      for (let at = begin + 2, end = begin + w - 2; at < end; at++) {
        const left = before;
        const middle = own;
        const right = bits[at + 1]!;
        before = middle;
        own = right;
        // What is below zero is turned over, so that a pit is a peak.
        const sign = middle & SIGN;
        const most = middle ^ sign;
        const isCandidate =
          +(most >= LEAST_CONTRAST) & +((left ^ sign) < most) & +((right ^ sign) < most);
        if (isCandidate === 0) continue;
        if ((+((bits[at - w]! ^ sign) < most) & +((bits[at + w]! ^ sign) < most)) === 0) continue;
        if (!isPeak(at, w, most, sign) || !isAbove(at + toBelow, w, most, sign)) continue;
        if (s === SCALES) around(levels[s + 1]!, w, height, at - begin, row, widest);
        if (!isAbove(at + toAbove, w, most, sign)) continue;
        const value = planes[at]!;
        const above = planes[at + toAbove]!;
        const below = planes[at + toBelow]!;
        const dx = (planes[at + 1]! - planes[at - 1]!) / 2;
        const dy = (planes[at + w]! - planes[at - w]!) / 2;
        const ds = (above - below) / 2;
        const xx = planes[at + 1]! + planes[at - 1]! - 2 * value;
        const yy = planes[at + w]! + planes[at - w]! - 2 * value;
        const ss = above + below - 2 * value;
        const xy =
          (planes[at + w + 1]! - planes[at + w - 1]! - planes[at - w + 1]! + planes[at - w - 1]!) /
          4;
        const det = xx * yy - xy * xy;
        if (!(det > 0) || (xx + yy) ** 2 >= EDGE * det || found === MOST_FOUND) continue;
        const to = within(-ds / ss);
        const next = SIZES[s + Math.sign(to)]!;
        x[found] = at - begin + within(-dx / xx);
        y[found] = row + within(-dy / yy);
        sigma[found] = 2 ** (SIZES[s]! + Math.abs(to) * (next - SIZES[s]!));
        level[found] = s;
        response[found] = value;
        found++;
      }
    }
    return found;
  }

  /**
   * Blobs by a value of each, the largest first; of equal ones the first. A float's bits rise with it: with the blob's
   * number behind them they are put in order as plain numbers.
   */
  function sorted(values: Float32Array, count: number): Uint32Array {
    const bits = new Int32Array(values.buffer);
    const keys = new Float64Array(count);
    for (let i = 0; i < count; i++) keys[i] = -(bits[i]! & MAGNITUDE) * MOST_FOUND + i;
    keys.sort();
    return Uint32Array.from(keys, (key) => key - MOST_FOUND * Math.floor(key / MOST_FOUND));
  }

  function ranked(count: number): Uint32Array {
    const taken = new Uint16Array(CELLS * CELLS);
    for (const i of sorted(response, count)) {
      const cell =
        Math.min(CELLS - 1, Math.floor((y[i]! / height) * CELLS)) * CELLS +
        Math.min(CELLS - 1, Math.floor((x[i]! / width) * CELLS));
      score[i] = Math.abs(response[i]!) / (1 + taken[cell]!++);
    }
    return sorted(score, count);
  }

  return {
    planes,
    begin(plane, w, h) {
      width = w;
      height = h;
      // The blur reads rows again that it has passed.
      planes.set(plane, levels[1]!);
      smooth(1, 0);
    },
    find() {
      smooth(0, 1);
      smooth(1, 2);
      let count = 0;
      for (let s = 1; s <= SCALES; s++) {
        if (s < SCALES) smooth(s + 1, s + 2);
        count = detect(s, count);
      }
      return { width, height, x, y, sigma, level, response, order: ranked(count), levels };
    },
    halve() {
      const w = width >> 1;
      const h = height >> 1;
      if (Math.min(w, h) < LEAST_SIDE) return false;
      // Twice the blur of the first level: at half the size it is the first one again.
      const from = levels[SCALES]!;
      const to = levels[0]!;
      for (let y = 0; y < h; y++) {
        for (let x = 0; x < w; x++) {
          const at = from + 2 * y * width + 2 * x;
          planes[to + y * w + x] =
            (planes[at]! + planes[at + 1]! + planes[at + width]! + planes[at + width + 1]!) / 4;
        }
      }
      width = w;
      height = h;
      return true;
    },
  };
}

function within(offset: number): number {
  return Number.isNaN(offset) ? 0 : Math.max(-0.5, Math.min(0.5, offset));
}
