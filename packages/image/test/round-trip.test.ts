import { decodeImage, encodeImage, probeImage } from '@provenance/image';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, test } from 'vitest';
import { noise, picture, psnr, smooth } from './pictures.ts';

const LOSSLESS: Record<string, (source: Sharp) => Sharp> = {
  'image/png': (source) => source.png(),
  'image/webp': (source) => source.webp({ lossless: true, exact: true }),
  'image/tiff': (source) => source.tiff({ compression: 'lzw' }),
};
const SIZES = [
  [1, 1],
  [1, 7],
  [33, 17],
  [3000, 1],
  [1, 3000],
  [2, 4001],
] as const;

describe.each(Object.entries(LOSSLESS))('%s without loss', (mediaType, format) => {
  test.each(SIZES)('RGB and RGBA of %i x %i', async (width, height) => {
    for (const channels of [3, 4] as const) {
      const samples = noise(width * height * channels);
      const file = await format(picture(samples, width, height, channels)).toBuffer();
      const image = await decodeImage(file);
      expect(image).toMatchObject({ mediaType, width, height, channels, bitDepth: 8, frames: 1 });
      expect(image.hasAlpha).toBe(channels === 4);
      expect(image.data).toEqual(samples);
      const again = await decodeImage(await encodeImage(image));
      expect(again.mediaType).toBe(mediaType);
      expect(again.data).toEqual(samples);
    }
  });
});

describe.each(['image/png', 'image/tiff'])('%s keeps layout and depth', (mediaType) => {
  for (const channels of [1, 2, 3, 4] as const) {
    for (const bitDepth of [8, 16] as const) {
      test(`${channels} channels of ${bitDepth} bits`, async () => {
        const samples = noise(37 * 19 * channels, bitDepth);
        const file = await LOSSLESS[mediaType]!(picture(samples, 37, 19, channels)).toBuffer();
        const image = await decodeImage(file);
        expect(image).toMatchObject({ channels, bitDepth, coding: { bitsPerSample: bitDepth } });
        expect(image.data).toEqual(samples);
        const again = await decodeImage(await encodeImage(image));
        expect(again).toMatchObject({ channels, bitDepth });
        expect(again.data).toEqual(samples);
      });
    }
  }
});

test('a changed sample arrives, and only it', async () => {
  const file = await picture(noise(64 * 48 * 3, 16), 64, 48, 3)
    .png()
    .toBuffer();
  const image = await decodeImage(file);
  const data = Uint16Array.from(image.data);
  data[1000] = data[1000]! ^ 1;
  const again = await decodeImage(await encodeImage({ ...image, data }));
  expect(again.data).toEqual(data);
});

test('a palette is widened exactly', async () => {
  const samples = noise(40 * 30).map((v) => (v & 3) * 85);
  const gray = picture(samples, 40, 30, 1);
  const file = await gray.toColourspace('srgb').png({ palette: true, colours: 4 }).toBuffer();
  const image = await decodeImage(file);
  const again = await decodeImage(await encodeImage(image));
  expect(again.data).toEqual(image.data);
  expect(again.data.filter((_, i) => i % again.channels === 0)).toEqual(samples);
});

describe('lossy formats', () => {
  const [width, height] = [240, 161];
  const rgb = picture(smooth(width, height, 3), width, height, 3);

  // The second JPEG has the same tables on the same block grid, so only rounding to whole samples
  // separates the two: an error near 1 in 255 is 48 dB. 4:2:0 resamples chroma once more.
  test.each([
    ['4:4:4', 85, 46],
    ['4:2:0', 85, 42],
    ['4:4:4', 40, 46],
  ] as const)('JPEG %s at %i stays itself', async (chromaSubsampling, quality, least) => {
    const file = await rgb.clone().jpeg({ quality, chromaSubsampling }).toBuffer();
    const image = await decodeImage(file);
    expect(image.coding).toMatchObject({ chromaSubsampling, quality, lossless: false });
    const again = await decodeImage(await encodeImage(image));
    expect(again.coding).toEqual(image.coding);
    expect(psnr(again.data, image.data)).toBeGreaterThan(least);
  });

  test('gray JPEG stays gray', async () => {
    const source = picture(smooth(width, height, 1), width, height, 1);
    const image = await decodeImage(await source.jpeg({ quality: 90 }).toBuffer());
    expect(image.channels).toBe(1);
    const again = await decodeImage(await encodeImage(image));
    expect(again.channels).toBe(1);
    expect(psnr(again.data, image.data)).toBeGreaterThan(46);
  });

  test('progressive JPEG and interlaced PNG stay so', async () => {
    for (const progressive of [true, false]) {
      for (const format of ['jpeg', 'png'] as const) {
        const image = await decodeImage(await rgb.clone()[format]({ progressive }).toBuffer());
        expect(image.coding.progressive).toBe(progressive);
        const again = await decodeImage(await encodeImage(image));
        expect(again.coding.progressive).toBe(progressive);
      }
    }
  });

  test('CMYK JPEG comes as sRGB, without its profile', async () => {
    const file = await rgb.clone().withIccProfile('cmyk').jpeg({ quality: 95 }).toBuffer();
    const image = await decodeImage(file);
    expect(image).toMatchObject({ channels: 3, bitDepth: 8, metadata: { icc: null } });
    const again = await decodeImage(await encodeImage(image));
    expect(psnr(again.data, image.data)).toBeGreaterThan(40);
  });

  // The default qualities leave an error of about 2 in 255 on such gradients (42 dB); one of 3 in 255
  // (38 dB) begins to show.
  test.each(['webp', 'avif'] as const)('%s', async (format) => {
    for (const channels of [3, 4] as const) {
      const samples = smooth(width, height, channels);
      const file = await picture(samples, width, height, channels)
        [format]({ quality: 95, effort: 2 })
        .toBuffer();
      const image = await decodeImage(file);
      expect(image).toMatchObject({ mediaType: `image/${format}`, channels, bitDepth: 8 });
      const again = await decodeImage(await encodeImage(image));
      expect(again).toMatchObject({ mediaType: `image/${format}`, channels, bitDepth: 8 });
      expect(psnr(again.data, image.data)).toBeGreaterThan(38);
    }
  });

  test('WebP stays lossless or lossy, as it was', async () => {
    for (const lossless of [true, false]) {
      const image = await decodeImage(await rgb.clone().webp({ lossless }).toBuffer());
      expect(image.coding.lossless).toBe(lossless);
      const again = await decodeImage(await encodeImage(image));
      expect(again.coding.lossless).toBe(lossless);
    }
  });

  test.each([10, 12] as const)('AVIF of %i bits keeps them', async (bitdepth) => {
    const deep = picture(noise(32 * 16 * 3, 16), 32, 16, 3);
    const image = await decodeImage(await deep.avif({ bitdepth, lossless: true }).toBuffer());
    expect(image).toMatchObject({ bitDepth: 16, coding: { bitsPerSample: bitdepth } });
    const file = await encodeImage(image, { lossless: true });
    const again = await decodeImage(file);
    expect(again.coding.bitsPerSample).toBe(bitdepth);
    expect(again.data).toEqual(image.data);
  });
});

describe('more frames than one', () => {
  const [width, height, frames] = [24, 18, 5];
  const samples = smooth(width, height * frames, 3);

  test.each(['gif', 'webp', 'tiff'] as const)(
    '%s: the first is decoded and written',
    async (format) => {
      const file = await sharpFrames(samples, width, height, frames)[format]().toBuffer();
      const image = await decodeImage(file);
      expect(image).toMatchObject({ width, height, frames });
      expect(await probeImage(file)).toMatchObject({ width, height, frames });
      const first = image.data.filter((_, i) => i % image.channels < 3);
      expect(psnr(first, samples.subarray(0, width * height * 3))).toBeGreaterThan(25);
      const again = await decodeImage(await encodeImage(image));
      expect(again).toMatchObject({ mediaType: `image/${format}`, width, height, frames: 1 });
    },
  );

  test('an animated WebP says whether its frames are lossless', async () => {
    for (const lossless of [true, false]) {
      const file = await sharpFrames(samples, width, height, frames).webp({ lossless }).toBuffer();
      expect(await decodeImage(file)).toMatchObject({ frames, coding: { lossless } });
    }
  });
});

function sharpFrames(samples: Uint8Array, width: number, height: number, frames: number): Sharp {
  const raw = { width, height: height * frames, channels: 3 as const, pageHeight: height };
  return sharp(samples, { raw });
}

test('a TIFF with a directory that holds a manifest store and no image', async () => {
  const samples = smooth(64, 48, 3);
  const file = await picture(samples, 64, 48, 3).tiff({ compression: 'lzw' }).toBuffer();
  const store = Buffer.alloc(2 + 12 + 4);
  store.writeUInt16LE(1, 0);
  store.writeUInt16LE(0xcd41, 2);
  store.writeUInt16LE(7, 4);
  store.writeUInt32LE(4, 6);
  const padding = Buffer.alloc(file.length % 2);
  const signed = Buffer.concat([file, padding, store]);
  const first = signed.readUInt32LE(4);
  const next = first + 2 + 12 * signed.readUInt16LE(first);
  expect(signed.readUInt32LE(next)).toBe(0);
  signed.writeUInt32LE(file.length + padding.length, next);
  const image = await decodeImage(signed);
  expect(image).toMatchObject({ width: 64, height: 48, frames: 1 });
  expect(image.data).toEqual(samples);
});
