import { makeThumbnail, probeImage } from '@provenance/image';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { noise, picture, psnr, smooth } from './pictures.ts';

const coded = (code: string) => ({ name: 'ProvenanceError', code });
const [width, height] = [300, 180];
const photograph = () => picture(smooth(width, height, 3), width, height, 3);
const pixelsOf = (bytes: Uint8Array) => sharp(bytes).removeAlpha().raw().toBuffer();

describe('makeThumbnail', () => {
  test.each(['jpeg', 'png', 'webp', 'gif', 'tiff', 'avif'] as const)(
    'shows a %s in small',
    async (format) => {
      const file = await photograph().toFormat(format).toBuffer();
      const { mediaType, bytes } = await makeThumbnail(file, { side: 100 });
      const probed = await probeImage(bytes);
      expect({ ...probed, mediaType }).toMatchObject({ width: 100, height: 60, frames: 1 });
      expect(probed.mediaType).toBe(mediaType);
      const wanted = await photograph().resize(100, 60).raw().toBuffer();
      expect(psnr(await pixelsOf(bytes), wanted)).toBeGreaterThan(25);
    },
  );

  test('stands upright, and has nothing of what else the file tells', async () => {
    const file = await photograph()
      .withExif({ IFD0: { Artist: 'somebody', Orientation: '6' } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    const { bytes } = await makeThumbnail(file, { side: 100 });
    const { width, height, exif, icc, xmp, orientation } = await sharp(bytes).metadata();
    expect({ width, height, exif, icc, xmp, orientation }).toEqual({ width: 60, height: 100 });
  });

  test('keeps what is transparent, and the size of what is small', async () => {
    const samples = smooth(40, 30, 4);
    for (let i = 3; i < samples.length; i += 4) samples[i] = i % 8 === 3 ? 0 : 255;
    const file = await picture(samples, 40, 30, 4).png().toBuffer();
    const { mediaType, bytes } = await makeThumbnail(file, { side: 256 });
    const { width, height, hasAlpha } = await sharp(bytes).metadata();
    expect({ mediaType, width, height, hasAlpha }).toEqual({
      mediaType: 'image/webp',
      width: 40,
      height: 30,
      hasAlpha: true,
    });
  });

  test('shows 16 bits, gray and CMYK', async () => {
    const deep = picture(noise(60 * 40 * 3, 16), 60, 40, 3).png();
    const gray = picture(smooth(60, 40, 1), 60, 40, 1).png();
    const separated = picture(smooth(60, 40, 3), 60, 40, 3)
      .toColourspace('cmyk')
      .jpeg();
    for (const file of [deep, gray, separated]) {
      const { bytes } = await makeThumbnail(await file.toBuffer(), { side: 32 });
      expect(await sharp(bytes).metadata()).toMatchObject({
        format: 'jpeg',
        width: 32,
        depth: 'uchar',
      });
    }
  });

  test.each([3, 4])('is bounded in bytes for noise of %d channels', async (channels) => {
    const file = await picture(noise(512 * 512 * channels), 512, 512, channels)
      .png()
      .toBuffer();
    const { bytes } = await makeThumbnail(file, { side: 512 });
    expect(bytes.length).toBeLessThanOrEqual(2 ** 17);
  });

  test('refuses what decodeImage() refuses', async () => {
    const file = await photograph().png().toBuffer();
    const refused = (content: Uint8Array, limits = {}) =>
      makeThumbnail(content, { side: 64, ...limits });
    await expect(refused(file.subarray(0, file.length >> 1))).rejects.toMatchObject(
      coded('IMAGE_CORRUPT'),
    );
    await expect(refused(file, { maxPixels: 100 })).rejects.toMatchObject(coded('IMAGE_TOO_LARGE'));
    await expect(refused(Buffer.from('<svg/>'))).rejects.toMatchObject(
      coded('CONTENT_UNSUPPORTED'),
    );
    await expect(
      makeThumbnail(file, { side: 64, signal: AbortSignal.abort() }),
    ).rejects.toMatchObject({
      name: 'AbortError',
    });
    for (const side of [15, 513, 64.5, Number.NaN]) {
      await expect(makeThumbnail(file, { side })).rejects.toThrow(RangeError);
    }
  });
});
