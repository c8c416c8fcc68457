import { decode, encode, rfc8949EncodeOptions, Tagged } from 'cborg';
import { isWellFormed } from './well-formed.ts';

/** RFC 3339 text (RFC 8949 3.4.1), which JSON cannot tell from any other text. */
const DATE_TIME = 0;

/** A value with a CBOR tag (RFC 8949 3.4), as it was read: no tag has a meaning by itself here. */
export { Tagged };

/**
 * Core deterministic encoding (RFC 8949 4.2.1): equal values are equal bytes. By cborg, because cbor-x
 * sorts no keys and shortens no floats.
 *
 * @param value Plain data, `Map` for keys that are numbers, `Uint8Array` for byte strings.
 */
export function encodeCbor(value: unknown): Uint8Array {
  return encode(value, rfc8949EncodeOptions);
}

export function dateTime(rfc3339: string): Tagged {
  return new Tagged(DATE_TIME, rfc3339);
}

/** Any tag, kept beside its value. cbor-x would make dates, big numbers, sets and references of them. */
const ANY_TAG = new Proxy<Record<number, (value: () => unknown) => Tagged>>(
  {},
  { get: (_, tag) => (value: () => unknown) => new Tagged(Number(String(tag)), value()) },
);

/**
 * Reads one CBOR value that others have written. Maps are `Map`s, byte strings `Uint8Array`s, integers
 * beyond 2^53 `bigint`s, and tags {@link Tagged}. Memory is in proportion to the bytes. A map that has
 * a key twice is refused: two readers may take another one of the two. Text that is not UTF-8 has U+FFFD
 * for what cannot be read.
 *
 * @throws RangeError for bytes that are no such value.
 */
export function decodeCbor(bytes: Uint8Array): unknown {
  if (!isWellFormed(bytes, false)) throw new RangeError('These bytes are not CBOR.');
  try {
    return decode(bytes, { useMaps: true, rejectDuplicateMapKeys: true, tags: ANY_TAG });
  } catch (cause) {
    throw new RangeError('These bytes are not CBOR.', { cause });
  }
}
