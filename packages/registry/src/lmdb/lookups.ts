import { isDeepStrictEqual } from 'node:util';
import type { EntryKeys, IndexedKeys, Lookup } from '../backend/backend.ts';
import { manifestPrefix } from './append.ts';
import type { Table } from './environment.ts';
import { join, readUint64, uint64 } from './keys.ts';
import { hasLikeness, isSoundRow, likenessesIn } from './likenesses.ts';
import { lots, type Row } from './range.ts';
import {
  algorithmNumber,
  decodeKeys,
  encodeKeys,
  readCounts,
  readEntry,
  type Tables,
} from './tables.ts';

/** Rows that are looked at together. */
const LOT = 512;
/** Before all keys. */
const FIRST = Uint8Array.of(0);
const INDEX_BYTES = 8;

/** What a record should be found by and is not. Where its content id leads elsewhere, only that. */
export function missingLookups(tables: Tables, { index: at, keys }: IndexedKeys): Lookup[] {
  const index = uint64(at);
  const found = tables.contents.get(Buffer.from(keys.contentId));
  if (!found || !same(found, index)) return ['contentId'];
  const missing = new Set<Lookup>();
  for (const [lookup, table, key] of lookupsOf(tables, index, keys)) {
    if (table.get(key) === undefined) missing.add(lookup);
  }
  if (!keys.fingerprints.every((each) => hasLikeness(tables, at, each))) missing.add('fingerprint');
  const own = tables.keys.get(index);
  if (!own || !isDeepStrictEqual(parsed(own), parsed(encodeKeys(keys)))) missing.add('erasure');
  return Array.from(missing);
}

/** The rows that lead to a record. */
function* lookupsOf(
  tables: Tables,
  index: Uint8Array,
  { contentHash, manifestId, retainUntil }: EntryKeys,
): Generator<[Lookup, Table, Uint8Array]> {
  yield ['contentHash', tables.hashes, join(contentHash, index)];
  if (manifestId !== null) {
    yield ['manifestId', tables.manifests, join(manifestPrefix(manifestId), index)];
  }
  if (retainUntil !== null) {
    yield ['retention', tables.retention, join(Buffer.from(retainUntil), index)];
  }
}

/**
 * `Backend.strays`. What a record is found by is held against its row of `keys`, and that by
 * {@link missingLookups} against the record.
 */
export async function* strays(tables: Tables): AsyncGenerator<number> {
  const atEnd = ({ key }: Row) => indexAt(key, key.length - INDEX_BYTES);
  const whole = ({ key }: Row) => indexAt(key, 0);
  const rest = ({ key }: Row) => key.subarray(0, -INDEX_BYTES);
  const rules: [Table, (row: Row) => number, (keys: EntryKeys, row: Row) => boolean][] = [
    [
      tables.contents,
      ({ value }) => indexAt(value, 0),
      ({ contentId }, { key }) => same(key, Buffer.from(contentId)),
    ],
    [tables.hashes, atEnd, ({ contentHash }, row) => same(rest(row), contentHash)],
    [
      tables.manifests,
      atEnd,
      ({ manifestId }, row) => manifestId !== null && same(rest(row), manifestPrefix(manifestId)),
    ],
    [
      tables.retention,
      atEnd,
      ({ retainUntil }, row) => retainUntil !== null && same(rest(row), Buffer.from(retainUntil)),
    ],
    [tables.stores, whole, ({ manifestId }) => manifestId !== null],
    [tables.keys, whole, (_, row) => readEntry(tables, whole(row))?.bytes != null],
  ];
  for (const [table, indexOf, fits] of rules) {
    const read = (rows: readonly Row[]) => {
      const { size } = readCounts(tables);
      return rows.flatMap((row) => {
        const index = indexOf(row);
        const keys = index < size ? keysAt(tables, index) : null;
        return keys !== null && fits(keys, row) ? [] : [Math.min(index, size)];
      });
    };
    for await (const found of lots(table, FIRST, LOT, read)) yield* found;
  }
  const read = (rows: readonly Row[]) => rows.flatMap((row) => strayLikenesses(tables, row));
  for await (const found of lots(tables.likenesses, FIRST, LOT / 32, read)) yield* found;
}

function strayLikenesses(tables: Tables, { key, value }: Row): number[] {
  const { size } = readCounts(tables);
  const found = Array.from(likenessesIn(value));
  const stray = found.flatMap(([index, hash]) => {
    if (hash === null) return [];
    const keys = index < size ? keysAt(tables, index) : null;
    const isOwn = keys?.fingerprints.some(({ alg, value: own }) => {
      const number = algorithmNumber(tables, alg);
      return number !== null && same(key.subarray(0, number.length), number) && same(own, hash);
    });
    return isOwn ? [] : [Math.min(index, size)];
  });
  if (stray.length > 0 || isSoundRow(value)) return stray;
  return [Math.min(found[0]?.[0] ?? size, size)];
}

/** Infinity where there is none. */
function indexAt(bytes: Uint8Array, at: number): number {
  return at < 0 || bytes.length < at + INDEX_BYTES
    ? Number.POSITIVE_INFINITY
    : readUint64(bytes, at);
}

function keysAt({ keys }: Tables, index: number): EntryKeys | null {
  const bytes = keys.get(uint64(index));
  if (!bytes) return null;
  try {
    return decodeKeys(bytes);
  } catch {
    return null;
  }
}

function parsed(json: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(json).toString());
  } catch {
    return null;
  }
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
