import { Decoder } from 'cbor-x';
import { encodeCbor } from './cbor.ts';
import { isWellFormed } from './well-formed.ts';

/** What is written and read here. Numbers are integers from -(2^53 - 1) to 2^53 - 1. */
export type Cbor = null | boolean | number | string | Uint8Array | readonly Cbor[] | CborMap;
export type CborMap = ReadonlyMap<string | number, Cbor>;

/** By cbor-x, which is the faster one where a million records are read. */
const decoder = new Decoder({ mapsAsObjects: false });

/** A map with text keys, from properties. */
export function cborMap(fields: Readonly<Record<string, Cbor>>): CborMap {
  return new Map(Object.entries(fields));
}

/**
 * {@link encodeCbor} for what {@link decodeDeterministic} reads back.
 *
 * @throws RangeError for a number that is no safe integer.
 */
export function encodeDeterministic(value: Cbor): Uint8Array {
  checkNumbers(value);
  return encodeCbor(value);
}

/**
 * Reads what {@link encodeDeterministic} has written, and nothing else: any other encoding of the same
 * value is refused.
 *
 * @throws RangeError
 */
export function decodeDeterministic(bytes: Uint8Array): Cbor {
  if (!isWellFormed(bytes, true)) throw new RangeError('These bytes are not deterministic CBOR.');
  // A view of its own: cbor-x hangs a DataView on what it decodes.
  const value = finished(decoder.decode(bytes.subarray()));
  // Order, repeated keys and text that is not UTF-8 show in this.
  if (Buffer.compare(encodeCbor(value), bytes) !== 0) {
    throw new RangeError('These bytes are not deterministic CBOR.');
  }
  return value;
}

/** A fraction would be written as a float, which is not read back. */
function checkNumbers(value: Cbor): void {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    throw new RangeError(`A safe integer is expected, got ${value}.`);
  }
  if (Array.isArray(value)) value.forEach(checkNumbers);
  if (value instanceof Map) for (const inner of (value as CborMap).values()) checkNumbers(inner);
}

function finished(value: unknown): Cbor {
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Uint8Array) return Uint8Array.from(value);
  if (Array.isArray(value)) return value.map(finished);
  if (value instanceof Map) {
    return new Map(Array.from(value, ([key, inner]) => [key, finished(inner)]));
  }
  return value as Cbor;
}
