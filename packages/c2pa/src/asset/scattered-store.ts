import { inflateSync } from 'node:zlib';
import { ContainerError, joinedBlocks, xmlTags } from '@provenance/container';
import { MAX_STORE_BYTES } from '../store/store.ts';
import { APP11, jpegSegments } from './jpeg-segments.ts';

/** How much of an APP11 segment's contents repeats what the first one said (C2PA 2.4 A.3.1). */
const APP11_HEADER = 8;
const APP11_CONTINUATION_HEADER = 16;

/** Stores that lie in a JPEG's APP11 segments, put together as c2pa-rs does it. */
export function jpegStores(bytes: Buffer): Buffer[] {
  const stores = new Map<number, Buffer[]>();
  for (const { marker, contents, end } of jpegSegments(bytes)) {
    if (marker !== APP11 || end - contents <= APP11_CONTINUATION_HEADER) continue;
    const box = bytes.readUInt16BE(contents + 2);
    const known = stores.get(box);
    if (known) known.push(bytes.subarray(contents + APP11_CONTINUATION_HEADER, end));
    else stores.set(box, [bytes.subarray(contents + APP11_HEADER, end)]);
  }
  return [...stores.values()].map((parts) => Buffer.concat(parts));
}

/** Stores in a GIF's application extensions, cut into sub-blocks of 255 bytes. */
export function gifStores(bytes: Buffer): Buffer[] {
  const stores: Buffer[] = [];
  for (let at = bytes.indexOf('C2PA_GIF'); at !== -1; at = bytes.indexOf('C2PA_GIF', at + 8)) {
    // The identifier is followed by 3 bytes of authentication code.
    stores.push(Buffer.from(joinedBlocks(bytes.subarray(at + 11))));
  }
  return stores;
}

/** Shorter runs of base64 hold no store. */
const BASE64 = /[A-Za-z0-9+/]{64,}/g;

/**
 * What may be a store in an SVG's `<c2pa:manifest>`: every run of base64, wherever it stands, as two readers
 * of XML may see an element in different places. The engine takes no white space within it.
 */
export function svgStores(bytes: Buffer): Buffer[] {
  if (!bytes.includes('manifest')) return [];
  return Array.from(bytes.toString('latin1').matchAll(BASE64), ([run]) =>
    Buffer.from(run, 'base64'),
  );
}

/** Whether an SVG has more than one element for a manifest, of which readers take different ones (A.3.3). */
export function hasSeveralSvgStores(bytes: Buffer): boolean {
  const first = bytes.indexOf(SVG_STORE);
  if (first === -1 || bytes.indexOf(SVG_STORE, first + 1) === -1) return false;
  let count = 0;
  try {
    for (const { kind, name } of xmlTags(bytes.toString())) {
      if (name === 'c2pa:manifest' && kind !== 'end' && ++count > 1) return true;
    }
  } catch (error) {
    if (!(error instanceof ContainerError)) throw error;
  }
  return false;
}

const SVG_STORE = '<c2pa:manifest';

/** In the tag's flags and, from ID3v2.4 on, in those of a frame (its second byte). */
const TAG_UNSYNCHRONISED = 0x80;
const FRAME_UNSYNCHRONISED = 0x02;

/**
 * What an MP3's ID3 tag holds that its bytes do not show: the tag with its unsynchronisation undone, and its
 * compressed frames decompressed.
 *
 * @returns null: it is larger than any store.
 */
export function id3Stores(bytes: Buffer): Buffer[] | null {
  if (bytes.toString('latin1', 0, 3) !== 'ID3') return [];
  // Four bytes of 7 bits: the length of the tag.
  const length = [6, 7, 8, 9].reduce((sum, at) => sum * 128 + ((bytes[at] ?? 0) & 0x7f), 0);
  const tag = bytes.subarray(0, 10 + length);
  const synchronised = unsynchronised(tag);
  const stores = [...synchronised];
  let left = MAX_STORE_BYTES;
  for (const each of [tag, ...synchronised]) {
    for (const start of compressedData(each)) {
      const frame = inflated(each.subarray(start), left);
      if (frame === null) return null;
      left -= frame.length;
      stores.push(frame);
    }
  }
  return stores;
}

/**
 * A tag with its unsynchronisation (a zero after every FF) undone, if it or a frame that can hold a store
 * says that it was: in any other, certificates and signatures have such pairs by chance, and without the
 * zero they would look like what they are not.
 */
function unsynchronised(tag: Buffer): Buffer[] {
  let said = ((tag[5] ?? 0) & TAG_UNSYNCHRONISED) !== 0;
  for (let at = tag.indexOf('GEOB'); !said && at !== -1; at = tag.indexOf('GEOB', at + 4)) {
    said = ((tag[at + 9] ?? 0) & FRAME_UNSYNCHRONISED) !== 0;
  }
  return said ? [Buffer.from(tag.toString('latin1').replaceAll('\xff\0', '\xff'), 'latin1')] : [];
}

/** Set in the second byte of a frame's flags where it is compressed: 0x80 in 2.3, 0x08 in 2.4. */
const COMPRESSED = Array.from({ length: 256 }, (_, byte) => byte)
  .filter((byte) => (byte & 0x88) !== 0)
  .map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`)
  .join('');
/** Name, length and flags of such a frame. */
const FRAME = new RegExp(`(?=[A-Z][A-Z0-9]{3}[\\s\\S]{5}[${COMPRESSED}])`, 'g');
const FRAME_HEADER = 10;
/** Lengths and groups may stand between the header of a frame and what was compressed. */
const MOST_BETWEEN = 8;

/**
 * Where zlib data may begin that a frame says it has. Frames are found by how they look and not by walking
 * the tag: a reader that counts otherwise would find others.
 */
function* compressedData(tag: Buffer): Generator<number> {
  for (const { index } of tag.toString('latin1').matchAll(FRAME)) {
    for (let at = index + FRAME_HEADER; at <= index + FRAME_HEADER + MOST_BETWEEN; at++) {
      const head = at + 2 <= tag.length ? tag.readUInt16BE(at) : 0;
      // RFC 1950 2.2: the method is 8, and the two bytes are a multiple of 31.
      if ((head & 0x0f00) === 0x0800 && head % 31 === 0) yield at;
    }
  }
}

/** As far as it can be decompressed; null: to more than there is room for. */
function inflated(data: Buffer, most: number): Buffer | null {
  try {
    return inflateSync(data, { maxOutputLength: most });
  } catch (error) {
    const isTooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    return isTooLarge ? null : Buffer.alloc(0);
  }
}
