import { isDense } from './shingles.ts';

/**
 * Letters on either side within which no hash is less than where a text is cut; Han, kana and Hangul count
 * twice. Pieces have more letters than that and 430 or so on average.
 */
const RADIUS = 200;

/**
 * Where to cut a text so that an excerpt of it is cut at the same places: at the least hash of its
 * surroundings (local minimum chunking: N. Bjørner, A. Blass and Y. Gurevich, 2010). Positions between
 * the two ends, rising; none in a text that repeats itself.
 *
 * @param hashes of the shingles of the text
 */
export function cuts(normalised: string, hashes: Uint32Array): number[] {
  const found: number[] = [];
  const lettersAt = (i: number) => (isDense(normalised.charCodeAt(i)) ? 2 : 1);
  let candidate = 0;
  let after = 0;
  for (let i = 1; i < hashes.length; i++) {
    after += lettersAt(i - 1);
    if (hashes[i]! < hashes[candidate]!) {
      candidate = i;
      after = 0;
    } else if (after > RADIUS) {
      let before = 0;
      let k = candidate;
      while (k > 0 && before <= RADIUS && hashes[k - 1]! > hashes[candidate]!) {
        before += lettersAt(--k);
      }
      if (before > RADIUS) found.push(candidate);
      // What lies between has the candidate near it.
      candidate = i;
      after = 0;
    }
  }
  return found;
}
