import { deflateSync } from 'node:zlib';
import { ProvenanceError } from '@provenance/content';
import { decodeImage, probeImage } from '@provenance/image';
import fc from 'fast-check';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { noise, picture, pngChunk, pngHeader, resizeJpegHeader, smooth } from './pictures.ts';

const coded = (code: string) => ({ name: 'ProvenanceError', code });
const files: Record<string, Buffer> = {};
beforeAll(async () => {
  const rgb = picture(smooth(64, 48, 3), 64, 48, 3);
  files.jpeg = await rgb.clone().withIccProfile('p3').jpeg().toBuffer();
  files.progressive = await rgb.clone().jpeg({ progressive: true }).toBuffer();
  files.png = await rgb.clone().png().toBuffer();
  files.webp = await rgb.clone().webp().toBuffer();
  files.lossless = await rgb.clone().webp({ lossless: true }).toBuffer();
  files.avif = await rgb.clone().avif({ effort: 1 }).toBuffer();
  files.tiff = await rgb.clone().tiff({ compression: 'lzw' }).toBuffer();
  files.gif = await rgb.clone().gif().toBuffer();
});
const NAMES = ['jpeg', 'progressive', 'png', 'webp', 'lossless', 'avif', 'tiff', 'gif'];

describe('bombs', () => {
  test('a PNG that claims 60000 x 60000', async () => {
    const rows = pngChunk('IDAT', deflateSync(new Uint8Array(1000)));
    const bomb = Buffer.concat([pngHeader(60_000, 60_000), rows, pngChunk('IEND')]);
    await expect(decodeImage(bomb)).rejects.toMatchObject(coded('IMAGE_TOO_LARGE'));
    expect(await probeImage(bomb)).toMatchObject({ width: 60_000, height: 60_000 });
  });

  test.each(['jpeg', 'progressive'])('a %s JPEG that claims 60000 x 60000', async (name) => {
    const bomb = resizeJpegHeader(files[name]!, 60_000, 60_000);
    await expect(decodeImage(bomb)).rejects.toMatchObject(coded('IMAGE_TOO_LARGE'));
  });

  test('an AVIF that claims 60000 x 60000', async () => {
    const bomb = Buffer.from(files.avif!);
    const extent = bomb.indexOf('ispe') + 8;
    bomb.writeUInt32BE(60_000, extent);
    bomb.writeUInt32BE(60_000, extent + 4);
    await expect(decodeImage(bomb)).rejects.toMatchObject(coded('IMAGE_TOO_LARGE'));
  });

  test('a TIFF that claims 60000 x 60000', async () => {
    const bomb = Buffer.from(files.tiff!);
    const directory = bomb.readUInt32LE(4);
    for (let entry = 0; entry < bomb.readUInt16LE(directory); entry++) {
      const at = directory + 2 + 12 * entry;
      if ([256, 257].includes(bomb.readUInt16LE(at))) bomb.writeUInt32LE(60_000, at + 8);
    }
    await expect(decodeImage(bomb)).rejects.toMatchObject(coded('IMAGE_TOO_LARGE'));
  });

  test('a megabyte of GIF frames', async () => {
    const screen = Buffer.from('GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff', 'latin1');
    const frame = Buffer.from(',\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0', 'latin1');
    const bomb = Buffer.concat([screen, ...Array(70_000).fill(frame), Buffer.from(';')]);
    await expect(decodeImage(bomb)).rejects.toMatchObject(coded('IMAGE_TOO_MANY_FRAMES'));
  });

  test('PNGs that inflate to far more than their size', async () => {
    const zeros = deflateSync(new Uint8Array(200e6));
    const pixel = pngChunk('IDAT', deflateSync(new Uint8Array(4)));
    const bombs = [
      [pngChunk('IDAT', zeros)],
      [pngChunk('iCCP', concat('p\0\0', zeros)), pixel],
      [pngChunk('iTXt', concat('XML:com.adobe.xmp\0\x01\0\0\0', zeros)), pixel],
    ].map((chunks) => Buffer.concat([pngHeader(1, 1), ...chunks, pngChunk('IEND')]));
    const before = process.resourceUsage().maxRSS;
    for (const bomb of bombs) {
      const image = await decodeImage(bomb).catch((error: unknown) => error);
      if (image instanceof Error) expect(image).toMatchObject(coded('IMAGE_CORRUPT'));
      else expect(image).toMatchObject({ width: 1, height: 1 });
    }
    // maxRSS is in kB: any one of them inflated whole would add 200,000.
    expect(process.resourceUsage().maxRSS - before).toBeLessThan(100_000);
  });
});

const concat = (text: string, bytes: Buffer) => Buffer.concat([Buffer.from(text, 'latin1'), bytes]);

describe('no picture', () => {
  test('nothing, zeros, text', async () => {
    await expect(decodeImage(new Uint8Array())).rejects.toMatchObject(coded('CONTENT_EMPTY'));
    for (const bytes of [new Uint8Array(100e6), Buffer.from('hello'), Uint8Array.of(0xff)]) {
      await expect(decodeImage(bytes)).rejects.toMatchObject(coded('CONTENT_UNSUPPORTED'));
    }
  });

  test('an SVG is not rendered', async () => {
    const svg =
      '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9"/></svg>';
    for (const bytes of [Buffer.from(svg), Buffer.from(`<?xml version="1.0"?>\n${svg}`)]) {
      await expect(decodeImage(bytes)).rejects.toMatchObject(coded('CONTENT_UNSUPPORTED'));
      await expect(probeImage(bytes)).rejects.toMatchObject(coded('CONTENT_UNSUPPORTED'));
    }
  });

  test('samples that are no 8 or 16-bit colours', async () => {
    const rgb = sharp(smooth(8, 8, 3), { raw: { width: 8, height: 8, channels: 3 } });
    for (const tiff of [
      rgb.clone().tiff({ compression: 'deflate', predictor: 'float' }),
      rgb.clone().toColourspace('lab').tiff({ compression: 'deflate' }),
    ]) {
      const file = await tiff.toBuffer();
      await expect(decodeImage(file)).rejects.toMatchObject(coded('CONTENT_UNSUPPORTED'));
    }
  });

  test.each(NAMES)('noise behind the signature of %s', async (name) => {
    const signature = files[name]!.subarray(0, 16);
    const junk = Buffer.concat([signature, Uint8Array.from(noise(5000))]);
    await expect(decodeImage(junk)).rejects.toMatchObject(coded('IMAGE_CORRUPT'));
  });

  test.each(NAMES)('%s cut anywhere in its data', async (name) => {
    const file = files[name]!;
    for (let part = 1; part < 40; part++) {
      const cut = file.subarray(0, Math.ceil((file.length * part) / 40));
      const error = await decodeImage(cut).catch((error: unknown) => error);
      expect(error, `${part} of 40`).toBeInstanceOf(ProvenanceError);
      // Too short for the signature itself is unknown content.
      const codes = cut.length < 64 ? ['IMAGE_CORRUPT', 'CONTENT_UNSUPPORTED'] : ['IMAGE_CORRUPT'];
      expect(codes).toContain((error as ProvenanceError).code);
    }
  });
});

describe('any bytes give an image or a typed error', () => {
  const limits = { maxPixels: 2 ** 20, timeoutSeconds: 30 };
  async function check(bytes: Uint8Array): Promise<void> {
    try {
      const image = await decodeImage(bytes, limits);
      expect(image.data.length).toBe(image.width * image.height * image.channels);
      expect(image.data).toBeInstanceOf(image.bitDepth === 8 ? Uint8Array : Uint16Array);
      expect(image.width * image.height).toBeLessThanOrEqual(limits.maxPixels);
    } catch (error) {
      if (!(error instanceof ProvenanceError)) throw error;
    }
  }

  test('any at all', async () => {
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 300 });
    await fc.assert(fc.asyncProperty(bytes, check), { numRuns: 200 });
  });

  test.each(NAMES)('a damaged %s', async (name) => {
    const file = files[name]!;
    const damage = fc.array(
      fc.record({
        // Headers decide the most, so half of the damage is there.
        at: fc.oneof(fc.nat(Math.min(200, file.length - 1)), fc.nat(file.length - 1)),
        bytes: fc.uint8Array({ minLength: 1, maxLength: 4 }),
      }),
      { minLength: 1, maxLength: 8 },
    );
    await fc.assert(
      fc.asyncProperty(damage, async (places) => {
        const damaged = Uint8Array.from(file);
        for (const { at, bytes } of places) damaged.set(bytes.subarray(0, file.length - at), at);
        await check(damaged);
      }),
      { numRuns: 150 },
    );
  });
});

describe('honest decoding', () => {
  const taggedTiff = (tag: number, value: number) => {
    const tiff = Buffer.from(files.tiff!);
    const directory = tiff.readUInt32LE(4);
    for (let entry = 0; entry < tiff.readUInt16LE(directory); entry++) {
      const at = directory + 2 + 12 * entry;
      if (tiff.readUInt16LE(at) === tag) tiff.writeUInt16LE(value, at + 8);
    }
    return tiff;
  };

  // LZMA, ZSTD, JBIG, JPEG XL, a number nobody has: libtiff gives black rows and a complaint.
  test.each([34_925, 50_000, 34_661, 50_002, 60_000])('TIFF codec %i', async (codec) => {
    const tiff = taggedTiff(259, codec);
    for (const partial of [false, true]) {
      await expect(decodeImage(tiff, { partial })).rejects.toMatchObject(
        coded('CONTENT_UNSUPPORTED'),
      );
    }
  });

  test.each(NAMES)('%s that is cut: an error, or what there is of it', async (name) => {
    const cut = files[name]!.subarray(0, Math.floor(files[name]!.length * 0.8));
    await expect(decodeImage(cut)).rejects.toBeInstanceOf(ProvenanceError);
    const part = await decodeImage(cut, { partial: true }).catch((error: ProvenanceError) => error);
    if (part instanceof ProvenanceError) expect(part.code).toBe('IMAGE_CORRUPT');
    else {
      expect(part).toMatchObject({ isPartial: true, width: 64, height: 48 });
    }
  });

  test('a JPEG of which the last bytes are missing is nearly all there', async () => {
    const whole = await decodeImage(files.jpeg!);
    for (const missing of [1, 2, 100]) {
      const cut = files.jpeg!.subarray(0, -missing);
      const part = await decodeImage(cut, { partial: true });
      const half = (64 * 48 * 3) / 2;
      expect(part.data.subarray(0, half)).toEqual(whole.data.subarray(0, half));
    }
  });

  test('a whole file is no partial one', async () => {
    for (const name of NAMES) {
      expect((await decodeImage(files[name]!, { partial: true })).isPartial).toBe(false);
    }
  });

  test('a JPEG of 12 bits is whole, and cannot be read', async () => {
    const twelve = Buffer.from(files.jpeg!);
    let at = 2;
    while (twelve[at + 1] !== 0xc0) at += 2 + twelve.readUInt16BE(at + 2);
    twelve[at + 4] = 12;
    await expect(decodeImage(twelve)).rejects.toMatchObject(coded('CONTENT_UNSUPPORTED'));
  });

  test('a side of more than 65,535 pixels', async () => {
    const long = await sharp({
      create: { width: 65_536, height: 1, channels: 3, background: 'red' },
    })
      .png()
      .toBuffer();
    await expect(decodeImage(long)).rejects.toMatchObject(coded('CONTENT_UNSUPPORTED'));
    expect(await probeImage(long)).toMatchObject({ width: 65_536, height: 1 });
  });

  test('a camera raw file that tells', async () => {
    const raw = Buffer.from(files.tiff!);
    const directory = raw.readUInt32LE(4);
    // The last field in order becomes DNGVersion.
    const last = directory + 2 + 12 * (raw.readUInt16LE(directory) - 1);
    raw.writeUInt16LE(50_706, last);
    await expect(decodeImage(raw)).rejects.toMatchObject(coded('CONTENT_UNSUPPORTED'));
  });
});
