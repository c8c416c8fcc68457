import {
  contentsOf,
  gifParts,
  jpegIdentifier,
  jpegParts,
  memorySource,
  mpEntries,
  type Part,
  pngChunk,
  pngParts,
  riffParts,
  tiffDirectories,
  tiffLayout,
} from '@provenance/container';
import { decodeImage, exchangeLosses, exchangePixels } from '@provenance/image';
import sharp from 'sharp';
import { describe, expect, it, test } from 'vitest';
import { noise, picture, psnr, smooth } from './pictures.ts';
import {
  c2paSegment,
  HEIGHT,
  samples,
  tiffOf,
  WIDTH,
  wholeGif,
  wholeJpeg,
  wholePng,
  wholeTiff,
  wholeWebp,
} from './whole-files.ts';

/** Every sample a little different, as a watermark makes them. */
async function changed(file: Uint8Array) {
  const image = await decodeImage(file);
  const data = image.data.map((sample) => sample ^ 1);
  const bytes = await exchangePixels(file, { ...image, data });
  return { image, data, bytes, after: await decodeImage(bytes) };
}

const listed = (bytes: Uint8Array, parts: readonly Part[], coded: RegExp) =>
  parts
    .filter(({ kind }) => !coded.test(kind))
    .map(({ kind, start, end }) => [kind, Buffer.from(bytes.subarray(start, end)).toString('hex')]);

/**
 * A flat gray JPEG whose luma has these sampling factors (ITU-T T.81 B.2.2), which no encoder here writes: each
 * block is no difference and the end of the block, in the codes of table K.3 to K.6.
 */
async function flatJpeg(factors: number): Promise<Uint8Array> {
  const [width, height] = [64, 64];
  const create = { width, height, channels: 3, background: '#808080' } as const;
  const jpeg = await sharp({ create }).jpeg({ optimiseCoding: false }).toBuffer();
  const frame = jpeg.indexOf(Buffer.of(0xff, 0xc0));
  const scan = jpeg.indexOf(Buffer.of(0xff, 0xda));
  jpeg[frame + 11] = factors;
  const [across, down] = [factors >> 4, factors & 15];
  const units = Math.ceil(width / (8 * across)) * Math.ceil(height / (8 * down));
  const [luma, chroma] = ['001010', '0000'];
  let bits = `${luma.repeat(across * down)}${chroma.repeat(2)}`.repeat(units);
  bits = bits.padEnd(8 * Math.ceil(bits.length / 8), '1');
  const data = Uint8Array.from(bits.match(/.{8}/g)!, (byte) => Number.parseInt(byte, 2));
  const head = jpeg.subarray(0, scan + 2 + jpeg.readUInt16BE(scan + 2));
  return Buffer.concat([head, data, Buffer.of(0xff, 0xd9)]);
}

describe('JPEG', () => {
  const CODED = /^(SOF|DQT|DHT|DRI|SOS)/;

  test('all other segments stay, byte for byte and in their order', async () => {
    const file = await wholeJpeg();
    expect(exchangeLosses(file, await decodeImage(file))).toEqual([]);
    const { bytes, image, data, after } = await changed(file);
    const [before, now] = [jpegParts(memorySource(file)), jpegParts(memorySource(bytes))];
    const isIndex = (bytes: Uint8Array) => (part: Part) =>
      part.kind !== 'APP2' || jpegIdentifier(contentsOf(bytes, part)) !== 'MPF';
    expect(listed(bytes, now.parts.filter(isIndex(bytes)), CODED)).toEqual(
      listed(file, before.parts.filter(isIndex(file)), CODED),
    );
    expect(psnr(after.data, data)).toBeGreaterThan(35);
    expect(after.metadata).toEqual(image.metadata);
    expect(after.metadata.orientation).toBe(6);
  });

  test('the index of pictures points to where they are', async () => {
    const file = await wholeJpeg();
    const { bytes } = await changed(file);
    expect(bytes.length).not.toBe(file.length);
    const { parts } = jpegParts(memorySource(bytes));
    const index = parts.find((part) => mpEntries(contentsOf(bytes, part)).length > 0);
    const [first, second] = mpEntries(contentsOf(bytes, index!));
    const end = parts.find(({ kind }) => kind === 'EOI')!.end;
    expect(first).toMatchObject({ size: end, offset: 0 });
    const at = index!.contents + 4 + second!.offset;
    expect(at).toBe(end);
    const gain = await sharp(bytes.subarray(at, at + second!.size)).metadata();
    expect([gain.width, gain.height]).toEqual([40, 30]);
  });

  test.each(['4:2:0', '4:4:4'])('chroma of %s stays as it is', async (chroma) => {
    const { after } = await changed(await wholeJpeg({ chroma }));
    expect(after.coding.chromaSubsampling).toBe(chroma);
  });

  test.each([
    ['4:2:2', 0x21],
    ['4:4:0', 0x12],
    ['4:1:1', 0x41],
  ])('chroma of %s is never less than it was', async (_, factors) => {
    const { bytes, after } = await changed(await flatJpeg(factors));
    // Written as it was, or whole; libjpeg's half of it in both directions would be less.
    expect(after.coding.chromaSubsampling).not.toBe('4:2:0');
    const { chromaSubsampling } = await sharp(bytes).metadata();
    expect(chromaSubsampling).toBe('4:4:4');
  });

  test('a C2PA manifest store goes, other JUMBF stays', async () => {
    const file = await wholeJpeg();
    const signed = Buffer.concat([file.subarray(0, 2), c2paSegment(), file.subarray(2)]);
    const { bytes } = await changed(signed);
    expect(Buffer.from(bytes).includes('jumdc2pa')).toBe(false);
    expect(Buffer.from(bytes).includes('jumdjson')).toBe(true);
  });

  test('an Adobe segment says what is written', async () => {
    const rgb = await wholeJpeg();
    const at = Buffer.from(rgb).indexOf('Adobe') + 11;
    // Of no transform: these samples would be RGB.
    rgb[at] = 0;
    const { data, bytes, after } = await changed(rgb);
    expect(bytes[Buffer.from(bytes).indexOf('Adobe') + 11]).toBe(1);
    expect(psnr(after.data, data)).toBeGreaterThan(30);
  });

  test('separations are lost, and that is said', async () => {
    const rgb = await sharp(samples(), { raw: { width: WIDTH, height: HEIGHT, channels: 3 } })
      .toColourspace('cmyk')
      .withIccProfile('cmyk')
      .jpeg()
      .toBuffer();
    const image = await decodeImage(rgb);
    expect(exchangeLosses(rgb, image)).toEqual([{ kind: 'separations', parts: [] }]);
    const bytes = await exchangePixels(rgb, image);
    const after = await sharp(bytes).metadata();
    expect(after.space).toBe('srgb');
    expect(after.icc).toBeUndefined();
  });
});

describe('PNG', () => {
  const CODED = /^(IHDR|IDAT)$/;

  test('all other chunks stay, byte for byte and in their order', async () => {
    const file = await wholePng();
    expect(exchangeLosses(file, await decodeImage(file))).toEqual([]);
    const { bytes, data, image, after } = await changed(file);
    const [before, now] = [pngParts(memorySource(file)), pngParts(memorySource(bytes))];
    expect(listed(bytes, now.parts, CODED)).toEqual(listed(file, before.parts, CODED));
    expect(after.data).toEqual(data);
    expect(after.metadata).toEqual(image.metadata);
    expect(after.coding.progressive).toBe(true);
  });

  const inserted = (png: Uint8Array, ...chunks: Uint8Array[]) =>
    Buffer.concat([png.subarray(0, 33), ...chunks, png.subarray(33)]);
  const kinds = (bytes: Uint8Array) => pngParts(memorySource(bytes)).parts.map(({ kind }) => kind);

  test('what is made of the old pixels goes, and what has another form gets it', async () => {
    const indexed = await picture(samples(), WIDTH, HEIGHT, 3).png({ palette: true, colours: 16 });
    const file = inserted(await indexed.toBuffer());
    const palette = file.indexOf('PLTE') + 4;
    const behind = palette + file.readUInt32BE(palette - 8) + 4;
    const extra = [
      pngChunk('bKGD', Uint8Array.of(2)),
      pngChunk('hIST', new Uint8Array(32)),
      pngChunk('tEXt', Uint8Array.of(65, 0, 66)),
    ];
    const whole = Buffer.concat([file.subarray(0, behind), ...extra, file.subarray(behind)]);
    const { bytes, data, after } = await changed(whole);
    expect(kinds(bytes)).not.toContain('hIST');
    expect(kinds(bytes)).not.toContain('PLTE');
    expect(kinds(bytes)).toContain('tEXt');
    const background = pngParts(memorySource(bytes)).parts.find(({ kind }) => kind === 'bKGD')!;
    const colour = whole.subarray(palette + 6, palette + 9);
    expect([...contentsOf(bytes, background)]).toEqual([0, colour[0], 0, colour[1], 0, colour[2]]);
    expect(after.data).toEqual(data);
  });

  test('16 bits, gray and alpha stay what they are', async () => {
    for (const channels of [1, 2, 3, 4] as const) {
      const deep = await picture(noise(40 * 30 * channels, 16), 40, 30, channels)
        .png()
        .toBuffer();
      const { data, after, image } = await changed(deep);
      expect(after).toMatchObject({ channels, bitDepth: 16, hasAlpha: image.hasAlpha });
      expect(after.data).toEqual(data);
    }
  });

  test('frames of an animation are counted and said to be lost', async () => {
    const plain = await picture(samples(), WIDTH, HEIGHT, 3).png().toBuffer();
    const control = Uint8Array.of(0, 0, 0, 2, 0, 0, 0, 0);
    const animated = inserted(
      plain,
      pngChunk('acTL', control),
      pngChunk('fcTL', new Uint8Array(26)),
    );
    const end = animated.length - 12;
    const whole = Buffer.concat([
      animated.subarray(0, end),
      pngChunk('fdAT', new Uint8Array(9)),
      animated.subarray(end),
    ]);
    const image = await decodeImage(whole);
    expect(image.frames).toBe(2);
    expect(exchangeLosses(whole, image)).toEqual([{ kind: 'frames', parts: ['fdAT'] }]);
    expect(kinds(await exchangePixels(whole, image))).not.toContain('acTL');
  });

  test('chunks that hang on the old pixels and are not known are named', async () => {
    const plain = await picture(samples(), WIDTH, HEIGHT, 3).png().toBuffer();
    const file = inserted(
      plain,
      pngChunk('dSIG', new Uint8Array(3)),
      pngChunk('caBX', new Uint8Array(3)),
    );
    const image = await decodeImage(file);
    expect(exchangeLosses(file, image)).toEqual([{ kind: 'parts', parts: ['dSIG'] }]);
    const after = kinds(await exchangePixels(file, image));
    expect(after).not.toContain('dSIG');
    expect(after).not.toContain('caBX');
  });
});

describe.each([false, true])('WebP, lossless %s', (lossless) => {
  test('all other chunks stay, byte for byte', async () => {
    const file = await wholeWebp(lossless);
    expect(exchangeLosses(file, await decodeImage(file))).toEqual([]);
    const { bytes, data, image, after } = await changed(file);
    const CODED = /^(VP8 |VP8L|ALPH|RIFF)$/;
    const [before, now] = [riffParts(memorySource(file)), riffParts(memorySource(bytes))];
    expect(now.isTruncated).toBe(false);
    expect(listed(bytes, now.parts, CODED)).toEqual(listed(file, before.parts, CODED));
    expect(after.metadata).toEqual(image.metadata);
    if (lossless) expect(after.data).toEqual(data);
    else expect(psnr(after.data, data)).toBeGreaterThan(30);
  });

  test('alpha, in a file that has nothing else', async () => {
    const file = await picture(smooth(60, 40, 4), 60, 40, 4)
      .webp({ lossless })
      .toBuffer();
    const { after } = await changed(file);
    expect(after.hasAlpha).toBe(true);
    expect(after.coding.lossless).toBe(lossless);
  });

  test('an animation is counted', async () => {
    const two = await sharp(samples(), {
      raw: { width: WIDTH, height: HEIGHT - 1, channels: 3, pageHeight: (HEIGHT - 1) / 2 },
    })
      .webp({ lossless })
      .toBuffer();
    const image = await decodeImage(two);
    expect(exchangeLosses(two, image)).toEqual([{ kind: 'frames', parts: ['ANMF'] }]);
    const after = await decodeImage(await exchangePixels(two, image));
    expect(after).toMatchObject({ frames: 1, height: 50 });
  });
});

describe('GIF', () => {
  test('extensions stay, byte for byte', async () => {
    const file = await wholeGif();
    expect(exchangeLosses(file, await decodeImage(file))).toEqual([]);
    const { bytes, data, after } = await changed(file);
    const CODED = /^(LSD|GCT|21F9|2C|data)$/;
    const [before, now] = [gifParts(memorySource(file)), gifParts(memorySource(bytes))];
    expect(listed(bytes, now.parts, CODED)).toEqual(listed(file, before.parts, CODED));
    expect(psnr(after.data, data)).toBeGreaterThan(25);
  });

  test('an animation is counted', async () => {
    const two = await sharp(samples(), {
      raw: { width: WIDTH, height: HEIGHT - 1, channels: 3, pageHeight: (HEIGHT - 1) / 2 },
    })
      .gif()
      .toBuffer();
    const image = await decodeImage(two);
    expect(exchangeLosses(two, image)).toEqual([{ kind: 'frames', parts: ['2C'] }]);
    const after = await decodeImage(await exchangePixels(two, image));
    expect(after).toMatchObject({ frames: 1, height: 50 });
  });
});

describe.each([true, false])('TIFF, little-endian %s', (littleEndian) => {
  test.each([8, 16] as const)('of %i bits: fields and every other byte stay', async (size) => {
    const file = wholeTiff(littleEndian, size);
    expect(exchangeLosses(file, await decodeImage(file))).toEqual([]);
    const { bytes, data, image, after } = await changed(file);
    expect(after.data).toEqual(data);
    expect(after.bitDepth).toBe(size);
    expect(after.metadata).toEqual(image.metadata);
    expect(after.metadata.orientation).toBe(6);
    const note = Buffer.from(file).indexOf('a note at a fixed place');
    expect(Buffer.from(bytes).indexOf('a note at a fixed place')).toBe(note);
    const fields = (file: Uint8Array) => {
      const source = memorySource(file);
      const layout = tiffLayout(source);
      const [first] = tiffDirectories(source, layout);
      const kept = [270, 274, 305, 315, 700, 33_432, 33_723, 50_000];
      return first!.entries
        .filter(({ tag }) => kept.includes(tag))
        .map(({ tag, start, length }) => [tag, Buffer.from(file.subarray(start, start + length))]);
    };
    expect(fields(bytes)).toEqual(fields(file));
    expect(fields(bytes)).toHaveLength(8);
    // The old pixels are nowhere in the file.
    const old = Buffer.from(file.subarray(8 + 3000, 8 + 3064));
    expect(Buffer.from(bytes).includes(old)).toBe(false);
  });

  test('picture data that grows goes behind the end, and at the end leaves no hole', async () => {
    const flat = new Uint8Array(64 * 64 * 3);
    const fields = [
      { tag: 256, type: 3, values: [64] },
      { tag: 257, type: 3, values: [64] },
      { tag: 258, type: 3, values: [8, 8, 8] },
      { tag: 259, type: 3, values: [1] },
      { tag: 262, type: 3, values: [2] },
      { tag: 277, type: 3, values: [3] },
      { tag: 278, type: 3, values: [64] },
    ];
    const file = tiffOf([flat], fields, { littleEndian });
    const image = await decodeImage(file);
    const data = noise(64 * 64 * 3) as Uint8Array;
    const bytes = await exchangePixels(file, { ...image, data });
    expect((await decodeImage(bytes)).data).toEqual(data);
    const again = await exchangePixels(bytes, { ...image, data });
    // A few values are written anew behind the end, and the picture is not.
    expect(again.length).toBeLessThan(bytes.length + 100);
    expect((await decodeImage(again)).data).toEqual(data);
  });

  test('picture data over its own fields is refused', async () => {
    const file = wholeTiff(littleEndian);
    const source = memorySource(file);
    const layout = tiffLayout(source);
    const [first] = tiffDirectories(source, layout);
    const image = await decodeImage(file);
    const starts = first!.entries.find(({ tag }) => tag === 273)!;
    new DataView(file.buffer).setUint32(starts.start, first!.start, littleEndian);
    await expect(exchangePixels(file, image)).rejects.toMatchObject({ code: 'IMAGE_ENCODE' });
  });
});

test('a TIFF of several pages: the first gets the new pixels, the others stay', async () => {
  const page = wholeTiff(true, 8);
  const second = await picture(noise(30 * 20 * 3), 30, 20, 3)
    .tiff()
    .toBuffer();
  const two = withPage(page, new Uint8Array(second));
  const image = await decodeImage(two);
  expect(image.frames).toBe(2);
  expect(exchangeLosses(two, image)).toEqual([{ kind: 'pages', parts: [] }]);
  const { bytes, data, after } = await changed(two);
  expect(after.data).toEqual(data);
  const other = (file: Uint8Array) => sharp(file, { page: 1 }).raw().toBuffer();
  expect(await other(bytes)).toEqual(await other(two));
});

/** Puts the page of a file behind another's, its places moved. */
function withPage(file: Uint8Array, page: Uint8Array): Uint8Array {
  const start = file.length + (file.length & 1);
  const moved = page.slice();
  const view = new DataView(moved.buffer);
  const source = memorySource(page);
  const [directory] = tiffDirectories(source, tiffLayout(source));
  for (const { tag, at, start: values, length, count } of directory!.entries) {
    if (values !== at + 8) view.setUint32(at + 8, values + start, true);
    else if (tag === 273) view.setUint32(at + 8, view.getUint32(at + 8, true) + start, true);
    if (tag !== 273 || values === at + 8 || length !== 4 * count) continue;
    for (let i = 0; i < count; i++) {
      view.setUint32(values + 4 * i, view.getUint32(values + 4 * i, true) + start, true);
    }
  }
  const whole = Buffer.concat([file, Buffer.alloc(file.length & 1), moved]);
  const [first] = tiffDirectories(memorySource(file), tiffLayout(memorySource(file)));
  whole.writeUInt32LE(directory!.start + start, first!.nextAt);
  return new Uint8Array(whole);
}

describe('AVIF', () => {
  test('a plain one loses nothing', async () => {
    const file = await picture(samples(), WIDTH, HEIGHT, 3)
      .withExif({ IFD0: { Artist: 'somebody' } })
      .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"/>')
      .withIccProfile('p3')
      .avif({ effort: 0 })
      .toBuffer();
    const image = await decodeImage(file);
    expect(exchangeLosses(file, image)).toEqual([]);
    const after = await decodeImage(await exchangePixels(file, image));
    expect(after.metadata.icc).toEqual(image.metadata.icc);
    expect(after.metadata.xmp).toEqual(image.metadata.xmp);
    expect(Buffer.from(after.metadata.exif!).includes('somebody')).toBe(true);
  });

  test('HDR, and properties that are not known, are named', async () => {
    const file = await picture(samples(), WIDTH, HEIGHT, 3).avif({ effort: 0 }).toBuffer();
    const image = await decodeImage(file);
    // In the place of a profile: primaries of BT.2020, transfer of PQ (ITU-T H.273).
    const profiled = await picture(samples(), WIDTH, HEIGHT, 3)
      .withIccProfile('p3')
      .avif({ effort: 0 })
      .toBuffer();
    const hdr = Buffer.from(profiled);
    const colour = hdr.indexOf('colr') + 4;
    hdr.write('nclx', colour, 'latin1');
    hdr.writeUInt16BE(9, colour + 4);
    hdr.writeUInt16BE(16, colour + 6);
    expect(exchangeLosses(hdr, image)).toEqual([{ kind: 'colours', parts: ['colr'] }]);
    const odd = Buffer.from(file);
    odd.write('clli', odd.indexOf('pixi'), 'latin1');
    expect(exchangeLosses(odd, image)).toEqual([{ kind: 'parts', parts: ['clli'] }]);
  });
});

it.each([1, 2, 3, 4, 5, 6, 7, 8])(
  'orientation %i stays in the file, and pixels with it',
  async (orientation) => {
    const stored = noise(31 * 17 * 3) as Uint8Array;
    const source = sharp(stored, { raw: { width: 31, height: 17, channels: 3 } });
    const files = [
      source.clone().withMetadata({ orientation }).png(),
      source.clone().withMetadata({ orientation }).tiff({ compression: 'lzw' }),
      source.clone().withMetadata({ orientation }).webp({ lossless: true, exact: true }),
    ];
    for (const pipeline of files) {
      const file = new Uint8Array(await pipeline.toBuffer());
      const image = await decodeImage(file);
      expect(image.metadata.orientation).toBe(orientation);
      const after = await exchangePixels(file, image);
      const back = await sharp(after).raw().toBuffer({ resolveWithObject: true });
      expect([back.info.width, back.info.height]).toEqual([31, 17]);
      expect(new Uint8Array(back.data)).toEqual(stored);
      expect((await decodeImage(after)).metadata.orientation).toBe(orientation);
    }
  },
);
