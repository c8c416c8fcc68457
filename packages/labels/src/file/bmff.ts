import {
  type BmffHeader,
  type BmffItem,
  type ByteSource,
  bmffBoxes,
  bmffItems,
  bmffItemTypes,
  boxesAt,
  childrenOf,
  concat,
  latin1,
  memorySource,
  viewOf,
} from '@provenance/container';
import { readExif } from '../block/exif.ts';
import { readItemList, readUserData } from '../block/quicktime.ts';
import { readXmp } from '../block/xmp.ts';
import { inflate } from '../field/inflate.ts';
import type { Reading } from '../field/reading.ts';

const XMP_UUID = 'be7acfcb97a942e89c71999491e3afac';

/**
 * Files of boxes: HEIF and AVIF (items of EXIF and XMP), MP4 and QuickTime (user data, item lists, the
 * `uuid` box of XMP), JPEG XL (boxes of EXIF and XMP).
 */
export function readBmff(bytes: Uint8Array, reading: Reading): void {
  const source = memorySource(bytes);
  const top = bmffBoxes(source);
  for (const box of top) {
    if (box.kind === 'uuid' && box.userType === XMP_UUID) {
      readXmp(source.read(box.contents, box.length), box.kind, reading);
    } else if (box.kind === 'xml ')
      readXmp(source.read(box.contents, box.length), box.kind, reading);
    else if (box.kind === 'Exif')
      readExifItem(source.read(box.contents, box.length), box.kind, reading);
    else if (box.kind === 'brob') {
      // JPEG XL may keep its metadata in Brotli.
      const inside = latin1(source.read(box.contents, 4));
      if (inside === 'xml ' || inside === 'Exif') reading.cannotRead(inside, 'compressed');
    }
  }
  reading.attempt('meta', () => readItems(source, top, reading));
  reading.attempt('moov', () => {
    for (const movie of top.filter(({ kind }) => kind === 'moov'))
      readMovie(source, movie, reading);
  });
}

function readMovie(source: ByteSource, movie: BmffHeader, reading: Reading): void {
  for (const box of childrenOf(source, movie)) {
    reading.attempt(box.kind, () => {
      if (box.kind === 'meta') readItemList(source, box, reading);
      else if (box.kind === 'udta') readUserData(source, box, reading);
      else if (box.kind === 'uuid' && box.userType === XMP_UUID) {
        readXmp(source.read(box.contents, box.length), box.kind, reading);
      }
    });
  }
}

function readItems(source: ByteSource, top: readonly BmffHeader[], reading: Reading): void {
  const wanted = bmffItemTypes(source, top).filter(
    ({ kind, contentType }) => kind === 'Exif' || contentType === 'application/rdf+xml',
  );
  if (wanted.length === 0) return;
  const places = new Map<number, BmffItem>();
  // Those of the top level come first: an identifier of a track is another item.
  for (const item of bmffItems(source, top)) {
    if (!places.has(item.id)) places.set(item.id, item);
  }
  const [idat] = boxesAt(source, top, ['meta', 'idat']);
  for (const { id, kind, contentEncoding } of wanted) {
    const part = kind === 'Exif' ? kind : 'mime';
    const item = places.get(id);
    const isHere = item?.place === 'file' || (item?.place === 'idat' && idat !== undefined);
    if (item === undefined || item.isElsewhere || !isHere) {
      reading.cannotRead(part, 'elsewhere');
      continue;
    }
    const length = item.extents.reduce((sum, extent) => sum + extent.length, 0);
    if (length > reading.roomFor() || item.extents.length > MOST_EXTENTS) {
      reading.cannotRead(part, 'limit');
      continue;
    }
    const base = item.place === 'idat' ? idat!.contents : 0;
    const data = concat(
      item.extents.map((extent) => source.read(base + extent.start, extent.length)),
    );
    if (data.length < length) reading.cannotRead(part, 'truncated');
    else if (part === 'Exif') readExifItem(data, part, reading);
    else if (contentEncoding === '') readXmp(data, part, reading);
    else if (DEFLATE.has(contentEncoding)) {
      reading.attempt(part, () => readXmp(inflate(data, reading.roomFor(), 'any'), part, reading));
    } else reading.cannotRead(part, 'compressed');
  }
}

/** Names of what {@link inflate} undoes; ISO/IEC 14496-12 8.11.6.3 has the first and takes over those of HTTP. */
const DEFLATE = new Set(['deflate', 'gzip', 'compress_zlib']);

/** Metadata lies in one piece, or in few. */
const MOST_EXTENTS = 1000;

/** Four bytes in front say how far the TIFF is from there (ISO/IEC 23008-12 A.2.1). */
function readExifItem(data: Uint8Array, part: string, reading: Reading): void {
  const skip = data.length < 4 ? data.length : 4 + viewOf(data).getUint32(0);
  if (skip >= data.length) reading.cannotRead(part, 'damaged');
  else readExif(data.subarray(skip), part, reading);
}
