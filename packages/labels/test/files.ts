import { deflateSync } from 'node:zlib';
import { concat, gifExtension, jpegSegment, pngChunk, riffChunk } from '@provenance/container';

/** The smallest files that are of their format, with metadata in the places where writers put it. */

export const utf8 = (text: string) => new TextEncoder().encode(text);
export const ascii = (text: string) =>
  Uint8Array.from(text, (character) => character.charCodeAt(0));

export const RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"';
const NAMESPACES = [
  'xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"',
  'xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"',
  'xmlns:plus="http://ns.useplus.org/ldf/xmp/1.0/"',
  'xmlns:stEvt="http://ns.adobe.com/xap/1.0/sType/ResourceEvent#"',
  'xmlns:tdm="http://www.w3.org/ns/tdmrep/"',
  'xmlns:TC260="http://www.tc260.org.cn/ns/AIGC/1.0/"',
  'xmlns:xmp="http://ns.adobe.com/xap/1.0/"',
  'xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"',
].join(' ');

/** @param inside Elements of the resource's properties. @param attributes The same as attributes. */
export function xmp(inside: string, attributes = ''): Uint8Array {
  return utf8(
    `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF ${RDF}><rdf:Description rdf:about="" ${NAMESPACES} ${attributes}>${inside}</rdf:Description></rdf:RDF></x:xmpmeta>${' '.repeat(40)}<?xpacket end="w"?>`,
  );
}

export const sourceType = (value: string) =>
  `<Iptc4xmpExt:DigitalSourceType>${value}</Iptc4xmpExt:DigitalSourceType>`;

export const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

export function aigc(label: unknown = '1'): string {
  return JSON.stringify({
    Label: label,
    ContentProducer: '001191110000TEST',
    ProduceID: 'p-1',
    ReservedCode1: '',
    ContentPropagator: '001191110000TEST',
    PropagateID: 'p-1',
    ReservedCode2: '',
  });
}

interface Tag {
  readonly tag: number;
  readonly type: number;
  readonly data: Uint8Array;
}

export const text = (tag: number, value: string): Tag => ({
  tag,
  type: 2,
  data: utf8(`${value}\0`),
});

/** A little-endian TIFF of one directory, and of an EXIF directory if there is something for it. */
export function tiff(tags: readonly Tag[], exif: readonly Tag[] = []): Uint8Array {
  const own = [...tags];
  if (exif.length > 0) own.push({ tag: 34665, type: 4, data: new Uint8Array(4) });
  const exifAt = 8 + directoryLength(own);
  const pointer = new Uint8Array(4);
  new DataView(pointer.buffer).setUint32(0, exifAt, true);
  const isPointer = ({ tag }: Tag) => exif.length > 0 && tag === 34665;
  const first = own.map((each) => (isPointer(each) ? { ...each, data: pointer } : each));
  const header = Uint8Array.of(0x49, 0x49, 42, 0, 8, 0, 0, 0);
  const pieces = [header, directory(first, 8)];
  if (exif.length > 0) pieces.push(directory(exif, exifAt));
  return concat(pieces);
}

function directoryLength(tags: readonly Tag[]): number {
  const values = tags.filter(({ data }) => data.length > 4);
  return 6 + 12 * tags.length + values.reduce((sum, { data }) => sum + data.length, 0);
}

function directory(tags: readonly Tag[], at: number): Uint8Array {
  const bytes = new Uint8Array(directoryLength(tags));
  const view = new DataView(bytes.buffer);
  view.setUint16(0, tags.length, true);
  let values = 6 + 12 * tags.length;
  for (const [i, { tag, type, data }] of [...tags].sort((a, b) => a.tag - b.tag).entries()) {
    const entry = 2 + 12 * i;
    view.setUint16(entry, tag, true);
    view.setUint16(entry + 2, type, true);
    view.setUint32(entry + 4, type === 4 ? 1 : data.length, true);
    if (data.length <= 4) bytes.set(data, entry + 8);
    else {
      view.setUint32(entry + 8, at + values, true);
      bytes.set(data, values);
      values += data.length;
    }
  }
  return bytes;
}

export const comment = (value: string): Tag => ({
  tag: 0x9286,
  type: 7,
  data: concat([ascii('ASCII\0\0\0'), utf8(value)]),
});

/** As Python's writers have it: big-endian, whatever the TIFF is. */
export function wideComment(value: string): Tag {
  const wide = Uint8Array.from(
    [...value].flatMap((letter) => [letter.charCodeAt(0) >> 8, letter.charCodeAt(0) & 0xff]),
  );
  return { tag: 0x9286, type: 7, data: concat([ascii('UNICODE\0'), wide]) };
}

export const exifSegment = (block: Uint8Array) => jpegSegment(0xe1, ascii('Exif\0\0'), block);
export const xmpSegment = (packet: Uint8Array) =>
  jpegSegment(0xe1, ascii('http://ns.adobe.com/xap/1.0/\0'), packet);

export function iimDataset(dataset: number, value: string): Uint8Array {
  const data = utf8(value);
  return concat([Uint8Array.of(0x1c, 2, dataset, data.length >> 8, data.length & 0xff), data]);
}

export function photoshopSegment(iim: Uint8Array): Uint8Array {
  const header = new Uint8Array(12);
  header.set(ascii('8BIM'));
  const view = new DataView(header.buffer);
  view.setUint16(4, 0x0404);
  view.setUint32(8, iim.length);
  const padding = new Uint8Array(iim.length & 1);
  return jpegSegment(0xed, ascii('Photoshop 3.0\0'), header, iim, padding);
}

export function jpeg(...segments: readonly Uint8Array[]): Uint8Array {
  const scan = concat([jpegSegment(0xda, new Uint8Array(10)), Uint8Array.of(1, 2, 3)]);
  return concat([Uint8Array.of(0xff, 0xd8), ...segments, scan, Uint8Array.of(0xff, 0xd9)]);
}

export function png(...chunks: readonly Uint8Array[]): Uint8Array {
  const header = Uint8Array.of(0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0);
  return concat([
    ascii('\x89PNG\r\n\x1a\n'),
    pngChunk('IHDR', header),
    ...chunks,
    pngChunk('IDAT', deflateSync(Uint8Array.of(0, 0))),
    pngChunk('IEND'),
  ]);
}

export const pngText = (keyword: string, value: string) =>
  pngChunk('tEXt', ascii(`${keyword}\0`), utf8(value));
export const pngCompressed = (keyword: string, value: string) =>
  pngChunk('zTXt', ascii(`${keyword}\0\0`), deflateSync(utf8(value)));
export const pngInternational = (keyword: string, value: Uint8Array, isCompressed = false) =>
  pngChunk(
    'iTXt',
    ascii(`${keyword}\0${isCompressed ? '\x01' : '\0'}\0\0\0`),
    isCompressed ? deflateSync(value) : value,
  );

/** As ImageMagick writes metadata into PNG. */
export function rawProfile(kind: string, profile: Uint8Array): Uint8Array {
  const digits = Buffer.from(profile).toString('hex').replace(/.{72}/g, '$&\n');
  const head = `\n${kind}\n${String(profile.length).padStart(8)}\n`;
  return pngCompressed(`Raw profile type ${kind}`, `${head}${digits}\n`);
}

export function riff(form: string, ...chunks: readonly Uint8Array[]): Uint8Array {
  const bytes = concat([ascii(`RIFF\0\0\0\0${form}`), ...chunks]);
  new DataView(bytes.buffer).setUint32(4, bytes.length - 8, true);
  return bytes;
}

export const webp = (...chunks: readonly Uint8Array[]) =>
  riff('WEBP', riffChunk('VP8X', new Uint8Array(10)), ...chunks);
export const wav = (...chunks: readonly Uint8Array[]) =>
  riff(
    'WAVE',
    riffChunk('fmt ', new Uint8Array(16)),
    riffChunk('data', new Uint8Array(4)),
    ...chunks,
  );
export const info = (id: string, value: string) =>
  riffChunk('LIST', ascii('INFO'), riffChunk(id, utf8(`${value}\0`)));

export function box(kind: string, ...contents: readonly Uint8Array[]): Uint8Array {
  const bytes = concat([new Uint8Array(4), ascii(kind), ...contents]);
  new DataView(bytes.buffer).setUint32(0, bytes.length);
  return bytes;
}

const fullBox = (kind: string, version: number, ...contents: readonly Uint8Array[]) =>
  box(kind, Uint8Array.of(version, 0, 0, 0), ...contents);

export function mp4(...boxes: readonly Uint8Array[]): Uint8Array {
  return concat([box('ftyp', ascii('isom\0\0\0\0isom')), ...boxes, box('mdat', new Uint8Array(8))]);
}

export const xmpBox = (packet: Uint8Array) =>
  box('uuid', Uint8Array.from(Buffer.from('be7acfcb97a942e89c71999491e3afac', 'hex')), packet);

const dataBox = (value: string) => box('data', Uint8Array.of(0, 0, 0, 1, 0, 0, 0, 0), utf8(value));
const handler = () => fullBox('hdlr', 0, new Uint8Array(4), ascii('mdir'), new Uint8Array(13));

/** iTunes's list, with the four letters of an item, or a name of one's own. */
export const itemList = (kind: string, value: string, name = '') =>
  box(
    'udta',
    fullBox(
      'meta',
      0,
      handler(),
      box(
        'ilst',
        kind === '----'
          ? box(
              kind,
              fullBox('mean', 0, ascii('com.example')),
              fullBox('name', 0, ascii(name)),
              dataBox(value),
            )
          : box(kind, dataBox(value)),
      ),
    ),
  );

/** The list of the phones, with its table of names. */
export const keyedList = (name: string, value: string) =>
  box(
    'meta',
    handler(),
    fullBox('keys', 0, Uint8Array.of(0, 0, 0, 1), box('mdta', ascii(name))),
    box('ilst', box('\0\0\0\x01', dataBox(value))),
  );

/** QuickTime's text, with the four zeros that end its list. */
export function userData(kind: string, value: string): Uint8Array {
  const bytes = utf8(value);
  const header = Uint8Array.of(bytes.length >> 8, bytes.length & 0xff, 0, 0);
  return box('udta', box(kind, header, bytes), new Uint8Array(4));
}

/** A HEIF whose items are EXIF and XMP, one in the file and one beside the table. */
export function avif(exif: Uint8Array, packet: Uint8Array, encoding = ''): Uint8Array {
  const infe = (id: number, kind: string, type = '') =>
    fullBox('infe', 2, Uint8Array.of(0, id, 0, 0), ascii(`${kind}\0${type}${type && '\0'}`));
  const withExtents = (exifAt: number) => {
    const iloc = new Uint8Array(4 + 2 * 16);
    const view = new DataView(iloc.buffer);
    view.setUint16(0, 0x4400);
    view.setUint16(2, 2);
    const places = [
      [1, 0, exifAt, exif.length + 4],
      [2, 1, 0, packet.length],
    ] as const;
    for (const [i, [id, place, start, length]] of places.entries()) {
      const at = 4 + 16 * i;
      view.setUint16(at, id);
      view.setUint16(at + 2, place);
      view.setUint16(at + 6, 1);
      view.setUint32(at + 8, start);
      view.setUint32(at + 12, length);
    }
    const meta = fullBox(
      'meta',
      0,
      fullBox(
        'iinf',
        0,
        Uint8Array.of(0, 2),
        infe(1, 'Exif'),
        infe(2, 'mime', `application/rdf+xml${encoding && `\0${encoding}`}`),
      ),
      fullBox('iloc', 1, iloc),
      box('idat', packet),
    );
    return concat([box('ftyp', ascii('avif\0\0\0\0avif')), meta]);
  };
  const exifAt = withExtents(0).length + 8;
  return concat([withExtents(exifAt), box('mdat', new Uint8Array(4), exif)]);
}

export const jxl = (...boxes: readonly Uint8Array[]) =>
  concat([ascii('\0\0\0\x0cJXL \r\n\x87\n'), box('ftyp', ascii('jxl \0\0\0\0jxl ')), ...boxes]);

export function gif(...extensions: readonly Uint8Array[]): Uint8Array {
  return concat([ascii('GIF89a\x01\0\x01\0\0\0\0'), ...extensions, Uint8Array.of(0x3b)]);
}

/** As Adobe has it: no sub-blocks, and a trailer that leads any reader to the end. */
export function gifXmp(packet: Uint8Array): Uint8Array {
  const empty = gifExtension('XMP DataXMP', new Uint8Array(0));
  const trailer = Uint8Array.from({ length: 257 }, (_, i) => (i === 0 ? 1 : 256 - i));
  return concat([empty.subarray(0, -1), packet, trailer, Uint8Array.of(0)]);
}

export function id3(version: 3 | 4, ...frames: readonly Uint8Array[]): Uint8Array {
  const length = frames.reduce((sum, { length }) => sum + length, 0);
  return concat([ascii('ID3'), Uint8Array.of(version, 0, 0, ...synchsafe(length)), ...frames]);
}

function synchsafe(length: number): number[] {
  return [21, 14, 7, 0].map((shift) => (length >> shift) & 0x7f);
}

/** @param flags The second byte of them. */
export function frame(
  kind: string,
  contents: Uint8Array,
  version: 3 | 4 = 4,
  flags = 0,
): Uint8Array {
  const { length } = contents;
  const size =
    version === 4 ? synchsafe(length) : [24, 16, 8, 0].map((by) => (length >> by) & 0xff);
  return concat([ascii(kind), Uint8Array.of(...size, 0, flags), contents]);
}

export const mp3 = (tag: Uint8Array) => concat([tag, Uint8Array.of(0xff, 0xfb, 0x90, 0, 0, 0)]);

export function flac(...comments: readonly string[]): Uint8Array {
  const counted = (value: string) => {
    const bytes = utf8(value);
    return concat([little(bytes.length), bytes]);
  };
  const block = concat([counted('test'), little(comments.length), ...comments.map(counted)]);
  const head = Uint8Array.of(
    0x84,
    block.length >> 16,
    (block.length >> 8) & 0xff,
    block.length & 0xff,
  );
  return concat([ascii('fLaC\0\0\0\x22'), new Uint8Array(34), head, block]);
}

export function little(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}

export const svg = (inside: string, before = '') =>
  utf8(`${before}<svg xmlns="http://www.w3.org/2000/svg">${inside}</svg>`);

export const pdf = (...objects: readonly (string | Uint8Array)[]) =>
  concat([
    ascii('%PDF-1.7\n'),
    ...objects.map((each) => (typeof each === 'string' ? ascii(each) : each)),
    ascii('\n%%EOF\n'),
  ]);
