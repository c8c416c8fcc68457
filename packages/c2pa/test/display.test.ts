import type { MediaType } from '@provenance/content';
import sharp from 'sharp';
import { describe, expect, it, test } from 'vitest';
import { checkBmffHash } from '../src/binding/bmff.ts';
import type { ContentReader } from '../src/binding/content.ts';
import type { HashAssertion } from '../src/binding/hash-assertion.ts';
import { kindLeftOut } from '../src/binding/left-out.ts';
import { box, makeFiles } from './pictures.ts';

function contentOf(bytes: Buffer): ContentReader {
  return { size: bytes.length, read: (start, length) => bytes.subarray(start, start + length) };
}

/** A TIFF of one directory, with these fields of 16 bits; then room for others. */
function exif(...fields: readonly (readonly [tag: number, value: number])[]): Buffer {
  const bytes = Buffer.alloc(8 + 2 + 12 * fields.length + 4 + 40);
  bytes.write('MM\0*', 'latin1');
  bytes.writeUInt32BE(8, 4);
  bytes.writeUInt16BE(fields.length, 8);
  for (const [i, [tag, value]] of fields.entries()) {
    bytes.set([tag >> 8, tag & 0xff, 0, 3, 0, 0, 0, 1, value >> 8, value & 0xff], 10 + 12 * i);
  }
  return bytes;
}

const TURNED = exif([0x010f, 7], [0x0112, 6]);
const UPRIGHT = exif([0x010f, 7], [0x0112, 1]);
const SILENT = exif([0x010f, 7]);
const TWICE = exif([0x0112, 1], [0x0112, 3]);
const littleEndian = Buffer.from(
  '49492a0008000000 0100 1201 0300 01000000 0800 0000 00000000'.replaceAll(' ', ''),
  'hex',
);
const asLong = Buffer.from(
  '4d4d002a00000008 0001 0112 0004 00000001 00000006 00000000'.replaceAll(' ', ''),
  'hex',
);
const xmp = (text: string) =>
  Buffer.from(`<x:xmpmeta xmlns:x="adobe:ns:meta/">${text}</x:xmpmeta>`);

const PREFIX = Buffer.from('Exif\0\0', 'latin1');
const XMP_PREFIX = Buffer.from('http://ns.adobe.com/xap/1.0/\0', 'latin1');

const segment = (marker: number, ...contents: Buffer[]) => {
  const body = Buffer.concat(contents);
  return Buffer.concat([
    Buffer.of(0xff, marker, (body.length + 2) >> 8, (body.length + 2) & 255),
    body,
  ]);
};
const chunk = (type: string, contents: Buffer) => {
  const bytes = Buffer.alloc(12 + contents.length);
  bytes.writeUInt32BE(contents.length);
  bytes.write(type, 4, 'latin1');
  contents.copy(bytes, 8);
  return bytes;
};
const riff = (type: string, contents: Buffer) => {
  const size = Buffer.alloc(4);
  size.writeUInt32LE(contents.length);
  return Buffer.concat([Buffer.from(type), size, contents, Buffer.alloc(contents.length & 1)]);
};

const files = await makeFiles();
/** Where a part can be put in. */
const AT: Readonly<Record<string, number>> = { 'image/jpeg': 2, 'image/png': 33, 'image/webp': 12 };

/** What stands in a whole part that was put into a file of the format and left out of its hash. */
function kindOf(
  mediaType: MediaType,
  part: Buffer,
  range = { start: 0, length: part.length },
): string {
  const at = AT[mediaType]!;
  const file = files[mediaType]!;
  const bytes = Buffer.concat([file.subarray(0, at), part, file.subarray(at)]);
  return kindLeftOut(contentOf(bytes), mediaType, { ...range, start: at + range.start }, []);
}

describe('a part that is left out of the hash', () => {
  test.each<[string, MediaType, Buffer, string]>([
    ['Exif that turns', 'image/jpeg', segment(0xe1, PREFIX, TURNED), 'display'],
    [
      'Exif that mirrors, in the other byte order',
      'image/jpeg',
      segment(0xe1, PREFIX, littleEndian),
      'display',
    ],
    [
      'Exif whose orientation has another type',
      'image/jpeg',
      segment(0xe1, PREFIX, asLong),
      'display',
    ],
    ['Exif with two orientations', 'image/jpeg', segment(0xe1, PREFIX, TWICE), 'display'],
    ['Exif that cannot be read', 'image/jpeg', segment(0xe1, PREFIX, Buffer.from('II')), 'display'],
    ['Exif that turns nothing', 'image/jpeg', segment(0xe1, PREFIX, UPRIGHT), 'metadata'],
    ['Exif without an orientation', 'image/jpeg', segment(0xe1, PREFIX, SILENT), 'metadata'],
    [
      'XMP that turns',
      'image/jpeg',
      segment(0xe1, XMP_PREFIX, xmp('<a tiff:Orientation="8"/>')),
      'display',
    ],
    [
      'XMP that turns, as an element',
      'image/jpeg',
      segment(0xe1, XMP_PREFIX, xmp('<tiff:Orientation>3</tiff:Orientation>')),
      'display',
    ],
    [
      'XMP that turns, in UTF-16',
      'image/jpeg',
      segment(0xe1, XMP_PREFIX, Buffer.from('<a tiff:Orientation="8"/>', 'utf16le')),
      'display',
    ],
    [
      'XMP that turns nothing',
      'image/jpeg',
      segment(0xe1, XMP_PREFIX, xmp('<a tiff:Orientation="1" xmp:Rating="6"/>')),
      'metadata',
    ],
    [
      'XMP about a gain map',
      'image/jpeg',
      segment(0xe1, XMP_PREFIX, xmp('<a xmlns:hdrgm="http://ns.adobe.com/hdr-gain-map/1.0/"/>')),
      'display',
    ],
    [
      'what says where a gain map is',
      'image/jpeg',
      segment(0xe1, XMP_PREFIX, xmp('<a Item:Semantic="GainMap"/>')),
      'display',
    ],
    [
      'a colour profile',
      'image/jpeg',
      segment(0xe2, Buffer.from('ICC_PROFILE\0\x01\x01', 'latin1')),
      'display',
    ],
    [
      'an index of pictures',
      'image/jpeg',
      segment(0xe2, Buffer.from('MPF\0MM', 'latin1')),
      'display',
    ],
    [
      'a gain map of ISO 21496-1',
      'image/jpeg',
      segment(0xe2, Buffer.from('urn:iso:std:iso:ts:21496:-1\0', 'latin1')),
      'display',
    ],
    [
      'something else in APP2',
      'image/jpeg',
      segment(0xe2, Buffer.from('FPXR\0', 'latin1')),
      'content',
    ],
    [
      'which colours the data has',
      'image/jpeg',
      segment(0xee, Buffer.from('Adobe\0d\0\0\0\0\0', 'latin1')),
      'display',
    ],
    ['Exif that turns', 'image/png', chunk('eXIf', TURNED), 'display'],
    ['Exif that turns nothing', 'image/png', chunk('eXIf', UPRIGHT), 'metadata'],
    ['a colour profile', 'image/png', chunk('iCCP', Buffer.from('a\0\0')), 'display'],
    [
      'coding-independent code points',
      'image/png',
      chunk('cICP', Buffer.of(9, 16, 0, 1)),
      'display',
    ],
    ['a gamma', 'image/png', chunk('gAMA', Buffer.of(0, 0, 177, 143)), 'display'],
    ['XMP that turns', 'image/png', chunk('iTXt', xmp('<a tiff:Orientation="8"/>')), 'display'],
    [
      'a profile as text',
      'image/png',
      chunk('zTXt', Buffer.from('Raw profile type icc\0\0')),
      'display',
    ],
    ['a comment', 'image/png', chunk('tEXt', Buffer.from('Comment\0a')), 'metadata'],
    ['what is transparent', 'image/png', chunk('tRNS', Buffer.alloc(6)), 'content'],
    ['Exif that turns', 'image/webp', riff('EXIF', TURNED), 'display'],
    [
      'Exif that turns, behind the mark of JPEG',
      'image/webp',
      riff('EXIF', Buffer.concat([PREFIX, TURNED])),
      'display',
    ],
    ['Exif that turns nothing', 'image/webp', riff('EXIF', UPRIGHT), 'metadata'],
    ['a colour profile', 'image/webp', riff('ICCP', Buffer.alloc(4)), 'display'],
    ['XMP that turns', 'image/webp', riff('XMP ', xmp('<a tiff:Orientation="8"/>')), 'display'],
    ['transparency', 'image/webp', riff('ALPH', Buffer.alloc(4)), 'content'],
  ])('%s in %s', (_, mediaType, part, kind) => {
    expect(kindOf(mediaType, part)).toBe(kind);
  });

  it('is metadata where only what no viewer turns by can be changed', () => {
    const part = segment(0xe1, PREFIX, TURNED);
    // Behind the first directory: such as the place, or a thumbnail.
    const behind = { start: part.length - 30, length: 30 };
    expect(kindOf('image/jpeg', part, behind)).toBe('metadata');
    // The place of the directory; the directory.
    expect(kindOf('image/jpeg', part, { start: 14, length: 4 })).toBe('display');
    expect(kindOf('image/jpeg', part, { start: part.length - 60, length: 30 })).toBe('display');
  });

  it('says how the picture is shown if one of several parts does', () => {
    const parts = [segment(0xe1, PREFIX, UPRIGHT), segment(0xe1, PREFIX, TURNED), segment(0xfe)];
    expect(kindOf('image/jpeg', Buffer.concat(parts))).toBe('display');
    const harmless = [segment(0xe1, PREFIX, UPRIGHT), segment(0xfe)];
    expect(kindOf('image/jpeg', Buffer.concat(harmless))).toBe('metadata');
  });

  it.each<MediaType>(['image/tiff', 'image/gif', 'image/svg+xml'])(
    'is never taken for metadata in %s, whose fields are not told apart',
    async (mediaType) => {
      const bytes =
        mediaType === 'image/tiff'
          ? await sharp(files['image/png']).withMetadata({ orientation: 6 }).tiff().toBuffer()
          : files[mediaType]!;
      for (let start = 0; start < bytes.length; start += 7) {
        const kind = kindLeftOut(contentOf(bytes), mediaType, { start, length: 2 }, []);
        expect(kind).toBe('unknown');
      }
    },
  );
});

describe('boxes that say how media is shown', () => {
  const bytes = files['image/avif']!;
  const assertion = (version: number, xpath: string): HashAssertion => ({
    kind: 'bmff',
    version,
    alg: 'sha256',
    fields: new Map<string, unknown>([
      ['exclusions', [new Map([['xpath', xpath]])]],
      ['hash', new Uint8Array(32)],
    ]),
    status: (code, explanation) => ({ code: `assertion.bmffHash.${code}`, url: null, explanation }),
  });

  it.each([
    // irot, imir, colr, tmap; the matrix and the colours of a film.
    '/meta/iprp',
    '/meta/iprp/ipco',
    '/meta/iprp/ipco/irot',
    '/meta/iprp/ipco/imir',
    '/meta/iprp/ipco/colr',
    '/meta/iprp/ipma',
    '/moov/trak/tkhd',
    '/moov/mvhd',
    '/moov/trak/mdia/minf/stbl/stsd',
  ])('are not left out by a hash that holds: %s', (xpath) => {
    for (const version of [1, 2, 3]) {
      const found = checkBmffHash(contentOf(bytes), assertion(version, xpath), {
        hasMatched: () => true,
      });
      expect(found.failure?.map(({ code }) => code)).toEqual(['assertion.bmffHash.malformed']);
    }
  });

  it('but what is about it may be', () => {
    const film = Buffer.concat([files['video/mp4']!, box('udta')]);
    const found = checkBmffHash(contentOf(film), assertion(3, '/udta'), { hasMatched: () => true });
    expect([found.failure, found.leftOut?.map(({ kind }) => kind)]).toEqual([
      undefined,
      ['metadata'],
    ]);
  });
});
