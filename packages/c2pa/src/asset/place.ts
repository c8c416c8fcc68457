import { blocksLength } from '@provenance/container';
import type { MediaType } from '@provenance/content';
import { MAX_STORE_BYTES } from '../store/store.ts';
import { APP11, jpegSegments } from './jpeg-segments.ts';
import { gifStores, jpegStores } from './scattered-store.ts';

export interface ByteRange {
  readonly start: number;
  readonly length: number;
}

/** Reads a range of the content; what lies beyond its end comes back short. */
export type Read = (start: number, length: number) => Buffer;

/**
 * What a format keeps the manifest in (C2PA 2.4 Annex A), if that is exactly a range that was written
 * down; else null.
 *
 * @param store The store that was validated.
 * @param isUpdated Update manifests were added to the store after the range was written down: what it is
 *   in is longer now.
 */
export function manifestPlace(
  read: Read,
  mediaType: MediaType | null,
  { start, length }: ByteRange,
  store: Buffer,
  isUpdated: boolean,
): ByteRange | null {
  if (isTiffCount(read, mediaType, start, length)) return { start, length };
  const ends = placeEnds(read, mediaType, start, store);
  // An update makes the store longer, and the hash of what it updates still has the old length.
  const end = isUpdated ? ends.at(-1) : ends.find((end) => end === length);
  if (end === undefined || length > end) return null;
  // A header alone can be forged inside other content, and reach over the rest of the file.
  const isPlace = isStore(storeIn(read(start, end), mediaType, store.length), store);
  return isPlace ? { start, length: end } : null;
}

/** How long the place can be that begins at `start`: with or without padding, of so many segments. */
function placeEnds(
  read: Read,
  mediaType: MediaType | null,
  start: number,
  store: Buffer,
): number[] {
  switch (mediaType) {
    case 'image/jpeg':
      return app11Ends(read(start, MAX_STORE_BYTES));
    case 'image/png':
      return isChunk(read(start, 8), 4, 'caBX') ? [12 + store.length] : [];
    case 'image/webp':
    case 'audio/wav':
    case 'video/x-msvideo':
      if (!isChunk(read(start, 8), 0, 'C2PA')) return [];
      return [8 + store.length, 8 + store.length + (store.length & 1)];
    case 'image/gif':
      return gifExtensionEnds(read(start, MAX_STORE_BYTES));
    case 'image/svg+xml':
      return svgManifestEnds(read, start);
    default:
      return [store.length];
  }
}

function isChunk(header: Buffer, at: number, type: string): boolean {
  return header.toString('latin1', at, at + 4) === type;
}

function storeIn(place: Buffer, mediaType: MediaType | null, length: number): Buffer | undefined {
  switch (mediaType) {
    case 'image/jpeg':
      return onlyOne(jpegStores(Buffer.concat([Buffer.of(0xff, 0xd8), place])));
    case 'image/gif':
      return gifStores(place)[0];
    case 'image/svg+xml':
      return Buffer.from(place.toString('latin1'), 'base64');
    case 'image/png':
    case 'image/webp':
    case 'audio/wav':
    case 'video/x-msvideo':
      return place.subarray(8, 8 + length);
    default:
      return place;
  }
}

/** With another box of JUMBF beside it, the place is more than that of the manifest. */
function onlyOne(stores: readonly Buffer[]): Buffer | undefined {
  return stores.length === 1 ? stores[0] : undefined;
}

/**
 * The engine forgives lengths and labels in a store's first boxes and writes them anew: those bytes
 * are not compared. RIFF stores may come back without their padding.
 */
function isStore(found: Buffer | undefined, store: Buffer): boolean {
  const lenient = 64;
  return (
    found !== undefined &&
    found.length === store.length &&
    found.subarray(lenient).equals(store.subarray(lenient))
  );
}

/** Where APP11 segments with JUMBF end that stand one after the other (C2PA 2.4 A.3.1). */
function app11Ends(run: Buffer): number[] {
  const ends: number[] = [];
  for (const { marker, start, contents, end } of jpegSegments(run, 0)) {
    if (marker !== APP11 || start !== (ends.at(-1) ?? 0)) break;
    if (run.toString('latin1', contents, contents + 2) !== 'JP') break;
    ends.push(end);
  }
  return ends;
}

/** Where one application extension `C2PA_GIF` ends, its sub-blocks and their end with it (A.3.6). */
function gifExtensionEnds(extension: Buffer): number[] {
  if (extension.toString('latin1', 0, 11) !== '!\xff\x0bC2PA_GIF') return [];
  const length = blocksLength(extension.subarray(14));
  return length === null ? [] : [14 + length];
}

/** Where the base64 text of a `<c2pa:manifest>` element ends that begins here (A.3.3). */
function svgManifestEnds(read: Read, start: number): number[] {
  const before = Math.min(start, 256);
  const opening = read(start - before, before).toString('latin1');
  if (!/<c2pa:manifest(\s[^<>]*)?>\s*$/.test(opening)) return [];
  const text = read(start, MAX_STORE_BYTES).toString('latin1');
  const end = text.indexOf('<');
  return /^[A-Za-z0-9+/=\s]*$/.test(text.slice(0, end)) ? [end] : [];
}

/** The count field of a TIFF's C2PA tag (0xCD41), which changes with the store. */
function isTiffCount(
  read: Read,
  mediaType: MediaType | null,
  start: number,
  length: number,
): boolean {
  if (mediaType !== 'image/tiff' && mediaType !== 'image/x-adobe-dng') return false;
  if ((length !== 4 && length !== 8) || start < 4) return false;
  const tag = read(start - 4, 2);
  if (tag.length < 2) return false;
  return (read(0, 1)[0] === 0x49 ? tag.readUInt16LE() : tag.readUInt16BE()) === 0xcd41;
}
