import { decodeImage, encodeImage } from '@provenance/image';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { noise, picture, pngChunk, smooth } from './pictures.ts';

const XMP = '<x:xmpmeta xmlns:x="adobe:ns:meta/"><é/></x:xmpmeta>';
const source = picture(smooth(48, 32, 3), 48, 32, 3);
const full = source
  .clone()
  .withIccProfile('p3')
  .withExifMerge({ IFD0: { Copyright: 'A. Owner' }, IFD3: { GPSLatitude: '51/1 30/1 0/1' } })
  .withXmp(XMP)
  .withDensity(300);
const FORMATS = ['jpeg', 'png', 'webp', 'avif', 'tiff'] as const;

describe.each(FORMATS)('%s', (format) => {
  const file = full.clone()[format]({ effort: 1 }).toBuffer();

  test('keeps the profile, byte for byte, and does not apply it', async () => {
    const image = await decodeImage(await file);
    expect(image.metadata.icc).not.toBeNull();
    const encoded = await encodeImage(image, { lossless: true, quality: 100 });
    expect((await decodeImage(encoded)).metadata.icc).toEqual(image.metadata.icc);
    const stored = await sharp(await file, { ignoreIcc: true })
      .raw()
      .toBuffer();
    expect(image.data).toEqual(new Uint8Array(stored));
  });

  test('keeps XMP', async () => {
    const image = await decodeImage(await file);
    expect(Buffer.from(image.metadata.xmp!).toString()).toBe(XMP);
    const again = await decodeImage(await encodeImage(image));
    expect(again.metadata.xmp).toEqual(image.metadata.xmp);
  });

  test('keeps EXIF, except in TIFF', async () => {
    if (format === 'tiff') {
      expect((await decodeImage(await file)).metadata.exif).toBeNull();
      return;
    }
    const image = await decodeImage(await file);
    expect(['II', 'MM']).toContain(Buffer.from(image.metadata.exif!.subarray(0, 2)).toString());
    const again = await decodeImage(await encodeImage(image));
    expect(Buffer.from(again.metadata.exif!).includes('A. Owner')).toBe(true);
    expect(again.metadata.exif!.length).toBeGreaterThanOrEqual(image.metadata.exif!.length);
  });

  test('writes nothing that was not there, or was set to null', async () => {
    const none = { icc: null, exif: null, xmp: null };
    const bare = await decodeImage(await source.clone()[format]({ effort: 1 }).toBuffer());
    const stripped = await decodeImage(await file);
    for (const image of [
      bare,
      { ...stripped, metadata: { ...stripped.metadata, ...none, density: null } },
    ]) {
      expect((await decodeImage(await encodeImage(image))).metadata).toMatchObject(none);
    }
  });
});

test.each(['jpeg', 'png', 'tiff'] as const)('%s keeps its density', async (format) => {
  for (const density of [96, 300, 1200]) {
    const file = await source
      .clone()
      .withDensity(density)
      [format](format === 'tiff' ? { xres: density / 25.4, yres: density / 25.4 } : {})
      .toBuffer();
    const image = await decodeImage(file);
    expect(image.metadata.density).toBe(density);
    const without = { ...image, metadata: { ...image.metadata, exif: null } };
    expect((await decodeImage(await encodeImage(image))).metadata.density).toBe(density);
    expect((await decodeImage(await encodeImage(without))).metadata.density).toBe(density);
  }
});

test('16 bits and a profile go together', async () => {
  const deep = picture(noise(20 * 10 * 3, 16), 20, 10, 3).withIccProfile('p3');
  const image = await decodeImage(await deep.png().toBuffer());
  expect(image.bitDepth).toBe(16);
  const again = await decodeImage(await encodeImage(image));
  expect(again.data).toEqual(image.data);
  expect(again.metadata.icc).toEqual(image.metadata.icc);
});

test('the EXIF thumbnail does not survive: it shows the picture as it was', async () => {
  const thumbnail = await picture(smooth(16, 16, 3), 16, 16, 3)
    .jpeg()
    .toBuffer();
  for (const littleEndian of [true, false]) {
    const exif = exifWithThumbnail(thumbnail, littleEndian);
    const image = await decodeImage(await source.clone().jpeg().toBuffer());
    const file = await encodeImage({ ...image, metadata: { ...image.metadata, exif } });
    expect((await decodeImage(file)).metadata.exif).not.toBeNull();
    expect(Buffer.from(exif).includes(thumbnail)).toBe(true);
    expect(Buffer.from(file).includes(thumbnail.subarray(-40))).toBe(false);
  }
});

/** One directory with the orientation, and a second one with a JPEG thumbnail. */
function exifWithThumbnail(thumbnail: Uint8Array, littleEndian: boolean): Uint8Array {
  const exif = new Uint8Array(68 + thumbnail.length);
  const view = new DataView(exif.buffer);
  const entry = (at: number, tag: number, type: number, value: number) => {
    view.setUint16(at, tag, littleEndian);
    view.setUint16(at + 2, type, littleEndian);
    view.setUint32(at + 4, 1, littleEndian);
    if (type === 3) view.setUint16(at + 8, value, littleEndian);
    else view.setUint32(at + 8, value, littleEndian);
  };
  exif.fill(littleEndian ? 0x49 : 0x4d, 0, 2);
  view.setUint16(2, 42, littleEndian);
  view.setUint32(4, 8, littleEndian);
  view.setUint16(8, 1, littleEndian);
  entry(10, 0x112, 3, 1);
  view.setUint32(22, 26, littleEndian);
  view.setUint16(26, 3, littleEndian);
  entry(28, 0x103, 3, 6);
  entry(40, 0x201, 4, 68);
  entry(52, 0x202, 4, thumbnail.length);
  exif.set(thumbnail, 68);
  return exif;
}

test('a C2PA manifest does not survive: it would not match', async () => {
  const jpeg = await source.clone().jpeg().toBuffer();
  const store = Buffer.from('\0\0\0\x10jumbc2pa-test', 'latin1');
  const app11 = Buffer.concat([Buffer.of(0xff, 0xeb, 0, store.length + 2), store]);
  const png = await source.clone().png().toBuffer();
  for (const file of [
    Buffer.concat([jpeg.subarray(0, 2), app11, jpeg.subarray(2)]),
    Buffer.concat([png.subarray(0, 33), pngChunk('caBX', store), png.subarray(33)]),
  ]) {
    const encoded = Buffer.from(await encodeImage(await decodeImage(file)));
    expect(encoded.includes('c2pa-test')).toBe(false);
  }
});

test('metadata that cannot be read does not stop the picture', async () => {
  const image = await decodeImage(await source.clone().png().toBuffer());
  const junk = new Uint8Array(noise(500));
  const encoded = await encodeImage({
    ...image,
    metadata: { icc: junk, exif: junk, xmp: junk, density: 300, orientation: 1 },
  });
  expect((await decodeImage(encoded)).data).toEqual(image.data);
});
