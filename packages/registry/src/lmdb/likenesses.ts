import type { EntryKeys } from '../backend/backend.ts';
import { afterPrefix, append, join, readUint64, uint64 } from './keys.ts';
import { algorithmNumber, algorithmNumbers, makeAlgorithmNumber, type Tables } from './tables.ts';

/**
 * The table `likenesses`: the fingerprints of an algorithm in the order of the log, 32 to a row, so that one
 * is added at the end of a tree and not in sixteen places of it. Each is a mark, its log index and its 32
 * bytes; of an erased one the index alone is left.
 */
export const ROW = 32;
const [HERE, ERASED] = [0, 1];
const HASH_AT = 8;
const BYTES = HASH_AT + 32;

/** Fingerprints of records, each after those of earlier ones. */
export type Added = readonly (Pick<EntryKeys, 'fingerprints'> & { readonly index: number })[];

export function addLikenesses(tables: Tables, records: Added): void {
  const byAlgorithm = new Map<string, Buffer[]>();
  for (const { index, fingerprints } of records) {
    for (const { alg, value } of fingerprints) {
      const list = byAlgorithm.get(alg) ?? [];
      byAlgorithm.set(alg, list);
      list.push(encode(index, value));
    }
  }
  for (const [alg, added] of byAlgorithm) {
    const number = makeAlgorithmNumber(tables, alg);
    const last = lastRow(tables, number);
    const isFull = last === null || last.value.length >= ROW * BYTES;
    const kept = isFull ? [] : [last.value];
    // It grows, and is the last one again.
    if (kept.length > 0) tables.likenesses.removeSync(rowKey(number, last!.row));
    let row = last === null ? 0 : isFull ? last.row + 1 : last.row;
    let room = isFull ? ROW : ROW - Math.ceil(last.value.length / BYTES);
    for (let at = 0; at < added.length; room = ROW) {
      const value = join(...kept.splice(0), ...added.slice(at, at + room));
      append(tables.likenesses, rowKey(number, row++), value);
      at += room;
    }
  }
}

/** Overwrites those of a record. */
export function eraseLikenesses(tables: Tables, index: number): void {
  for (const number of algorithmNumbers(tables)) {
    for (const { key, value } of rowsOf(tables, number, index)) {
      const left = Buffer.from(value);
      for (let at = 0; at + BYTES <= left.length; at += BYTES) {
        if (readIndex(left, at) !== index) continue;
        left.fill(0, at + HASH_AT, at + BYTES);
        left[at] = ERASED;
      }
      if (left.equals(value)) continue;
      tables.likenesses.putSync(key, left);
    }
  }
}

/** Whether a record has a fingerprint there. */
export function hasLikeness(
  tables: Tables,
  index: number,
  { alg, value }: EntryKeys['fingerprints'][number],
): boolean {
  const number = algorithmNumber(tables, alg);
  if (!number) return false;
  const wanted = encode(index, value);
  return rowsOf(tables, number, index).some((row) => {
    for (let at = 0; at + BYTES <= row.value.length; at += BYTES) {
      if (wanted.compare(row.value, at, at + BYTES) === 0) return true;
    }
    return false;
  });
}

/** A row as it is stored, with its number. */
export interface LikenessRow {
  readonly row: number;
  readonly value: Uint8Array;
}

/** At most `limit` rows of an algorithm, from one on. */
export function readRows(
  { likenesses }: Tables,
  number: Uint8Array,
  from: number,
  limit: number,
): LikenessRow[] {
  const range = { start: rowKey(number, from), end: afterPrefix(number), limit };
  return Array.from(likenesses.getRange(range), ({ key, value }) => ({
    row: readUint64(key, number.length),
    value,
  }));
}

export function isFullRow(value: Uint8Array): boolean {
  return value.length >= ROW * BYTES;
}

/** What a row has: null stands for the hash of one that was erased. */
export function* likenessesIn(
  value: Uint8Array,
): Generator<readonly [index: number, hash: Uint8Array | null]> {
  for (let at = 0; at + BYTES <= value.length; at += BYTES) {
    yield [
      readIndex(value, at),
      value[at] === HERE ? value.subarray(at + HASH_AT, at + BYTES) : null,
    ];
  }
}

/** Whether a row is as it is written here: whole, in order, and with nothing left of what was erased. */
export function isSoundRow(value: Uint8Array): boolean {
  if (value.length === 0 || value.length % BYTES !== 0 || value.length > ROW * BYTES) return false;
  for (let at = 0; at < value.length; at += BYTES) {
    const rest = value.subarray(at + HASH_AT, at + BYTES);
    const isErased = value[at] === ERASED && rest.every((byte) => byte === 0);
    if (value[at] !== HERE && !isErased) return false;
    if (at > 0 && readIndex(value, at) < readIndex(value, at - BYTES)) return false;
  }
  return true;
}

function encode(index: number, hash: Uint8Array): Buffer {
  const bytes = join(uint64(index), hash);
  bytes[0] = HERE;
  return bytes;
}

/** The first of the eight bytes is the mark. */
function readIndex(bytes: Uint8Array, at: number): number {
  let index = 0;
  for (let i = at + 1; i < at + HASH_AT; i++) index = index * 256 + bytes[i]!;
  return index;
}

function rowKey(number: Uint8Array, row: number): Buffer {
  return join(number, uint64(row));
}

function lastRow(tables: Tables, number: Uint8Array): { row: number; value: Uint8Array } | null {
  // From the end back to the key before all rows of the algorithm.
  const range = { start: afterPrefix(number), end: number, reverse: true, limit: 1 };
  for (const { key, value } of tables.likenesses.getRange(range)) {
    return { row: readUint64(key, number.length), value };
  }
  return null;
}

/** The row there, or the next one where somebody has taken it out. */
function rowFrom({ likenesses }: Tables, key: Uint8Array, end: Uint8Array): Uint8Array | null {
  const value = likenesses.get(key);
  if (value) return value;
  for (const next of likenesses.getRange({ start: key, end, limit: 1 })) return next.value;
  return null;
}

/**
 * The rows that may hold fingerprints of a record. Log indexes go up from row to row, so they are found by
 * halving; where somebody has taken rows out, those that are left.
 */
function rowsOf(
  tables: Tables,
  number: Uint8Array,
  index: number,
): { key: Uint8Array; value: Uint8Array }[] {
  const end = afterPrefix(number);
  const last = lastRow(tables, number);
  if (last === null) return [];
  // The last row that begins before the record, or the first one.
  let [low, high] = [0, last.row];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const next = rowFrom(tables, rowKey(number, middle), end);
    if (next && readIndex(next, 0) < index) low = middle;
    else high = middle - 1;
  }
  const key = rowKey(number, low);
  const value = tables.likenesses.get(key);
  const after = tables.likenesses.get(rowKey(number, low + 1));
  // As nearly always: all of the record stands in one row.
  if (value && after && readIndex(after, 0) > index) return [{ key, value }];
  const rows: { key: Uint8Array; value: Uint8Array }[] = [];
  for (const { key, value } of tables.likenesses.getRange({ start: rowKey(number, low), end })) {
    if (readIndex(value, 0) > index) break;
    rows.push({ key, value });
  }
  return rows;
}
