import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createNearIndex, HASH_BYTES, hammingDistance } from '../src/index.ts';

const hash = fc.uint8Array({ minLength: HASH_BYTES, maxLength: HASH_BYTES });
/** Bits to turn over. */
const bits = fc.uniqueArray(fc.nat({ max: 8 * HASH_BYTES - 1 }), { maxLength: 40 });

function turned(value: Uint8Array, at: readonly number[]): Uint8Array {
  const out = value.slice();
  for (const bit of at) out[bit >> 3]! ^= 1 << (bit & 7);
  return out;
}

test('finds what a look at each would find, the nearest first', () => {
  fc.assert(
    fc.property(
      fc.array(hash, { maxLength: 20 }),
      hash,
      fc.array(bits, { maxLength: 6 }),
      fc.nat({ max: 31 }),
      (others, value, changes, distance) => {
        const values = [...others, ...changes.map((at) => turned(value, at))];
        const expected = values
          .map((each, item) => ({ item, distance: hammingDistance(each, value) }))
          .filter((each) => each.distance <= distance)
          .sort((a, b) => a.distance - b.distance || a.item - b.item);
        const index = createNearIndex(values);
        expect(index.find(value, distance)).toEqual(expected);
        expect(index.find(value, distance)).toEqual(expected);
      },
    ),
    { numRuns: 40 },
  );
});

test('refuses other lengths and distances', () => {
  expect(() => createNearIndex([new Uint8Array(31)])).toThrow(RangeError);
  const index = createNearIndex([]);
  expect(() => index.find(new Uint8Array(33), 5)).toThrow(RangeError);
  for (const distance of [-1, 32, 1.5]) {
    expect(() => index.find(new Uint8Array(32), distance)).toThrow(RangeError);
  }
});
