import type { Prf } from './prf.ts';

/** One word into the state of MurmurHash3_x86_32 (A. Appleby, public domain). */
function mix(state: number, word: number): number {
  let k = Math.imul(word, 0xcc9e2d51);
  k = (k << 15) | (k >>> 17);
  k = Math.imul(k, 0x1b873593);
  const h = state ^ k;
  return (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
}

function finish(state: number, words: number): number {
  let h = state ^ (4 * words);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** MurmurHash3_x86_32 with seed 0 of 32-bit words, as a signed integer. */
export function murmur3(words: Int32Array, at: number, length: number): number {
  let state = 0;
  for (let i = at; i < at + length; i++) state = mix(state, words[i]!);
  return finish(state, length);
}

/** What SGLang's functions add to a {@link Prf}. */
export interface MurmurPrf extends Prf {
  /** The hash of the last context, which no key enters. */
  contextHash(): number;
}

/**
 * SGLang's function: hash(key low, key high, hash(context), token). It has no streams: the second
 * argument of `word` is not read.
 *
 * The 64 bits of the key end in a state of 32 bits before anything else is hashed, so it has no more
 * than 2^32 different keys. It serves to read what those servers wrote.
 */
export function createMurmurPrf(low: number, high: number): MurmurPrf {
  const keyed = mix(mix(0, low), high);
  let hash = 0;
  let state = keyed;
  return {
    context(ids, at, length) {
      hash = murmur3(ids, at, length);
      state = mix(keyed, hash);
    },
    word: (token) => finish(mix(state, token), 4),
    contextHash: () => hash,
  };
}

/** SGLang's coin of a position: below the mixing probability in 2^-32 it takes key A, otherwise B. */
export function murmurCoin(
  aLow: number,
  aHigh: number,
  bLow: number,
  bHigh: number,
  contextHash: number,
): number {
  const keys = mix(mix(mix(mix(0, aLow), aHigh), bLow), bHigh);
  return finish(mix(keys, contextHash), 5);
}
