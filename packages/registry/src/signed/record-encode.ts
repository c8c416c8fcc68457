import { ProvenanceError } from '@provenance/content';
import {
  type Cbor,
  decodeDeterministic,
  encodeDeterministic,
} from '@provenance/cose/deterministic';
import { type CheckedRecord, checkRecord, malformed } from './record-check.ts';

/** Of this encoding. Stands in every record, so that a later one is told apart. */
const VERSION = 1;

/** Thirty-two long fingerprints and everything else at its longest are less. */
export const MOST_RECORD_BYTES = 150_000;

/**
 * A record as deterministic CBOR (RFC 8949 4.2.1): a map with the names of the fields, and `version`.
 *
 * @param record As {@link checkRecord} gives it.
 */
export function encodeRecord(record: CheckedRecord): Uint8Array {
  return encodeDeterministic(asMaps({ version: VERSION, ...record }));
}

/**
 * The record that {@link encodeRecord} has written; nothing else is read.
 *
 * @throws ProvenanceError RECORD_MALFORMED that names the field.
 */
export function decodeRecord(bytes: Uint8Array): CheckedRecord {
  if (bytes.length > MOST_RECORD_BYTES) throw malformed('length', 'is too great');
  let value: Cbor;
  try {
    value = decodeDeterministic(bytes);
  } catch (cause) {
    throw new ProvenanceError('RECORD_MALFORMED', 'The record is no deterministic CBOR.', {
      cause,
    });
  }
  const fields = asObjects(value);
  const { version, ...record } = (fields ?? {}) as Record<string, unknown>;
  if (version !== VERSION) throw malformed('version', `is not ${VERSION}`);
  return checkRecord(record);
}

function asMaps(value: unknown): Cbor {
  if (value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map(asMaps);
  if (typeof value !== 'object' || value === null) return value as Cbor;
  return new Map(Object.entries(value).map(([key, inner]) => [key, asMaps(inner)]));
}

function asObjects(value: Cbor): unknown {
  if (value instanceof Map) {
    return Object.fromEntries(Array.from(value, ([key, inner]) => [key, asObjects(inner)]));
  }
  return Array.isArray(value) ? value.map(asObjects) : value;
}
