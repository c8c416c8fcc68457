import type { Prf } from './prf.ts';

const M0_LOW = 0x1f53;
const M0_HIGH = 0xd251;
const M1_LOW = 0x8d57;
const M1_HIGH = 0xcd9e;
const M0 = 0xd2511f53 | 0;
const M1 = 0xcd9e8d57 | 0;
const W0 = 0x9e3779b9 | 0;
const W1 = 0xbb67ae85 | 0;
const ROUNDS = 10;
/** "WMCX" and "WMTK". */
const CONTEXT_DOMAIN = 0x574d4358;
const TOKEN_DOMAIN = 0x574d544b;

/**
 * Philox4x32-10 (Salmon, Moraes, Dror, Shaw: Parallel random numbers: as easy as 1, 2, 3. SC 2011).
 *
 * @param out 4 words, written
 * @param c0 to c3: the counter
 * @param k0 and k1: the key
 */
export function philox(
  out: Int32Array,
  c0: number,
  c1: number,
  c2: number,
  c3: number,
  k0: number,
  k1: number,
): void {
  for (let round = 0; round < ROUNDS; round++) {
    // The high half of a 32 x 32 bit product, from four products of 16 bits.
    const a = c0 & 0xffff;
    const b = c0 >>> 16;
    const ab = Math.imul(b, M0_LOW) + (Math.imul(a, M0_LOW) >>> 16);
    const ba = Math.imul(a, M0_HIGH) + (ab & 0xffff);
    const high0 = (Math.imul(b, M0_HIGH) + (ab >>> 16) + (ba >>> 16)) | 0;
    const c = c2 & 0xffff;
    const d = c2 >>> 16;
    const cd = Math.imul(d, M1_LOW) + (Math.imul(c, M1_LOW) >>> 16);
    const dc = Math.imul(c, M1_HIGH) + (cd & 0xffff);
    const high1 = (Math.imul(d, M1_HIGH) + (cd >>> 16) + (dc >>> 16)) | 0;
    const low0 = Math.imul(c0, M0);
    const low1 = Math.imul(c2, M1);
    c0 = high1 ^ c1 ^ k0;
    c1 = low1;
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 = (k0 + W0) | 0;
    k1 = (k1 + W1) | 0;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}

/**
 * vLLM's function "philox4x32-10-v1" as released in 0.30.0. A function of the same name that hashes the whole
 * token id existed before the release: the vectors tell them apart, the name does not.
 *
 * @param low and high: the halves of a 64-bit key
 */
export function createPhiloxPrf(low: number, high: number): Prf {
  const state = new Int32Array(4);
  const words = new Int32Array(4);
  // Four neighbouring ids share a call, so a draw over a whole vocabulary takes a quarter of them.
  let block = -1;
  let lastStream = -1;
  return {
    context(ids, at, length) {
      block = -1;
      state[0] = CONTEXT_DOMAIN;
      state[1] = length;
      state[2] = 0;
      state[3] = 0;
      for (let offset = 0; offset < length; offset += 4) {
        const from = at + offset;
        const left = length - offset;
        // What is missing in the last block is filled with 2^32 - 1 - index.
        philox(
          state,
          state[0]! ^ ids[from]!,
          state[1]! ^ (left > 1 ? ids[from + 1]! : -2),
          state[2]! ^ (left > 2 ? ids[from + 2]! : -3),
          state[3]! ^ (left > 3 ? ids[from + 3]! : -4),
          low ^ offset,
          high,
        );
      }
    },
    word(token, stream) {
      const needed = token >>> 2;
      if (needed !== block || stream !== lastStream) {
        philox(
          words,
          needed,
          state[0]!,
          state[1]!,
          state[2]!,
          low ^ state[3]!,
          high ^ TOKEN_DOMAIN ^ stream,
        );
        block = needed;
        lastStream = stream;
      }
      return words[token & 3]!;
    },
  };
}
