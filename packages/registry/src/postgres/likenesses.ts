import { setImmediate } from 'node:timers/promises';
import type { NewEntry, SimilarQuery } from '../backend/backend.ts';
import { bandRadii } from '../backend/multi-index.ts';
import type { Nearest } from '../backend/nearest.ts';
import { Segment } from '../backend/segment.ts';
import type { Query } from './connection/database.ts';
import { plain, utf8 } from './entry.ts';

/**
 * Of each algorithm the fingerprints of 32 places of the log are one row, in their order: in `places` a byte for each,
 * the place in the block, and in `hashes` its 256 bits.
 */
export const BLOCK = 32;
const HASH_BYTES = 32;
/** Rows that one statement hands out: six megabytes of text. */
const LOT = 2048;
/** A row as it comes: block, number of fingerprints, leaf hash of the last of them; then places, then hashes. */
const [COUNT_AT, LEAF_AT, PLACES_AT] = [8, 12, 44];
/** Milliseconds that are worked before others get a turn. */
const TURN = 3;

/** What is written of a batch of entries to one row. */
export interface Block {
  readonly block: number;
  /** Of the algorithm. */
  readonly name: Buffer;
  readonly places: Buffer;
  readonly hashes: Buffer;
}

/** @throws RangeError for a fingerprint that has not 32 bytes. */
export function blocksOf(entries: readonly Pick<NewEntry, 'index' | 'keys'>[]): Block[] {
  const rows = new Map<string, { alg: string; block: number; looks: [number, Uint8Array][] }>();
  for (const { index, keys } of entries) {
    const block = Math.floor(index / BLOCK);
    for (const { alg, value } of keys?.fingerprints ?? []) {
      const name = `${block} ${alg}`;
      const row = rows.get(name) ?? { alg, block, looks: [] };
      rows.set(name, row);
      row.looks.push([index % BLOCK, checkHash(value)]);
    }
  }
  return Array.from(rows.values(), ({ alg, block, looks }) => ({
    block,
    name: utf8(alg),
    places: Buffer.from(looks.map(([at]) => at)),
    hashes: Buffer.concat(looks.map(([, hash]) => hash)),
  }));
}

/** Shorter ones would be filled up, and longer ones cut, without a word. */
export function checkHash(hash: Uint8Array): Uint8Array {
  if (hash.length === HASH_BYTES) return hash;
  throw new RangeError(`A searched fingerprint has ${HASH_BYTES} bytes, got ${hash.length}.`);
}

/** What is in memory of an algorithm's fingerprints: all of the log up to a place in it, in its order. */
export class Known {
  /** All are full but the last. */
  readonly segments: Segment[] = [];
  /** Records that were erased since; found out when they are hit. */
  readonly gone = new Set<number>();
  /** Of the last record that is in memory. */
  index = -1;
  /** Its entry, so that it is noticed if the log becomes another one. */
  leafHash: Uint8Array | null = null;
  /** Whether everything is in memory; else the last rows have no room there. */
  isWhole = false;
  /** The load that runs, and the one that begins after it. */
  loading: Promise<Known> | null = null;
  waiting: Promise<Known> | null = null;

  /** Offers what is near to any of the values and not known to be gone. */
  async search(
    { values, distance }: Pick<SimilarQuery, 'values' | 'distance'>,
    nearest: Nearest,
  ): Promise<void> {
    const radii = bandRadii(distance);
    let since = performance.now();
    for (const segment of this.segments.slice()) {
      for (const [variant, value] of values.entries()) {
        segment.search(value, distance, radii, (index, found) => {
          const near = { index, distance: found, variant };
          if (nearest.wants(near) && !this.gone.has(index)) nearest.offer(near);
        });
      }
      if (performance.now() - since < TURN) continue;
      await setImmediate();
      since = performance.now();
    }
  }
}

/** The table `likenesses` in memory, as far as there is room. */
export class Likenesses {
  readonly #query: Query;
  readonly #known = new Map<string, Known>();
  readonly #most: number;
  readonly #capacity: number;

  constructor(query: Query, memory: { readonly segments: number; readonly capacity: number }) {
    this.#query = query;
    this.#most = memory.segments;
    this.#capacity = memory.capacity;
  }

  /**
   * What is in memory, after all that was written before this call has come into it. Calls that wait for the
   * same moment wait for one load.
   */
  upToNow(alg: string): Promise<Known> {
    const known = this.#known.get(alg) ?? new Known();
    this.#known.set(alg, known);
    if (known.loading === null) return this.#begin(alg, known);
    // What runs may have asked before the last record was written.
    known.waiting ??= known.loading
      .catch(() => {})
      .then(() => {
        known.waiting = null;
        return this.upToNow(alg);
      });
    return known.waiting;
  }

  #begin(alg: string, known: Known): Promise<Known> {
    const loading = this.#load(alg, known).finally(() => {
      if (known.loading === loading) known.loading = null;
    });
    known.loading = loading;
    return loading;
  }

  async #load(alg: string, known: Known): Promise<Known> {
    for (;;) {
      // The first one is there already, but for what has come to it since; and one that has no room tells so.
      const rows = 1 + Math.min(LOT, Math.max(1, Math.ceil(this.#room(known) / BLOCK)));
      const { index } = known;
      const [row] = await this.#query(LOAD_SQL, [utf8(alg), known.index, rows]);
      const { before, lot } = row!;
      if (known.leafHash !== null && (before === null || !same(known.leafHash, before))) {
        // The database was set back, and has gone on as another log.
        const anew = new Known();
        this.#known.set(alg, anew);
        return this.#begin(alg, anew);
      }
      const count = lot === null ? 0 : this.#take(known, lot);
      known.isWhole = count !== null;
      if (count === null || count < rows || known.index === index) return known;
      await setImmediate();
    }
  }

  /** @returns Rows that were taken; null: the next one has no room. */
  #take(known: Known, lot: Buffer): number | null {
    let rows = 0;
    for (let at = 0; at < lot.length; rows++) {
      const first = BLOCK * Number(lot.readBigInt64BE(at));
      const count = lot.readUInt32BE(at + COUNT_AT);
      const places = lot.subarray(at + PLACES_AT, at + PLACES_AT + count);
      const hashes = plain(lot).subarray(at + PLACES_AT + count);
      const indexOf = (i: number) => first + (places[i]! % BLOCK);
      let i = 0;
      while (i < count && indexOf(i) <= known.index) i++;
      if (count - i > this.#room(known)) return null;
      for (; i < count; i++) {
        let last = known.segments.at(-1);
        if (last?.isFull !== false) {
          last = new Segment(this.#capacity);
          known.segments.push(last);
        }
        known.index = indexOf(i);
        last.add(hashes.subarray(HASH_BYTES * i, HASH_BYTES * (i + 1)), known.index);
        if (last.isFull) last.makeIndex();
      }
      known.leafHash = Uint8Array.from(lot.subarray(at + LEAF_AT, at + PLACES_AT));
      at += PLACES_AT + (1 + HASH_BYTES) * count;
    }
    return rows;
  }

  /** Fingerprints that still come into memory. */
  #room({ segments }: Known): number {
    let count = 0;
    for (const each of this.#known.values()) count += each.segments.length;
    return (this.#most - count) * this.#capacity + (segments.at(-1)?.room ?? 0);
  }
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

/**
 * One value a lot, since many rows take longer to send than to find. Of one moment. What is beyond the shorter of the
 * two columns, which somebody else has written, is left out.
 */
const LOAD_SQL = `
  select (select leaf_hash from entries where log_index = $2::bigint) as before, string_agg(
    int8send(block) || int4send(count) || coalesce(
      (select leaf_hash from entries where log_index = block * ${BLOCK} + get_byte(places, count - 1)),
      decode(repeat('00', ${HASH_BYTES}), 'hex')
    ) || substring(places for count) || substring(bit_send(hashes) from 5 for ${HASH_BYTES} * count), '' order by block
  ) as lot
  from (
    select *, least(octet_length(places), bit_length(hashes) / 256) as count from likenesses
    where algorithm = (select id from algorithms where name = $1) and block >= greatest($2::bigint, 0) / ${BLOCK}
      and octet_length(places) > 0 and bit_length(hashes) >= 256
    order by block limit $3::integer
  ) each`;
