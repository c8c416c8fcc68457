import {
  bmffBoxes,
  bmffItems,
  boxesAt,
  concat,
  contentsOf,
  gifParts,
  jpegParts,
  jpegSegment,
  latin1Bytes,
  memorySource,
  mpEntries,
  pngChunk,
  pngParts,
  riffChunk,
  riffParts,
  setRiffLength,
  tiffDirectories,
  tiffLayout,
} from '@provenance/container';
import type { MediaType } from '@provenance/content';
import fc from 'fast-check';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectCode } from '../../content/test/expect-code.ts';
import { embedderOf } from '../src/embed/embed.ts';
import { hashAround } from '../src/embed/embedding.ts';
import {
  loadTrust,
  pemSigner,
  readCredentials,
  type Signer,
  signContent,
  type Trust,
} from '../src/index.ts';
import { makeCertificates } from './certificates.ts';
import { asHeic, makeFiles, makeJpeg, makePng, makeWebp } from './pictures.ts';
import { readWithWasm } from './wasm.ts';

const origin = { kind: 'created', generator: { name: 'test', version: '1' } } as const;
/** Begins as a store does, which tells it from JUMBF of others. */
const store = Uint8Array.from({ length: 200_000 }, (_, i) => i % 251);
store.set(latin1Bytes('\0\x03\r@jumb\0\0\0\x1ejumdc2pa'));
const types = [
  'image/jpeg',
  'image/png',
  'image/webp',
  'image/gif',
  'image/tiff',
  'image/svg+xml',
] as const satisfies MediaType[];

let files: Record<string, Uint8Array>;
let signer: Signer;
let trust: Trust;
let root: string;
beforeAll(async () => {
  files = Object.fromEntries(
    Object.entries(await makeFiles()).map(([type, bytes]) => [type, Uint8Array.from(bytes)]),
  );
  const made = await makeCertificates('ES256');
  signer = await pemSigner({ ...made, alg: 'ES256' });
  root = made.root;
  trust = await loadTrust({ anchors: root });
});

async function expectTrusted(bytes: Uint8Array, mediaType: MediaType): Promise<Uint8Array> {
  const signed = await signContent(bytes, origin, signer);
  const report = await readCredentials(signed.bytes, { trust });
  expect(report).toMatchObject({ mediaType, state: 'Trusted', failure: [], informational: [] });
  expect(await readWithWasm(signed.bytes, mediaType, root)).toEqual({
    state: 'Trusted',
    failure: [],
  });
  return signed.bytes;
}

describe.each(types)('a store in %s', (type) => {
  const embed = (bytes: Uint8Array) => embedderOf(type, bytes)!(bytes);
  const embedded = (bytes: Uint8Array, length: number) =>
    concat(embed(bytes).pieces(store.subarray(0, length)));

  it('takes exactly what its exclusions say, at any length', () => {
    for (const length of [
      40, 41, 42, 255, 256, 65_524, 65_525, 65_526, 131_042, 131_043, 200_000,
    ]) {
      const { exclusions, pieces } = embed(files[type]!);
      const ranges = exclusions(length);
      const [one, other] = [
        store.subarray(0, length),
        store.map((byte) => byte ^ 0x55).subarray(0, length),
      ];
      const [a, b] = [concat(pieces(one)), concat(pieces(other))];
      expect(a.length).toBe(b.length);
      for (let i = 0, at = 0; i < a.length; i++) {
        while (at < ranges.length && i >= ranges[at]!.start + ranges[at]!.length) at++;
        const isLeftOut = at < ranges.length && i >= ranges[at]!.start;
        if (!isLeftOut && a[i] !== b[i]) expect.fail(`byte ${i} changes and is hashed`);
      }
      expect(ranges.at(-1)!.start + ranges.at(-1)!.length).toBeLessThanOrEqual(a.length);
    }
  });

  it('leaves the content that was given alone', () => {
    const before = Uint8Array.from(files[type]!);
    const { pieces } = embed(before);
    const given = pieces(store.subarray(0, 1000));
    concat(given);
    expect(before).toEqual(files[type]);
  });

  it('goes in the place of an older one, of any length', () => {
    const once = embedded(files[type]!, 3000);
    for (const length of [500, 3000, 90_000]) {
      expect(embedded(once, length)).toEqual(embedded(files[type]!, length));
    }
  });

  it('is hashed around as a whole file would be', () => {
    const embedding = embed(files[type]!);
    const whole = concat(embedding.pieces(new Uint8Array(5000)));
    const ranges = embedding.exclusions(5000);
    const rest = concat(
      ranges.flatMap(({ start, length }, i) => {
        const from = i === 0 ? 0 : ranges[i - 1]!.start + ranges[i - 1]!.length;
        const piece = whole.subarray(from, start);
        return i === ranges.length - 1 ? [piece, whole.subarray(start + length)] : [piece];
      }),
    );
    const asOne = { exclusions: () => [], pieces: () => [rest] };
    expect(hashAround(embedding, 5000)).toEqual(hashAround(asOne, 0));
  });

  it('is put in or refused with IMAGE_CORRUPT, whatever is done to the file', async () => {
    const whole = embedded(files[type]!, 300);
    const edits = fc.array(
      fc.record({ at: fc.nat(whole.length - 1), value: fc.integer({ min: 0, max: 255 }) }),
      { minLength: 1, maxLength: 4 },
    );
    await fc.assert(
      fc.property(edits, fc.option(fc.nat(whole.length)), (changes, cut) => {
        const bytes = Uint8Array.from(whole.subarray(0, cut ?? whole.length));
        for (const { at, value } of changes) if (at < bytes.length) bytes[at] = value;
        let made: Uint8Array;
        try {
          made = embedded(bytes, 300);
        } catch (error) {
          expect(error).toMatchObject({ code: 'IMAGE_CORRUPT' });
          return;
        }
        expect(made.length).toBeGreaterThan(300);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a JPEG', () => {
  const foreign = jpegSegment(
    0xeb,
    latin1Bytes('JP\x02\x11\0\0\0\x01\0\0\0\x20jumb\0\0\0\x18jumdabcd'),
    new Uint8Array(16),
  );

  it('keeps what stands first where it stands, and JUMBF of others', async () => {
    const plain = Uint8Array.from(await makeJpeg());
    const jfif = jpegSegment(0xe0, latin1Bytes('JFIF\0\x01\x01\0\0\x01\0\x01\0\0'));
    const exif = jpegSegment(0xe1, latin1Bytes('Exif\0\0II*\0\x08\0\0\0\0\0\0\0\0\0'));
    const file = concat([plain.subarray(0, 2), jfif, exif, foreign, plain.subarray(2)]);
    const signed = await signContent(file, origin, signer);
    const { parts } = jpegParts(memorySource(signed.bytes));
    expect(parts.slice(0, 5).map(({ kind }) => kind)).toEqual([
      'SOI',
      'APP0',
      'APP1',
      'APP11',
      'APP11',
    ]);
    expect(signed.bytes.subarray(parts[4]!.start, parts[4]!.end)).toEqual(foreign);
    const report = await readCredentials(signed.bytes, { trust });
    expect(report.state).toBe('Trusted');
  });

  it('says the new sizes of a Multi-Picture file, so that its second picture is found', async () => {
    const first = Uint8Array.from(await makeJpeg());
    const second = Uint8Array.from(await makeJpeg(8, 8));
    const file = multiPicture(first, second);
    const once = await expectTrusted(file, 'image/jpeg');
    const twice = await expectTrusted(once, 'image/jpeg');
    for (const bytes of [once, twice]) {
      const { parts } = jpegParts(memorySource(bytes));
      const segment = parts.find(({ kind }) => kind === 'APP2')!;
      const [one, two] = mpEntries(contentsOf(bytes, segment));
      const trailer = parts.at(-1)!;
      expect([one!.size, segment.contents + 4 + two!.offset]).toEqual([
        trailer.start,
        trailer.start,
      ]);
      expect(bytes.subarray(trailer.start, trailer.start + two!.size)).toEqual(second);
    }
  });

  it('without a scan is none', async () => {
    const { parts } = jpegParts(memorySource(files['image/jpeg']!));
    const head = files['image/jpeg']!.subarray(0, parts.find(({ kind }) => kind === 'SOS')!.start);
    await expectCode('IMAGE_CORRUPT', () => signContent(head, origin, signer));
  });
});

/** A JPEG with a second picture behind it, as cameras and phones write them (CIPA DC-007). */
function multiPicture(first: Uint8Array, second: Uint8Array): Uint8Array {
  const index = Buffer.alloc(8 + 2 + 12 + 4 + 32);
  index.write('II*\0\x08\0\0\0', 'latin1');
  index.writeUInt16LE(1, 8);
  index.writeUInt16LE(0xb002, 10);
  index.writeUInt16LE(7, 12);
  index.writeUInt32LE(32, 14);
  index.writeUInt32LE(26, 18);
  const length = 4 + 4 + index.length;
  const size = first.length + length;
  index.writeUInt32LE(size, 26 + 4);
  index.writeUInt32LE(second.length, 42 + 4);
  // From the byte order mark on: SOI, header of the segment and identifier stand before it.
  index.writeUInt32LE(size - 2 - 8, 42 + 8);
  const segment = jpegSegment(0xe2, latin1Bytes('MPF\0'), index);
  return concat([first.subarray(0, 2), segment, first.subarray(2), second]);
}

describe('a PNG', () => {
  it('keeps its frames, its texts, and what lies behind its end', async () => {
    const plain = Uint8Array.from(await makePng());
    const { parts } = pngParts(memorySource(plain));
    const header = parts[1]!.end;
    const text = pngChunk('tEXt', latin1Bytes('parameters\0a cat'));
    const behind = latin1Bytes('behind the end');
    const file = concat([plain.subarray(0, header), text, plain.subarray(header), behind]);
    const bytes = await expectTrusted(file, 'image/png');
    const signed = pngParts(memorySource(bytes)).parts;
    expect(signed[2]!.kind).toBe('caBX');
    const without = concat([bytes.subarray(0, signed[2]!.start), bytes.subarray(signed[2]!.end)]);
    expect(without).toEqual(file);
  });

  it('that is cut off is refused', async () => {
    const cut = files['image/png']!.subarray(0, -20);
    await expectCode('IMAGE_CORRUPT', () => signContent(cut, origin, signer));
  });
});

describe('a WebP', () => {
  it('of an odd length without padding gets it, and rubbish behind the end stays there', async () => {
    const plain = Uint8Array.from(await makeWebp());
    const odd = riffChunk('odd ', latin1Bytes('abc'));
    const unpadded = concat([plain, odd.subarray(0, -1)]);
    setRiffLength(unpadded);
    await expectTrusted(unpadded, 'image/webp');
    const behind = latin1Bytes('rubbish');
    const bytes = await expectTrusted(concat([plain, behind]), 'image/webp');
    const { parts } = riffParts(memorySource(bytes));
    expect(parts.map(({ kind }) => kind)).toEqual(['RIFF', 'VP8 ', 'C2PA', 'trailer']);
    expect(contentsOf(bytes, parts[3]!)).toEqual(behind);
  });
});

describe('a GIF', () => {
  it('of 1987 becomes one of 1989, which may have extensions', async () => {
    const file = Uint8Array.from(files['image/gif']!);
    file[4] = 0x37;
    const bytes = await expectTrusted(file, 'image/gif');
    expect(Buffer.from(bytes.subarray(0, 6)).toString()).toBe('GIF89a');
    expect(gifParts(memorySource(bytes)).parts[3]!.kind).toBe('21FF');
  });
});

describe('a TIFF', () => {
  it('has no page more than before', async () => {
    const bytes = await expectTrusted(files['image/tiff']!, 'image/tiff');
    const source = memorySource(bytes);
    expect(tiffDirectories(source, tiffLayout(source))).toHaveLength(1);
    expect((await sharp(bytes).metadata()).pages ?? 1).toBe(1);
  });

  it('of any byte order and width of places is signed', async () => {
    for (const littleEndian of [true, false]) {
      for (const isBig of [true, false]) {
        for (const pages of [1, 3]) {
          const once = await expectTrusted(tiff(littleEndian, isBig, pages), 'image/tiff');
          const twice = await expectTrusted(once, 'image/tiff');
          const source = memorySource(twice);
          expect(tiffDirectories(source, tiffLayout(source))).toHaveLength(pages);
        }
      }
    }
  });

  it('loses a directory that holds nothing but an older store', async () => {
    const file = tiff(true, false, 2);
    const source = memorySource(file);
    const [, second] = tiffDirectories(source, tiffLayout(source));
    // The only field of the second becomes a store.
    const only = Buffer.from(file);
    only.writeUInt16LE(1, second!.start);
    only.writeUInt16LE(0xcd41, second!.start + 2);
    only.writeUInt16LE(7, second!.start + 4);
    only.writeUInt32LE(4, second!.start + 6);
    only.writeUInt32LE(0, second!.start + 14);
    const bytes = await expectTrusted(Uint8Array.from(only), 'image/tiff');
    const signed = memorySource(bytes);
    expect(tiffDirectories(signed, tiffLayout(signed))).toHaveLength(1);
  });
});

/** Pages of one grey pixel each. */
function tiff(littleEndian: boolean, isBig: boolean, pages: number): Uint8Array {
  const [counted, width, field] = isBig ? [8, 8, 20] : [2, 4, 12];
  const head = isBig ? 16 : 8;
  const fields = (pixelAt: number) =>
    [
      [256, 3, 1],
      [257, 3, 1],
      [258, 3, 8],
      [259, 3, 1],
      [262, 3, 1],
      [273, 4, pixelAt],
      [277, 3, 1],
      [278, 3, 1],
      [279, 4, 1],
    ] as const;
  const size = counted + 9 * field + width;
  const view = new DataView(new ArrayBuffer(head + pages * (size + 2)));
  const place = (at: number, value: number) =>
    isBig
      ? view.setBigUint64(at, BigInt(value), littleEndian)
      : view.setUint32(at, value, littleEndian);
  view.setUint16(0, littleEndian ? 0x4949 : 0x4d4d);
  view.setUint16(2, isBig ? 43 : 42, littleEndian);
  if (isBig) view.setUint16(4, 8, littleEndian);
  place(isBig ? 8 : 4, head);
  for (let page = 0; page < pages; page++) {
    const start = head + page * (size + 2);
    if (isBig) view.setBigUint64(start, 9n, littleEndian);
    else view.setUint16(start, 9, littleEndian);
    for (const [i, [tag, type, value]] of fields(start + size).entries()) {
      const at = start + counted + i * field;
      view.setUint16(at, tag, littleEndian);
      view.setUint16(at + 2, type, littleEndian);
      place(at + 4, 1);
      const valueAt = at + 4 + width;
      if (type === 3) view.setUint16(valueAt, value, littleEndian);
      else view.setUint32(valueAt, value, littleEndian);
    }
    place(start + counted + 9 * field, page + 1 < pages ? start + size + 2 : 0);
    view.setUint8(start + size, 0x80);
  }
  return new Uint8Array(view.buffer);
}

describe('an SVG', () => {
  const open = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"';

  it.each([
    ['without metadata', `${open}><rect/></svg>`],
    ['that is empty', `${open}/>`],
    [
      'with a declaration and a document type',
      `<?xml version="1.0"?>\n<!DOCTYPE svg [<!ENTITY a "b">]>\n${open}><g/></svg>\n`,
    ],
    ['with metadata', `${open}><metadata><x:y xmlns:x="urn:x">z</x:y></metadata><rect/></svg>`],
    ['with empty metadata', `${open}><title>a > b</title><metadata id="m"/><rect/></svg>`],
    ['with two metadata', `${open}><metadata><a/></metadata><g/><metadata><b/></metadata></svg>`],
    ['with tags in comments', `${open}><!-- <metadata> --><rect/></svg>`],
  ])('%s is signed, and keeps all that is in it', async (_, text) => {
    const bytes = await expectTrusted(latin1Bytes(text), 'image/svg+xml');
    const signed = Buffer.from(bytes).toString();
    const stripped = signed.replace(/<c2pa:manifest .*<\/c2pa:manifest>/, '');
    const normal = (xml: string) =>
      xml
        .replace('<metadata></metadata>', '')
        .replace(/><\/metadata>/, '/>')
        .replace(/><\/svg>$/, '/>');
    expect(normal(stripped)).toBe(normal(text));
  });

  it('with a prefix is refused: no validator looks into it', async () => {
    const prefixed = '<s:svg xmlns:s="http://www.w3.org/2000/svg"><s:rect/></s:svg>';
    const bytes = latin1Bytes(prefixed);
    const embed = () => embedderOf('image/svg+xml', bytes)!(bytes);
    expect(embed).toThrow(expect.objectContaining({ code: 'IMAGE_CORRUPT' }));
  });
});

describe('an AVIF', () => {
  it('keeps its items, whatever field their places stand in', async () => {
    const plain = await makeAvif();
    for (const file of [plain, withBases(plain)]) {
      for (const bytes of await expectItemsKept(file, 'image/avif', plain)) {
        expect(await sharp(bytes).raw().toBuffer()).toEqual(await sharp(plain).raw().toBuffer());
      }
    }
  });

  it('with a movie in it is for the engine', () => {
    const moving = concat([files['image/avif']!, latin1Bytes('\0\0\0\x08moov')]);
    expect(embedderOf('image/avif', moving)).toBeNull();
    expect(embedderOf('image/avif', files['image/avif']!)).not.toBeNull();
    expect(embedderOf('video/mp4', files['video/mp4']!)).toBeNull();
  });
});

it('a HEIC keeps its items, whatever field their places stand in', async () => {
  const plain = asHeic(await makeAvif());
  for (const file of [plain, withBases(plain)]) await expectItemsKept(file, 'image/heic', plain);
});

const makeAvif = async () =>
  Uint8Array.from(
    await sharp({ create: { width: 64, height: 48, channels: 3, background: '#369' } })
      .withExif({ IFD0: { Artist: 'A. Author' } })
      .avif()
      .toBuffer(),
  );

/** Signed once, and what came out signed again. */
async function expectItemsKept(file: Uint8Array, mediaType: MediaType, plain: Uint8Array) {
  const once = await expectTrusted(file, mediaType);
  const twice = await expectTrusted(once, mediaType);
  for (const bytes of [once, twice]) expect(itemsOf(bytes)).toEqual(itemsOf(plain));
  expect(topOf(twice).filter((kind) => kind === 'uuid')).toHaveLength(1);
  return [once, twice];
}

const topOf = (bytes: Uint8Array) => bmffBoxes(memorySource(bytes)).map(({ kind }) => kind);

function itemsOf(bytes: Uint8Array): string[] {
  const source = memorySource(bytes);
  return bmffItems(source, bmffBoxes(source)).map(({ id, extents }) => {
    const data = concat(extents.map(({ start, length }) => source.read(start, length)));
    return `${id} ${Buffer.from(data).toString('hex')}`;
  });
}

/** The same file with bases and offsets, as ExifTool writes places: half of each in one field. */
function withBases(bytes: Uint8Array): Uint8Array {
  const source = memorySource(bytes);
  const top = bmffBoxes(source);
  const meta = top.find(({ kind }) => kind === 'meta')!;
  const iloc = boxesAt(source, top, ['meta', 'iloc'])[0]!;
  const items = bmffItems(source, top);
  const size = 4 + 4 + 4 + 2 + 2 + items.length * (2 + 2 + 4 + 2 + 8);
  const grown = size - (iloc.end - iloc.start);
  const box = Buffer.alloc(size);
  box.writeUInt32BE(size);
  box.write('iloc', 4, 'latin1');
  box.writeUInt16BE(0x4440, 12);
  box.writeUInt16BE(items.length, 14);
  for (const [i, { id, extents }] of items.entries()) {
    const at = 16 + i * 18;
    const place = extents[0]!.start + grown;
    box.writeUInt16BE(id, at);
    box.writeUInt32BE(place - 40, at + 4);
    box.writeUInt16BE(1, at + 8);
    box.writeUInt32BE(40, at + 10);
    box.writeUInt32BE(extents[0]!.length, at + 14);
  }
  const file = Buffer.concat([bytes.subarray(0, iloc.start), box, bytes.subarray(iloc.end)]);
  file.writeUInt32BE(meta.end - meta.start + grown, meta.start);
  return Uint8Array.from(file);
}
