import {
  ContainerError,
  concat,
  contentsOf,
  Edit,
  JPEG_PIECE_HEADER,
  jpegBoxNumber,
  jpegIdentifier,
  jpegParts,
  jpegSegment,
  jpegStoreSegments,
  MOST_SEGMENT_BYTES,
  memorySource,
  mpEntries,
  type Part,
  viewOf,
  withMpEntries,
} from '@provenance/container';
import type { Embedding } from './embedding.ts';

/** Length and type of the box, which each further piece repeats. */
const BOX_HEADER = 8;
const FIRST = MOST_SEGMENT_BYTES - JPEG_PIECE_HEADER;
const FURTHER = FIRST - BOX_HEADER;
const SEGMENT_HEADER = 4;

/**
 * A JPEG whose store stands in APP11 segments (C2PA 2.4 A.3.1), behind JFIF and EXIF, which their own
 * specifications want first. JUMBF of others stays. The sizes that a Multi-Picture file says of itself are
 * set anew.
 *
 * @throws ContainerError
 */
export function embedInJpeg(bytes: Uint8Array): Embedding {
  const { parts } = jpegParts(memorySource(bytes));
  if (!parts.some(({ kind }) => kind === 'SOS')) {
    throw new ContainerError('malformed', 'A JPEG has a scan.');
  }
  const before = lastOfHead(bytes, parts);
  const old = jpegStoreSegments(bytes, parts);
  const number = freeNumber(bytes, parts, old);
  const removedBefore = lengthOf(old.filter(({ start }) => start < before.end));
  const start = before.end - removedBefore;
  return {
    exclusions: (length) => [{ start, length: segmentsLength(length) }],
    pieces: (store) => {
      const made = new Edit(bytes, parts);
      for (const part of old) made.remove(part);
      made.insertAfter(before, ...segments(store, number));
      withNewSizes(made, bytes, parts, old, segmentsLength(store.length));
      return made.pieces();
    },
  };
}

/** SOI, and JFIF and EXIF where they follow it. */
export function lastOfHead(bytes: Uint8Array, parts: readonly Part[]): Part {
  let last = parts[0]!;
  for (const part of parts.slice(1)) {
    const isExif = part.kind === 'APP1' && jpegIdentifier(contentsOf(bytes, part)) === 'Exif';
    if (part.kind !== 'APP0' && !isExif) break;
    last = part;
  }
  return last;
}

/** A number that no other box of the file has. */
function freeNumber(bytes: Uint8Array, parts: readonly Part[], old: readonly Part[]): number {
  const taken = new Set(
    parts.filter((part) => !old.includes(part)).map((part) => jpegBoxNumber(bytes, part)),
  );
  let number = 0x0211;
  while (taken.has(number)) number++;
  return number;
}

function segmentsLength(storeLength: number): number {
  const further = Math.max(0, Math.ceil((storeLength - FIRST) / FURTHER));
  return storeLength + (1 + further) * (SEGMENT_HEADER + JPEG_PIECE_HEADER) + further * BOX_HEADER;
}

function segments(store: Uint8Array, number: number): Uint8Array[] {
  const made: Uint8Array[] = [];
  const box = store.subarray(0, BOX_HEADER);
  for (let at = 0; at === 0 || at < store.length; ) {
    const header = new Uint8Array(JPEG_PIECE_HEADER);
    header.set([0x4a, 0x50]);
    viewOf(header).setUint16(2, number);
    viewOf(header).setUint32(4, made.length + 1);
    const piece = store.subarray(at, at + (at === 0 ? FIRST : FURTHER));
    made.push(jpegSegment(0xeb, header, ...(at === 0 ? [] : [box]), piece));
    at += piece.length;
    if (store.length === 0) break;
  }
  return made;
}

/** The first picture is longer by what was put into its head; the others stand behind it, counted from the segment on. */
export function withNewSizes(
  edit: Edit,
  bytes: Uint8Array,
  parts: readonly Part[],
  old: readonly Part[],
  added: number,
): void {
  for (const part of parts) {
    if (part.kind !== 'APP2') continue;
    const contents = contentsOf(bytes, part);
    const entries = mpEntries(contents);
    if (entries.length === 0) continue;
    const removedBehind = lengthOf(old.filter(({ start }) => start > part.start));
    const changed = entries.map(({ attributes, size, offset }) => ({
      attributes,
      size: offset === 0 ? size + added - lengthOf(old) : size,
      offset: offset === 0 ? 0 : offset - removedBehind,
    }));
    edit.replace(part, jpegSegment(0xe2, withMpEntries(contents, changed)), tailOf(bytes, part));
  }
}

/** Fill bytes between a segment and the next. */
function tailOf(bytes: Uint8Array, { contents, length, end }: Part): Uint8Array {
  return concat([bytes.subarray(contents + length, end)]);
}

function lengthOf(parts: readonly Part[]): number {
  return parts.reduce((sum, { start, end }) => sum + end - start, 0);
}
