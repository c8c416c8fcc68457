import { setImmediate } from 'node:timers/promises';
import type { SimilarHit, SimilarQuery } from '../backend/backend.ts';
import { bandRadii } from '../backend/multi-index.ts';
import { Nearest } from '../backend/nearest.ts';
import { SEGMENT, Segment } from '../backend/segment.ts';
import { isErased, readEntry } from './entry.ts';
import type { Table } from './environment/environment.ts';
import { afterPrefix, readUint64 } from './keys.ts';
import { isFullRow, likenessesIn, ROW, readRows } from './likenesses.ts';
import { algorithmNumber, type Tables } from './tables.ts';

/** That stay in memory, 9 MB each. What is beyond them is read and compared anew in every search. */
const MOST_SEGMENTS = 64;
/** Rows that are read, and milliseconds that are worked, before others get a turn. */
const [ROWS, TURN] = [512, 3];

/** What is in memory of an algorithm's fingerprints. */
interface Known {
  /** In the order of the log. All are full but the last. */
  readonly segments: Segment[];
  /** The first row that is in none of them. Rows before it change only where something is erased. */
  next: number;
  searches: number;
}

/**
 * `Backend.similar` over the table `likenesses`. Who asks once compares everything; from the second question
 * on full segments are indexed. What is in memory may have been erased since, by other processes too: so
 * each hit is looked up in the log before it counts.
 */
export class SimilarSearch {
  readonly #tables: Tables;
  readonly #known = new Map<string, Known>();
  readonly #most: number;
  readonly #capacity: number;

  /** @param memory Segments that stay in memory, and fingerprints of each. */
  constructor(tables: Tables, memory = { segments: MOST_SEGMENTS, capacity: SEGMENT }) {
    this.#tables = tables;
    this.#most = memory.segments;
    this.#capacity = memory.capacity;
  }

  async find({ alg, values, distance, limit }: SimilarQuery): Promise<SimilarHit[]> {
    const number = algorithmNumber(this.#tables, alg);
    if (!number) return [];
    const known = this.#known.get(alg) ?? { segments: [], next: 0, searches: 0 };
    this.#known.set(alg, known);
    known.searches++;
    const nearest = new Nearest(limit);
    const radii = bandRadii(distance);
    let since = performance.now();
    for await (const segment of this.#segments(known, number)) {
      for (const [variant, value] of values.entries()) {
        segment.search(value, distance, radii, (index, found) => {
          const near = { index, distance: found, variant };
          if (nearest.wants(near) && !isErased(this.#tables, index)) nearest.offer(near);
        });
      }
      if (performance.now() - since < TURN) continue;
      await setImmediate();
      since = performance.now();
    }
    return nearest.all().flatMap(({ index, distance, variant }) => {
      const entry = readEntry(this.#tables, index);
      // Erased since it was found.
      return entry?.bytes ? [{ entry, distance, variant }] : [];
    });
  }

  /**
   * All that was stored when this began. Several searches may be at it at a time: what one has read the others
   * have as well, and what one of them meets twice counts once.
   */
  async *#segments(known: Known, number: Uint8Array): AsyncGenerator<Segment> {
    while (this.#load(known, number)) await setImmediate();
    // What comes later into memory is behind it as well.
    const { next } = known;
    for (let at = 0; at < known.segments.length; at++) {
      const segment = known.segments[at]!;
      if (known.searches > 1 && at < known.segments.length - 1 && !segment.isIndexed) {
        segment.makeIndex();
      }
      yield segment;
    }
    for (let from = next; ; ) {
      const rows = readRows(this.#tables, number, from, ROWS);
      if (rows.length === 0) return;
      const segment = new Segment(ROW * rows.length);
      for (const { value } of rows) fill(() => segment, value);
      yield segment;
      from = rows.at(-1)!.row + 1;
    }
  }

  /** Takes the next full rows into memory. False: there are none, or there is no room. */
  #load(known: Known, number: Uint8Array): boolean {
    const rows = readRows(this.#tables, number, known.next, ROWS);
    // One that is followed by another has all that it will ever have.
    const isWhole = (i: number) => i < rows.length - 1 || isFullRow(rows[i]!.value);
    for (const [i, { row, value }] of rows.entries()) {
      if (!isWhole(i) || !this.#hasRoom(known)) return false;
      fill(() => this.#lastOf(known.segments), value);
      known.next = row + 1;
    }
    return rows.length === ROWS;
  }

  #hasRoom({ segments }: Known): boolean {
    if (segments.at(-1)?.isFull === false) return true;
    let count = 0;
    for (const each of this.#known.values()) count += each.segments.length;
    return count < this.#most;
  }

  /** The last one, with room in it. */
  #lastOf(segments: Segment[]): Segment {
    if (segments.at(-1)?.isFull !== false) segments.push(new Segment(this.#capacity));
    return segments.at(-1)!;
  }
}

function fill(segmentOf: () => Segment, row: Uint8Array): void {
  for (const [index, hash] of likenessesIn(row)) if (hash) segmentOf().add(hash, index);
}

/** The oldest `limit` records with a key of this prefix. */
export function indexesOf(table: Table, prefix: Uint8Array, limit: number): number[] {
  const range = { start: prefix, end: afterPrefix(prefix), limit };
  return Array.from(table.getKeys(range))
    .filter((key) => key.length === prefix.length + 8)
    .map((key) => readUint64(key, prefix.length));
}
