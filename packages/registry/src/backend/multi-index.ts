/**
 * Multi-index hashing: a hash of 256 bits is cut into 16 bands of 16, and two hashes that differ in few
 * bits are near in at least one band. Norouzi, Punjani and Fleet, "Fast Search in Hamming Space with
 * Multi-Index Hashing", CVPR 2012, section 3.
 */

export const BANDS = 16;
const BAND_BITS = 16;

/** Up to here no band needs more than one bit turned over, and a search is 17 looks a band. */
export const MOST_DISTANCE = 2 * BANDS - 1;

/**
 * How far to look in each band. With distance = 16 r + a, some band of the first a + 1 is within r bits
 * or some other within r - 1: were they all further, they would differ in more than `distance` bits
 * together (Norouzi et al., proposition 2).
 *
 * @param distance 0..31.
 * @returns For each band 0 or 1, or -1 where no look is needed.
 */
export function bandRadii(distance: number): Int8Array {
  const [r, a] = [Math.floor(distance / BANDS), distance % BANDS];
  return Int8Array.from({ length: BANDS }, (_, band) => (band <= a ? r : r - 1));
}

/** The band's value in `hash`, from the left. */
export function bandOf(hash: Uint8Array, band: number): number {
  return hash[2 * band]! * 256 + hash[2 * band + 1]!;
}

/** All values of 16 bits within `radius` (-1, 0 or 1) of `value`. */
export function bandProbes(value: number, radius: number): number[] {
  if (radius < 0) return [];
  if (radius === 0) return [value];
  return [value, ...Array.from({ length: BAND_BITS }, (_, bit) => value ^ (1 << bit))];
}

const POPULATION = Uint8Array.from({ length: 256 }, (_, byte) => {
  let count = 0;
  for (let rest = byte; rest > 0; rest >>= 1) count += rest & 1;
  return count;
});

/**
 * Bits in which two hashes differ.
 *
 * @param radii With these and `band`: -1 where an earlier band would have found `hash` as well, so that
 *   every hash counts once and nothing has to be remembered.
 */
export function hashDistance(
  query: Uint8Array,
  hash: Uint8Array,
  radii?: Int8Array,
  band = 0,
): number {
  let distance = 0;
  for (let k = 0; k < BANDS; k++) {
    const differing =
      POPULATION[query[2 * k]! ^ hash[2 * k]!]! + POPULATION[query[2 * k + 1]! ^ hash[2 * k + 1]!]!;
    if (radii && k < band && differing <= radii[k]!) return -1;
    distance += differing;
  }
  return distance;
}
