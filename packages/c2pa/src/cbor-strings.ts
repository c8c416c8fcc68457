/**
 * Whether any JUMBF `cbor` box in the bytes holds a string (RFC 8949 major types 2 and 3) that is
 * longer than what is left of the box.
 *
 * The boxes are found by their type and not by walking the store: the engine is lenient about the
 * lengths around them, and two parsers that disagree would leave a gap. The same for what is inside:
 * heads are read one after the other, whatever they nest in.
 */
export function hasOverlongString(bytes: Buffer): boolean {
  for (let at = bytes.indexOf('cbor', 4); at !== -1; at = bytes.indexOf('cbor', at + 4)) {
    const length = bytes.readUInt32BE(at - 4);
    if (length === 1 && at + 12 <= bytes.length) {
      const large = bytes.readBigUInt64BE(at + 4);
      if (large <= bytes.length && isOverlong(bytes, at + 12, at - 4 + Number(large))) return true;
    } else if (length >= 8 && length <= bytes.length - at + 4) {
      if (isOverlong(bytes, at + 4, at - 4 + length)) return true;
    }
  }
  return false;
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
