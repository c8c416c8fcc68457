/** Deeper than anything in a credential or a record nests. */
const MOST_LEVELS = 64;
/** Each becomes a value in memory, which takes up to a hundred times its byte. */
const MOST_ITEMS = 1_000_000;

/** False, true and null: the only values of major type 7 in deterministic data here. */
const SIMPLE: readonly number[] = [20, 21, 22];

/**
 * Whether `bytes` are one CBOR value (RFC 8949) that can be decoded without harm: no string, array or
 * map is longer than what is left, nothing nests deeper than 64 levels, and there are no more than a
 * million values. Looked at before anything is decoded, so that a decoder allocates no more than in
 * proportion to what it was given.
 *
 * @param deterministic Also ask for what is written here: definite lengths in their shortest form
 *   (RFC 8949 4.2.1), no tags, no floats. The order of keys is not looked at.
 */
export function isWellFormed(bytes: Uint8Array, deterministic: boolean): boolean {
  let items = 0;

  /** @returns Where the value that begins at `at` ends; -1 where it is none. */
  const skip = (at: number, level: number): number => {
    if (level > MOST_LEVELS || ++items > MOST_ITEMS) return -1;
    const head = readHead(bytes, at);
    if (head === null || (deterministic && !isDeterministic(head))) return -1;
    const { major, value, end } = head;
    const left = bytes.length - end;
    switch (major) {
      case 2:
      case 3:
        if (value === null) return skipChunks(end, major);
        return value <= left ? end + value : -1;
      case 4:
      case 5: {
        if (value === null) return skipUntilBreak(end, level, major === 5);
        const count = major === 5 ? 2 * value : value;
        // Each takes a byte at least.
        if (count > left) return -1;
        let next = end;
        for (let i = 0; i < count && next >= 0; i++) next = skip(next, level + 1);
        return next;
      }
      case 6:
        return value === null ? -1 : skip(end, level + 1);
      default:
        return value === null ? -1 : end;
    }
  };

  const skipChunks = (start: number, major: number): number => {
    for (let at = start; at < bytes.length; ) {
      if (bytes[at] === BREAK) return at + 1;
      const head = readHead(bytes, at);
      if (head?.major !== major || head.value === null || ++items > MOST_ITEMS) return -1;
      at = head.end + head.value;
    }
    return -1;
  };

  const skipUntilBreak = (start: number, level: number, isMap: boolean): number => {
    let next = start;
    for (let count = 0; next >= 0 && next < bytes.length; count++) {
      if (bytes[next] === BREAK) return isMap && count % 2 === 1 ? -1 : next + 1;
      next = skip(next, level + 1);
    }
    return -1;
  };

  return skip(0, 0) === bytes.length;
}

/** The end of an array, a map or a string whose length was not given. */
const BREAK = 0xff;

interface Head {
  readonly major: number;
  readonly info: number;
  /** Null: of indefinite length. */
  readonly value: number | null;
  readonly end: number;
}

function readHead(bytes: Uint8Array, at: number): Head | null {
  const first = bytes[at];
  if (first === undefined) return null;
  const [major, info] = [first >> 5, first & 0x1f];
  if (info < 24) return { major, info, value: info, end: at + 1 };
  if (info === 31) return { major, info, value: null, end: at + 1 };
  if (info > 27) return null;
  const size = 2 ** (info - 24);
  if (at + 1 + size > bytes.length) return null;
  let value = 0;
  for (let i = 1; i <= size; i++) value = value * 256 + bytes[at + i]!;
  return { major, info, value, end: at + 1 + size };
}

function isDeterministic({ major, info, value }: Head): boolean {
  if (value === null || major === 6) return false;
  if (major === 7) return SIMPLE.includes(info);
  if (info < 24) return true;
  const shortest = info === 24 ? value >= 24 : value >= 2 ** (4 * 2 ** (info - 24));
  return shortest && Number.isSafeInteger(value);
}
