/** Deeper than anything here nests. */
const MOST_LEVELS = 8;

/**
 * Whether `bytes` are one CBOR value of the kind that is written here: definite lengths in their
 * shortest form (RFC 8949 4.2.1), no tags, no floats, and no string, array or map that is longer than
 * what is left. Looked at before anything is decoded, so that a decoder allocates no more than it was
 * given. The order of keys is not looked at: what is decoded is encoded again and compared.
 */
export function isPlainCbor(bytes: Uint8Array): boolean {
  return skip(bytes, 0, 0) === bytes.length;
}

/**
 * @returns Where the value that begins at `at` ends; -1 where it is none of those.
 */
function skip(bytes: Uint8Array, at: number, level: number): number {
  const head = readHead(bytes, at);
  if (head === null || level > MOST_LEVELS) return -1;
  const { major, value, end } = head;
  const left = bytes.length - end;
  switch (major) {
    case 0:
    case 1:
      return end;
    case 2:
    case 3:
      return value <= left ? end + value : -1;
    case 4:
    case 5: {
      const items = major === 5 ? 2 * value : value;
      // Each takes a byte at least.
      if (items > left) return -1;
      let next = end;
      for (let i = 0; i < items && next >= 0; i++) next = skip(bytes, next, level + 1);
      return next;
    }
    default:
      return -1;
  }
}

/** False, true and null: the only values of major type 7 here. */
const SIMPLE = new Set([20, 21, 22]);

function readHead(bytes: Uint8Array, at: number) {
  if (at >= bytes.length) return null;
  const [major, info] = [bytes[at]! >> 5, bytes[at]! & 0x1f];
  if (major === 7) return SIMPLE.has(info) ? { major: 0, value: 0, end: at + 1 } : null;
  if (info < 24) return { major, value: info, end: at + 1 };
  if (info > 27) return null;
  const size = 2 ** (info - 24);
  if (at + 1 + size > bytes.length) return null;
  let value = 0;
  for (let i = 1; i <= size; i++) value = value * 256 + bytes[at + i]!;
  const shortest = info === 24 ? value >= 24 : value >= 2 ** (4 * size);
  return shortest && Number.isSafeInteger(value) ? { major, value, end: at + 1 + size } : null;
}
