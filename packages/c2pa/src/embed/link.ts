import {
  bmffBoxes,
  ContainerError,
  concat,
  contentsOf,
  Edit,
  gifParts,
  jpegParts,
  jpegSegment,
  latin1Bytes,
  localName,
  MOST_SEGMENT_BYTES,
  memorySource,
  type Part,
  pngChunk,
  pngParts,
  riffChunk,
  riffParts,
  setRiffLength,
  startsWith,
  svgParts,
  TiffFile,
  tiffDirectories,
  tiffFieldBytes,
  tiffLayout,
  viewOf,
} from '@provenance/container';
import { type MediaType, ProvenanceError } from '@provenance/content';
import { gifXmpExtension, xmpInGif } from '../asset/gif-xmp.ts';
import { readPngText } from '../asset/png-text.ts';
import { isStill, withBox } from './bmff.ts';
import { lastOfHead, withNewSizes } from './jpeg.ts';
import { placeIn } from './svg.ts';
import { noRoom, withLink } from './xmp-link.ts';

type Linker = (bytes: Uint8Array, url: string) => Uint8Array;

const LINKERS: Readonly<Partial<Record<MediaType, Linker>>> = {
  'image/jpeg': linkJpeg,
  'image/png': linkPng,
  'image/webp': linkWebp,
  'image/gif': linkGif,
  'image/svg+xml': linkSvg,
  'image/tiff': linkTiff,
  'image/x-adobe-dng': linkTiff,
  'image/avif': linkBmff,
  'image/heic': linkBmff,
  'image/heif': linkBmff,
};

/**
 * Writes a link to a manifest store into the XMP of pictures (C2PA 2.4 clause 11.5). Null for content into whose
 * XMP the engine writes.
 */
export function linkerOf(mediaType: MediaType, content: Uint8Array): Linker | null {
  const link = LINKERS[mediaType];
  if (link === undefined || (link === linkBmff && !isStill(content))) return null;
  return (bytes, url) => {
    try {
      return link(bytes, url);
    } catch (cause) {
      if (!(cause instanceof ContainerError)) throw cause;
      throw new ProvenanceError('IMAGE_CORRUPT', cause.message, { cause });
    }
  };
}

/** XMP part 3, 1.1.3. */
const JPEG_NAME = 'http://ns.adobe.com/xap/1.0/\0';

function linkJpeg(bytes: Uint8Array, url: string): Uint8Array {
  const { parts } = jpegParts(memorySource(bytes));
  const old = parts.filter(
    (part) => part.kind === 'APP1' && startsWith(contentsOf(bytes, part), JPEG_NAME),
  );
  const packet = old[0] ? contentsOf(bytes, old[0]).subarray(JPEG_NAME.length) : null;
  const contents = concat([latin1Bytes(JPEG_NAME), withLink(packet, url)]);
  if (contents.length > MOST_SEGMENT_BYTES) throw noRoom();
  const segment = jpegSegment(0xe1, contents);
  const edit = new Edit(bytes, parts);
  for (const part of old) edit.remove(part);
  edit.insertAfter(lastOfHead(bytes, parts), segment);
  withNewSizes(edit, bytes, parts, old, segment.length);
  return edit.write();
}

/** PNG 11.3.3.4 and XMP part 3, 1.1.5: keyword, compressed or not, method, no language, no translation. */
const PNG_NAME = 'XML:com.adobe.xmp\0';
const PNG_HEAD = `${PNG_NAME}\0\0\0\0`;
const MOST_PACKET_BYTES = 16 * 2 ** 20;

function linkPng(bytes: Uint8Array, url: string): Uint8Array {
  const { parts } = pngParts(memorySource(bytes));
  // libvips writes it compressed, into a chunk of another kind.
  const old = parts.filter(
    (part) => /^(iTXt|zTXt|tEXt)$/.test(part.kind) && startsWith(contentsOf(bytes, part), PNG_NAME),
  );
  const packet = old[0] && readPngText(old[0].kind, contentsOf(bytes, old[0]), MOST_PACKET_BYTES);
  if (packet === null) throw noRoom();
  const chunk = pngChunk('iTXt', latin1Bytes(PNG_HEAD), withLink(packet?.text ?? null, url));
  const header = parts.find(({ kind }) => kind === 'IHDR');
  if (header === undefined) throw new ContainerError('malformed', 'A PNG begins with IHDR.');
  const edit = new Edit(bytes, parts);
  for (const part of old) edit.remove(part);
  return edit.insertAfter(header, chunk).write();
}

const XMP_FLAG = 0x04;
const ALPHA_FLAG = 0x10;

function linkWebp(bytes: Uint8Array, url: string): Uint8Array {
  const { parts } = riffParts(memorySource(bytes));
  const chunks = parts.filter(({ kind }) => kind !== 'trailer');
  const old = chunks.filter(({ kind }) => kind === 'XMP ');
  const packet = old[0] ? contentsOf(bytes, old[0]) : null;
  const [, first] = chunks;
  if (first === undefined) throw new ContainerError('malformed', 'A WebP has a picture in it.');
  const edit = new Edit(bytes, parts);
  if (first.kind === 'VP8X') {
    const contents = Uint8Array.from(contentsOf(bytes, first));
    contents[0] = contents[0]! | XMP_FLAG;
    edit.replace(first, riffChunk('VP8X', contents));
  } else {
    edit.insertBefore(first, riffChunk('VP8X', extendedHeader(contentsOf(bytes, first), first)));
  }
  for (const part of old) edit.remove(part);
  const last = chunks.at(-1)!;
  const padding = new Uint8Array(old.includes(last) ? 0 : (last.end - last.start) & 1);
  edit.insertAfter(last, padding, riffChunk('XMP ', withLink(packet, url)));
  const made = edit.write();
  setRiffLength(made, parts.find(({ kind }) => kind === 'trailer')?.length);
  return made;
}

/** RFC 9649 2.7.1, of a file that has none: the size stands in the bitstream (RFC 6386 9.1, RFC 9649 3.4). */
function extendedHeader(bitstream: Uint8Array, { kind, length }: Part): Uint8Array {
  if (length < 10) throw new ContainerError('malformed', 'A bitstream is cut.');
  const view = viewOf(bitstream);
  let [width, height, alpha] = [0, 0, 0];
  if (kind === 'VP8L') {
    const bits = view.getUint32(1, true);
    [width, height] = [(bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1];
    alpha = (bits >>> 28) & 1 ? ALPHA_FLAG : 0;
  } else {
    [width, height] = [view.getUint16(6, true) & 0x3fff, view.getUint16(8, true) & 0x3fff];
  }
  const header = new Uint8Array(10);
  header[0] = XMP_FLAG | alpha;
  const sizes = viewOf(header);
  sizes.setUint16(4, (width - 1) & 0xffff, true);
  sizes.setUint16(7, (height - 1) & 0xffff, true);
  return header;
}

/**
 * A new packet stands in sub-blocks: all other readers of C2PA look there and nowhere else. One that is there as
 * XMP wants it stays so, or readers of XMP would lose it; only {@link linkIn} finds the link in that.
 */
function linkGif(bytes: Uint8Array, url: string): Uint8Array {
  const { parts, isTruncated } = gifParts(memorySource(bytes));
  if (isTruncated) throw new ContainerError('malformed', 'A GIF ends with its trailer.');
  const [header, screen, colours] = parts;
  const old = parts.flatMap((part) => {
    const xmp = xmpInGif(bytes, part);
    return xmp === null ? [] : [{ part, xmp }];
  });
  const { packet = null, form = 'blocks' } = old[0]?.xmp ?? {};
  const edit = new Edit(bytes, parts).replace(header!, latin1Bytes('GIF89a'));
  for (const { part } of old) edit.remove(part);
  const made = gifXmpExtension({ packet: withLink(packet, url), form });
  return edit.insertAfter(colours?.kind === 'GCT' ? colours : screen!, made).write();
}

/** Into the packet in the metadata of the root, or as a packet of its own. */
function linkSvg(bytes: Uint8Array, url: string): Uint8Array {
  // One character a byte: all that is looked for is ASCII.
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  const { root, metadata, inMetadata } = svgParts(text);
  if (root.name !== 'svg') {
    throw new ContainerError('malformed', 'No validator looks into an SVG with a prefix.');
  }
  const packets = inMetadata
    .filter(({ name, endTag }) => endTag !== null && /^(xmpmeta|RDF)$/.test(localName(name)))
    .map(({ startTag, endTag }) => bytes.subarray(startTag.start, endTag!.end));
  const old = packets.find((each) => LINKED.test(Buffer.from(each).toString('latin1')));
  const packet = old ?? packets[0];
  if (packet !== undefined) {
    const start = packet.byteOffset - bytes.byteOffset;
    const behind = bytes.subarray(start + packet.length);
    return concat([bytes.subarray(0, start), withLink(packet, url), behind]);
  }
  const { at, resumed, before, after } = placeIn(root, metadata.at(-1), ['', '']);
  const made = [latin1Bytes(before), withLink(null, url), latin1Bytes(after)];
  return concat([bytes.subarray(0, at), ...made, bytes.subarray(resumed)]);
}

const LINKED = /\bdcterms:provenance\b/;

/** TIFF tag of an XMP packet (XMP part 3, 1.1.7), as bytes. */
const TIFF_TAG = 700;
const BYTE = 1;

function linkTiff(bytes: Uint8Array, url: string): Uint8Array {
  const source = memorySource(bytes);
  const layout = tiffLayout(source);
  const [first] = tiffDirectories(source, layout);
  if (first === undefined) throw new ContainerError('malformed', 'A TIFF has a directory.');
  const file = new TiffFile(bytes);
  const old = first.entries.find(({ tag }) => tag === TIFF_TAG);
  const packet = old ? bytes.subarray(old.start, old.start + old.length) : null;
  const made = withLink(packet, url);
  if (old) file.clear(old.start, old.start + old.length);
  const place = file.append(made);
  const field = new Uint8Array(tiffFieldBytes(layout));
  const view = viewOf(field);
  const { littleEndian, isBig } = layout;
  view.setUint16(0, TIFF_TAG, littleEndian);
  view.setUint16(2, BYTE, littleEndian);
  if (isBig) view.setBigUint64(4, BigInt(made.length), littleEndian);
  else view.setUint32(4, made.length, littleEndian);
  if (isBig) view.setBigUint64(12, BigInt(place), littleEndian);
  else view.setUint32(8, place, littleEndian);
  const kept = first.entries
    .filter(({ tag }) => tag !== TIFF_TAG)
    .map(({ tag, at }) => ({ tag, bytes: bytes.slice(at, at + field.length) }));
  const fields = [...kept, { tag: TIFF_TAG, bytes: field }].sort((a, b) => a.tag - b.tag);
  file.directory(layout, first, fields);
  return file.bytes();
}

/** XMP part 3, 1.2.2.1: a box of this user type. */
const BMFF_TYPE = 'be7acfcb97a942e89c71999491e3afac';
const BMFF_HEAD = 24;

function linkBmff(bytes: Uint8Array, url: string): Uint8Array {
  const top = bmffBoxes(memorySource(bytes));
  const old = top.filter(({ kind, userType }) => kind === 'uuid' && userType === BMFF_TYPE);
  const packet = old[0] ? bytes.subarray(old[0].start + BMFF_HEAD, old[0].end) : null;
  const made = withLink(packet, url);
  const header = new Uint8Array(BMFF_HEAD);
  viewOf(header).setUint32(0, BMFF_HEAD + made.length);
  header.set(latin1Bytes('uuid'), 4);
  header.set(Buffer.from(BMFF_TYPE, 'hex'), 8);
  return concat(withBox(bytes, top, old, concat([header, made])));
}
