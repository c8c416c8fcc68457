import type { EntryKeys, StoredEntry } from '../backend/backend.ts';
import { TRAITS, type Traits } from '../backend/traits.ts';
import { join, readUint64, uint64 } from './keys.ts';
import { NOTHING, type Tables } from './tables.ts';

/**
 * The table `entries`: kind (1 byte), leaf hash (32), and, until it is erased, the number of its header (1), the
 * length of its keys (2), keys, and what was signed without that header.
 */
const KINDS = ['record', 'erasure', 'event'] as const satisfies StoredEntry['kind'][];
const [HEADER_AT, LENGTH_AT, KEYS_AT] = [33, 34, 36];

/** In `state`: `header:` and its bytes lead to a number, and `header` and the number to the bytes. */
const [NUMBER_OF, BYTES_OF] = ['header:', 'header'];
/** A number that no header has: the bytes are there as a whole. */
const WHOLE = 0;
const MOST_HEADERS = 255;

/** A key that is null; and one whose bytes follow, as what was signed does not have them. */
const [NULL, APART] = [0xffff, 0xfffe];
const PLACE = 4;

/** Numbers of headers that were met in a transaction. */
export type Headers = Map<string, number>;

/** @param keys What a record is found by, so that all of it can be deleted; else null. */
export function encodeEntry(
  tables: Tables,
  { kind, leafHash, bytes }: Pick<StoredEntry, 'kind' | 'leafHash' | 'bytes'>,
  keys: EntryKeys | null,
  headers: Headers = new Map(),
): Buffer {
  const begin = [Uint8Array.of(KINDS.indexOf(kind)), leafHash];
  if (!bytes) return join(...begin);
  const { number, length } = headerOf(tables, bytes, headers);
  const rest = bytes.subarray(length);
  const encoded = keys ? encodeKeys(keys, rest) : [];
  const head = Buffer.alloc(KEYS_AT - HEADER_AT);
  head[0] = number;
  head.writeUInt16BE(
    encoded.reduce((sum, part) => sum + part.length, 0),
    LENGTH_AT - HEADER_AT,
  );
  return join(...begin, head, ...encoded, rest);
}

/** What a record is found by; null where there is none, or it cannot be read. */
export function readKeys({ entries }: Tables, index: number): EntryKeys | null {
  const value = entries.get(uint64(index));
  return value ? rowKeys(value) : null;
}

/** With its manifest store. Null: there is none. */
export function readEntry(tables: Tables, index: number): StoredEntry | null {
  const key = uint64(index);
  const value = tables.entries.get(key);
  return value ? storedEntry(tables, key, value) : null;
}

/** The same of a row that was read. */
export function storedEntry(tables: Tables, key: Uint8Array, value: Uint8Array): StoredEntry {
  const bytes = bytesIn(tables, value);
  const store = bytes && tables.stores.get(key);
  return {
    index: readUint64(key),
    ...beginOf(value),
    bytes,
    manifestStore: store ? Uint8Array.from(store) : null,
  };
}

/** Whether there is no record at this index, any more or at all. */
export function isErased({ entries }: Tables, index: number): boolean {
  const value = entries.get(uint64(index));
  return value === undefined || value.length <= HEADER_AT;
}

/** Whether they are the same. */
export function areSame(keys: EntryKeys, others: EntryKeys): boolean {
  const parts = partsOf(others);
  const own = partsOf(keys);
  return own.length === parts.length && own.every((part, i) => isSame(part, parts[i]!));
}

type Part = string | Uint8Array | null;

function isSame(a: Part, b: Part): boolean {
  const areBytes = a instanceof Uint8Array && b instanceof Uint8Array;
  return areBytes ? Buffer.compare(a, b) === 0 : a === b;
}

/** Whether a row that was read is of an erasure. */
export const isErasure = (value: Uint8Array): boolean => KINDS[value[0]!] === 'erasure';

function beginOf(value: Uint8Array): Pick<StoredEntry, 'kind' | 'leafHash'> {
  return {
    // What is none of them is taken for a record, and found to be no receipt.
    kind: KINDS[value[0]!] ?? 'record',
    leafHash: Uint8Array.from(value.subarray(1, HEADER_AT)),
  };
}

function bytesIn({ state }: Tables, value: Uint8Array): Uint8Array | null {
  if (value.length <= HEADER_AT) return null;
  const number = value[HEADER_AT]!;
  const rest = value.subarray(Math.min(keysEnd(value), value.length));
  // Without its header it is nothing that was signed, and said to be altered.
  const header = number === WHOLE ? NOTHING : (state.get(numbered(number)) ?? NOTHING);
  const bytes = new Uint8Array(header.length + rest.length);
  bytes.set(header);
  bytes.set(rest, header.length);
  return bytes;
}

function keysEnd(value: Uint8Array): number {
  return KEYS_AT + (value[LENGTH_AT] ?? 0) * 256 + (value[LENGTH_AT + 1] ?? 0);
}

/**
 * The number that stands for the header of what was signed, and the length of that: all that one certificate has
 * signed of a kind begins with the same ninety bytes.
 */
function headerOf(
  tables: Tables,
  bytes: Uint8Array,
  headers: Headers,
): { number: number; length: number } {
  // Tag 18, four parts, a protected header of up to 255 bytes, and an empty map (RFC 9052 4.2).
  const end = 4 + (bytes[3] ?? 0);
  const isHeader = bytes[0] === 0xd2 && bytes[1] === 0x84 && bytes[2] === 0x58;
  if (!isHeader || bytes[end] !== 0xa0) return { number: WHOLE, length: 0 };
  const header = Buffer.from(bytes.buffer, bytes.byteOffset, end + 1);
  const name = header.toString('latin1');
  const number = headers.get(name) ?? numberOf(tables, header);
  headers.set(name, number);
  return { number, length: number === WHOLE ? 0 : header.length };
}

function numberOf({ state }: Tables, header: Buffer): number {
  const name = join(Buffer.from(NUMBER_OF), header);
  const known = state.get(name)?.[0];
  if (known !== undefined) return known;
  const names = { start: Buffer.from(NUMBER_OF), end: Buffer.from('header;') };
  const number = state.getKeysCount(names) + 1;
  if (number > MOST_HEADERS) return WHOLE;
  state.putSync(name, Uint8Array.of(number));
  state.putSync(numbered(number), header);
  return number;
}

/** Of another length than those that begin with `header:`. */
function numbered(number: number): Buffer {
  return join(Buffer.from(BYTES_OF), Uint8Array.of(0, number));
}

/**
 * For each key where it stands in what was signed, after the header, and its length (2 bytes each): there it stands
 * anyway, but in what has been damaged.
 */
function encodeKeys(keys: EntryKeys, rest: Uint8Array): Uint8Array[] {
  const signed = Buffer.from(rest.buffer, rest.byteOffset, rest.length);
  const parts = partsOf(keys);
  let places = Buffer.alloc(PLACE * parts.length);
  const encoded: Uint8Array[] = [places];
  let next = 0;
  for (const [i, part] of parts.entries()) {
    const at = part === null ? NULL : signed.indexOf(part);
    const isApart = part !== null && !(at >= 0 && at < APART);
    places.writeUInt16BE(isApart ? APART : at, next);
    places.writeUInt16BE(part === null ? 0 : Buffer.byteLength(part), next + 2);
    next += PLACE;
    if (!isApart) continue;
    encoded[encoded.length - 1] = places.subarray(0, next);
    places = Buffer.alloc(PLACE * (parts.length - i - 1));
    encoded.push(Buffer.from(part), places);
    next = 0;
  }
  return encoded;
}

/** The keys of a row that was read. */
export function rowKeys(value: Uint8Array): EntryKeys | null {
  const row = Buffer.from(value.buffer, value.byteOffset, value.length);
  const [parts, end] = [[] as (Buffer | null)[], keysEnd(value)];
  if (end > row.length) return null;
  for (let at = KEYS_AT; at < end; ) {
    if (at + PLACE > end) return null;
    const [place, length] = [row.readUInt16BE(at), row.readUInt16BE(at + 2)];
    at += PLACE;
    const from = place === APART ? at : end + place;
    const part = place === NULL ? null : row.subarray(from, from + length);
    if (place === APART) at += length;
    if (part !== null && part.length !== length) return null;
    parts.push(part);
  }
  return keysOf(parts);
}

/** In the order in which they are stored. */
function partsOf(keys: EntryKeys): Part[] {
  const { contentId, contentHash, manifestId, retainUntil, traits, fingerprints } = keys;
  return [
    contentId,
    contentHash,
    manifestId,
    retainUntil,
    ...TRAITS.map((trait) => traits[trait]),
    ...fingerprints.flatMap(({ alg, value }) => [alg, value]),
  ];
}

function keysOf(parts: readonly (Buffer | null)[]): EntryKeys | null {
  const [contentId, contentHash, manifestId, retainUntil, ...rest] = parts;
  if (!contentId || !contentHash || rest.length < TRAITS.length) return null;
  const text = (bytes: Buffer | null | undefined) => bytes?.toString() ?? null;
  const looks = rest.slice(TRAITS.length);
  const fingerprints: { alg: string; value: Uint8Array }[] = [];
  for (let i = 0; i + 1 < looks.length; i += 2) {
    const [alg, value] = [text(looks[i]), looks[i + 1]];
    if (alg === null || !value) return null;
    fingerprints.push({ alg, value });
  }
  return {
    contentId: contentId.toString(),
    contentHash,
    manifestId: text(manifestId),
    retainUntil: text(retainUntil),
    traits: Object.fromEntries(TRAITS.map((trait, i) => [trait, text(rest[i])])) as Traits,
    fingerprints,
  };
}
