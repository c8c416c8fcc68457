import { setImmediate } from 'node:timers/promises';
import type { SimilarQuery } from '../backend/backend.ts';
import { bandRadii } from '../backend/multi-index.ts';
import type { Nearest } from '../backend/nearest.ts';
import { Segment } from '../backend/segment.ts';
import type { Query } from './database.ts';
import { plain, utf8 } from './entry.ts';

/** Rows that one statement hands out: six megabytes of text. */
const LOT = 65_536;
/** A row as it comes: log index, place, hash. */
const [PLACE_AT, HASH_AT, BYTES] = [8, 10, 42];
/** Milliseconds that are worked before others get a turn. */
const TURN = 3;

/** What is in memory of an algorithm's fingerprints: all rows up to one, in the order of the log. */
export class Known {
  /** All are full but the last. */
  readonly segments: Segment[] = [];
  /** Records that were erased since; found out when they are hit. */
  readonly gone = new Set<number>();
  /** Of the last row that is in memory. */
  index = -1;
  place = -1;
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
        return this.#begin(alg, known);
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
      const room = this.#room(known);
      const [row] = await this.#query(LOAD_SQL, [
        utf8(alg),
        known.index,
        known.place,
        Math.min(LOT, room),
      ]);
      const { before, after, lot } = row!;
      if (known.leafHash !== null && (before === null || !same(known.leafHash, before))) {
        // The database was set back, and has gone on as another log.
        const anew = new Known();
        this.#known.set(alg, anew);
        return this.#load(alg, anew);
      }
      known.isWhole = room > 0;
      if (lot === null) return known;
      this.#take(known, lot);
      known.leafHash = Uint8Array.from(after);
      if (lot.length < LOT * BYTES && lot.length < room * BYTES) return known;
      await setImmediate();
    }
  }

  #take(known: Known, lot: Buffer): void {
    for (let at = 0; at + BYTES <= lot.length; at += BYTES) {
      known.index = Number(lot.readBigUInt64BE(at));
      known.place = lot.readUInt16BE(at + PLACE_AT);
      let last = known.segments.at(-1);
      if (last?.isFull !== false) {
        last = new Segment(this.#capacity);
        known.segments.push(last);
      }
      last.add(plain(lot).subarray(at + HASH_AT, at + BYTES), known.index);
      if (last.isFull) last.makeIndex();
    }
  }

  /** Rows that still come into memory. */
  #room({ segments }: Known): number {
    let count = 0;
    for (const each of this.#known.values()) count += each.segments.length;
    return (this.#most - count) * this.#capacity + (segments.at(-1)?.room ?? 0);
  }
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

/** One value a lot, since a million rows take longer to send than to find. A set of rows of one moment. */
const LOAD_SQL = `
  select (select leaf_hash from entries where log_index = $2::bigint) as before,
    (select leaf_hash from entries where log_index = f.last) as after, f.lot
  from (
    select max(log_index) as last,
      string_agg(int8send(log_index) || int2send(place) || substring(bit_send(hash) from 5), '') as lot
    from (
      select log_index, place, hash from likenesses
      where algorithm = (select id from algorithms where name = $1)
        and (log_index, place) > ($2::bigint, $3::smallint)
      order by log_index, place limit $4::integer
    ) each
  ) f`;
