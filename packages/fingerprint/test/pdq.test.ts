import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { hammingDistance, type Image, pdq, pdqVariants } from '../src/index.ts';
import { gray, hills, laid } from './pictures.ts';

const reference = new URL('../../../../shared/data/pdq/', import.meta.url);
const present = existsSync(new URL('expected.json', reference));
if (!present) console.log('PDQ against the reference: skipped, its pictures are not here');

describe.runIf(present)('against the reference implementations', () => {
  const { hashes } = present
    ? (JSON.parse(readFileSync(new URL('expected.json', reference), 'utf8')) as {
        hashes: Record<string, { reference_cpp?: string; reference_python?: string }>;
      })
    : { hashes: {} };
  const of = (name: string) =>
    Uint8Array.from(
      Buffer.from(hashes[name]!.reference_cpp ?? hashes[name]!.reference_python!, 'hex'),
    );
  const load = async (name: string): Promise<Image> => {
    const file = readFileSync(new URL(name, reference));
    const { data, info } = await sharp(file).raw().toBuffer({ resolveWithObject: true });
    const { width, height, channels } = info;
    return { data: new Uint8Array(data), width, height, channels, bitDepth: 8 };
  };
  const bridges = Object.keys(hashes).filter((name) => name.startsWith('bridge'));

  test.each(Object.keys(hashes))('%s: within 10 bits', async (name) => {
    expect(hammingDistance(pdq(await load(name)).hash, of(name))).toBeLessThanOrEqual(10);
  });

  test('pictures that the reference does not make small first: bit by bit', async () => {
    for (const name of ['q0004', 'q0122', 'q0291', 'q0746', 'q1050', 'q2821', 'wee']) {
      expect(Buffer.from(pdq(await load(`${name}.jpg`)).hash).toString('hex')).toBe(
        hashes[`${name}.jpg`]!.reference_python,
      );
    }
  });

  test('the variants come in the order of the files', async () => {
    const variants = pdqVariants(await load(bridges[0]!)).hashes;
    expect(bridges).toHaveLength(8);
    for (const [i, name] of bridges.entries()) {
      const distances = variants.map((hash) => hammingDistance(hash, of(name)));
      expect(distances[i]).toBeLessThanOrEqual(10);
      expect(Math.min(...distances.filter((_, k) => k !== i))).toBeGreaterThan(90);
    }
  });
});

test('a variant is the hash of the picture laid that way', () => {
  const size = fc.integer({ min: 300, max: 500 });
  fc.assert(
    fc.property(fc.nat(1e6), size, size, (seed, width, height) => {
      const image = hills(seed, width, height);
      const { hashes } = pdqVariants(image);
      for (const [i, other] of laid(image).entries()) {
        const { hash } = pdq(other);
        // Counted from the other end, samples are taken up to a pixel off.
        expect(hammingDistance(hashes[i]!, hash)).toBeLessThanOrEqual(24);
        const nearest = hashes.map((variant) => hammingDistance(variant, hash));
        expect(nearest.indexOf(Math.min(...nearest))).toBe(i);
      }
    }),
    { numRuns: 25 },
  );
});

test('where every pixel is a sample, bit by bit', () => {
  const image = hills(3, 64, 64);
  const { hashes } = pdqVariants(image);
  for (const [i, other] of laid(image).entries()) expect(pdq(other).hash).toEqual(hashes[i]);
});

test('different pictures differ in about half of the bits', () => {
  const hashes = Array.from({ length: 40 }, (_, seed) => pdq(hills(seed, 150, 120)).hash);
  for (const [i, a] of hashes.entries()) {
    for (const b of hashes.slice(i + 1)) expect(hammingDistance(a, b)).toBeGreaterThan(60);
  }
});

test('half of the bits are set', () => {
  const { hash, quality } = pdq(hills(1, 300, 200));
  expect(hammingDistance(hash, new Uint8Array(32))).toBe(128);
  expect(quality).toBeGreaterThan(50);
});

test('channels, depth and what is transparent do not matter', () => {
  const image = hills(5, 201, 133);
  const { width, height } = image;
  const expected = pdq(image);
  const spread = (channels: 2 | 3 | 4, bitDepth: 8 | 16): Image => {
    const data =
      bitDepth === 8
        ? new Uint8Array(width * height * channels)
        : new Uint16Array(width * height * channels);
    const unit = bitDepth === 8 ? 1 : 257;
    for (let at = 0; at < data.length; at++) {
      const alpha = channels !== 3 && at % channels === channels - 1;
      data[at] = unit * (alpha ? 255 : image.data[Math.floor(at / channels)]!);
    }
    return { data, width, height, channels, bitDepth };
  };
  for (const channels of [2, 3, 4] as const) {
    for (const bitDepth of [8, 16] as const) {
      const found = pdq(spread(channels, bitDepth));
      expect(hammingDistance(found.hash, expected.hash)).toBeLessThanOrEqual(2);
      expect(found.quality).toBe(expected.quality);
    }
  }
  const clear = spread(4, 8);
  for (let at = 3; at < clear.data.length; at += 4) clear.data[at] = 0;
  const white = pdq(gray(width, height, () => 255));
  expect(pdq(clear)).toEqual(white);
});

test('flat pictures say that there is nothing to recognise', () => {
  expect(pdq(gray(300, 200, () => 77))).toEqual({ hash: new Uint8Array(32), quality: 0 });
  expect(pdq(gray(300, 200, (x) => x / 3)).quality).toBeLessThan(50);
});

test('any side from one pixel up', () => {
  for (const [width, height] of [
    [1, 1],
    [1, 65535],
    [65535, 1],
    [3, 200],
    [63, 65],
  ] as const) {
    const { hash, quality } = pdq(gray(width, height, (x, y) => (x * 31 + y * 17) & 255));
    expect(hash).toHaveLength(32);
    expect(quality).toBeGreaterThanOrEqual(0);
  }
});

test('of a tall picture some rows are enough', () => {
  const small = hills(8, 250, 400);
  const large = gray(250, 6400, (x, y) => small.data[(y >> 4) * 250 + x]!);
  expect(hammingDistance(pdq(large).hash, pdq(small).hash)).toBeLessThanOrEqual(8);
});

test('what contradicts itself is refused', () => {
  const image = hills(1, 20, 20);
  expect(() => pdq({ ...image, width: 21 })).toThrow(RangeError);
  expect(() => pdq({ ...image, width: 0 })).toThrow(RangeError);
  expect(() => pdq({ ...image, height: Number.NaN })).toThrow(RangeError);
  expect(() => pdq({ ...image, channels: 5 as 4 })).toThrow(RangeError);
  expect(() => pdqVariants({ ...image, bitDepth: 16 })).toThrow(TypeError);
  expect(() => pdq({ ...image, data: [] as never })).toThrow(TypeError);
});
