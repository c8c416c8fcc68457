import type { IndexedKeys, Lookup, MissingLookup } from '../backend/backend.ts';
import { CONTENT_HASH, MANIFEST_ID } from './append.ts';
import type { Query, Row } from './database.ts';
import { utf8 } from './entry.ts';
import { traitColumns } from './listing.ts';
import { bits256 } from './similar.ts';

/** `Backend.missing`, in one statement. */
export async function missingLookups(
  query: Query,
  records: readonly IndexedKeys[],
): Promise<MissingLookup[]> {
  const fingerprints = records.flatMap(({ index, keys }) =>
    keys.fingerprints.map(({ alg, value }) => ({ index, alg: utf8(alg), value: bits256(value) })),
  );
  const rows = await query(MISSING_SQL, [
    records.map(({ index }) => index),
    records.map(({ keys }) => keys.contentId),
    records.map(({ keys }) => keys.contentHash),
    records.map(({ keys }) => (keys.manifestId === null ? null : utf8(keys.manifestId))),
    records.map(({ keys }) => keys.retainUntil),
    fingerprints.map(({ index }) => index),
    fingerprints.map(({ alg }) => alg),
    fingerprints.map(({ value }) => value),
    ...traitColumns(records.map(({ keys }) => keys.traits)),
  ]);
  return rows.map(({ log_index, lookup }) => ({ index: log_index, lookup: lookup as Lookup }));
}

/**
 * Where a content id leads to no record of that index, no more is said of it. `offset 0`: one look-up in an
 * index for each, whatever the planner guesses.
 */
const MISSING_SQL = `
  with given as materialized (
    select * from unnest($1::bigint[], $2::text[], $3::bytea[], $4::bytea[], $5::text[],
        $9::bytea[], $10::bytea[], $11::bytea[], $12::text[])
      g(log_index, content_id, content_hash, manifest_id, retain_until, request_id, model, issuer, day)
  ), looks as materialized (
    select f.log_index, a.id as algorithm, f.hash
    from unnest($6::bigint[], $7::bytea[], $8::bit(256)[]) f(log_index, name, hash)
    left join algorithms a using (name)
  ), found as materialized (
    select g.*, r.log_index is not null as there, r.content_hash is distinct from g.content_hash
      or r.manifest_id is distinct from g.manifest_id
      or cardinality(r.fingerprints) <> (select count(*) from looks l where l.log_index = g.log_index)
      or exists (
        select from looks l where l.log_index = g.log_index and not exists (
          select from unnest(r.algorithms, r.fingerprints) u(algorithm, hash)
          where u.algorithm = l.algorithm and u.hash = l.hash
        )
      ) as unlike, r.retain_until is distinct from g.retain_until as unscheduled
    from given g
    left join lateral (
      select * from (select * from records where content_id = g.content_id offset 0) r
      where r.log_index = g.log_index
    ) r on true
  ), there as materialized (select * from found where there)
  select log_index, 'contentId' as lookup from found where not there
  union all
  select log_index, 'erasure' from there where unlike
  union all
  select log_index, 'retention' from there where unscheduled
  union all
  select t.log_index, 'traits' from there t left join lateral (
    select * from traits where log_index = t.log_index offset 0
  ) x on true
  where x.log_index is null
    or (x.request_id, x.model, x.issuer, x.day) is distinct from (t.request_id, t.model, t.issuer, t.day)
  union all
  select t.log_index, 'contentHash' from there t left join lateral (
    select log_index from keys where kind = ${CONTENT_HASH} and key = t.content_hash
      and log_index = t.log_index and content_id = t.content_id offset 0
  ) k on true where k.log_index is null
  union all
  select t.log_index, 'manifestId' from there t left join lateral (
    select log_index from keys where kind = ${MANIFEST_ID} and key = t.manifest_id
      and log_index = t.log_index and content_id = t.content_id offset 0
  ) k on true where t.manifest_id is not null and k.log_index is null
  union all
  select distinct l.log_index, 'fingerprint' from there t join looks l using (log_index)
  left join lateral (
    select log_index from likenesses
    where algorithm = l.algorithm and log_index = l.log_index and hash = l.hash offset 0
  ) k on true where k.log_index is null
  order by 1`;

/** Rows that are looked at together. */
const LOT = 2000;

/**
 * `Backend.strays`. What a record is found by is held against the columns of its row, and those by
 * {@link missingLookups} against the record.
 */
export async function* strays(query: Query): AsyncGenerator<number> {
  for (const { sql, first } of SCANS) {
    for (let after: readonly string[] | null = first; after !== null; ) {
      const rows: Row[] = await query(sql, after);
      for (const { fits, log_index, size } of rows) if (!fits) yield Math.min(log_index, size);
      const last = rows.find(({ number }) => number === LOT);
      after = last ? last.position : null;
    }
  }
}

/**
 * A lot of rows in the order of their primary key: those that do not fit, and the last, from which the
 * next lot goes on. Each is of one moment.
 */
function scan(lot: string, fits: string, position: readonly string[]): string {
  return `
    select log_index, fits, number, position, size from (
      select lot.log_index, coalesce(${fits}, false) as fits, lot.number,
        array[${position.map((column) => `${column}::text`).join(', ')}] as position
      from (${lot}) lot
    ) looked cross join (select size from log where id = 1) l
    where not fits or number = ${LOT}`;
}

const SCANS = [
  {
    sql: scan(
      `select *, row_number() over (order by content_id) as number from (
        select log_index, content_id from records where content_id > $1 order by content_id limit ${LOT}
      ) r`,
      `(select e.content_id = lot.content_id
        from (select content_id from entries where log_index = lot.log_index offset 0) e)`,
      ['lot.content_id'],
    ),
    first: [''],
  },
  {
    sql: scan(
      `select *, row_number() over (order by kind, key, log_index) as number from (
        select * from keys where (kind, key, log_index) > ($1::smallint, decode($2, 'hex'), $3::bigint)
        order by kind, key, log_index limit ${LOT}
      ) k`,
      `(select r.log_index = lot.log_index and (
          lot.kind = ${CONTENT_HASH} and r.content_hash = lot.key
          or lot.kind = ${MANIFEST_ID} and r.manifest_id is not distinct from lot.key
        ) from (select * from records where content_id = lot.content_id offset 0) r)`,
      ['lot.kind', "encode(lot.key, 'hex')", 'lot.log_index'],
    ),
    first: ['-1', '', '0'],
  },
  {
    sql: scan(
      `select *, row_number() over (order by algorithm, log_index, place) as number from (
        select * from likenesses where (algorithm, log_index, place) > ($1::smallint, $2::bigint, $3::smallint)
        order by algorithm, log_index, place limit ${LOT}
      ) k`,
      `(select exists (
          select from unnest(r.algorithms, r.fingerprints) u(algorithm, hash)
          where u.algorithm = lot.algorithm and u.hash = lot.hash
        ) from (select content_id from entries where log_index = lot.log_index offset 0) e
        cross join lateral (select * from records where content_id = e.content_id offset 0) r)`,
      ['lot.algorithm', 'lot.log_index', 'lot.place'],
    ),
    first: ['-1', '0', '0'],
  },
  {
    // What is said there of a record is held against it by `missingLookups`.
    sql: scan(
      `select *, row_number() over (order by log_index) as number from (
        select log_index from traits where log_index > $1::bigint order by log_index limit ${LOT}
      ) x`,
      `(select e.content_id is not null
        from (select content_id from entries where log_index = lot.log_index offset 0) e)`,
      ['lot.log_index'],
    ),
    first: ['-1'],
  },
  {
    sql: scan(
      `select *, row_number() over (order by log_index) as number from (
        select log_index from events where log_index > $1::bigint order by log_index limit ${LOT}
      ) v`,
      `(select e.event and e.bytes is not null
        from (select event, bytes from entries where log_index = lot.log_index offset 0) e)`,
      ['lot.log_index'],
    ),
    first: ['-1'],
  },
];
