import type { SimilarHit, SimilarQuery } from '../backend/backend.ts';
import { MOST_DISTANCE } from '../backend/multi-index.ts';
import { type Near, Nearest } from '../backend/nearest.ts';
import { SEGMENT } from '../backend/segment.ts';
import { varbits } from './connection/binary.ts';
import type { Query } from './connection/database.ts';
import { asked, ENTRY_SQL, storedEntry, utf8 } from './entry.ts';
import { BLOCK, checkHash, Known, Likenesses } from './likenesses.ts';

/** Segments that stay in memory, 9 MB each. What is beyond them the server compares, in every search. */
const MOST_SEGMENTS = 64;
/** Hits that are looked up together, where one was erased since it came into memory. */
const LOT = 4096;

/** Differing bits of two expressions of 256. PostgreSQL counts bits from version 14 on. */
export function distanceSql(serverVersion: number): (a: string, b: string) => string {
  return serverVersion >= 140000
    ? (a, b) => `bit_count(${a} # ${b})`
    : (a, b) => `length(replace((${a} # ${b})::text, '0', ''))`;
}

/**
 * `Backend.similar` over the table `likenesses`. Who asks once has the server compare everything. From the
 * second question on the fingerprints are read into memory and indexed there; the server then hands out what
 * is new, and the records that are hit. A hit counts if the server finds it as well: it may have been erased
 * since, by other processes too.
 *
 * An index in the database was measured and refused: a fingerprint has sixteen places all over it, in a B-tree
 * or a GIN index, and they cost ten and five to seven times what one row at the end of a table does.
 */
export class SimilarSearch {
  readonly #query: Query;
  readonly #sql: ReturnType<typeof statements>;
  readonly #likenesses: Likenesses;
  readonly #asked = new Set<string>();

  /** @param memory Segments that stay in memory, and fingerprints of each. */
  constructor(
    query: Query,
    serverVersion: number,
    memory = { segments: MOST_SEGMENTS, capacity: SEGMENT },
  ) {
    this.#query = query;
    this.#sql = statements(distanceSql(serverVersion));
    this.#likenesses = new Likenesses(query, memory);
  }

  /** @throws RangeError for a value that is not 32 bytes, or a distance that is not 0..31. */
  async find({ alg, values, distance, limit }: SimilarQuery): Promise<SimilarHit[]> {
    if (!(Number.isInteger(distance) && distance >= 0 && distance <= MOST_DISTANCE)) {
      throw new RangeError(`distance must be 0..${MOST_DISTANCE} bits, got ${distance}.`);
    }
    const bits = varbits(values.map(checkHash));
    const known = this.#asked.has(alg) ? await this.#likenesses.upToNow(alg) : new Known();
    this.#asked.add(alg);
    const near = async (most: number) => {
      const nearest = new Nearest(most);
      await known.search({ values, distance }, nearest);
      if (known.isWhole) return nearest.all();
      const from = known.index + 1;
      const rows = await this.#query(this.#sql.compare, [utf8(alg), bits, distance, from, most]);
      for (const { index, ...rest } of rows) {
        if (!known.gone.has(index)) nearest.offer({ index, ...(rest as Omit<Near, 'index'>) });
      }
      return nearest.all();
    };
    for (;;) {
      const hits = await near(limit);
      if (hits.length === 0) return [];
      const rows = await this.#query(this.#sql.fetch, [utf8(alg), bits, ...columns(hits)]);
      if (rows.length === hits.length) {
        return rows.map(({ distance, variant, ...row }) => ({
          entry: storedEntry(row),
          distance,
          variant,
        }));
      }
      const around = await near(Math.max(limit, LOT));
      const gone = await this.#query(this.#sql.gone, [utf8(alg), bits, ...columns(around)]);
      for (const { index } of gone) known.gone.add(index);
    }
  }
}

/** For `unnest`. */
function columns(near: readonly Near[]): number[][] {
  return [
    near.map(({ index }) => index),
    near.map(({ distance }) => distance),
    near.map(({ variant }) => variant),
  ];
}

/**
 * What is sent to the server. `compare`: the nearest records from a place in the log on. `fetch`: of records
 * that were found near, those that are, with their entries. `gone`: those that are not. `offset 0`: one look-up
 * each, whatever the planner guesses.
 */
function statements(distance: (a: string, b: string) => string) {
  const wanted = '(select id from algorithms where name = $1)';
  const hits = `${asked('$3::bigint[]', '$4::integer[]', '$5::integer[]')} h(index, distance, variant, n)`;
  const looks = `generate_series(0, least(octet_length(l.places), bit_length(l.hashes) / 256) - 1) p`;
  const hash = 'substring(l.hashes from 256 * p + 1 for 256)';
  const entry = `${ENTRY_SQL}
    from (select * from entries where log_index = h.index and bytes is not null offset 0) e
    where exists (
      select from (select * from likenesses where block = h.index / ${BLOCK} and algorithm = ${wanted} offset 0) l
      cross join ${looks}
      where get_byte(l.places, p) = h.index % ${BLOCK}
        and ${distance(hash, '($2::bit varying[])[h.variant + 1]')} = h.distance
    )`;
  return {
    compare: `
      select * from (
        select distinct on (index) index, distance, (n - 1)::integer as variant from (
          select l.block * ${BLOCK} + get_byte(l.places, p) as index, ${distance(hash, 'v.value')} as distance, v.n
          from (
            select * from likenesses where algorithm = ${wanted} and block >= $4::bigint / ${BLOCK}
          ) l
          cross join ${looks}
          cross join unnest($2::bit varying[]) with ordinality v(value, n)
          where ${distance(hash, 'v.value')} <= $3::integer
        ) each where index >= $4::bigint
        order by index, distance, variant
      ) near
      order by distance, index limit $5::integer`,
    fetch: `select e.*, h.distance, h.variant from ${hits} cross join lateral (${entry}) e order by h.n`,
    gone: `select h.index from ${hits} where not exists (${entry})`,
  } as const;
}
