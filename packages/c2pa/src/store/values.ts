/**
 * Values that assertions may have altogether. The engine takes 6 µs and 150 bytes for each, so that 10 MB
 * of empty arrays keep it busy for a minute; real stores have some thousands.
 */
export const MOST_VALUES: number = 2 ** 18;

/**
 * Counts the values in the JUMBF `cbor` and `json` boxes of these bytes, at least as far as
 * {@link MOST_VALUES}.
 *
 * The boxes are found by their type and not by walking the store: the engine is lenient about the
 * lengths around them, and two parsers that disagree would leave a gap. The same for what is inside:
 * heads are read one after the other, whatever they nest in.
 *
 * @returns null for a CBOR string (RFC 8949 major types 2 and 3) that is longer than what is left of its
 *   box: up to 4 GiB would be allocated for it; and for boxes that claim each other's bytes.
 */
export function countValues(bytes: Buffer): number | null {
  // Real boxes do not overlap. Those that do would have the same bytes read over and over.
  let budget = bytes.length;
  let count = 0;
  for (const [type, countIn] of [['cbor', cborValues] as const, ['json', jsonValues] as const]) {
    for (let at = bytes.indexOf(type, 4); at !== -1; at = bytes.indexOf(type, at + 4)) {
      const contents = contentsOf(bytes, at);
      if (contents === null) continue;
      budget -= contents.end - contents.start;
      const found = budget < 0 ? null : countIn(bytes, contents.start, contents.end);
      if (found === null) return null;
      count += found;
      if (count > MOST_VALUES) return count;
    }
  }
  return count;
}

/** The contents of a box, by its type's place; null if it does not fit into the bytes. */
function contentsOf(bytes: Buffer, type: number): { start: number; end: number } | null {
  const box = type - 4;
  const length = bytes.readUInt32BE(box);
  if (length === 1 && type + 12 <= bytes.length) {
    const large = bytes.readBigUInt64BE(type + 4);
    const end = large <= bytes.length ? box + Number(large) : Number.POSITIVE_INFINITY;
    return end <= bytes.length && end >= type + 12 ? { start: type + 12, end } : null;
  }
  return length >= 8 && length <= bytes.length - box
    ? { start: type + 4, end: box + length }
    : null;
}

/** Heads that were read; null for a string that does not fit. */
function cborValues(bytes: Buffer, start: number, end: number): number | null {
  let count = 0;
  for (const head of headsOf(bytes, start, end)) {
    if (head.end > end) return null;
    if (++count > MOST_VALUES) break;
  }
  return count;
}

/** What parts values in JSON. In strings it parts nothing, and is counted all the same. */
function jsonValues(bytes: Buffer, start: number, end: number): number {
  let count = 1;
  for (let at = start; at < end && count <= MOST_VALUES; at++) {
    const byte = bytes[at];
    if (byte === COMMA || byte === BRACKET || byte === BRACE || byte === COLON) count++;
  }
  return count;
}

const [COMMA, BRACKET, BRACE, COLON] = [0x2c, 0x5b, 0x7b, 0x3a];

interface Head {
  readonly major: number;
  /** Of a string whose length is not given: null. */
  readonly length: number | null;
  /** Where its contents begin, if it is a string; else where the next head stands. */
  readonly contents: number;
  readonly end: number;
}

/** CBOR heads one after the other, whatever they nest in, until one is cut. */
function* headsOf(bytes: Buffer, start: number, end: number): Generator<Head> {
  for (let at = start; at < end; ) {
    const head = bytes[at++]!;
    const [major, info] = [head >> 5, head & 0x1f];
    let value: number | null = info === 31 ? null : info;
    if (info >= 24 && info <= 27) {
      const size = 2 ** (info - 24);
      if (at + size > end) return;
      value = size === 8 ? Number(bytes.readBigUInt64BE(at)) : bytes.readUIntBE(at, size);
      at += size;
    }
    const isString = (major === 2 || major === 3) && info <= 27;
    const next = isString ? at + (value ?? 0) : at;
    yield { major, length: value, contents: at, end: next };
    at = next;
  }
}

/**
 * The strings in CBOR, of bytes as well, and those in chunks put together. As lenient as can be: for
 * finding out what a reader may take for a name.
 */
export function* stringsIn(content: Buffer): Generator<string> {
  let chunks: string[] | null = null;
  for (const { major, length, contents, end } of headsOf(content, 0, content.length)) {
    const isString = major === 2 || major === 3;
    if (isString && length !== null) {
      const text = content.toString('utf8', contents, Math.min(end, content.length));
      if (chunks === null) yield text;
      else chunks.push(text);
      continue;
    }
    if (chunks !== null) yield chunks.join('');
    chunks = isString ? [] : null;
  }
  if (chunks !== null) yield chunks.join('');
}
