import { encode, rfc8949EncodeOptions, Tagged } from 'cborg';

/** RFC 3339 text (RFC 8949 3.4.1), which JSON cannot tell from any other text. */
const DATE_TIME = 0;

/**
 * Core deterministic encoding (RFC 8949 4.2.1): equal values are equal bytes. By cborg, because cbor-x,
 * which reads here, sorts no keys and shortens no floats.
 *
 * @param value Plain data, `Map` for keys that are numbers, `Uint8Array` for byte strings.
 */
export function encodeCbor(value: unknown): Uint8Array {
  return encode(value, rfc8949EncodeOptions);
}

export function dateTime(rfc3339: string): Tagged {
  return new Tagged(DATE_TIME, rfc3339);
}
