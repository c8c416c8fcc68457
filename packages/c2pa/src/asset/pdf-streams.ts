import { constants, inflateSync } from 'node:zlib';
import { MAX_STORE_BYTES } from '../store/store.ts';

/** A dictionary is looked for so far before its stream. */
const LONGEST_DICTIONARY = 2 ** 16;
/** Streams that the engine decompresses as soon as it opens a PDF (ISO 32000-2 7.5.7 and 7.5.8). */
const OPENED_AT_ONCE = /ObjStm|XRef/;
/** The only filter that they are written with. */
const FLATE = /\/(FlateDecode|Fl)\b/g;
const OTHER_FILTER =
  /\/(LZWDecode|LZW|ASCII85Decode|A85|ASCIIHexDecode|AHx|RunLengthDecode|RL|Crypt)\b/;

/**
 * Whether a PDF's object and cross-reference streams are larger, decompressed, than any real ones: a
 * kilobyte that was compressed twice can be gigabytes. The engine decompresses them all, and no other.
 *
 * They are found by their keyword and not by walking the file, which has several ways to be walked.
 */
export function hasLargeObjectStream(bytes: Buffer): boolean {
  let left = MAX_STORE_BYTES;
  let last = 0;
  for (let at = bytes.indexOf('stream'); at !== -1; at = bytes.indexOf('stream', at + 6)) {
    const dictionary = plainText(bytes, Math.max(last, at - LONGEST_DICTIONARY), at);
    last = at + 6;
    if (!OPENED_AT_ONCE.test(dictionary)) continue;
    const filters = dictionary.match(FLATE)?.length ?? 0;
    if (filters > 1 || OTHER_FILTER.test(dictionary)) return true;
    if (filters === 0) continue;
    const length = inflatedLength(bytes.subarray(dataAt(bytes, last)), left);
    if (length === null) return true;
    left -= length;
  }
  return false;
}

/** With its names as they are meant: `#` and two digits are a character (7.3.5). */
function plainText(bytes: Buffer, start: number, end: number): string {
  const text = bytes.toString('latin1', start, end);
  return text.replace(/#([0-9a-fA-F]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

/** Behind the end of line that follows the keyword. */
function dataAt(bytes: Buffer, at: number): number {
  const start = bytes[at] === 0x0d ? at + 1 : at;
  return bytes[start] === 0x0a ? start + 1 : start;
}

/** Bytes that come of it, as far as it can be decompressed; null: more than there is room for. */
function inflatedLength(data: Buffer, most: number): number | null {
  try {
    return inflateSync(data, { maxOutputLength: most, finishFlush: constants.Z_SYNC_FLUSH }).length;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? null : 0;
  }
}
