import { below, seeded } from '../random.ts';

/** Bytes of a part: its place, then the high and the low half of its bits. */
const PART = 12;
/** Bits of 64 that are turned over: a part and another that is like it differ in about as many. */
const TURNED = 12;

/**
 * Works that fill the list: parts of real ones, so that lists of the index are as long as they are in earnest,
 * at other places and with some other bits, so that none is a copy.
 *
 * @param real fingerprints of parts
 */
export function syntheticWorks(
  real: readonly Uint8Array[],
  count: number,
): { readonly parts: Uint8Array[]; readonly hashes: Uint8Array[] } {
  const random = seeded('synthetic works');
  const pool = Buffer.concat(real);
  const all = pool.length / PART;
  const parts: Uint8Array[] = [];
  const hashes: Uint8Array[] = [];
  for (let k = 0; k < count; k++) {
    const size = real[k % real.length]!.length;
    const work = new Uint8Array(size);
    for (let at = 0; at < size; at += PART) {
      const from = PART * below(random, all);
      work.set(pool.subarray(from, from + PART), at);
      // Three bytes of place; the size of the part stays.
      for (let k = 0; k < 3; k++) work[at + k] = below(random, 256);
      for (let n = 0; n < TURNED; n++) {
        const bit = below(random, 64);
        work[at + 4 + (bit >> 3)]! ^= 1 << (bit & 7);
      }
    }
    parts.push(work);
    hashes.push(Uint8Array.from({ length: 32 }, () => below(random, 256)));
  }
  return { parts, hashes };
}
