import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pdqShrinking } from '../src/picture/pdq.ts';
import { shrink } from '../src/picture/shrink.ts';
import { random } from './pictures.ts';

/** Samples of any value; they may begin anywhere in their memory. */
function noise(seed: number, width: number, height: number, channels: 1 | 3, offset: number) {
  const next = random(seed);
  const data = new Uint8Array(offset + width * height * channels).subarray(offset);
  for (let i = 0; i < data.length; i++) data[i] = next();
  return { data, width, height, channels, bitDepth: 8 } as const;
}

const side = fc.integer({ min: 1, max: 300 });

test.each([1, 3] as const)(
  'rows that are added up as words make the same plane: %i channels',
  (channels) => {
    fc.assert(
      fc.property(
        fc.nat(1e6),
        side,
        side,
        fc.integer({ min: 0, max: 3 }),
        (seed, width, height, from) => {
          expectSame(noise(seed, width, height, channels, from));
        },
      ),
      { numRuns: 60 },
    );
  },
);

// Sums of more rows than 16 bits hold; rows that are left out; weights that no sum holds.
test.each([2100, 4099, 8300])('the same of a picture %i rows high', (height) => {
  expectSame(noise(height, 5, height, 3, 0));
  expectSame({ ...noise(0, 5, height, 3, 0), data: new Uint8Array(15 * height).fill(255) });
});

/** A picture that is opaque all over takes the way of those with alpha, which knows no words. */
function expectSame(image: ReturnType<typeof noise>) {
  const { data, width, height, channels } = image;
  const opaque = new Uint8Array(width * height * (channels + 1)).fill(255);
  for (let i = 0; i < width * height; i++) {
    opaque.set(data.subarray(i * channels, (i + 1) * channels), i * (channels + 1));
  }
  const shrinking = pdqShrinking(image);
  const [plane] = shrink(image, [shrinking]);
  const [other] = shrink({ ...image, data: opaque, channels: (channels + 1) as 2 | 4 }, [
    shrinking,
  ]);
  expect(plane).toHaveLength(64 * 64);
  for (const [i, value] of plane!.entries()) {
    if (Math.abs(value - other![i]!) > 1e-9) expect(value).toBe(other![i]);
  }
}
