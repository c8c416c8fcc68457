import type { StoredEntry } from '../backend/backend.ts';
import { TRAITS, type Trait, type TraitQuery, type Traits } from '../backend/traits.ts';
import { Bitmap } from '../log/bitmap.ts';
import { readEntry, readKeys } from './entry.ts';
import { coded } from './environment/failure.ts';
import { lots, type Row } from './environment/range.ts';
import { digest, join, readUint64, uint64 } from './keys.ts';
import type { Tables } from './tables.ts';

/**
 * The table `traits`: which records of a block of the log have a trait, as their places in the block, in order. A
 * million records of one issuer, model and month are some thousand rows, which a search reads whole.
 */
const BLOCK = 512;
const PLACE = 2;
const INDEX_BYTES = 8;
/** Rows, and entries, that are read at a time. */
const [LOT, PAGE] = [256, 64];

/** Records in the order of the log, each after those that are there. */
export type Listed = readonly { readonly index: number; readonly traits: Traits }[];

/** One change of a row for all records of a batch that share it. */
export function addTraits(tables: Tables, records: Listed): void {
  const added = new Map<string, { key: Buffer; places: number[] }>();
  for (const { index, traits } of records) {
    for (const key of rowsOf(index, traits)) {
      const name = key.toString('latin1');
      const row = added.get(name) ?? { key, places: [] };
      added.set(name, row);
      row.places.push(index % BLOCK);
    }
  }
  for (const { key, places } of added.values()) {
    tables.traits.putSync(key, join(tables.traits.get(key) ?? Buffer.of(), encode(places)));
  }
}

export function eraseTraits(tables: Tables, index: number, traits: Traits): void {
  erasePlaces(tables, index, rowsOf(index, traits));
}

/** The same where it is not known which traits it had. */
export function sweepTraits(tables: Tables, index: number): void {
  const block = uint64(Math.floor(index / BLOCK));
  const keys: Uint8Array[] = [];
  for (const key of tables.traits.getKeys()) if (block.equals(key.subarray(-8))) keys.push(key);
  erasePlaces(tables, index, keys);
}

function erasePlaces(tables: Tables, index: number, keys: readonly Uint8Array[]): void {
  for (const key of keys) {
    const row = tables.traits.get(key);
    if (!row) continue;
    const left = placesIn(row).filter((place) => place !== index % BLOCK);
    if (left.length === 0) tables.traits.removeSync(key);
    else tables.traits.putSync(key, encode(left));
  }
}

/** Whether a record is found by all its traits. */
export function hasTraits(tables: Tables, index: number, traits: Traits): boolean {
  return rowsOf(index, traits).every((key) => {
    const row = tables.traits.get(key);
    return row !== undefined && placesIn(row).includes(index % BLOCK);
  });
}

/** `Backend.search`. What is written or erased meanwhile may be in it or not. */
export async function* searchTraits(
  tables: Tables,
  query: TraitQuery,
): AsyncGenerator<StoredEntry> {
  const sets: Bitmap[] = [];
  for (const ranges of rangesOf(query)) {
    const set = new Bitmap();
    const add = (rows: readonly Row[]) => {
      for (const { key, value } of rows) {
        const first = firstIn(key);
        for (const place of placesIn(value)) set.add(first + place);
      }
    };
    for (const [start, end] of ranges) {
      for await (const _ of lots(tables.traits, start, LOT, add, end));
    }
    sets.push(set);
  }
  const [some, ...others] = sets;
  let page: number[] = [];
  const read = (indexes: readonly number[]) =>
    coded(() => indexes.flatMap((index) => readEntry(tables, index) ?? []));
  for (const index of some ?? []) {
    if (!others.every((set) => set.has(index))) continue;
    if (page.push(index) < PAGE) continue;
    yield* read(page);
    page = [];
  }
  yield* read(page);
}

/**
 * For `Backend.strays`: what a row leads to and should not.
 *
 * @param size Of the log.
 */
export function strayTraits(tables: Tables, { key, value }: Row, size: number): number[] {
  const trait = TRAITS[key[0]!];
  const end = key.length - INDEX_BYTES;
  const places = placesIn(value);
  const isSound =
    trait !== undefined &&
    end > 1 &&
    value.length > 0 &&
    value.length % PLACE === 0 &&
    places.every((place, i) => place < BLOCK && (i === 0 || place > places[i - 1]!));
  if (!isSound) return [Math.min(end < 2 ? size : firstIn(key), size)];
  return places.flatMap((place) => {
    const index = firstIn(key) + place;
    const text = index < size ? readKeys(tables, index)?.traits[trait] : null;
    const isOwn = text != null && rowKey(trait, text, Math.floor(index / BLOCK)).equals(key);
    return isOwn ? [] : [Math.min(index, size)];
  });
}

/** A list of ranges of keys for each thing that is asked. */
function rangesOf({ requestIds, model, issuer, from, to }: TraitQuery): [Buffer, Buffer][][] {
  const only = (trait: Trait, text: string): [Buffer, Buffer] => [
    rowKey(trait, text, 0),
    rowKey(trait, text, Number.MAX_SAFE_INTEGER),
  ];
  return [
    ...(requestIds === undefined ? [] : [requestIds.map((id) => only('requestId', id))]),
    ...(model === undefined ? [] : [[only('model', model)]]),
    ...(issuer === undefined ? [] : [[only('issuer', issuer)]]),
    ...(from === undefined && to === undefined
      ? []
      : [[[only('day', from ?? '')[0], only('day', to ?? '9999-12-31')[1]]] as [Buffer, Buffer][]]),
  ];
}

function rowsOf(index: number, traits: Traits): Buffer[] {
  const block = Math.floor(index / BLOCK);
  return TRAITS.flatMap((trait) => {
    const text = traits[trait];
    return text === null ? [] : [rowKey(trait, text, block)];
  });
}

/** Number of the trait (1), text and 0, or digest of a request's number, block (8). */
function rowKey(trait: Trait, text: string, block: number): Buffer {
  const kind = Uint8Array.of(TRAITS.indexOf(trait));
  const what = trait === 'requestId' ? digest(text) : Buffer.from(`${text}\0`);
  return join(kind, what, uint64(block));
}

/** Log index of the first place of a row's block. */
function firstIn(key: Uint8Array): number {
  return readUint64(key, key.length - INDEX_BYTES) * BLOCK;
}

function placesIn(row: Uint8Array): number[] {
  const places: number[] = [];
  for (let at = 0; at + PLACE <= row.length; at += PLACE)
    places.push(row[at]! * 256 + row[at + 1]!);
  return places;
}

function encode(places: readonly number[]): Buffer {
  const row = Buffer.alloc(PLACE * places.length);
  for (const [i, place] of places.entries()) row.writeUInt16BE(place, PLACE * i);
  return row;
}
