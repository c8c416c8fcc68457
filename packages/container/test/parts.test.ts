import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  bmffBoxes,
  ContainerError,
  contentsOf,
  Edit,
  gifApplication,
  gifExtension,
  gifExtensionLength,
  gifParts,
  joinedBlocks,
  jpegIdentifier,
  jpegParts,
  jpegSegment,
  latin1,
  latin1Bytes,
  MOST_SEGMENT_BYTES,
  memorySource,
  type Part,
  pngChunk,
  pngParts,
  riffParts,
  setRiffLength,
} from '../src/index.ts';
import { avifFile, gifFile, jpegFile, pngFile, tiffFile, webpFile } from './files.ts';

type Parse = (bytes: Uint8Array) => readonly Part[];

const FORMATS: readonly [name: string, make: () => Promise<Uint8Array>, parse: Parse][] = [
  ['JPEG', jpegFile, (bytes) => jpegParts(memorySource(bytes)).parts],
  ['PNG', pngFile, (bytes) => pngParts(memorySource(bytes)).parts],
  ['WebP', webpFile, (bytes) => riffParts(memorySource(bytes)).parts],
  ['GIF', gifFile, (bytes) => gifParts(memorySource(bytes)).parts],
  ['AVIF', avifFile, (bytes) => bmffBoxes(memorySource(bytes))],
];

/** One after the other from the first byte to the last, and each with what it holds inside. */
function expectGapless(bytes: Uint8Array, parts: readonly Part[]) {
  let at = 0;
  for (const { start, end, contents, length } of parts) {
    expect(start).toBe(at);
    expect(contents).toBeGreaterThanOrEqual(start);
    expect(contents + length).toBeLessThanOrEqual(end);
    at = end;
  }
  expect(at).toBe(bytes.length);
}

describe.each(FORMATS)('%s', (_, make, parse) => {
  let file: Uint8Array;
  beforeAll(async () => {
    file = await make();
  });

  it('is parts that leave out no byte', () => expectGapless(file, parse(file)));

  it('is the same when nothing was changed', () => {
    expect(new Edit(file, parse(file)).write()).toEqual(file);
  });

  it('comes to parts or a ContainerError, whatever is in it', () => {
    const changes = fc.array(fc.tuple(fc.nat(file.length - 1), fc.nat(255)), { maxLength: 8 });
    fc.assert(
      fc.property(changes, fc.nat(file.length), (changed, cut) => {
        const mutant = Uint8Array.from(file);
        for (const [at, value] of changed) mutant[at] = value;
        const bytes = mutant.subarray(0, Math.max(cut, 1));
        try {
          expectGapless(bytes, parse(bytes));
        } catch (error) {
          if (!(error instanceof ContainerError)) throw error;
        }
      }),
      { numRuns: 500 },
    );
  });

  it('is changed where it was to be changed, and nowhere else', () => {
    const parts = parse(file);
    const index = fc.nat(parts.length - 1);
    fc.assert(
      fc.property(index, fc.constantFrom('before', 'after', 'instead', 'remove'), (i, how) => {
        const part = parts[i]!;
        const edit = new Edit(file, parts);
        const piece = Uint8Array.of(1, 2, 3);
        if (how === 'before') edit.insertBefore(part, piece);
        else if (how === 'after') edit.insertAfter(part, piece);
        else if (how === 'instead') edit.replace(part, piece);
        else edit.remove(part);
        const at = how === 'after' ? part.end : part.start;
        const from = how === 'before' ? part.start : part.end;
        const put = how === 'remove' ? [] : [1, 2, 3];
        expect([...edit.write()]).toEqual([
          ...file.subarray(0, at),
          ...put,
          ...file.subarray(from),
        ]);
        if (how !== 'remove') expect(edit.positionOf(piece)).toBe(at);
      }),
    );
  });
});

const kinds = (parts: readonly Part[]) => parts.map(({ kind }) => kind);

describe('names', () => {
  it('of a JPEG are its markers, scans with their data, and what lies behind the end', async () => {
    const file = await jpegFile();
    const { parts, isTruncated } = jpegParts(memorySource(file));
    expect(isTruncated).toBe(false);
    expect(kinds(parts).slice(0, 4)).toEqual(['SOI', 'APP1', 'APP13', 'COM']);
    expect(kinds(parts).filter((kind) => kind === 'SOS').length).toBeGreaterThan(1);
    expect(kinds(parts).slice(-2)).toEqual(['EOI', 'trailer']);
    expect(jpegIdentifier(contentsOf(file, parts[1]!))).toBe('http://ns.adobe.com/xap/1.0/');
  });

  it('of a PNG are its chunks', async () => {
    const { parts } = pngParts(memorySource(await pngFile()));
    expect(kinds(parts).slice(0, 4)).toEqual(['signature', 'IHDR', 'tEXt', 'tIME']);
    expect(kinds(parts).slice(-2)).toEqual(['IEND', 'trailer']);
  });

  it('of a GIF are its blocks', async () => {
    const file = await gifFile();
    const { parts } = gifParts(memorySource(file));
    expect(kinds(parts).slice(0, 3)).toEqual(['header', 'LSD', 'GCT']);
    expect(kinds(parts).slice(-4)).toEqual(['data', '21FE', '21FF', '3B']);
    const xmp = parts.at(-2)!;
    expect(gifApplication(file, xmp)).toBe('XMP DataXMP');
    expect(joinedBlocks(file.subarray(xmp.contents + 12, xmp.end)).length).toBe(600);
  });

  it('of a RIFF are its chunks, and what its length does not cover', async () => {
    const { form, parts } = riffParts(memorySource(await webpFile()));
    expect(form).toBe('WEBP');
    expect(kinds(parts)).toContain('EXIF');
    expect(kinds(parts).at(-1)).toBe('trailer');
  });
});

describe('files that were cut', () => {
  it.each([
    ['JPEG', jpegFile, (bytes: Uint8Array) => jpegParts(memorySource(bytes)), 40],
    ['PNG', pngFile, (bytes: Uint8Array) => pngParts(memorySource(bytes)), 20],
    ['GIF', gifFile, (bytes: Uint8Array) => gifParts(memorySource(bytes)), 5],
  ] as const)('%s: as much as there is, and said to be cut', async (_, make, parse, less) => {
    const file = await make();
    const cut = file.subarray(0, file.length - less);
    const { parts, isTruncated } = parse(cut);
    expect(isTruncated).toBe(true);
    expectGapless(cut, parts);
  });
});

describe('pieces', () => {
  it('a segment has its marker and length, and no more than fits', () => {
    expect([...jpegSegment(0xe1, Uint8Array.of(7))]).toEqual([0xff, 0xe1, 0, 3, 7]);
    expect(jpegSegment(0xe1, new Uint8Array(MOST_SEGMENT_BYTES)).length).toBe(65_537);
    expect(() => jpegSegment(0xe1, new Uint8Array(MOST_SEGMENT_BYTES + 1))).toThrow(RangeError);
  });

  it('a chunk has its length and checksum', () => {
    expect(Buffer.from(pngChunk('IEND')).toString('hex')).toBe('0000000049454e44ae426082');
  });

  it('an extension has the length that was said, and gives back its data', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), (data) => {
        const extension = gifExtension('C2PA_GIF\x01\0\0', data);
        expect(extension.length).toBe(gifExtensionLength(data.length));
        expect(joinedBlocks(extension.subarray(14))).toEqual(data);
      }),
    );
  });

  it('a RIFF has the length of what it holds', async () => {
    const file = await webpFile();
    const { parts } = riffParts(memorySource(file));
    const without = new Edit(file, parts).remove(parts.at(-1)!).write();
    setRiffLength(without);
    expect(kinds(riffParts(memorySource(without)).parts)).not.toContain('trailer');
  });

  it('characters and bytes are the same', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(latin1Bytes(latin1(bytes))).toEqual(bytes);
      }),
    );
  });

  it('an edit takes parts of its file alone', async () => {
    const file = await pngFile();
    const [part] = pngParts(memorySource(file)).parts;
    const other = pngParts(memorySource(file)).parts;
    expect(() => new Edit(file, other).remove(part!)).toThrow(TypeError);
  });
});

describe('many parts', () => {
  it.each([
    [
      'JPEG',
      () =>
        Buffer.concat([
          Buffer.from('ffd8', 'hex'),
          Buffer.alloc(4 * 20_000, Buffer.from('fffe0002', 'hex')),
        ]),
      (bytes: Uint8Array) => jpegParts(memorySource(bytes)),
    ],
    [
      'PNG',
      () =>
        Buffer.concat([
          Buffer.from('89504e470d0a1a0a', 'hex'),
          ...Array(12_000).fill(Buffer.from(pngChunk('aaAa'))),
        ]),
      (bytes: Uint8Array) => pngParts(memorySource(bytes)),
    ],
    [
      'BMFF',
      () => Buffer.alloc(8 * 30_000, Buffer.from('0000000866726565', 'hex')),
      (bytes: Uint8Array) => bmffBoxes(memorySource(bytes)),
    ],
  ] as const)('of a %s are refused', (_, make, parse) => {
    let fault = '';
    try {
      parse(make());
    } catch (error) {
      fault = error instanceof ContainerError ? error.fault : String(error);
    }
    expect(fault).toBe('tooManyParts');
  });
});

it('a TIFF is none of them', async () => {
  const bytes = await tiffFile();
  for (const [, , parse] of FORMATS.slice(0, 4)) expect(() => parse(bytes)).toThrow(ContainerError);
});
