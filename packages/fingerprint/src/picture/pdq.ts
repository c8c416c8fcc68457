import { assertImage, type Image } from './image.ts';
import { shrink } from './shrink.ts';
import { type Shrinking, thinned, type Weights } from './weights.ts';

/**
 * Names the algorithm in records. C2PA's list of soft binding algorithms has no name for PDQ (looked up on
 * 2026-11-28: 53 entries, the newest of 2026-08-13; of fingerprints of pictures it has ISCC, Adobe's ICN, those of
 * Trufo and DigiCAP, and a plain SHA-256), so that this one is ours alone, and no other reader is told of it.
 */
export const PDQ_ALG = 'org.provenance.pdq.1';

/** What {@link pdq} makes of a picture. */
export interface Pdq {
  /** 256 bits in 32 bytes: in hexadecimal what the reference implementations print. */
  readonly hash: Uint8Array;
  /** How much there is to recognise, 0..100. Below 50 a hash says little: other flat pictures have it. */
  readonly quality: number;
}

/** What {@link pdqVariants} makes of a picture. */
export interface PdqVariants {
  /** Of the picture, and of it turned and mirrored: see {@link pdqVariants} for the order. */
  readonly hashes: readonly Uint8Array[];
  readonly quality: number;
}

/** Side of the plane that is transformed. */
const SIDE = 64;
/**
 * Of tall pictures no more rows are read than give the filter 8. That concerns four of the pictures measured,
 * which change by 0, 2, 0 and 2 bits; 4 rows would change up to 6.
 */
const ROWS_A_BOX = 8;
/** Frequencies a side that are kept, from 1 up: the mean and what else does not vary is left out. */
const KEPT = 16;

/**
 * PDQ, the hash by which Meta finds pictures again ("The TMK+PDQF Video-Hashing Algorithm and the PDQ
 * Image-Hashing Algorithm", 2019): luma through two passes of a box filter, 64 x 64 samples of it, 16 x
 * 16 frequencies of their DCT, each above the median or not. Pictures of the same look differ in few
 * bits; of different looks, in about half.
 *
 * The picture is not made small first, as some releases of the reference do to save time: that alone
 * moves bits.
 *
 * @throws TypeError, RangeError if the picture contradicts itself
 */
export function pdq(image: Image): Pdq {
  assertImage(image);
  const plane = shrink(image, [pdqShrinking(image)])[0]!;
  return { hash: hashOf(transform(plane)), quality: qualityOf(plane) };
}

/**
 * The hashes of all eight ways in which the picture may be turned and mirrored, from one transform: as it
 * is; turned by 90, 180, 270 degrees counter-clockwise; upside down, mirrored left to right (flips
 * about the x and the y axis); and about its two diagonals, that from the top left first.
 *
 * @throws TypeError, RangeError if the picture contradicts itself
 */
export function pdqVariants(image: Image): PdqVariants {
  assertImage(image);
  return pdqVariantsOf(shrink(image, [pdqShrinking(image)])[0]!);
}

/** {@link pdqVariants} of the plane that {@link pdqShrinking} makes of a picture. */
export function pdqVariantsOf(plane: Float64Array): PdqVariants {
  const frequencies = transform(plane);
  const turned = new Float64Array(KEPT * KEPT);
  const hashes = VARIANTS.map(({ transpose, oddRows, oddColumns }) => {
    for (let i = 0; i < KEPT; i++) {
      for (let j = 0; j < KEPT; j++) {
        // Index 0 is frequency 1, and frequencies that are odd change sign where a side is reversed.
        const negative = (oddRows && !(i & 1)) !== (oddColumns && !(j & 1));
        const value = frequencies[transpose ? j * KEPT + i : i * KEPT + j]!;
        turned[i * KEPT + j] = negative ? -value : value;
      }
    }
    return hashOf(turned);
  });
  return { hashes, quality: qualityOf(plane) };
}

/** Whether rows and columns change places, and then whether either is reversed. */
const VARIANTS = [
  { transpose: false, oddRows: false, oddColumns: false },
  { transpose: true, oddRows: true, oddColumns: false },
  { transpose: false, oddRows: true, oddColumns: true },
  { transpose: true, oddRows: false, oddColumns: true },
  { transpose: false, oddRows: true, oddColumns: false },
  { transpose: false, oddRows: false, oddColumns: true },
  { transpose: true, oddRows: false, oddColumns: false },
  { transpose: true, oddRows: true, oddColumns: true },
] as const;

/** What is left of a picture before it is transformed. */
export function pdqShrinking({ width, height }: Pick<Image, 'width' | 'height'>): Shrinking {
  const step = Math.max(1, Math.floor(boxOf(height) / ROWS_A_BOX));
  return { columns: jarosz(width), rows: thinned(jarosz(height), step), step };
}

/** Width of the filter along a side of so many samples. */
function boxOf(length: number): number {
  return Math.floor((length + 2 * SIDE - 1) / (2 * SIDE));
}

/**
 * The reference filters the whole picture, twice along each side, and keeps 64 x 64 samples. Filters of
 * the two sides commute, so that all of it comes to these weights along each.
 */
function jarosz(length: number): Weights {
  const box = boxOf(length);
  const ahead = Math.floor((box + 2) / 2);
  // The box is narrower at the edges: it does not reach beyond them.
  const left = (k: number) => Math.max(0, k + ahead - box);
  const right = (k: number) => Math.min(length, k + ahead);
  const first = new Int32Array(SIDE);
  const at = new Int32Array(SIDE + 1);
  const weights: number[] = [];
  for (let i = 0; i < SIDE; i++) {
    const sample = Math.floor(((i + 0.5) * length) / SIDE);
    const begin = left(left(sample));
    const end = right(right(sample) - 1);
    const steps = new Float64Array(end - begin + 1);
    for (let k = left(sample); k < right(sample); k++) {
      // 1, but at an edge.
      const share = (box * box) / (right(sample) - left(sample)) / (right(k) - left(k));
      steps[left(k) - begin]! += share;
      steps[right(k) - begin]! -= share;
    }
    first[i] = begin;
    let weight = 0;
    for (let j = 0; j < end - begin; j++) {
      weight += steps[j]!;
      weights.push(weight);
    }
    at[i + 1] = weights.length;
  }
  return { first, at, weights: Float64Array.from(weights), total: box * box };
}

/**
 * Frequencies are rounded to this part of a sample's unit: engines may round Math.cos differently in
 * the last place, and what is 0 in a flat picture shall not be noise above or below a median.
 */
const PRECISION = 2 ** 20;

/** DCT-II without its first row. */
const cosines = Float64Array.from({ length: KEPT * SIDE }, (_, at) => {
  const frequency = Math.floor(at / SIDE) + 1;
  return Math.sqrt(2 / SIDE) * Math.cos((Math.PI / 2 / SIDE) * frequency * (2 * (at % SIDE) + 1));
});

function transform(plane: Float64Array): Float64Array {
  const half = new Float64Array(KEPT * SIDE);
  for (let i = 0; i < KEPT; i++) {
    for (let k = 0; k < SIDE; k++) {
      const c = cosines[i * SIDE + k]!;
      for (let x = 0; x < SIDE; x++) half[i * SIDE + x]! += c * plane[k * SIDE + x]!;
    }
  }
  const out = new Float64Array(KEPT * KEPT);
  for (let i = 0; i < KEPT; i++) {
    for (let j = 0; j < KEPT; j++) {
      let sum = 0;
      for (let k = 0; k < SIDE; k++) sum += half[i * SIDE + k]! * cosines[j * SIDE + k]!;
      out[i * KEPT + j] = Math.round(sum * PRECISION);
    }
  }
  return out;
}

/** Differences between neighbours, in whole hundredths of the range; as the reference scales them. */
function qualityOf(plane: Float64Array): number {
  let sum = 0;
  const add = (a: number, b: number) => {
    sum += Math.floor(Math.abs(((a - b) * 100) / 255));
  };
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const at = y * SIDE + x;
      if (y + 1 < SIDE) add(plane[at]!, plane[at + SIDE]!);
      if (x + 1 < SIDE) add(plane[at]!, plane[at + 1]!);
    }
  }
  return Math.min(100, Math.floor(sum / 90));
}

/** Bit k, from the end of the last byte on, tells whether frequency k is above the lower median. */
function hashOf(frequencies: Float64Array): Uint8Array {
  const median = frequencies.toSorted()[frequencies.length / 2 - 1]!;
  const hash = new Uint8Array(frequencies.length / 8);
  for (let k = 0; k < frequencies.length; k++) {
    if (frequencies[k]! > median) hash[hash.length - 1 - (k >> 3)]! |= 1 << (k & 7);
  }
  return hash;
}
