import { detectWatermark, embedWatermark } from '@provenance/sdk';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { animation, flat, picture } from './pictures.ts';

const key = Uint8Array.from({ length: 32 }, (_, i) => i);
const contentId = '0102030405060708';

test.each(['jpeg', 'png', 'webp', 'avif', 'tiff'] as const)(
  'a mark goes into a %s and is read back, by its key alone',
  async (format) => {
    const { bytes, mediaType, psnr } = await embedWatermark(await picture(format), {
      watermarkKey: key,
      contentId,
    });
    expect(mediaType).toBe(`image/${format}`);
    expect(psnr).toBeGreaterThan(38);
    const found = await detectWatermark(bytes as Uint8Array, key);
    expect(found.contentId).toBe(contentId);
    const other = await detectWatermark(bytes as Uint8Array, new Uint8Array(32));
    expect(other).toMatchObject({ present: false, contentId: null });
  },
);

test('a picture that cannot carry a mark is not handed out as marked', async () => {
  for (const format of ['png', 'jpeg'] as const) {
    const embedded = await embedWatermark(await flat(format), {
      watermarkKey: key,
      contentId,
    });
    expect(embedded).toMatchObject({ bytes: null, unmarked: 'weak' });
  }
});

test('a picture marked twice with one key is read back for its new content id, though the old one is stronger', async () => {
  const watermark = { strength: 2 };
  const first = await embedWatermark(await picture('png'), {
    watermarkKey: key,
    contentId,
    watermark,
  });
  const second = 'a4a7a6a1a0a3a2ad';
  const twice = await embedWatermark(first.bytes as Uint8Array, {
    watermarkKey: key,
    contentId: second,
  });
  expect([first.unmarked, twice.unmarked]).toEqual([null, null]);
  const unasked = await detectWatermark(twice.bytes as Uint8Array, key);
  expect(unasked.contentId).toBe(contentId);
  for (const expected of [contentId, second]) {
    const found = await detectWatermark(twice.bytes as Uint8Array, key, { expect: expected });
    expect(found.contentId).toBe(expected);
  }
});

test.each(['gif', 'webp'] as const)(
  'an animation is not cut down to a picture: %s',
  async (format) => {
    const embedded = await embedWatermark(await animation(format), {
      watermarkKey: key,
      contentId,
    });
    expect(embedded).toMatchObject({ bytes: null, unmarked: 'frames' });
  },
);

test('visibility says how far a flat picture is changed', async () => {
  const grey = { width: 512, height: 512, channels: 3, background: '#808080' } as const;
  const image = await sharp({ create: grey }).png().toBuffer();
  const psnr: number[] = [];
  for (const visibility of ['robust', 'balanced'] as const) {
    const made = await embedWatermark(image, {
      watermarkKey: key,
      contentId,
      watermark: { visibility },
    });
    expect(made.unmarked).toBeNull();
    psnr.push(made.psnr);
  }
  const unsaid = await embedWatermark(image, { watermarkKey: key, contentId });
  expect(unsaid.psnr).toBe(psnr[1]);
  expect(psnr[1]).toBeGreaterThan(psnr[0]! + 2);
});

test('a key or content id that is none is a mistake', async () => {
  const image = await picture('png');
  const wrongKey = embedWatermark(image, { watermarkKey: new Uint8Array(31), contentId });
  await expect(wrongKey).rejects.toBeInstanceOf(RangeError);
  const wrongId = embedWatermark(image, { watermarkKey: key, contentId: '01' });
  await expect(wrongId).rejects.toBeInstanceOf(TypeError);
});

test('a key that is changed in its place is another key', async () => {
  const image = await picture('png');
  const changing = Uint8Array.from(key);
  const first = await embedWatermark(image, { watermarkKey: changing, contentId });
  changing[0]! ^= 1;
  const second = await embedWatermark(image, { watermarkKey: changing, contentId });
  expect(second.keyId).not.toBe(first.keyId);
  expect((await detectWatermark(first.bytes as Uint8Array, changing)).present).toBe(false);
  expect((await detectWatermark(first.bytes as Uint8Array, key)).keyId).toBe(first.keyId);
});
