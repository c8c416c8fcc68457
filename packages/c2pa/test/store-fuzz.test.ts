import { expect, it } from 'vitest';
import { fuzzStores } from './store-fuzz.ts';

it('no mutant of a manifest store is believed with more than was signed', async () => {
  const tally = await fuzzStores({ count: 600, seed: 1 });
  expect(tally.wrong).toEqual([]);
  // Each way of taking a mutant was taken.
  for (const key of ['invalid', 'unreadable', 'same', 'stranger'] as const) {
    expect(tally[key], key).toBeGreaterThan(0);
  }
  expect(tally.invalid + tally.unreadable + tally.same + tally.stranger).toBe(tally.mutants);
});
