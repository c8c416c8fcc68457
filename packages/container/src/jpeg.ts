import { malformed, type Part, PartList } from './part.ts';
import { type ByteSource, concat, latin1, searchable, viewOf } from './source.ts';

const NAMES: ReadonlyMap<number, string> = new Map([
  [0xc4, 'DHT'],
  [0xc8, 'JPG'],
  [0xcc, 'DAC'],
  [0xd8, 'SOI'],
  [0xd9, 'EOI'],
  [0xda, 'SOS'],
  [0xdb, 'DQT'],
  [0xdc, 'DNL'],
  [0xdd, 'DRI'],
  [0xde, 'DHP'],
  [0xdf, 'EXP'],
  [0xfe, 'COM'],
]);

/** ISO 10918-1 table B.1; null for a marker that begins no segment. */
function nameOfMarker(marker: number): string | null {
  const name = NAMES.get(marker);
  if (name !== undefined) return name;
  if (marker >= 0xc0 && marker <= 0xcf) return `SOF${marker - 0xc0}`;
  if (marker >= 0xe0 && marker <= 0xef) return `APP${marker - 0xe0}`;
  return marker >= 0xf0 && marker <= 0xfd ? `JPG${marker - 0xf0}` : null;
}

/** How a list of segments ends. */
export interface JpegParts {
  readonly parts: readonly Part[];
  /** The file ends before the picture does: the last part is as much of it as there is. */
  readonly isTruncated: boolean;
}

/**
 * The segments of a JPEG (ISO 10918-1 B.1) under the names of their markers. A scan is one part with its
 * entropy-coded data, restart markers with it. Fill bytes belong to the segment before them. What lies
 * behind EOI is one part, `trailer`: other pictures, a film, or rubbish.
 *
 * @throws ContainerError malformed for bytes that begin no JPEG, or where a marker has to stand and none
 *   does; tooManyParts.
 */
export function jpegParts(source: ByteSource): JpegParts {
  const { size } = source;
  const list = new PartList(size);
  const first = source.read(0, 2);
  if (first[0] !== 0xff || first[1] !== 0xd8) throw malformed('A JPEG begins with SOI.');
  list.add('SOI', 0, 2, 0, 2);
  for (let at = 2; at < size; ) {
    const header = source.read(at, 4);
    if (header[0] !== 0xff) throw malformed('A marker is missing.');
    const marker = header[1];
    if (marker === undefined) return truncated(list, 'unknown', at, size);
    const name = nameOfMarker(marker);
    if (name === null) throw malformed('A marker begins no segment.');
    if (name === 'EOI' || name === 'SOI') {
      const end = at + 2;
      list.add(name, at, end, 0, end);
      at = end;
      if (name === 'SOI') continue;
      if (at < size) list.add('trailer', at, at, size - at, size);
      return { parts: list.parts, isTruncated: false };
    }
    if (header.length < 4) return truncated(list, name, at, size);
    const length = viewOf(header).getUint16(2);
    if (length < 2) throw malformed('A segment is shorter than its length.');
    const contents = at + 4;
    let end = at + 2 + length;
    if (end > size) return truncated(list, name, at, size);
    end = name === 'SOS' ? endOfScan(source, end) : endOfFill(source, end);
    list.add(name, at, contents, length - 2, end);
    at = end;
  }
  return { parts: list.parts, isTruncated: true };
}

function truncated(list: PartList, name: string, start: number, size: number): JpegParts {
  const contents = Math.min(start + 4, size);
  list.add(name, start, contents, size - contents, size);
  return { parts: list.parts, isTruncated: true };
}

/** Behind bytes of FF that stand before a marker (B.1.1.2). */
function endOfFill({ read, size }: ByteSource, start: number): number {
  let end = start;
  while (end + 1 < size) {
    const [fill, next] = read(end, 2);
    if (fill !== 0xff || next !== 0xff) break;
    end++;
  }
  return end;
}

const PIECE = 2 ** 16;

/** Where the next marker stands that is no restart, no stuffed zero and no fill byte. */
function endOfScan({ read, size }: ByteSource, start: number): number {
  for (let at = start; at < size; ) {
    const piece = searchable(read(at, PIECE));
    for (let i = piece.indexOf(0xff); i !== -1 && i + 1 < piece.length; ) {
      const next = piece[i + 1]!;
      const isData = next === 0 || next === 0xff || (next >= 0xd0 && next <= 0xd7);
      if (!isData) return at + i;
      i = piece.indexOf(0xff, i + (next === 0xff ? 1 : 2));
    }
    // The last byte may be the first of a marker.
    at += Math.max(1, piece.length - 1);
  }
  return size;
}

/** Contents of a segment of 64 kB: two bytes of them are its length. */
export const MOST_SEGMENT_BYTES = 65_533;

/**
 * A segment with its header.
 *
 * @param marker Its second byte: 0xe0 to 0xef for APP0 to APP15, 0xfe for COM.
 * @throws RangeError for more than fits into one.
 */
export function jpegSegment(marker: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const length = contents.reduce((sum, { length }) => sum + length, 0);
  if (length > MOST_SEGMENT_BYTES) throw new RangeError(`A segment holds no ${length} bytes.`);
  return concat([Uint8Array.of(0xff, marker, (length + 2) >> 8, (length + 2) & 0xff), ...contents]);
}

/** What tells APPn segments of one number apart: the text up to the first zero, of at most 40 bytes. */
export function jpegIdentifier(contents: Uint8Array): string {
  const end = contents.subarray(0, 40).indexOf(0);
  return latin1(contents, 0, end === -1 ? 40 : end);
}
