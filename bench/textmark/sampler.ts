import { createTextMarker, deriveTextMarkKey, type TextMarkScheme } from '@provenance/textmark';
import { randomBytes, seeded } from '../random.ts';

/** A fixed distribution: eight tokens of very different probability. */
const PROBABILITIES = Float64Array.of(0.35, 0.25, 0.15, 0.1, 0.07, 0.05, 0.02, 0.01);

/** Sum over keys of chi-square of the drawn tokens against their probabilities. */
export function chiSquares(scheme: TextMarkScheme, keys: number, draws: number) {
  let sum = 0;
  for (let n = 0; n < keys; n++) {
    const key = deriveTextMarkKey(randomBytes(seeded('sampler', scheme, n), 32), scheme);
    const traced = scheme === 'provenance-traced-siphash-v1';
    const random = seeded('alpha', n);
    const marker = createTextMarker(key, {
      random,
      ...(traced ? { contentId: '0123456789abcdef' } : {}),
    });
    const counts = new Float64Array(PROBABILITIES.length);
    const generated = new Int32Array(key.contextWidth);
    for (let i = 0; i < draws; i++) {
      // Counted up, so that no context comes twice, and changed in every word.
      for (let j = 0; j < generated.length; j++) generated[j] = (i >>> (5 * j)) + 1000 * j;
      generated[0] = i;
      const drawn = marker.sample({ probabilities: PROBABILITIES }, { generated });
      if (!drawn.marked) throw new Error('A context that is new was not marked.');
      counts[drawn.id]!++;
    }
    counts.forEach((count, id) => {
      const expected = draws * PROBABILITIES[id]!;
      sum += (count - expected) ** 2 / expected;
    });
  }
  const expected = keys * (PROBABILITIES.length - 1);
  return { scheme, keys, draws, sum, expected, sigmas: (sum - expected) / Math.sqrt(2 * expected) };
}
