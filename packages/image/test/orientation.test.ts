import { decodeImage, encodeImage, probeImage } from '@provenance/image';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { noise, picture } from './pictures.ts';

const [W, H] = [24, 16];

/** Where the upright pixel (x, y) is stored, by EXIF orientation (EXIF 3.0, tag 274). */
const STORED_AT: Record<number, (x: number, y: number) => [x: number, y: number]> = {
  1: (x, y) => [x, y],
  2: (x, y) => [W - 1 - x, y],
  3: (x, y) => [W - 1 - x, H - 1 - y],
  4: (x, y) => [x, H - 1 - y],
  5: (x, y) => [y, x],
  6: (x, y) => [y, H - 1 - x],
  7: (x, y) => [W - 1 - y, H - 1 - x],
  8: (x, y) => [W - 1 - y, x],
};

function upright(stored: Uint8Array, orientation: number): Uint8Array {
  const [width, height] = orientation < 5 ? [W, H] : [H, W];
  const samples = new Uint8Array(stored.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [sx, sy] = STORED_AT[orientation]!(x, y);
      const from = (sy * W + sx) * 3;
      samples.set(stored.subarray(from, from + 3), (y * width + x) * 3);
    }
  }
  return samples;
}

describe.each(['jpeg', 'png', 'webp', 'tiff'] as const)('%s', (format) => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])('orientation %i', async (orientation) => {
    const file = await picture(noise(W * H * 3), W, H, 3)
      .withMetadata({ orientation })
      [format](format === 'webp' ? { lossless: true } : { quality: 95 })
      .toBuffer();
    const stored = await sharp(file, { ignoreIcc: true }).raw().toBuffer();
    const size = orientation < 5 ? { width: W, height: H } : { width: H, height: W };

    const image = await decodeImage(file);
    expect(image).toMatchObject({ ...size, metadata: { orientation } });
    expect(await probeImage(file)).toMatchObject(size);
    expect(image.data).toEqual(upright(new Uint8Array(stored), orientation));

    const encoded = await encodeImage(image);
    const written = await sharp(encoded).metadata();
    expect(written).toMatchObject(size);
    expect(written.orientation ?? 1).toBe(1);
    if (format !== 'jpeg') expect((await decodeImage(encoded)).data).toEqual(image.data);
  });
});
