import { Encoder } from 'cbor-x';
import { isPlainCbor } from './cbor-check.ts';

/** What is written and read here. Numbers are integers from -2^31 to 2^53 - 1. */
export type Cbor = null | boolean | number | string | Uint8Array | readonly Cbor[] | CborMap;
export type CborMap = ReadonlyMap<string | number, Cbor>;

const encoder = new Encoder({
  tagUint8Array: false,
  useRecords: false,
  variableMapSize: true,
  mapsAsObjects: false,
});

/**
 * Core deterministic encoding (RFC 8949 4.2.1): equal values are equal bytes. By cbor-x, which writes
 * shortest heads when it is set so; keys are put into order here, and integers that take 64 bits handed
 * to it as BigInt, as it makes floats of them.
 */
export function encodeCbor(value: Cbor): Uint8Array {
  // A copy: what cbor-x returns is a piece of a buffer that is much larger.
  return Uint8Array.from(encoder.encode(prepared(value)));
}

/**
 * Reads what {@link encodeCbor} has written, and nothing else: any other encoding of the same value is
 * refused.
 *
 * @throws RangeError
 */
export function decodeCbor(bytes: Uint8Array): Cbor {
  if (!isPlainCbor(bytes)) throw new RangeError('These bytes are not deterministic CBOR.');
  // A view of its own: cbor-x hangs a DataView on what it decodes.
  const value = finished(encoder.decode(bytes.subarray()));
  // Order, repeated keys and text that is not UTF-8 show in this.
  if (Buffer.compare(encodeCbor(value), bytes) !== 0) {
    throw new RangeError('These bytes are not deterministic CBOR.');
  }
  return value;
}

/** A map with text keys, from properties. */
export function cborMap(fields: Readonly<Record<string, Cbor>>): CborMap {
  return new Map(Object.entries(fields));
}

/** Below -2^31 cbor-x writes no shortest heads, and nothing here has such a number. */
function integer(value: number): number | bigint {
  if (!Number.isSafeInteger(value) || value < -(2 ** 31)) {
    throw new RangeError(`An integer from -2^31 to 2^53 - 1 is expected, got ${value}.`);
  }
  return value < 2 ** 32 ? value : BigInt(value);
}

function prepared(value: Cbor): unknown {
  if (typeof value === 'number') return integer(value);
  if (value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map(prepared);
  if (value instanceof Map) {
    return new Map(
      Array.from(value as CborMap, ([key, inner]) => [key, prepared(inner)] as const)
        .map((entry) => ({ entry, encoded: Buffer.from(encoder.encode(entry[0])) }))
        .sort((a, b) => Buffer.compare(a.encoded, b.encoded))
        .map(({ entry }) => entry),
    );
  }
  return value;
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
