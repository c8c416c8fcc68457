import { ProvenanceError } from '@provenance/content';
import {
  type Cbor,
  cborMap,
  decodeDeterministic,
  encodeDeterministic,
} from '@provenance/cose/deterministic';
import type { SigningCertificate } from './certificate.ts';
import { checkDay } from './record-check.ts';
import { type Envelope, readSign1, type Signed, sign1 } from './sign1.ts';
import type { RecordSigner } from './signer.ts';

/**
 * Something that happened about the registry and is no record: a request was opened, or answered. It is an
 * entry of the log, signed by the issuer, and can be erased like a record. What its details mean is the
 * business of who writes it.
 */
export interface LogEvent {
  /** Words in small letters with dots between them, as `request.opened`; 64 characters at most. */
  readonly type: string;
  /** What it is about, and is found by: 1 to 256 bytes of UTF-8. */
  readonly subject: string;
  /** RFC 3339 in UTC, to the millisecond. */
  readonly time: string;
  /** At most 64 fields, named by letters; a text or a list of at most 64 texts of 4096 bytes each. */
  readonly details: Readonly<Record<string, string | readonly string[]>>;
  /** After this day it is to be erased: YYYY-MM-DD. Null: kept until it is asked for. */
  readonly retainUntil: string | null;
}

const VERSION = 1;
const MOST_EVENT_BYTES = 2 ** 16;
const [MOST_FIELDS, MOST_TEXTS, MOST_TEXT_BYTES, MOST_SUBJECT_BYTES] = [64, 64, 4096, 256];
const FIELDS = ['version', 'type', 'subject', 'time', 'details', 'retainUntil'];

/**
 * @throws ProvenanceError EVENT_MALFORMED for one that is not as {@link LogEvent} says, or larger than 64 kB;
 *   SIGNER_FAILED.
 */
export function signEvent(
  event: LogEvent,
  signer: RecordSigner,
  certificate: SigningCertificate,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const { type, subject, time, details, retainUntil } = checkEvent(event);
  const fields = cborMap(
    Object.fromEntries(
      Object.entries(details).map(([name, value]): [string, Cbor] => [
        name,
        typeof value === 'string' ? value : [...value],
      ]),
    ),
  );
  const payload = encodeDeterministic(
    cborMap({ version: VERSION, type, subject, time, details: fields, retainUntil }),
  );
  // Room for the header and the signature around it.
  if (payload.length > MOST_EVENT_BYTES - 256) throw malformed('is larger than 64 kB');
  return sign1('event', { payload, time }, signer, certificate, signal);
}

/** Takes a signed event apart, unverified. @throws ProvenanceError EVENT_MALFORMED. */
export function readEvent(bytes: Uint8Array): { event: LogEvent; signed: Signed } {
  let signed: Envelope;
  let payload: Cbor;
  try {
    signed = readSign1('event', bytes, MOST_EVENT_BYTES);
    payload = decodeDeterministic(signed.payload);
  } catch (cause) {
    throw malformed('cannot be read', cause);
  }
  const fields = fieldsOf(payload);
  const { version, details, ...rest } = fields;
  const names = Object.keys(fields);
  if (version !== VERSION || names.length !== FIELDS.length) throw malformed('is of no known form');
  const event = checkEvent({ ...rest, details: fieldsOf(details) });
  return { event, signed: { ...signed, time: event.time } };
}

function fieldsOf(map: unknown): Record<string, unknown> {
  if (map instanceof Map && Array.from(map.keys()).every((key) => typeof key === 'string')) {
    return Object.fromEntries(map as Map<string, Cbor>);
  }
  throw malformed('is of no known form');
}

/** A copy that is as {@link LogEvent} says, whoever gave it. */
function checkEvent(value: Readonly<Record<string, unknown>> | LogEvent): LogEvent {
  const { type, subject, time, details, retainUntil } = value as Record<string, unknown>;
  if (typeof type !== 'string' || type.length > 64 || !/^[a-z]+(\.[a-z]+)*$/.test(type)) {
    throw malformed('has a type that is none');
  }
  if (!isText(subject, MOST_SUBJECT_BYTES)) throw malformed('has a subject that is none');
  if (!isTime(time)) throw malformed('has a time that is none in UTC, to the millisecond');
  if (retainUntil !== null && !isDay(retainUntil)) throw malformed('is retained until no day');
  if (typeof details !== 'object' || details === null) throw malformed('has no details');
  const checked = Object.entries(details).map(([name, detail]) => {
    if (!/^[A-Za-z]{1,64}$/.test(name)) throw malformed('has a detail whose name is none');
    if (isText(detail, MOST_TEXT_BYTES)) return [name, detail] as const;
    const isList = Array.isArray(detail) && detail.length <= MOST_TEXTS;
    if (!isList || !detail.every((each) => isText(each, MOST_TEXT_BYTES))) {
      throw malformed(`has a detail ${name} that is no text of at most ${MOST_TEXT_BYTES} bytes`);
    }
    return [name, [...detail] as readonly string[]] as const;
  });
  if (checked.length > MOST_FIELDS) throw malformed(`has more than ${MOST_FIELDS} details`);
  return { type, subject, time, details: Object.fromEntries(checked), retainUntil };
}

/** @param most Bytes of UTF-8. */
function isText(value: unknown, most: number): value is string {
  return (
    typeof value === 'string' &&
    value.length > 0 &&
    Buffer.byteLength(value) <= most &&
    !/[\p{Cc}\p{Cs}]/u.test(value)
  );
}

function isTime(value: unknown): value is string {
  if (typeof value !== 'string' || value.length !== 24) return false;
  const date = new Date(value);
  return !Number.isNaN(date.getTime()) && date.toISOString() === value;
}

function isDay(value: unknown): value is string {
  try {
    checkDay(value as string);
    return true;
  } catch {
    return false;
  }
}

function malformed(what: string, cause?: unknown): ProvenanceError {
  return new ProvenanceError('EVENT_MALFORMED', `The event ${what}.`, { cause });
}
