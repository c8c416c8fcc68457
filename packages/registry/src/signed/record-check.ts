import { ProvenanceError } from '@provenance/content';
import type { Fingerprint, OriginRecord } from './record.ts';

/** Of one picture, or of a text and its pieces. */
const MOST_FINGERPRINTS = 32;
const MOST_FINGERPRINT_BYTES = 4096;

const FIELDS: readonly (keyof OriginRecord)[] = [
  'contentId',
  'issuer',
  'time',
  'mediaType',
  'contentHash',
  'manifest',
  'watermark',
  'fingerprints',
  'model',
  'requestId',
  'promptHash',
  'retainUntil',
];

declare const CHECKED: unique symbol;

/** What {@link checkRecord} has let through: it is not checked again where it is encoded. */
export type CheckedRecord = OriginRecord & { readonly [CHECKED]: true };

/**
 * A copy of a record that is as {@link OriginRecord} says, whoever gave it: every field is there and
 * none else, every text and byte string within its bounds.
 *
 * @throws ProvenanceError RECORD_MALFORMED that names the field.
 */
export function checkRecord(value: unknown): CheckedRecord {
  const record = fieldsOf(value, 'record', FIELDS);
  const checked: OriginRecord = {
    contentId: text(record, 'contentId', 16, /^[0-9a-f]{16}$/),
    issuer: text(record, 'issuer', 256),
    time: time(record, 'time'),
    mediaType: text(record, 'mediaType', 255, /^[\x21-\x7e]+\/[\x20-\x7e]+$/),
    contentHash: bytes(record, 'contentHash', 32, 32),
    manifest: orNull(record, 'manifest', ({ manifest }) => {
      const fields = fieldsOf(manifest, 'manifest', ['id', 'hash']);
      return { id: text(fields, 'id', 512), hash: bytes(fields, 'hash', 32, 32) };
    }),
    watermark: orNull(record, 'watermark', ({ watermark }) => {
      const fields = fieldsOf(watermark, 'watermark', ['alg', 'keyId']);
      return { alg: text(fields, 'alg', 128), keyId: text(fields, 'keyId', 128) };
    }),
    fingerprints: checkFingerprints(record.fingerprints),
    model: orNull(record, 'model', ({ model }) => {
      const fields = fieldsOf(model, 'model', ['name', 'version']);
      return {
        name: text(fields, 'name', 256),
        version: orNull(fields, 'version', () => text(fields, 'version', 256)),
      };
    }),
    requestId: orNull(record, 'requestId', () => text(record, 'requestId', 256)),
    promptHash: orNull(record, 'promptHash', () => bytes(record, 'promptHash', 32, 32)),
    retainUntil: orNull(record, 'retainUntil', () => day(record, 'retainUntil')),
  };
  return checked as CheckedRecord;
}

function checkFingerprints(value: unknown): Fingerprint[] {
  if (!Array.isArray(value) || value.length > MOST_FINGERPRINTS) {
    throw malformed('fingerprints', `is no list of at most ${MOST_FINGERPRINTS}`);
  }
  const list = value.map((each) => {
    const fields = fieldsOf(each, 'fingerprints', ['alg', 'value', 'quality']);
    const { quality } = fields;
    if (typeof quality !== 'number' || !Number.isInteger(quality) || quality < 0 || quality > 100) {
      throw malformed('quality', 'is no integer from 0 to 100');
    }
    return {
      alg: text(fields, 'alg', 128),
      value: bytes(fields, 'value', 1, MOST_FINGERPRINT_BYTES),
      quality,
    };
  });
  const names = list.map(({ alg, value }) => `${alg} ${Buffer.from(value).toString('hex')}`);
  if (new Set(names).size < list.length) throw malformed('fingerprints', 'has one twice');
  return list;
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown, name: string, names: readonly string[]): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw malformed(name, 'is missing');
  }
  const other = Object.keys(value).find((key) => !names.includes(key));
  if (other !== undefined) throw malformed(name, `has a field ${JSON.stringify(shown(other))}`);
  return Object.fromEntries(names.map((key) => [key, (value as Fields)[key]]));
}

function shown(name: string): string {
  return name.length > 40 ? `${name.slice(0, 40)}…` : name;
}

function orNull<T>(fields: Fields, name: string, read: (fields: Fields) => T): T | null {
  return fields[name] === null ? null : read(fields);
}

/** @param most Bytes of UTF-8. */
export function text(fields: Fields, name: string, most: number, pattern?: RegExp): string {
  const value = fields[name];
  if (typeof value !== 'string') throw malformed(name, 'is no text');
  if (value.length === 0 || Buffer.byteLength(value) > most) {
    throw malformed(name, `has not 1 to ${most} bytes`);
  }
  if (/[\p{Cc}\p{Cs}]/u.test(value) || (pattern && !pattern.test(value))) {
    throw malformed(name, 'is not of its form');
  }
  return value;
}

function bytes(fields: Fields, name: string, least: number, most: number): Uint8Array {
  const value = fields[name];
  if (!(value instanceof Uint8Array) || value.length < least || value.length > most) {
    throw malformed(
      name,
      least === most ? `is not ${most} bytes` : `is not ${least} to ${most} bytes`,
    );
  }
  return Uint8Array.from(value);
}

/** @throws RangeError unless it is a day: YYYY-MM-DD. */
export function checkDay(value: string): void {
  if (/^\d{4}-\d\d-\d\d$/.test(value) && isDate(value, `${value}T00:00:00.000Z`)) return;
  throw new RangeError('A day is written YYYY-MM-DD.');
}

export function time(fields: Fields, name: string): string {
  const value = text(fields, name, 24, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  if (!isDate(value, value)) throw malformed(name, 'is no time in UTC, to the millisecond');
  return value;
}

function day(fields: Fields, name: string): string {
  const value = text(fields, name, 10, /^\d{4}-\d\d-\d\d$/);
  if (!isDate(value, `${value}T00:00:00.000Z`)) throw malformed(name, 'is no day');
  return value;
}

/** Date takes the 30th of February for the 2nd of March. */
function isDate(value: string, iso: string): boolean {
  const date = new Date(value);
  return !Number.isNaN(date.getTime()) && date.toISOString() === iso;
}

export function malformed(field: string, what: string): ProvenanceError {
  return new ProvenanceError('RECORD_MALFORMED', `${field} of the record ${what}.`);
}
