/** As many as one machine carries without noticing, and as machines share them among themselves. */
const PARTITIONS = 16;

/**
 * Tables of one registry, in a schema of its own. Whatever grows with the records is partitioned by the
 * hash of the key it is found by: a look-up then goes to one partition, wherever that lies, and the
 * unique constraints hold within it, so none has to span partitions. A content id is unique in `records`
 * and a log index in `entries`; that both belong together is the writer's doing, under the row of `log`.
 * Indexes over all partitions were refused where files are verified: a look-up by manifest id would ask every one of
 * them. The desk's, of `traits`, do: they are asked by people.
 */
export const MIGRATIONS: readonly (readonly string[])[] = [
  [
    // One row: the writers' lock, and what is counted.
    `create table log (
      id smallint primary key check (id = 1),
      size bigint not null,
      records bigint not null,
      erased bigint not null
    )`,
    'insert into log values (1, 0, 0, 0)',
    'create table meta (key bytea primary key, value bytea not null)',
    'create table algorithms (id smallint primary key check (id between 0 and 2046), name bytea not null unique)',
    // `bytes` is of erasures and events. `content_id` leads to a record, and is null when that was erased.
    ...partitioned(
      'entries',
      'log_index',
      `log_index bigint primary key,
      erasure boolean not null,
      leaf_hash bytea not null,
      content_id text collate "C",
      bytes bytea`,
    ),
    // With all that is needed to delete its keys, or to make them anew with wider bands.
    ...partitioned(
      'records',
      'content_id',
      `content_id text collate "C" primary key,
      log_index bigint not null,
      leaf_hash bytea not null,
      bytes bytea not null,
      manifest_store bytea,
      content_hash bytea not null,
      manifest_id bytea,
      retain_until text collate "C",
      algorithms smallint[] not null,
      fingerprints bit(256)[] not null`,
    ),
    'create index records_retain_until on records (retain_until, log_index) where retain_until is not null',
    // Kind 0: content hashes; 1: manifest ids.
    ...partitioned(
      'keys',
      'key',
      `kind smallint not null,
      key bytea not null,
      log_index bigint not null,
      content_id text collate "C" not null,
      primary key (kind, key, log_index)`,
    ),
    // 16 rows a fingerprint. `band` is algorithm << 20 | number << 16 | value. Until version 4.
    ...partitioned(
      'bands',
      'band',
      `log_index bigint not null,
      band integer not null,
      hash bit(256) not null,
      primary key (band, log_index, hash)`,
    ),
    // Full subtrees from two leaves on; leaves stand in `entries`.
    ...partitioned(
      'nodes',
      'position',
      `level smallint not null,
      position bigint not null,
      hash bytea not null,
      primary key (level, position)`,
    ),
    ...partitioned('heads', 'size', 'size bigint primary key, bytes bytea not null'),
  ],
  [
    'alter table log add column events bigint not null default 0',
    // Its bytes stand in `entries`, like those of an erasure.
    'alter table entries add column event boolean not null default false',
    // Of people who ask, and not of records: few, so that it is one table.
    `create table events (
      log_index bigint primary key,
      subject bytea not null,
      retain_until text collate "C"
    )`,
    'create index events_subject on events (subject, log_index)',
    'create index events_retain_until on events (retain_until, log_index) where retain_until is not null',
  ],
  // Nothing is stored otherwise: an erasure may name who did it, and whoever erases asks for legal holds. A version
  // that does neither is not to write beside those that do.
  [],
  // Fingerprints leave the sixteen places of `bands`, whose upkeep was most of a record's cost, and stand in the
  // order of the log: who searches reads them from there into memory. See similar.ts.
  [
    // `place`: which of the record's fingerprints.
    ...partitioned(
      'likenesses',
      'log_index',
      `algorithm smallint not null,
      log_index bigint not null,
      place smallint not null,
      hash bit(256) not null`,
    ),
    // A partition at a time: no statement takes as long as all of a large registry does.
    ...Array.from(
      { length: PARTITIONS },
      (_, i) => `insert into likenesses (algorithm, log_index, place, hash)
        select f.algorithm, r.log_index, f.place, f.hash
        from records_${i} r, unnest(r.algorithms, r.fingerprints) with ordinality f(algorithm, hash, place)
        order by r.log_index`,
    ),
    ...Array.from(
      { length: PARTITIONS },
      (_, i) => `alter table likenesses_${i} add primary key (algorithm, log_index, place)`,
    ),
    'alter table likenesses add primary key (algorithm, log_index, place)',
    'drop table bands',
  ],
  // What the operator's desk asks for, away from the records: in the order of the log, and made without writing
  // those anew. Records that are there are listed afterwards, a lot at a time: see listing.ts.
  [
    ...partitioned(
      'traits',
      'log_index',
      `log_index bigint primary key,
      request_id bytea,
      model bytea,
      issuer bytea,
      day text collate "C"`,
    ),
    'create index traits_request_id on traits (request_id, log_index) where request_id is not null',
    'create index traits_model on traits (model, log_index) where model is not null',
    'create index traits_day on traits (day, log_index)',
    // The first index whose record waits to be listed; null: none does.
    'alter table log add column unlisted bigint',
    'update log set unlisted = 0 where size > 0',
  ],
];

function partitioned(table: string, key: string, columns: string): string[] {
  return [
    `create table ${table} (${columns}) partition by hash (${key})`,
    ...Array.from(
      { length: PARTITIONS },
      (_, i) =>
        `create table ${table}_${i} partition of ${table} for values with (modulus ${PARTITIONS}, remainder ${i})`,
    ),
  ];
}
