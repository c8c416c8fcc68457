import { Decoder } from 'cbor-x';
import { type Cbor, type CborMap, encodeDeterministic } from './deterministic-encode.ts';
import { isWellFormed } from './well-formed.ts';

export { type Cbor, type CborMap, encodeDeterministic };

/** By cbor-x, which is the faster one where a million records are read. */
const decoder = new Decoder({ mapsAsObjects: false });

/** A map with text keys, from properties. */
export function cborMap(fields: Readonly<Record<string, Cbor>>): CborMap {
  return new Map(Object.entries(fields));
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
  if (Buffer.compare(encodeDeterministic(value), bytes) !== 0) {
    throw new RangeError('These bytes are not deterministic CBOR.');
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
