import { HASH_BYTES } from '../hamming.ts';
import { mix } from './shingles.ts';

const BINS = 8 * HASH_BYTES;
const EMPTY = 0xffffffff;

/** Bins that must be filled for full quality: as many as some 250 different shingles fill. */
const FULL = 160;

/** What a set of shingles comes to. */
export interface Sketch {
  readonly hash: Uint8Array;
  readonly quality: number;
}

/**
 * One bit of the least hash in each of 256 bins: two sets that share a part J of all their shingles differ
 * in 128 (1 - J) bits on average. This is 1-bit minwise hashing (P. Li and A. C. König, 2010) with one
 * permutation (P. Li, A. Owen and C.-H. Zhang, 2012); a bin of a short text that stayed empty takes the
 * value of another, chosen as A. Shrivastava does (2017).
 *
 * Measured beside it and refused: 256 permutations, as exact and many times slower; SimHash, whose
 * distance grows with the root of what was changed (with 3 and 5 % of the words changed 29 and 7 of 60 texts
 * are found, here 59 and 44); SimHash weighted by frequency, which finds more edits of English and has six
 * times as many pairs of documents within 60 bits.
 */
export function sketch(hashes: Uint32Array): Sketch {
  const least = new Uint32Array(BINS).fill(EMPTY);
  for (const hash of hashes) {
    const bin = hash >>> 24;
    const value = hash & 0xffffff;
    if (value < least[bin]!) least[bin] = value;
  }
  const filled = least.reduce((count, value) => count + (value === EMPTY ? 0 : 1), 0);
  const out = new Uint8Array(HASH_BYTES);
  if (filled === 0) return { hash: out, quality: 0 };
  for (let bin = 0; bin < BINS; bin++) {
    let from = bin;
    for (let attempt = 1; least[from] === EMPTY; attempt++) {
      from = mix(Math.imul(bin + 1, 0x9e3779b1) + attempt) >>> 24;
    }
    // Bins that share a value shall not share a bit.
    const bit = mix(least[from]! ^ Math.imul(bin + 1, 0x85ebca6b)) & 1;
    out[bin >> 3]! |= bit << (bin & 7);
  }
  return { hash: out, quality: Math.min(100, Math.floor((100 * filled) / FULL)) };
}
