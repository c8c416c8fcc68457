/** As many as one machine carries without noticing, and as machines share them among themselves. */
const PARTITIONS = 16;

/**
 * Tables of one registry, in a schema of its own: version 6. Whatever grows with the records is partitioned by the
 * hash of the key it is found by: a look-up then goes to one partition, wherever that lies, and the
 * unique constraints hold within it, so none has to span partitions. A content id is unique in `contents`
 * and a log index in `entries`; that both belong together is the writer's doing, under the row of `log`.
 * Indexes over all partitions were refused where files are verified: a look-up by manifest id would ask every one of
 * them. The desk's, of request, model and day, do: they are asked by people.
 *
 * A row costs 28 bytes before anything is in it, and a place in an index 20: so all of a record is one row, what it is
 * looked up by is short (keys.ts), and what stands in the order of the log many to a row (likenesses.ts) or is made
 * anew where it is asked for (nodes.ts).
 */
export const TABLES: readonly string[] = [
  // One row: the writers' lock, and what is counted.
  `create table log (
    id smallint primary key check (id = 1),
    size bigint not null,
    records bigint not null,
    erased bigint not null,
    events bigint not null default 0,
    -- The first index whose entry waits to be moved from the tables of an older version; null: none does.
    unmoved bigint
  )`,
  'insert into log values (1, 0, 0, 0, 0, null)',
  'create table meta (key bytea primary key, value bytea not null)',
  'create table algorithms (id smallint primary key check (id between 0 and 2046), name bytea not null unique)',
  // Of people who ask, and not of records: few, so that it is one table.
  `create table events (
    log_index bigint primary key,
    subject bytea not null,
    retain_until text collate "C"
  )`,
  'create index events_subject on events (subject, log_index)',
  'create index events_retain_until on events (retain_until, log_index) where retain_until is not null',
  ...partitioned('heads', 'size', 'size bigint primary key, bytes bytea not null'),
];

/** Those that version 6 has otherwise than earlier ones. */
export const GROWING_TABLES: readonly string[] = [
  // What all that one certificate has signed of a kind begins with.
  'create table headers (id smallint primary key check (id between 1 and 255), bytes bytea not null unique)',
  // Null where it is erased, or no record: all but index, kind and hash. `header` and `bytes`: see entry.ts.
  ...partitioned(
    'entries',
    'log_index',
    `log_index bigint primary key,
    content_id bigint,
    hash_key bigint,
    manifest_key bigint,
    request_key integer,
    model_key integer,
    issuer_key integer,
    day integer,
    kind smallint not null,
    header smallint,
    looks smallint not null,
    leaf_hash bytea not null,
    bytes bytea,
    manifest_store bytea,
    retain_until text collate "C"`,
  ),
  'create index entries_retain_until on entries (retain_until, log_index) where retain_until is not null',
  'create index entries_request on entries (request_key) where request_key is not null',
  'create index entries_model on entries (model_key) where model_key is not null',
  // Not BRIN, though days come in the order of the log: who asks for the first of a day would wait for all before it.
  'create index entries_day on entries (day, log_index) where day is not null',
  'create index entries_erasures on entries (log_index) where kind = 1',
  ...partitioned(
    'contents',
    'content_id',
    'content_id bigint primary key, log_index bigint not null',
  ),
  // Of a content hash or a manifest id.
  ...partitioned(
    'keys',
    'key',
    'key bigint not null, log_index bigint not null, primary key (key, log_index)',
  ),
  // Fingerprints of 32 places of the log: for each a byte, its place, and 256 bits.
  ...partitioned(
    'likenesses',
    'block',
    `block bigint not null,
    algorithm smallint not null,
    places bytea not null,
    hashes bit varying not null,
    primary key (block, algorithm)`,
  ),
  // Full subtrees from 32 leaves on.
  ...partitioned(
    'nodes',
    'position',
    `level smallint not null,
    position bigint not null,
    hash bytea not null,
    primary key (level, position)`,
  ),
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

/** The version that a registry is made in. */
export const VERSION = 6;

/** From each version to the next, the first from 1 to 2. */
export const UPGRADES: readonly (readonly string[])[] = [
  [
    'alter table log add column events bigint not null default 0',
    // Its bytes stand in `entries`, like those of an erasure.
    'alter table entries add column event boolean not null default false',
    `create table events (
      log_index bigint primary key,
      subject bytea not null,
      retain_until text collate "C"
    )`,
    'create index events_subject on events (subject, log_index)',
    'create index events_retain_until on events (retain_until, log_index) where retain_until is not null',
  ],
  // Versions 3 to 5 had other tables of what version 6 makes from the records.
  [],
  [],
  [],
  // What is in the two old tables comes into the new ones afterwards, a lot at a time: see older.ts.
  [
    'drop table if exists bands, keys, likenesses, traits',
    'alter table entries rename to older_entries',
    ...Array.from(
      { length: PARTITIONS },
      (_, i) => `alter table entries_${i} rename to older_entries_${i}`,
    ),
    'alter table nodes rename to older_nodes',
    ...Array.from(
      { length: PARTITIONS },
      (_, i) => `alter table nodes_${i} rename to older_nodes_${i}`,
    ),
    ...GROWING_TABLES,
    'insert into nodes select level, position, hash from older_nodes where level >= 5',
    'drop table older_nodes',
    'alter table log drop column if exists unlisted, add column unmoved bigint',
    'update log set unmoved = 0 where size > 0',
  ],
];

/** What is left of an older version when all of it has been moved. */
export const OLDER_TABLES = 'drop table if exists older_entries, records';
