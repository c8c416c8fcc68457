import { ProvenanceError } from '@provenance/content';
import type { Backend, NodeId, StoredEntry, StoredHead } from '../backend/backend.ts';
import { decodeUnguarded, UNGUARDED } from '../backend/unguarded.ts';
import { peaksOf } from '../log/merkle.ts';
import { append, CONTENT_HASH, MANIFEST_ID } from './append.ts';
import { contentIds } from './content-ids.ts';
import {
  type Database,
  type DatabaseOptions,
  openDatabase,
  type Query,
  type Row,
} from './database.ts';
import {
  ENTRY_SQL,
  entryPage,
  logRow,
  PAGE_BYTES,
  PAGE_ROWS,
  plain,
  RECORD_SQL,
  storedEntry,
  utf8,
} from './entry.ts';
import { eventsIn, missingEvents } from './events.ts';
import { gathered } from './gathered.ts';
import { missingLookups, strays } from './lookups.ts';
import { migrate } from './migrate.ts';
import { SimilarSearch } from './similar.ts';
import { searchTraits } from './traits.ts';

export async function openBackend(
  url: string,
  options: DatabaseOptions,
  create: boolean,
): Promise<Backend> {
  const database = openDatabase(url, options);
  try {
    const { serverVersion } = await migrate(database, options, create);
    return backendOver(database, serverVersion, options.readOnly);
  } catch (error) {
    await database.close();
    throw error;
  }
}

const ENTRIES_SQL = entryPage(
  'select * from entries where log_index >= $1 order by log_index limit $2',
);
/** Look-ups of a statement. */
const MOST_LOOKUPS = 64;

function backendOver(database: Database, serverVersion: number, readOnly: boolean): Backend {
  const { query } = database;
  const search = new SimilarSearch(query, serverVersion);
  const recordOf = gathered((ids: readonly string[]) => byContentIds(query, ids), MOST_LOOKUPS);
  const recordsOf = gathered((keys: readonly Key[]) => byKeys(query, keys), MOST_LOOKUPS);
  const mayWrite = () => {
    if (!readOnly) return;
    throw new ProvenanceError('REGISTRY_UNAVAILABLE', 'The registry was opened for reading only.');
  };
  return {
    name: 'postgresql',

    async append(batch) {
      mayWrite();
      return append(database, batch);
    },

    async logState() {
      const rows = await query(STATE_SQL);
      const { size } = logRow(rows);
      const peaks = peaksOf(size);
      return { size, peaks: peaks.map((peak, i) => hashIn(rows[i]?.hash ?? null, peak)) };
    },

    async byContentId(contentId) {
      // No `text` holds it, and to ask for it is an error to the server.
      if (contentId.includes('\0')) return null;
      return recordOf(contentId);
    },

    contentIds: (from) => contentIds(query, from),

    async byLogIndex(index) {
      const rows = await query(`${ENTRY_SQL} from entries e ${RECORD_SQL} where e.log_index = $1`, [
        index,
      ]);
      return first(rows.map(storedEntry));
    },

    byManifestId: (manifestId, limit) =>
      recordsOf({ kind: MANIFEST_ID, key: utf8(manifestId), limit }),

    byContentHash: (hash, limit) => recordsOf({ kind: CONTENT_HASH, key: hash, limit }),

    similar: (wanted) => search.find(wanted),

    search: (wanted) => searchTraits(query, wanted),

    nodes: (at) => nodesAt(query, at),

    async headUpTo(size) {
      const rows = await query(
        'select size, bytes from heads where size <= $1 order by size desc limit 1',
        [size],
      );
      return first(rows.map(storedHead));
    },

    async *heads(from = 0) {
      for (let after = from - 1; ; ) {
        const rows = await query(
          'select size, bytes from heads where size > $1 order by size limit $2',
          [after, PAGE_ROWS],
        );
        if (rows.length === 0) return;
        yield* rows.map(storedHead);
        after = rows.at(-1)!.size;
      }
    },

    async *entries(from = 0) {
      for (let next = from; ; ) {
        const rows = await query(ENTRIES_SQL, [next, PAGE_ROWS, PAGE_BYTES]);
        if (rows.length === 0) return;
        yield* rows.map(storedEntry);
        next = rows.at(-1)!.log_index + 1;
      }
    },

    async *erasures(from) {
      for (let next = from; ; ) {
        const rows = await query(
          `select log_index, erasure, false as event, leaf_hash, bytes, null as manifest_store
          from entries where erasure and log_index >= $1 order by log_index limit $2`,
          [next, PAGE_ROWS],
        );
        yield* rows.map(storedEntry);
        if (rows.length < PAGE_ROWS) return;
        next = rows.at(-1)!.log_index + 1;
      }
    },

    // pg_dump, or a base backup: docs/records.md.
    backup: null,

    async expired(day, limit, skip = 0) {
      const rows = await query(
        `select log_index from (
          (select retain_until, log_index from records where retain_until < $1
            order by retain_until, log_index limit $2)
          union all
          (select retain_until, log_index from events where retain_until < $1
            order by retain_until, log_index limit $2)
        ) due order by retain_until, log_index limit $3 offset $4`,
        [day, skip + limit, limit, skip],
      );
      return rows.map(({ log_index }) => log_index);
    },

    events: (wanted) => eventsIn(query, wanted),

    // The server looks at its own pages, and says so: see failure.ts.
    checkStorage: async () => {},

    missing: (records) => missingLookups(query, records),

    missingEvents: (events) => missingEvents(query, events),

    strays: () => strays(query),

    async getMeta(key) {
      const rows = await query('select value from meta where key = $1', [utf8(key)]);
      return first(rows.map(({ value }) => plain(value)));
    },

    async putMeta(key, value) {
      mayWrite();
      await query('insert into meta (key, value) values ($1, $2) on conflict do nothing', [
        utf8(key),
        value,
      ]);
      const rows = await query('select value from meta where key = $1', [utf8(key)]);
      return plain(rows[0]!.value);
    },

    async stats() {
      const rows = await query(
        `select size as entries, records, events, erased, (
          select sum(pg_total_relation_size(oid))::bigint from pg_class
          where relnamespace = current_schema()::regnamespace and relkind = 'r'
        ) as bytes, (select value from meta where key = $1) as unguarded from log where id = 1`,
        [utf8(UNGUARDED)],
      );
      const { entries, records, events, erased, bytes, unguarded } = logRow(rows);
      return { entries, records, events, erased, bytes, unguarded: decodeUnguarded(unguarded) };
    },

    close: () => database.close(),
  };
}

/** Where the log ends, and the peaks of its tree, the largest first: one for each bit of the size that is set. */
const STATE_SQL = `
  select l.size, coalesce(n.hash, e.leaf_hash) as hash
  from log l
  left join lateral (
    select bit::smallint as level, (l.size >> bit) - 1 as position
    from generate_series(0, 52) bit where (l.size >> bit) & 1 = 1
  ) u on true
  left join lateral (
    select hash from nodes where level = u.level and position = u.position offset 0
  ) n on true
  left join lateral (
    select leaf_hash from entries where u.level = 0 and log_index = u.position offset 0
  ) e on true
  where l.id = 1 order by u.level desc`;

/** Leaves are not kept twice: their hashes stand in the entries. */
async function nodesAt(query: Query, at: readonly NodeId[]): Promise<Uint8Array[]> {
  const rows = await query(
    `select coalesce(n.hash, e.leaf_hash) as hash
    from unnest($1::smallint[], $2::bigint[]) with ordinality u(level, position, n)
    left join lateral (
      select hash from nodes where level = u.level and position = u.position offset 0
    ) n on true
    left join lateral (
      select leaf_hash from entries where u.level = 0 and log_index = u.position offset 0
    ) e on true
    order by u.n`,
    [at.map(({ level }) => level), at.map(({ index }) => index)],
  );
  return rows.map(({ hash }, i) => hashIn(hash, at[i]!));
}

function hashIn(hash: Buffer | null, { level, index }: NodeId): Uint8Array {
  if (hash !== null) return plain(hash);
  throw new ProvenanceError('REGISTRY_CORRUPT', `The log has no node ${index} of level ${level}.`);
}

/** In the order of the ids; null for those that nobody has. */
async function byContentIds(query: Query, ids: readonly string[]): Promise<(StoredEntry | null)[]> {
  const rows = await query(
    `select u.n, r.log_index, false as erasure, false as event, r.leaf_hash, r.bytes, r.manifest_store
    from unnest($1::text[]) with ordinality u(id, n)
    cross join lateral (select * from records where content_id = u.id offset 0) r`,
    [ids],
  );
  const found = new Map(rows.map((row) => [row.n, row]));
  return ids.map((_, i) => {
    const row = found.get(i + 1);
    return row === undefined ? null : storedEntry(row);
  });
}

interface Key {
  readonly kind: number;
  readonly key: Uint8Array;
  readonly limit: number;
}

/** Those of each key, the oldest first. */
async function byKeys(query: Query, keys: readonly Key[]): Promise<StoredEntry[][]> {
  const rows = await query(
    `select u.n, r.log_index, false as erasure, false as event, r.leaf_hash, r.bytes, r.manifest_store
    from unnest($1::smallint[], $2::bytea[], $3::bigint[]) with ordinality u(kind, key, most, n)
    cross join lateral (
      select content_id from keys where kind = u.kind and key = u.key order by log_index limit u.most
    ) k
    cross join lateral (select * from records where content_id = k.content_id offset 0) r
    order by u.n, r.log_index`,
    [keys.map(({ kind }) => kind), keys.map(({ key }) => key), keys.map(({ limit }) => limit)],
  );
  const found = keys.map((): StoredEntry[] => []);
  for (const row of rows) found[row.n - 1]!.push(storedEntry(row));
  return found;
}

function storedHead(row: Row): StoredHead {
  return { size: row.size, bytes: plain(row.bytes) };
}

function first<T>(rows: readonly T[]): T | null {
  return rows[0] ?? null;
}
