import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HASH_BYTES, hammingDistance } from '../src/index.ts';

const hash = fc.uint8Array({ minLength: HASH_BYTES, maxLength: HASH_BYTES });

test('is a metric', () => {
  fc.assert(
    fc.property(hash, hash, hash, (a, b, c) => {
      expect(hammingDistance(a, a)).toBe(0);
      expect(hammingDistance(a, b)).toBe(hammingDistance(b, a));
      expect(hammingDistance(a, b) === 0).toBe(Buffer.compare(a, b) === 0);
      expect(hammingDistance(a, c)).toBeLessThanOrEqual(
        hammingDistance(a, b) + hammingDistance(b, c),
      );
    }),
  );
});

test('counts every bit once', () => {
  const zero = new Uint8Array(HASH_BYTES);
  for (let bit = 0; bit < 8 * HASH_BYTES; bit++) {
    const one = zero.slice();
    one[bit >> 3] = 1 << (bit & 7);
    expect(hammingDistance(zero, one)).toBe(1);
  }
  expect(
    hammingDistance(
      zero,
      zero.map(() => 255),
    ),
  ).toBe(256);
});

test('takes nothing but two fingerprints of 32 bytes', () => {
  const good = new Uint8Array(HASH_BYTES);
  expect(() => hammingDistance(good, new Uint8Array(31))).toThrow(RangeError);
  expect(() => hammingDistance(new Uint8Array(33), good)).toThrow(RangeError);
  expect(() => hammingDistance(good, 'f'.repeat(64) as never)).toThrow(TypeError);
});
