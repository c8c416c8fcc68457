import pg from 'pg';
import { keysOf } from '../src/log/check.ts';
import { appendLeaves } from '../src/log/merkle.ts';
import { openPostgres } from '../src/postgres/open.ts';
import { readReceipt } from '../src/signed/receipt.ts';

const PARTITIONS = 16;

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

/** As version 1 made them. */
const FIRST = [
  ...partitioned(
    'entries',
    'log_index',
    `log_index bigint primary key, erasure boolean not null, leaf_hash bytea not null,
    content_id text collate "C", bytes bytea`,
  ),
  ...partitioned(
    'records',
    'content_id',
    `content_id text collate "C" primary key, log_index bigint not null, leaf_hash bytea not null,
    bytes bytea not null, manifest_store bytea, content_hash bytea not null, manifest_id bytea,
    retain_until text collate "C", algorithms smallint[] not null, fingerprints bit(256)[] not null`,
  ),
  'create index records_retain_until on records (retain_until, log_index) where retain_until is not null',
  ...partitioned(
    'keys',
    'key',
    `kind smallint not null, key bytea not null, log_index bigint not null,
    content_id text collate "C" not null, primary key (kind, key, log_index)`,
  ),
  ...partitioned(
    'nodes',
    'position',
    'level smallint not null, position bigint not null, hash bytea not null, primary key (level, position)',
  ),
];

const BANDS = partitioned(
  'bands',
  'band',
  `log_index bigint not null, band integer not null, hash bit(256) not null,
  primary key (band, log_index, hash)`,
);

const LIKENESSES = partitioned(
  'likenesses',
  'log_index',
  `algorithm smallint not null, log_index bigint not null, place smallint not null, hash bit(256) not null,
  primary key (algorithm, log_index, place)`,
);

const TRAITS = partitioned(
  'traits',
  'log_index',
  'log_index bigint primary key, request_id bytea, model bytea, issuer bytea, day text collate "C"',
);

const NEW = ['entries', 'contents', 'keys', 'likenesses', 'nodes', 'headers'];

/**
 * Makes a registry of this version of its tables, 1 to 5, one that an earlier version has written. Up to version 5 a
 * record was a row of its own, with whole texts, and so was each of its look-ups and every node; 4 had no traits; up to
 * 3 a fingerprint had sixteen rows; 1 had no events.
 */
export async function makeOlder(url: string, schema: string, version: number): Promise<void> {
  const backend = await openPostgres(url, { schema });
  const client = new pg.Client(url);
  await client.connect();
  const entries = [];
  for await (const entry of backend.entries()) entries.push(entry);
  await backend.close();
  try {
    await client.query(`set search_path = ${schema}`);
    for (const table of NEW) await client.query(`drop table ${table}`);
    const more = version < 4 ? BANDS : version < 5 ? LIKENESSES : [...LIKENESSES, ...TRAITS];
    for (const text of [...FIRST, ...more]) await client.query(text);
    if (version > 1) {
      await client.query('alter table entries add column event boolean not null default false');
    } else {
      await client.query('drop table events; alter table log drop column events');
    }
    await client.query(`alter table log drop column unmoved;
      ${version > 4 ? 'alter table log add column unlisted bigint;' : ''}
      delete from migrations; insert into migrations select generate_series(1, ${version})`);
    for (const { index, kind, leafHash, bytes, manifestStore } of entries) {
      const isRecord = kind === 'record' && bytes !== null;
      const keys = isRecord ? keysOf(readReceipt(bytes).record) : null;
      await client.query('insert into entries values ($1, $2, $3, $4, $5)', [
        index,
        kind === 'erasure',
        leafHash,
        keys?.contentId,
        isRecord ? null : bytes,
      ]);
      if (kind === 'event') {
        await client.query('update entries set event = true where log_index = $1', [index]);
      }
      if (keys === null) continue;
      await client.query(
        `insert into records select $1, $2, $3, $4, $5, $6, $7, $8,
          array(select id from unnest($9::bytea[]) with ordinality u(name, n) join algorithms using (name) order by n),
          $10::bit(256)[]`,
        [
          keys.contentId,
          index,
          leafHash,
          bytes,
          manifestStore,
          keys.contentHash,
          keys.manifestId === null ? null : Buffer.from(keys.manifestId),
          keys.retainUntil,
          keys.fingerprints.map(({ alg }) => Buffer.from(alg)),
          keys.fingerprints.map(({ value }) => `x${Buffer.from(value).toString('hex')}`),
        ],
      );
      await client.query('insert into keys values (0, $1, $2, $3)', [
        keys.contentHash,
        index,
        keys.contentId,
      ]);
    }
    const leaves = entries.map(({ leafHash }) => leafHash);
    const { nodes } = appendLeaves({ size: 0, peaks: [] }, leaves);
    for (const { level, index, hash } of nodes.filter(({ level }) => level > 0)) {
      await client.query('insert into nodes values ($1, $2, $3)', [level, index, hash]);
    }
  } finally {
    await client.end();
  }
}
