import { HASH_BYTES } from './hamming.ts';

/** A fingerprint that is within the distance. */
export interface NearHit {
  /** Place in the list that the index was made of. */
  readonly item: number;
  /** Bits of 256 that differ. */
  readonly distance: number;
}

/** Fingerprints of 256 bits, held in memory: 96 bytes each, and 4 MB for all. */
export interface NearIndex {
  readonly bytes: number;
  /**
   * All within so many bits, the nearest first.
   *
   * @param distance 0..31: so far the index is exact
   * @throws RangeError for another distance, or a fingerprint that is not of 32 bytes
   */
  find(value: Uint8Array, distance: number): NearHit[];
}

/** Of 16 words of 16 bits, one differs in a bit at most where all of them differ in 31. */
const WORDS = 16;
const MOST_DISTANCE = 2 * WORDS - 1;
const LISTS = 1 << 16;

/**
 * Multi-index hashing (M. Norouzi, A. Punjani and D. Fleet, 2012): each fingerprint is listed by each of its
 * words, and looked for by each word and what differs from it in a bit.
 *
 * @param values 32 bytes each; they are copied
 * @throws RangeError for one that is not
 */
export function createNearIndex(values: readonly Uint8Array[]): NearIndex {
  const words = new Uint16Array(values.length * WORDS);
  for (const [item, value] of values.entries()) words.set(wordsOf(value), item * WORDS);
  const starts = new Uint32Array(WORDS * (LISTS + 1));
  const items = new Uint32Array(WORDS * values.length);
  for (let w = 0; w < WORDS; w++) {
    const begin = w * (LISTS + 1);
    for (let item = 0; item < values.length; item++) {
      starts[begin + words[item * WORDS + w]! + 1]!++;
    }
    for (let k = 0; k < LISTS; k++) starts[begin + k + 1]! += starts[begin + k]!;
    const filled = starts.slice(begin, begin + LISTS);
    for (let item = 0; item < values.length; item++) {
      items[w * values.length + filled[words[item * WORDS + w]!]!++] = item;
    }
  }
  /** In which search an item was looked at last. */
  const looked = new Uint32Array(values.length);
  let search = 0;
  return {
    bytes: words.byteLength + starts.byteLength + items.byteLength + looked.byteLength,
    find(value, distance) {
      if (!Number.isInteger(distance) || distance < 0 || distance > MOST_DISTANCE) {
        throw new RangeError(`The distance is an integer 0..${MOST_DISTANCE}, not ${distance}.`);
      }
      const sought = wordsOf(value);
      const hits: NearHit[] = [];
      search = (search + 1) >>> 0;
      for (let w = 0; w < WORDS; w++) {
        const begin = w * (LISTS + 1);
        for (let flip = -1; flip < 16; flip++) {
          const key = flip < 0 ? sought[w]! : sought[w]! ^ (1 << flip);
          const end = starts[begin + key + 1]!;
          for (let k = starts[begin + key]!; k < end; k++) {
            const item = items[w * values.length + k]!;
            if (looked[item] === search) continue;
            looked[item] = search;
            let bits = 0;
            for (let v = 0; v < WORDS && bits <= distance; v++) {
              bits += ONES[words[item * WORDS + v]! ^ sought[v]!]!;
            }
            if (bits <= distance) hits.push({ item, distance: bits });
          }
        }
      }
      return hits.sort((a, b) => a.distance - b.distance || a.item - b.item);
    },
  };
}

function wordsOf(value: Uint8Array): Uint16Array {
  if (value.length !== HASH_BYTES) {
    throw new RangeError(`A fingerprint has ${HASH_BYTES} bytes, this one ${value.length}.`);
  }
  return Uint16Array.from({ length: WORDS }, (_, w) => (value[2 * w]! << 8) | value[2 * w + 1]!);
}

const ONES = new Uint8Array(LISTS);
for (let i = 1; i < LISTS; i++) ONES[i] = ONES[i >> 1]! + (i & 1);
