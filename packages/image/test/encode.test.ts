import { decodeImage, encodeImage, IMAGE_MEDIA_TYPES } from '@provenance/image';
import { describe, expect, test } from 'vitest';
import { noise, picture, psnr, smooth } from './pictures.ts';

const [width, height] = [40, 30];
const decoded = async (channels: 1 | 2 | 3 | 4, bitDepth: 8 | 16 = 8) =>
  decodeImage(
    await picture(noise(width * height * channels, bitDepth), width, height, channels)
      .png()
      .toBuffer(),
  );
const refused = { name: 'ProvenanceError', code: 'IMAGE_ENCODE' };

test('every format can be written from every other', async () => {
  const samples = smooth(width, height, 3);
  for (const from of IMAGE_MEDIA_TYPES) {
    const name = from.slice('image/'.length) as 'jpeg';
    const file = await picture(samples, width, height, 3)[name]({ quality: 90 }).toBuffer();
    const image = await decodeImage(file);
    expect(image.mediaType).toBe(from);
    for (const mediaType of IMAGE_MEDIA_TYPES) {
      const again = await decodeImage(await encodeImage(image, { mediaType }));
      expect(again).toMatchObject({ mediaType, width, height });
      const rgb = again.data.filter((_, i) => i % again.channels < 3);
      expect(psnr(rgb, samples), `${from} to ${mediaType}`).toBeGreaterThan(25);
    }
  }
});

test('quality, losslessness and subsampling can be chosen', async () => {
  const image = await decoded(3);
  for (const mediaType of ['image/jpeg', 'image/webp', 'image/avif'] as const) {
    const [low, high] = await Promise.all(
      [20, 95].map((quality) => encodeImage(image, { mediaType, quality })),
    );
    expect(low!.length).toBeLessThan(high!.length);
  }
  const webp = await encodeImage(image, { mediaType: 'image/webp', lossless: true });
  expect((await decodeImage(webp)).data).toEqual(image.data);
  for (const chromaSubsampling of ['4:2:0', '4:4:4'] as const) {
    const jpeg = await encodeImage(image, { mediaType: 'image/jpeg', chromaSubsampling });
    expect((await decodeImage(jpeg)).coding.chromaSubsampling).toBe(chromaSubsampling);
  }
});

test.each([3, 1] as const)(
  '16 bits become the nearest 8 in JPEG (%i channels)',
  async (channels) => {
    const narrow = smooth(width, height, channels);
    const wide = Uint16Array.from(narrow, (v) => v * 257);
    const image = await decodeImage(await picture(wide, width, height, channels).png().toBuffer());
    const jpeg = await encodeImage(image, { mediaType: 'image/jpeg', quality: 100 });
    const again = await decodeImage(jpeg);
    expect(again).toMatchObject({ bitDepth: 8, channels });
    expect(psnr(again.data, narrow)).toBeGreaterThan(45);
  },
);

describe('what a format would lose is refused', () => {
  test('transparency in JPEG, but not an alpha channel that is opaque', async () => {
    for (const channels of [2, 4] as const) {
      const image = await decoded(channels);
      const jpeg = { mediaType: 'image/jpeg' } as const;
      await expect(encodeImage(image, jpeg)).rejects.toMatchObject(refused);
      const data = image.data.map((v, i) => (i % channels === channels - 1 ? 255 : v));
      const again = await decodeImage(await encodeImage({ ...image, data }, jpeg));
      expect(again.channels).toBe(channels - 1);
    }
  });

  test('a profile in GIF', async () => {
    const p3 = picture(smooth(width, height, 3), width, height, 3).withIccProfile('p3');
    const image = await decodeImage(await p3.png().toBuffer());
    const gif = { mediaType: 'image/gif' } as const;
    await expect(encodeImage(image, gif)).rejects.toMatchObject(refused);
    const metadata = { ...image.metadata, icc: null };
    await expect(encodeImage({ ...image, metadata }, gif)).resolves.toBeInstanceOf(Uint8Array);
  });

  test.each([
    ['image/webp', 16_383],
    ['image/avif', 16_384],
    ['image/jpeg', 65_500],
    ['image/gif', 65_535],
  ] as const)('more than the longest side of %s', async (mediaType, side) => {
    for (const [width, height] of [
      [side + 1, 1],
      [1, side + 1],
    ] as const) {
      const one = await decodeImage(await picture(new Uint8Array(1), 1, 1, 1).png().toBuffer());
      const tall = { ...one, width, height, data: new Uint8Array(side + 1) };
      await expect(encodeImage(tall, { mediaType })).rejects.toMatchObject(refused);
    }
    const just = await decodeImage(
      await picture(new Uint8Array(side), side, 1, 1).png().toBuffer(),
    );
    const file = await encodeImage(just, { mediaType });
    expect(await decodeImage(file)).toMatchObject({ mediaType, width: side, height: 1 });
  });
});

test("a caller's mistake is a TypeError or RangeError", async () => {
  const image = await decoded(3);
  for (const change of [
    { data: image.data.subarray(1) },
    { width: 0 },
    { width: 1.5 },
    { height: -1 },
    { channels: 5 as 4 },
    { channels: 4 },
    { hasAlpha: true },
  ] as const) {
    await expect(encodeImage({ ...image, ...change })).rejects.toBeInstanceOf(RangeError);
  }
  await expect(encodeImage({ ...image, bitDepth: 16 })).rejects.toBeInstanceOf(TypeError);
  for (const options of [
    { quality: 0 },
    { quality: 101 },
    { quality: 50.5 },
    { mediaType: 'image/svg+xml' as 'image/png' },
    { chromaSubsampling: '4:2:2' as '4:2:0' },
    { timeoutSeconds: 0 },
    { timeoutSeconds: Number.NaN },
    { timeoutSeconds: 3601 },
  ]) {
    await expect(encodeImage(image, options)).rejects.toBeInstanceOf(RangeError);
  }
});
