import { ContainerError, malformed } from './part.ts';
import { type ByteSource, startsWith, viewOf } from './source.ts';

/** Bytes of one value, by its type (TIFF 6.0 section 2, BigTIFF): 0 for a type that is unknown. */
const TYPE_BYTES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8];

/** One field of a directory. */
export interface TiffEntry {
  readonly tag: number;
  readonly type: number;
  /** Values, not bytes. */
  readonly count: number;
  /** Where the field stands. */
  readonly at: number;
  /** Where its values stand: in the field itself, if they fit. */
  readonly start: number;
  /** Bytes of its values. */
  readonly length: number;
}

/** An image file directory. */
export interface TiffDirectory {
  readonly start: number;
  /** Behind the place of the next one. */
  readonly end: number;
  readonly entries: readonly TiffEntry[];
  /** Where the place of the next directory stands. */
  readonly nextAt: number;
  /** Where the next directory stands; 0: this is the last. */
  readonly next: number;
}

export interface TiffLayout {
  readonly littleEndian: boolean;
  /** BigTIFF: places of 8 bytes. */
  readonly isBig: boolean;
  /** Where the place of the first directory stands. */
  readonly firstAt: number;
}

const MOST_DIRECTORIES = 10_000;
/** Directories may lie over each other: all of them together have no more fields than this. */
const MOST_ENTRIES = 200_000;

/** @throws ContainerError malformed for bytes that begin no TIFF. */
export function tiffLayout({ read }: ByteSource): TiffLayout {
  const head = read(0, 16);
  const littleEndian = startsWith(head, 'II');
  if (head.length < 8 || (!littleEndian && !startsWith(head, 'MM'))) {
    throw malformed('A TIFF begins with its byte order.');
  }
  const version = viewOf(head).getUint16(2, littleEndian);
  if (version !== 42 && version !== 43) throw malformed('A TIFF has the number 42 or 43.');
  const isBig = version === 43;
  return { littleEndian, isBig, firstAt: isBig ? 8 : 4 };
}

/**
 * The directories in a TIFF's chain. Those that fields point to (EXIF, GPS, sub-pictures) are read with
 * {@link tiffDirectory}.
 *
 * @throws ContainerError malformed where a directory lies outside of the file, or they go round in a
 *   circle; tooManyParts.
 */
export function tiffDirectories(source: ByteSource, layout: TiffLayout): TiffDirectory[] {
  const directories: TiffDirectory[] = [];
  const seen = new Set<number>();
  let entries = 0;
  let at = tiffPlace(source, layout, layout.firstAt);
  while (at !== 0) {
    if (directories.length >= MOST_DIRECTORIES || entries > MOST_ENTRIES) {
      throw new ContainerError('tooManyParts', 'The file has more directories than any real one.');
    }
    if (seen.has(at)) throw malformed('Directories go round in a circle.');
    seen.add(at);
    const directory = tiffDirectory(source, layout, at);
    directories.push(directory);
    entries += directory.entries.length;
    at = directory.next;
  }
  return directories;
}

/**
 * One directory.
 *
 * @throws ContainerError malformed where it or a value lies outside of the file.
 */
export function tiffDirectory(
  source: ByteSource,
  layout: TiffLayout,
  start: number,
): TiffDirectory {
  const { count, fields, nextAt } = tiffTable(source, layout, start);
  if (count > 65_535 || nextAt > source.size) throw malformed('A directory ends behind the file.');
  const width = placeBytes(layout);
  const entries: TiffEntry[] = [];
  for (const { tag, type, count: values, at, valueAt } of fields) {
    const length = values * (TYPE_BYTES[type] ?? 0);
    const valueStart = length <= width ? valueAt : tiffPlace(source, layout, valueAt);
    if (valueStart + length > source.size) throw malformed('A value lies behind the file.');
    entries.push({ tag, type, count: values, at, start: valueStart, length });
  }
  // Some writers leave the last place out.
  const next = nextAt + width > source.size ? 0 : tiffPlace(source, layout, nextAt);
  return { start, end: Math.min(nextAt + width, source.size), entries, nextAt, next };
}

/** A field as it stands in a directory: what it points to was not looked at. */
export interface TiffRow {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  /** Where the field stands, and within it its values, or their place if they do not fit. */
  readonly at: number;
  readonly valueAt: number;
}

/** A directory as it stands there, for those who have to count what a reader may follow. */
export interface TiffTable {
  /** Fields that it says to have. */
  readonly count: number;
  /** Those that are in the file, read as they are asked for. */
  readonly fields: Iterable<TiffRow>;
  readonly nextAt: number;
}

/** @throws ContainerError malformed where not even the number of fields is in the file. */
export function tiffTable(source: ByteSource, layout: TiffLayout, start: number): TiffTable {
  const { littleEndian, isBig } = layout;
  const [counted, size] = isBig ? [8, 20] : [2, 12];
  const width = placeBytes(layout);
  const count = number(source.read(start, counted), counted, littleEndian);
  const first = start + counted;
  function* fields(): Generator<TiffRow> {
    const bytes = source.read(first, Math.min(count * size, Math.max(0, source.size - first)));
    const view = viewOf(bytes);
    for (let at = 0; at + size <= bytes.length; at += size) {
      yield {
        tag: view.getUint16(at, littleEndian),
        type: view.getUint16(at + 2, littleEndian),
        count: isBig
          ? Number(view.getBigUint64(at + 4, littleEndian))
          : view.getUint32(at + 4, littleEndian),
        at: first + at,
        valueAt: first + at + 4 + width,
      };
    }
  }
  return { count, fields: fields(), nextAt: first + count * size };
}

/** The values of a field that are whole numbers. @throws ContainerError malformed for other types. */
export function tiffNumbers(
  source: ByteSource,
  { littleEndian }: TiffLayout,
  { type, count, start, length }: TiffEntry,
): number[] {
  const size = TYPE_BYTES[type] ?? 0;
  const isWhole = [1, 3, 4, 7, 13, 16, 18].includes(type);
  if (!isWhole || size === 0) throw malformed('A field has no whole numbers.');
  const bytes = source.read(start, length);
  return Array.from({ length: count }, (_, i) =>
    number(bytes.subarray(i * size), size, littleEndian),
  );
}

/** Bytes of a place: 4, of BigTIFF 8. */
export function placeBytes({ isBig }: TiffLayout): number {
  return isBig ? 8 : 4;
}

/** A place that stands there. @throws ContainerError malformed where the file ends before it. */
export function tiffPlace(source: ByteSource, layout: TiffLayout, at: number): number {
  const width = placeBytes(layout);
  return number(source.read(at, width), width, layout.littleEndian);
}

function number(bytes: Uint8Array, width: number, littleEndian: boolean): number {
  if (bytes.length < width) throw malformed('A TIFF ends within a number.');
  const view = viewOf(bytes);
  switch (width) {
    case 1:
      return view.getUint8(0);
    case 2:
      return view.getUint16(0, littleEndian);
    case 4:
      return view.getUint32(0, littleEndian);
    default:
      return Number(view.getBigUint64(0, littleEndian));
  }
}
