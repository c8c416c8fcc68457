import type { TextFormat } from './format.ts';
import { frontMatterOf } from './front-matter.ts';
import type { AbsenceReason, ByteRange, Candidate } from './location.ts';
import { latin1, readReference } from './reference.ts';
import { createSearch, matchesAt } from './search.ts';

/** The delimiters of C2PA 2.4 A.9.3. */
export const BEGIN = '-----BEGIN C2PA MANIFEST-----';
export const END = '-----END C2PA MANIFEST-----';

const ascii = (text: string) => new TextEncoder().encode(text);
/** What both delimiters end with: one search finds both. */
const TAIL = 'C2PA MANIFEST-----';
const beginHead = ascii(BEGIN.slice(0, -TAIL.length));
const endHead = ascii(END.slice(0, -TAIL.length));
const searchTail = createSearch(ascii(TAIL));

const LF = 0x0a;
const CR = 0x0d;

/** What may stand before and after a block on its lines: A.9.3; nothing in front matter. */
const COMMENTS = new Map([
  ['', ''],
  ['#', ''],
  ['//', ''],
  ['--', ''],
  [';', ''],
  ['%', ''],
  ['NOTE', ''],
  ['/*', '*/'],
  ['/*!', '*/'],
  ['<!--', '-->'],
]);
/** Marks that make comments in a kind of text, by the one that is written there. */
const MARKS: ReadonlyMap<string, readonly string[]> = new Map([
  ['//', ['//', '/*', '/*!']],
  // SQL has both.
  ['--', ['--', '/*', '/*!']],
  ['/*!', ['/*!', '/*']],
]);

/**
 * Whether a block stands in a comment of that kind of text. A mark of another kind may be as long, and
 * makes the block, and what follows it, part of what programs read.
 *
 * @param range of the block, as it was located
 */
export function isInComment(bytes: Uint8Array, range: ByteRange, format: TextFormat): boolean {
  if (format.comment === null) return true;
  const block = bytes.subarray(range.start, range.start + range.length);
  const begin = searchTail(block, 0) - beginHead.length;
  const mark = latin1(trim(block.subarray(0, begin)));
  // In front matter, nothing (A.9.3), or the mark of YAML and TOML; elsewhere both are text.
  if (format.frontMatter && (mark === '' || mark === '#')) {
    const within = frontMatterOf(bytes);
    return (
      within !== null &&
      range.start >= within.start &&
      range.start + range.length <= within.start + within.length
    );
  }
  const { prefix } = format.comment;
  return (MARKS.get(prefix) ?? [prefix]).includes(mark);
}

/** Bytes of a comment mark with the white space around it. */
const MARK_LIMIT = 256;

/**
 * Everything that begins like a block of C2PA 2.4 A.9, complete or not, in the order of the text. A BEGIN
 * belongs to the next delimiter. The text is looked at once.
 */
export function* blocksIn(bytes: Uint8Array): Generator<Candidate> {
  let open: ByteRange | null = null;
  for (let tail = searchTail(bytes, 0); tail >= 0; tail = searchTail(bytes, tail + 1)) {
    const end = tail + TAIL.length;
    const begins = tail - beginHead.length;
    const ends = tail - endHead.length;
    if (begins >= 0 && matchesAt(bytes, begins, beginHead)) {
      if (open !== null) yield incomplete(open, 'manifest.structuredText.noManifest');
      open = { start: begins, length: BEGIN.length };
    } else if (ends >= 0 && matchesAt(bytes, ends, endHead)) {
      yield open === null
        ? incomplete({ start: ends, length: END.length }, 'manifest.structuredText.noManifest')
        : readBlock(bytes, open.start, ends, end);
      open = null;
    }
  }
  if (open !== null) yield incomplete(open, 'manifest.structuredText.noManifest');
}

function incomplete(range: ByteRange, problem: AbsenceReason): Candidate {
  return { method: 'structured', range, store: null, reference: null, problem };
}

function readBlock(bytes: Uint8Array, begin: number, endAt: number, end: number): Candidate {
  const lines = linesOf(bytes, begin, end);
  if (lines === null) {
    // The exclusion is whole lines: whatever else stood on them could be changed unnoticed.
    return incomplete({ start: begin, length: end - begin }, 'manifest.structuredText.noManifest');
  }
  const range = exclusionOf(bytes, lines);
  const content = trim(bytes.subarray(begin + BEGIN.length, endAt));
  if (content.length === 0) return incomplete(range, 'manifest.structuredText.emptyReference');
  const read = readReference(content);
  if (read === null) return incomplete(range, 'manifest.inaccessible.malformed');
  return { method: 'structured', range, problem: null, ...read };
}

/** The lines of a block with the last line's terminator; null if more stands on them. */
function linesOf(bytes: Uint8Array, begin: number, end: number): ByteRange | null {
  let start = begin;
  while (start > 0 && bytes[start - 1] !== LF && begin - start <= MARK_LIMIT) start--;
  if (start === 0 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) start = 3;
  let stop = end;
  while (stop < bytes.length && bytes[stop] !== LF && stop - end <= MARK_LIMIT) stop++;
  if (begin - start > MARK_LIMIT || stop - end > MARK_LIMIT) return null;
  const prefix = latin1(trim(bytes.subarray(start, begin)));
  const suffix = latin1(trim(bytes.subarray(end, stop)));
  if (COMMENTS.get(prefix) !== suffix) return null;
  return { start, length: Math.min(stop + 1, bytes.length) - start };
}

/**
 * C2PA 2.5 A.9: the lines of the block with their terminator; of a block at the end, the line terminator
 * before it too.
 */
export function exclusionOf(bytes: Uint8Array, { start, length }: ByteRange): ByteRange {
  if (start + length < bytes.length || bytes[start - 1] !== LF) return { start, length };
  const terminator = bytes[start - 2] === CR ? 2 : 1;
  return { start: start - terminator, length: length + terminator };
}

/** Without space, tab, LF and CR around it. */
function trim(bytes: Uint8Array): Uint8Array {
  const isSpace = (byte: number | undefined) =>
    byte === 0x20 || byte === 0x09 || byte === LF || byte === CR;
  let start = 0;
  let end = bytes.length;
  while (start < end && isSpace(bytes[start])) start++;
  while (end > start && isSpace(bytes[end - 1])) end--;
  return bytes.subarray(start, end);
}
