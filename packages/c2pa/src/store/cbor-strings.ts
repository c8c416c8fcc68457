/**
 * Whether any JUMBF `cbor` box in the bytes holds a string (RFC 8949 major types 2 and 3) that is
 * longer than what is left of the box.
 *
 * The boxes are found by their type and not by walking the store: the engine is lenient about the
 * lengths around them, and two parsers that disagree would leave a gap. The same for what is inside:
 * heads are read one after the other, whatever they nest in.
 */
export function hasOverlongString(bytes: Buffer): boolean {
  // Real boxes do not overlap. Those that do would have the same bytes read over and over.
  let budget = bytes.length;
  for (let at = bytes.indexOf('cbor', 4); at !== -1; at = bytes.indexOf('cbor', at + 4)) {
    const contents = contentsOf(bytes, at);
    if (contents === null) continue;
    budget -= contents.end - contents.start;
    if (budget < 0 || isOverlong(bytes, contents.start, contents.end)) return true;
  }
  return false;
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

function isOverlong(bytes: Buffer, start: number, end: number): boolean {
  let at = start;
  while (at < end) {
    const head = bytes[at++]!;
    const [major, info] = [head >> 5, head & 0x1f];
    let value = info;
    if (info >= 24 && info <= 27) {
      const size = 2 ** (info - 24);
      if (at + size > end) return false;
      value = size === 8 ? Number(bytes.readBigUInt64BE(at)) : bytes.readUIntBE(at, size);
      at += size;
    }
    if ((major === 2 || major === 3) && info <= 27) {
      if (value > end - at) return true;
      at += value;
    }
  }
  return false;
}
