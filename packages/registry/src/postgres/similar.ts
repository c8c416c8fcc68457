import type { SimilarHit, SimilarQuery } from '../backend/backend.ts';
import { bandOf, bandProbes, bandRadii, MOST_DISTANCE } from '../backend/multi-index.ts';
import type { Query } from './database.ts';
import { storedEntry, utf8 } from './entry.ts';

/** Of a searched fingerprint: 256 bits. */
const HASH_BYTES = 32;

/** Differing bits of two expressions of 256. PostgreSQL counts bits from version 14 on. */
export function distanceSql(serverVersion: number): (a: string, b: string) => string {
  return serverVersion >= 140000
    ? (a, b) => `bit_count(${a} # ${b})`
    : (a, b) => `length(replace((${a} # ${b})::text, '0', ''))`;
}

/**
 * Multi-index hashing in one statement. A probe is compared with the value it was made from and no other: what is near to another value is
 * found by one of that one's probes. Only hits leave the server.
 *
 * `offset 0` keeps the planner from anything but one index scan a probe: it guesses how many rows a
 * band has, and where it guesses wrong it reads the whole table.
 */
export function similarSql(distance: (a: string, b: string) => string): string {
  return `
    select e.log_index, e.erasure, e.leaf_hash, r.bytes, r.manifest_store, h.distance, h.variant
    from (
      select * from (
        select distinct on (log_index) log_index, distance, variant
        from (
          select b.log_index, ${distance('b.hash', 'p.value')} as distance, p.variant
          from (
            select (a.id::integer << 20) | u.band as band, u.variant, ($4::bit(256)[])[u.variant + 1] as value
            from algorithms a, unnest($2::integer[], $3::integer[]) u(band, variant)
            where a.name = $1
          ) p
          cross join lateral (
            select log_index, hash from bands
            where band = p.band and ${distance('hash', 'p.value')} <= $5
            offset 0
          ) b
        ) near
        order by log_index, distance, variant
      ) nearest
      order by distance, log_index
      limit $6
    ) h
    cross join lateral (select * from entries where log_index = h.log_index offset 0) e
    cross join lateral (
      select bytes, manifest_store from records where content_id = e.content_id offset 0
    ) r
    order by h.distance, h.log_index`;
}

/** @throws RangeError for a value that is not 32 bytes, or a distance that is not 0..31. */
export async function similar(
  query: Query,
  sql: string,
  { alg, values, distance, limit }: SimilarQuery,
): Promise<SimilarHit[]> {
  if (!(Number.isInteger(distance) && distance >= 0 && distance <= MOST_DISTANCE)) {
    throw new RangeError(`distance must be 0..${MOST_DISTANCE} bits, got ${distance}.`);
  }
  const bands: number[] = [];
  const variants: number[] = [];
  values.forEach((value, variant) => {
    bandRadii(distance).forEach((radius, band) => {
      for (const probe of bandProbes(bandOf(value, band), radius)) {
        bands.push((band << 16) | probe);
        variants.push(variant);
      }
    });
  });
  const rows = await query(sql, [utf8(alg), bands, variants, values.map(bits256), distance, limit]);
  return rows.map((row) => ({
    entry: storedEntry(row),
    distance: row.distance,
    variant: row.variant,
  }));
}

/** As `bit(256)` is written; shorter ones would be filled up, and longer ones cut, without a word. */
export function bits256(hash: Uint8Array): string {
  if (hash.length !== HASH_BYTES) {
    throw new RangeError(`A searched fingerprint has ${HASH_BYTES} bytes, got ${hash.length}.`);
  }
  return `x${Buffer.from(hash.buffer, hash.byteOffset, HASH_BYTES).toString('hex')}`;
}
