import type { EntryKeys, EventKeys, IndexedKeys, Lookup } from '../backend/backend.ts';
import { rowsOf } from './append.ts';
import { areSame, isErased, readKeys } from './entry.ts';
import type { Table } from './environment/environment.ts';
import { lots, type Row } from './environment/range.ts';
import { decodeEventKeys, subjectPrefix } from './events.ts';
import { digest, readUint64, shortened, uint64 } from './keys.ts';
import { hasLikeness, isSoundRow, likenessesIn } from './likenesses.ts';
import { algorithmNumber, readCounts, type Tables } from './tables.ts';
import { hasTraits, strayTraits } from './traits.ts';

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
  for (const [table, key] of rowsOf(tables, index, keys)) {
    if (table.get(key) === undefined) missing.add(lookupOf(tables, table));
  }
  if (!keys.fingerprints.every((each) => hasLikeness(tables, at, each))) missing.add('fingerprint');
  if (!hasTraits(tables, at, keys.traits)) missing.add('traits');
  const own = readKeys(tables, at);
  if (!own || !areSame(own, keys)) missing.add('erasure');
  return Array.from(missing);
}

function lookupOf({ hashes, manifests }: Tables, table: Table): Lookup {
  if (table === hashes) return 'contentHash';
  return table === manifests ? 'manifestId' : 'retention';
}

/** Whether a row is of the record or event at this index. */
type Fits = (index: number, row: Row) => boolean;

/**
 * `Backend.strays`. What a record is found by is held against the keys beside it, and those by
 * {@link missingLookups} against the record.
 */
export async function* strays(tables: Tables): AsyncGenerator<number> {
  const atEnd = ({ key }: Row) => indexAt(key, key.length - INDEX_BYTES);
  const whole = ({ key }: Row) => indexAt(key, 0);
  const rest = ({ key }: Row) => key.subarray(0, -INDEX_BYTES);
  const ofRecord =
    (fits: (keys: EntryKeys, row: Row) => boolean): Fits =>
    (index, row) => {
      const keys = readKeys(tables, index);
      return keys !== null && fits(keys, row);
    };
  const ofEvent =
    (fits: (keys: EventKeys, row: Row) => boolean): Fits =>
    (index, row) => {
      const keys = eventAt(tables, index);
      return keys !== null && fits(keys, row);
    };
  const isThere: Fits = (index) => !isErased(tables, index);
  const isOnDay = ({ retainUntil }: Pick<EventKeys, 'retainUntil'>, row: Row) =>
    retainUntil !== null && same(rest(row), Buffer.from(retainUntil));
  const [recordOnDay, eventOnDay] = [ofRecord(isOnDay), ofEvent(isOnDay)];
  const rules: [Table, (row: Row) => number, Fits][] = [
    [
      tables.contents,
      ({ value }) => indexAt(value, 0),
      ofRecord(({ contentId }, { key }) => same(key, Buffer.from(contentId))),
    ],
    [
      tables.hashes,
      atEnd,
      ofRecord(({ contentHash }, row) => same(rest(row), shortened(contentHash))),
    ],
    [
      tables.manifests,
      atEnd,
      ofRecord(({ manifestId }, row) => manifestId !== null && same(rest(row), digest(manifestId))),
    ],
    [tables.retention, atEnd, (index, row) => recordOnDay(index, row) || eventOnDay(index, row)],
    [tables.stores, whole, ofRecord(({ manifestId }) => manifestId !== null)],
    [
      tables.subjects,
      atEnd,
      ofEvent(({ subject }, row) => same(rest(row), subjectPrefix(subject))),
    ],
    [tables.events, whole, isThere],
  ];
  for (const [table, indexOf, fits] of rules) {
    const read = (rows: readonly Row[]) => {
      const { size } = readCounts(tables);
      return rows.flatMap((row) => {
        const index = indexOf(row);
        return index < size && fits(index, row) ? [] : [Math.min(index, size)];
      });
    };
    for await (const found of lots(table, FIRST, LOT, read)) yield* found;
  }
  const likenesses = (rows: readonly Row[]) => rows.flatMap((row) => strayLikenesses(tables, row));
  for await (const found of lots(tables.likenesses, FIRST, LOT / 32, likenesses)) yield* found;
  const traits = (rows: readonly Row[]) => {
    const { size } = readCounts(tables);
    return rows.flatMap((row) => strayTraits(tables, row, size));
  };
  // A row of a request is nearly always of one record, and one of another trait of as many as a lot of those.
  const others = Uint8Array.of(1);
  for await (const found of lots(tables.traits, FIRST, LOT, traits, others)) yield* found;
  for await (const found of lots(tables.traits, others, 2, traits)) yield* found;
}

function strayLikenesses(tables: Tables, { key, value }: Row): number[] {
  const { size } = readCounts(tables);
  const found = Array.from(likenessesIn(value));
  const stray = found.flatMap(([index, hash]) => {
    if (hash === null) return [];
    const keys = index < size ? readKeys(tables, index) : null;
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

function eventAt({ events }: Tables, index: number): EventKeys | null {
  const bytes = events.get(uint64(index));
  if (!bytes) return null;
  try {
    return decodeEventKeys(bytes);
  } catch {
    return null;
  }
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
