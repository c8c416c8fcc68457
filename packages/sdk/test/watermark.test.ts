import { detectWatermark, embedWatermark } from '@provenance/sdk';
import sharp from 'sharp';
import { expect, test } from 'vitest';

const key = Uint8Array.from({ length: 32 }, (_, i) => i);
const payload = Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8]);

async function picture(format: 'jpeg' | 'png' | 'webp' | 'avif' | 'tiff'): Promise<Buffer> {
  const data = Buffer.alloc(256 * 256 * 3);
  let state = 7;
  for (let i = 0; i < data.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    data[i] = state >>> 24;
  }
  const raw = { width: 256, height: 256, channels: 3 } as const;
  return sharp(data, { raw }).blur(2.5).toFormat(format, { quality: 90 }).toBuffer();
}

test.each(['jpeg', 'png', 'webp', 'avif', 'tiff'] as const)(
  'a mark goes into a %s and is read back, by its key alone',
  async (format) => {
    const { bytes, mediaType, psnr } = await embedWatermark(await picture(format), {
      key,
      payload,
    });
    expect(mediaType).toBe(`image/${format}`);
    expect(psnr).toBeGreaterThan(38);
    const found = await detectWatermark(bytes as Uint8Array, key);
    expect([...(found.payload ?? [])]).toEqual([...payload]);
    const other = await detectWatermark(bytes as Uint8Array, new Uint8Array(32));
    expect(other).toMatchObject({ present: false, payload: null });
  },
);

test('a picture that cannot carry a mark is not handed out as marked', async () => {
  const create = { width: 100, height: 100, channels: 3, background: 'gray' } as const;
  const { bytes } = await embedWatermark(await sharp({ create }).png().toBuffer(), {
    key,
    payload,
  });
  expect(bytes).toBe(null);
});

test('a key or payload that is none is a mistake', async () => {
  const image = await picture('png');
  const wrongKey = embedWatermark(image, { key: new Uint8Array(31), payload });
  await expect(wrongKey).rejects.toBeInstanceOf(RangeError);
  const wrongPayload = embedWatermark(image, { key, payload: new Uint8Array(7) });
  await expect(wrongPayload).rejects.toBeInstanceOf(RangeError);
});
