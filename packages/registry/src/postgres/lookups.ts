import type { IndexedKeys, Lookup, MissingLookup } from '../backend/backend.ts';
import { byteas, int2s, int4s, int8s, rawInt8s, varbits } from './connection/binary.ts';
import type { Query, Row } from './connection/database.ts';
import { utf8 } from './entry.ts';
import { shortKeys } from './keys.ts';
import { BLOCK, checkHash } from './likenesses.ts';

/** `Backend.missing`, in one statement. */
export async function missingLookups(
  query: Query,
  records: readonly IndexedKeys[],
): Promise<MissingLookup[]> {
  const fingerprints = records.flatMap(({ index, keys }) =>
    keys.fingerprints.map(({ alg, value }) => ({ index, alg: utf8(alg), value: checkHash(value) })),
  );
  const keys = records.map((record) => shortKeys(record.keys));
  const rows = await query(MISSING_SQL, [
    int8s(records.map(({ index }) => index)),
    rawInt8s(keys.map(({ contentId }) => contentId)),
    rawInt8s(keys.map(({ hash }) => hash)),
    rawInt8s(keys.map(({ manifest }) => manifest)),
    int4s(keys.map(({ requestId }) => requestId)),
    int4s(keys.map(({ model }) => model)),
    int4s(keys.map(({ issuer }) => issuer)),
    int4s(keys.map(({ day }) => day)),
    int2s(records.map((record) => record.keys.fingerprints.length)),
    records.map((record) => record.keys.retainUntil),
    int8s(fingerprints.map(({ index }) => index)),
    byteas(fingerprints.map(({ alg }) => alg)),
    varbits(fingerprints.map(({ value }) => value)),
  ]);
  return rows.map(({ log_index, lookup }) => ({ index: log_index, lookup: lookup as Lookup }));
}

/**
 * Where a content id leads to no record of that index, no more is said of it. `offset 0`: one look-up in an
 * index for each, whatever the planner guesses.
 */
const MISSING_SQL = `
  with given as materialized (
    select * from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::integer[], $6::integer[],
        $7::integer[], $8::integer[], $9::smallint[], $10::text[])
      g(log_index, content_id, hash_key, manifest_key, request_key, model_key, issuer_key, day, looks, retain_until)
  ), found as materialized (
    select g.*, e.there is not null as there,
      (e.content_id, e.hash_key, e.manifest_key, e.looks)
        is distinct from (g.content_id, g.hash_key, g.manifest_key, g.looks) as unlike,
      (e.request_key, e.model_key, e.issuer_key, e.day)
        is distinct from (g.request_key, g.model_key, g.issuer_key, g.day) as unlisted,
      e.retain_until is distinct from g.retain_until as unscheduled
    from given g
    left join lateral (
      select e.*, true as there from (
        select log_index from contents where content_id = g.content_id offset 0
      ) c cross join lateral (
        select * from entries where log_index = c.log_index and bytes is not null offset 0
      ) e where e.log_index = g.log_index
    ) e on true
  ), there as materialized (select * from found where there)
  select log_index, 'contentId' as lookup from found where not there
  union all
  select log_index, 'erasure' from there where unlike
  union all
  select log_index, 'retention' from there where unscheduled
  union all
  select log_index, 'traits' from there where unlisted
  union all
  select t.log_index, 'contentHash' from there t left join lateral (
    select log_index from keys where key = t.hash_key and log_index = t.log_index offset 0
  ) k on true where k.log_index is null
  union all
  select t.log_index, 'manifestId' from there t left join lateral (
    select log_index from keys where key = t.manifest_key and log_index = t.log_index offset 0
  ) k on true where t.manifest_key is not null and k.log_index is null
  union all
  select distinct l.log_index, 'fingerprint' from there t
  join unnest($11::bigint[], $12::bytea[], $13::bit varying[]) l(log_index, name, hash) using (log_index)
  left join algorithms a using (name)
  left join lateral (
    select true as there from (
      select * from likenesses where block = l.log_index / ${BLOCK} and algorithm = a.id offset 0
    ) b
    cross join generate_series(0, least(octet_length(places), bit_length(hashes) / 256) - 1) p
    where get_byte(places, p) = l.log_index % ${BLOCK} and substring(hashes from 256 * p + 1 for 256) = l.hash
    limit 1
  ) k on true where k.there is null
  order by 1`;

/** Rows that are looked at together, and blocks of fingerprints. */
const [LOT, BLOCKS] = [2000, 64];

/**
 * `Backend.strays`. What a record is found by is held against the columns of its row, and those by
 * {@link missingLookups} against the record.
 */
export async function* strays(query: Query): AsyncGenerator<number> {
  for (const { sql, first, lot } of SCANS) {
    for (let after: readonly string[] | null = first; after !== null; ) {
      const rows: Row[] = await query(sql, after);
      for (const { fits, log_index, size } of rows) if (!fits) yield Math.min(log_index, size);
      const last = rows.findLast(({ number }) => number === lot);
      after = last ? last.position : null;
    }
  }
}

/**
 * A lot of rows in the order of their primary key: those that do not fit, and the last, from which the
 * next lot goes on. Each is of one moment.
 */
function scan(lot: string, fits: string, position: readonly string[], most = LOT): string {
  return `
    select log_index, fits, number, position, size from (
      select lot.log_index, coalesce(${fits}, false) as fits, lot.number,
        array[${position.map((column) => `${column}::text`).join(', ')}] as position
      from (${lot}) lot
    ) looked cross join (select size from log where id = 1) l
    where not fits or number = ${most} order by number`;
}

const SCANS = [
  {
    sql: scan(
      `select *, row_number() over (order by content_id) as number from (
        select * from contents where content_id > $1::bigint order by content_id limit ${LOT}
      ) c`,
      `(select e.content_id = lot.content_id
        from (select content_id from entries where log_index = lot.log_index offset 0) e)`,
      ['lot.content_id'],
    ),
    first: ['-9223372036854775808'],
    lot: LOT,
  },
  {
    sql: scan(
      `select *, row_number() over (order by key, log_index) as number from (
        select * from keys where (key, log_index) > ($1::bigint, $2::bigint) order by key, log_index limit ${LOT}
      ) k`,
      `(select lot.key in (e.hash_key, e.manifest_key)
        from (select hash_key, manifest_key from entries where log_index = lot.log_index offset 0) e)`,
      ['lot.key', 'lot.log_index'],
    ),
    first: ['-9223372036854775808', '-1'],
    lot: LOT,
  },
  {
    // Of each place as many as its record has, of all algorithms: that they are those, `missingLookups` says.
    sql: scan(
      `select b.block, b.block * ${BLOCK} + places.place as log_index, places.count, b.number from (
        select *, row_number() over (order by block) as number from (
          select distinct block from likenesses where block > $1::bigint order by block limit ${BLOCKS}
        ) each
      ) b cross join lateral (
        select place, sum(count) as count from (
          select get_byte(places, p) as place, 1 as count from likenesses l
          cross join generate_series(0, octet_length(places) - 1) p where l.block = b.block
          union all
          -- Longer than the other column: of no record.
          select 0, 1000000 from likenesses l
          where l.block = b.block and 256 * octet_length(places) <> bit_length(hashes)
        ) one group by place
      ) places`,
      `(select e.looks = lot.count
        from (select looks from entries where log_index = lot.log_index offset 0) e)`,
      ['lot.block'],
      BLOCKS,
    ),
    first: ['-1'],
    lot: BLOCKS,
  },
  {
    // Of what is erased, and of what never was a record, nothing but its hash.
    sql: scan(
      `select *, row_number() over (order by log_index) as number from (
        select * from entries where log_index > $1::bigint order by log_index limit ${LOT}
      ) e`,
      `(lot.bytes is not null and lot.kind = 0) or (looks = 0 and num_nonnulls(content_id, hash_key, manifest_key,
        request_key, model_key, issuer_key, day, manifest_store, retain_until) = 0)`,
      ['lot.log_index'],
    ),
    first: ['-1'],
    lot: LOT,
  },
  {
    sql: scan(
      `select *, row_number() over (order by log_index) as number from (
        select log_index from events where log_index > $1::bigint order by log_index limit ${LOT}
      ) v`,
      `(select e.kind = 2 and e.bytes is not null
        from (select kind, bytes from entries where log_index = lot.log_index offset 0) e)`,
      ['lot.log_index'],
    ),
    first: ['-1'],
    lot: LOT,
  },
];
