// A file of each container with every kind of part that it can have beside its picture.
import {
  concat,
  gifExtension,
  jpegSegment,
  latin1Bytes,
  pngChunk,
  riffChunk,
  setRiffLength,
  viewOf,
} from '@provenance/container';
import type { Sharp } from 'sharp';
import { picture, smooth } from './pictures.ts';

export const AUTHOR = 'A. Author';
const XMP = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:tiff="http://ns.adobe.com/tiff/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" tiff:Orientation="6" dc:source="${AUTHOR}"/></rdf:RDF></x:xmpmeta>`;
export const AIGC = '{"AIGC":{"Label":"1","ContentProducer":"x","ProduceID":"y"}}';

/** The picture in such a file; a smooth one unless given. RGB, 8 bits. */
export interface Drawn {
  readonly data?: Uint8Array;
  readonly width?: number;
  readonly height?: number;
}

/** Columns and rows as they are stored: neither is a multiple of a block. */
export const [WIDTH, HEIGHT] = [150, 101];

export const samples = (): Uint8Array => smooth(WIDTH, HEIGHT, 3);
const drawn = ({ data = samples(), width = WIDTH, height = HEIGHT }: Drawn = {}) =>
  picture(data, width, height, 3);
const bytesOf = async (pipeline: Sharp) => new Uint8Array(await pipeline.toBuffer());
const withMetadata = (pipeline: Sharp) =>
  pipeline
    .withMetadata({ orientation: 6 })
    .withExifMerge({ IFD0: { Artist: AUTHOR }, IFD2: { UserComment: AIGC } })
    .withIccProfile('p3');

/** The second half of a JUMBF superbox of another kind than C2PA. */
const otherJumbf = () =>
  concat([
    Uint8Array.of(0x4a, 0x50, 0, 7, 0, 0, 0, 1),
    Uint8Array.of(0, 0, 0, 33),
    latin1Bytes('jumb'),
    Uint8Array.of(0, 0, 0, 25),
    latin1Bytes('jumdjson'),
    new Uint8Array(13),
  ]);

/** In its place, a manifest store of another instance number, which has to go. */
export const c2paSegment = () => {
  const contents = concat([
    Uint8Array.of(0x4a, 0x50, 0, 9, 0, 0, 0, 1),
    Uint8Array.of(0, 0, 0, 33),
    latin1Bytes('jumb'),
    Uint8Array.of(0, 0, 0, 25),
    latin1Bytes('jumdc2pa'),
    new Uint8Array(13),
  ]);
  return jpegSegment(0xeb, contents);
};

function multiPicture(primary: number, second: number, offset: number): Uint8Array {
  const bytes = new Uint8Array(8 + 2 + 12 * 3 + 4 + 32);
  const view = viewOf(bytes);
  bytes.set(latin1Bytes('MM\0*'));
  view.setUint32(4, 8);
  view.setUint16(8, 3);
  const fields = [
    [0xb000, 7, 4, 0x30313030],
    [0xb001, 4, 1, 2],
    [0xb002, 7, 32, 50],
  ];
  for (const [i, [tag, type, count, value]] of fields.entries()) {
    view.setUint16(10 + 12 * i, tag!);
    view.setUint16(12 + 12 * i, type!);
    view.setUint32(14 + 12 * i, count!);
    view.setUint32(18 + 12 * i, value!);
  }
  const entries = [0x030000, primary, 0, 0, 0, second, offset, 0];
  for (const [i, value] of entries.entries()) view.setUint32(50 + 4 * i, value);
  return jpegSegment(0xe2, latin1Bytes('MPF\0'), bytes);
}

/** With a gain map and a film behind its end. */
export async function wholeJpeg(
  options: Drawn & { readonly chroma?: string } = {},
): Promise<Uint8Array> {
  const chromaSubsampling = options.chroma ?? '4:4:4';
  const base = await bytesOf(withMetadata(drawn(options)).jpeg({ quality: 88, chromaSubsampling }));
  const gain = await bytesOf(drawn().resize(40, 30).jpeg());
  const segments = [
    jpegSegment(0xe1, latin1Bytes('http://ns.adobe.com/xap/1.0/\0'), latin1Bytes(XMP)),
    jpegSegment(0xe1, latin1Bytes('http://ns.adobe.com/xmp/extension/\0'), new Uint8Array(60_000)),
    jpegSegment(0xea, latin1Bytes(`AIGC${AIGC}`)),
    jpegSegment(0xeb, otherJumbf()),
    jpegSegment(0xed, latin1Bytes('Photoshop 3.08BIM'), new Uint8Array(40)),
    jpegSegment(0xee, latin1Bytes('Adobe'), Uint8Array.of(0, 100, 0, 0, 0, 0, 1)),
    jpegSegment(0xfe, latin1Bytes('a comment')),
  ];
  const head = concat([base.subarray(0, 2), ...segments]);
  const length = multiPicture(0, 0, 0).length;
  const primary = head.length + length + base.length - 2;
  const index = multiPicture(primary, gain.length, primary - head.length - 8);
  const film = concat([Uint8Array.of(0, 0, 0, 16), latin1Bytes('ftypmp42\0\0\0\0')]);
  return concat([head, index, base.subarray(2), gain, film]);
}

/** Of sRGB (PNG, third edition, 11.3.2.1). */
function chromaticities(): Uint8Array {
  const bytes = new Uint8Array(32);
  const values = [31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000];
  for (const [i, value] of values.entries()) viewOf(bytes).setUint32(4 * i, value);
  return bytes;
}

export async function wholePng(options: Drawn = {}): Promise<Uint8Array> {
  const png = await bytesOf(withMetadata(drawn(options)).png({ progressive: true }));
  const chunks = [
    pngChunk('gAMA', Uint8Array.of(0, 1, 0x86, 0xa0)),
    pngChunk('cHRM', chromaticities()),
    pngChunk('cICP', Uint8Array.of(9, 16, 0, 1)),
    pngChunk('sBIT', Uint8Array.of(7, 8, 7)),
    pngChunk('bKGD', Uint8Array.of(0, 10, 0, 20, 0, 30)),
    pngChunk('pHYs', Uint8Array.of(0, 0, 1, 0, 0, 0, 1, 0, 1)),
    pngChunk('tIME', Uint8Array.of(7, 234, 1, 2, 3, 4, 5)),
    pngChunk('tEXt', latin1Bytes('parameters\0a lighthouse\nSteps: 20, Seed: 1234')),
    pngChunk('tEXt', latin1Bytes('workflow\0{"nodes":[]}')),
    pngChunk('tEXt', latin1Bytes(`AIGC\0${AIGC}`)),
    pngChunk('iTXt', latin1Bytes(`XML:com.adobe.xmp\0\0\0\0\0${XMP}`)),
    pngChunk('prVt', latin1Bytes('a private chunk that is safe to copy')),
  ];
  const chunksBehind = [pngChunk('tEXt', latin1Bytes('Comment\0behind the picture'))];
  const pieces = [png.subarray(0, 33), ...chunks, png.subarray(33, png.length - 12)];
  return concat([...pieces, ...chunksBehind, png.subarray(png.length - 12), latin1Bytes('tail')]);
}

export async function wholeWebp(lossless: boolean, options: Drawn = {}): Promise<Uint8Array> {
  const webp = await bytesOf(withMetadata(drawn(options)).webp({ lossless, quality: 90 }));
  const bytes = concat([
    webp,
    riffChunk('XMP ', latin1Bytes(XMP)),
    riffChunk('AIGC', latin1Bytes(AIGC)),
  ]);
  bytes[20] = bytes[20]! | 0x04;
  setRiffLength(bytes);
  return concat([bytes, latin1Bytes('tail')]);
}

export async function wholeGif(options: Drawn = {}): Promise<Uint8Array> {
  const gif = await bytesOf(drawn(options).gif());
  const comment = concat([
    Uint8Array.of(0x21, 0xfe, 9),
    latin1Bytes('a comment'),
    Uint8Array.of(0),
  ]);
  // XMP in a GIF is no sub-blocks, and ends so that readers of sub-blocks find its end.
  const magic = Uint8Array.from({ length: 258 }, (_, i) => (i === 0 ? 1 : i < 257 ? 256 - i : 0));
  const xmp = concat([
    Uint8Array.of(0x21, 0xff, 11),
    latin1Bytes(`XMP DataXMP${XMP}`),
    magic.subarray(0, 257),
    Uint8Array.of(0),
  ]);
  const end = gif.length - 1;
  const profile = gifExtension('ICCRGBG1012', new Uint8Array(600));
  // Behind the screen and its colours.
  const start = 13 + (gif[10]! & 0x80 ? 3 * 2 ** ((gif[10]! & 7) + 1) : 0);
  const pieces = [gif.subarray(0, start), comment, profile, gif.subarray(start, end), xmp];
  return concat([...pieces, gif.subarray(end), latin1Bytes('tail')]);
}

export interface TiffField {
  readonly tag: number;
  readonly type: number;
  readonly values: readonly number[] | string | Uint8Array;
}

/**
 * A TIFF of its own making: any byte order, any fields, the picture data in the middle and a note whose
 * place stands in no table.
 */
export function tiffOf(
  strips: readonly Uint8Array[],
  fields: readonly TiffField[],
  { littleEndian = true, behind = 'a note at a fixed place' } = {},
): Uint8Array {
  const parts: Uint8Array[] = [new Uint8Array(8)];
  let length = 8;
  const put = (bytes: Uint8Array) => {
    if (length % 2) parts.push(new Uint8Array(1));
    length += length % 2;
    parts.push(bytes);
    length += bytes.length;
    return length - bytes.length;
  };
  const offsets = strips.map(put);
  put(latin1Bytes(behind));
  const sizes: Record<number, number> = { 1: 1, 2: 1, 3: 2, 4: 4, 7: 1 };
  const all = [
    ...fields,
    { tag: 273, type: 4, values: offsets },
    { tag: 279, type: 4, values: strips.map((strip) => strip.length) },
  ].sort((a, b) => a.tag - b.tag);
  const directory = new Uint8Array(2 + 12 * all.length + 4);
  const view = viewOf(directory);
  view.setUint16(0, all.length, littleEndian);
  for (const [i, { tag, type, values }] of all.entries()) {
    const data =
      typeof values === 'string'
        ? latin1Bytes(`${values}\0`)
        : values instanceof Uint8Array
          ? values
          : numbers(values, sizes[type]!, littleEndian);
    const at = 2 + 12 * i;
    view.setUint16(at, tag, littleEndian);
    view.setUint16(at + 2, type, littleEndian);
    view.setUint32(at + 4, data.length / sizes[type]!, littleEndian);
    if (data.length <= 4) directory.set(data, at + 8);
    else view.setUint32(at + 8, put(data), littleEndian);
  }
  const start = put(directory);
  const bytes = concat(parts);
  bytes.set(latin1Bytes(littleEndian ? 'II' : 'MM'));
  viewOf(bytes).setUint16(2, 42, littleEndian);
  viewOf(bytes).setUint32(4, start, littleEndian);
  return bytes;
}

function numbers(values: readonly number[], size: number, littleEndian: boolean): Uint8Array {
  const bytes = new Uint8Array(values.length * size);
  for (const [i, value] of values.entries()) {
    if (size === 1) bytes[i] = value;
    else if (size === 2) viewOf(bytes).setUint16(2 * i, value, littleEndian);
    else viewOf(bytes).setUint32(4 * i, value, littleEndian);
  }
  return bytes;
}

/** Rows of 16-bit RGB in strips, uncompressed, with tags of people, cameras and programs. */
export function wholeTiff(
  littleEndian: boolean,
  size: 8 | 16 = 16,
  { data: source = samples(), width = WIDTH, height = HEIGHT }: Drawn = {},
): Uint8Array {
  const rows = 16;
  const strips: Uint8Array[] = [];
  for (let row = 0; row < height; row += rows) {
    const part = source.subarray(row * width * 3, (row + rows) * width * 3);
    strips.push(
      size === 8
        ? part.slice()
        : numbers(
            Array.from(part, (sample) => sample * 257),
            2,
            littleEndian,
          ),
    );
  }
  return tiffOf(
    strips,
    [
      { tag: 256, type: 3, values: [width] },
      { tag: 257, type: 3, values: [height] },
      { tag: 258, type: 3, values: [size, size, size] },
      { tag: 259, type: 3, values: [1] },
      { tag: 262, type: 3, values: [2] },
      { tag: 270, type: 2, values: 'a description' },
      { tag: 274, type: 3, values: [6] },
      { tag: 277, type: 3, values: [3] },
      { tag: 278, type: 3, values: [rows] },
      { tag: 284, type: 3, values: [1] },
      { tag: 305, type: 2, values: 'a program' },
      { tag: 315, type: 2, values: AUTHOR },
      { tag: 700, type: 1, values: latin1Bytes(XMP) },
      { tag: 33_432, type: 2, values: '(c) somebody' },
      { tag: 33_723, type: 7, values: latin1Bytes('\x1c\x02\x50\0\x05Smith') },
      { tag: 50_000, type: 7, values: latin1Bytes('private data of a program') },
    ],
    { littleEndian },
  );
}
