import { ProvenanceError } from '@provenance/content';
import type { Backend, EntryKeys, StoredEntry, StoredHead } from '../backend/backend.ts';
import { decodeUnguarded, UNGUARDED } from '../backend/unguarded.ts';
import { keysOf } from '../log/check.ts';
import { readReceipt } from '../signed/receipt.ts';
import { append } from './append.ts';
import { rawInt8s } from './connection/binary.ts';
import {
  type Database,
  type DatabaseOptions,
  openDatabase,
  type Query,
  type Row,
} from './connection/database.ts';
import { contentIds } from './content-ids.ts';
import {
  asked,
  ENTRY_SQL,
  entryPage,
  logRow,
  PAGE_BYTES,
  PAGE_ROWS,
  plain,
  storedEntry,
  utf8,
} from './entry.ts';
import { eventsIn, missingEvents } from './events.ts';
import { gathered } from './gathered.ts';
import { contentIdKey, hashKey, textKey } from './keys.ts';
import { missingLookups, strays } from './lookups.ts';
import { migrate } from './migrate.ts';
import { logState, nodesAt } from './nodes.ts';
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
  const recordOf = gathered((ids: readonly Uint8Array[]) => byContentIds(query, ids), MOST_LOOKUPS);
  const entriesOf = gathered((keys: readonly Key[]) => byKeys(query, keys), MOST_LOOKUPS);
  const recordsOf = (key: Uint8Array, limit: number, fits: (keys: EntryKeys) => boolean) =>
    fitting((after) => entriesOf({ key, after, limit }), limit, fits);
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

    logState: () => logState(query),

    async byContentId(contentId) {
      const key = contentIdKey(contentId);
      return key === null ? null : recordOf(key);
    },

    contentIds: (from) => contentIds(query, from),

    async byLogIndex(index) {
      const rows = await query(`${ENTRY_SQL} from entries e where e.log_index = $1`, [index]);
      return first(rows.map(storedEntry));
    },

    byManifestId: (manifestId, limit) =>
      recordsOf(textKey(manifestId), limit, (keys) => keys.manifestId === manifestId),

    byContentHash: (hash, limit) =>
      recordsOf(hashKey(hash), limit, (keys) => Buffer.compare(keys.contentHash, hash) === 0),

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
          `${ENTRY_SQL} from (
            select * from entries where kind = 1 and log_index >= $1 order by log_index limit $2
          ) e order by e.log_index`,
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
          (select retain_until, log_index from entries where retain_until < $1
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

/** In the order of the ids; null for those that nobody has. */
async function byContentIds(
  query: Query,
  ids: readonly Uint8Array[],
): Promise<(StoredEntry | null)[]> {
  const rows = await query(
    `select u.n, e.* from ${asked('$1::bigint[]')} u(id, n)
    cross join lateral (select log_index from contents where content_id = u.id offset 0) c
    cross join lateral (
      ${ENTRY_SQL} from entries e where e.log_index = c.log_index and e.content_id = u.id offset 0
    ) e`,
    [rawInt8s(ids)],
  );
  const found = new Map(rows.map((row) => [row.n, row]));
  return ids.map((_, i) => {
    const row = found.get(i + 1);
    return row === undefined ? null : storedEntry(row);
  });
}

interface Key {
  /** 8 bytes. */
  readonly key: Uint8Array;
  /** Log index: only what is beyond it. */
  readonly after: number;
  readonly limit: number;
}

/** Those of each key, the oldest first, and others with the same 8 bytes. */
async function byKeys(query: Query, keys: readonly Key[]): Promise<StoredEntry[][]> {
  const rows = await query(
    `select u.n, e.* from ${asked('$1::bigint[]', '$2::bigint[]', '$3::bigint[]')} u(key, after, most, n)
    cross join lateral (
      select log_index from keys where key = u.key and log_index > u.after order by log_index limit u.most
    ) k
    cross join lateral (${ENTRY_SQL} from entries e where e.log_index = k.log_index offset 0) e
    order by u.n, e.log_index`,
    [
      rawInt8s(keys.map(({ key }) => key)),
      keys.map(({ after }) => after),
      keys.map(({ limit }) => limit),
    ],
  );
  const found = keys.map((): StoredEntry[] => []);
  for (const row of rows) found[row.n - 1]!.push(storedEntry(row));
  return found;
}

/**
 * At most `limit` of those that are what was asked for. What cannot be read is among them: whoever asked is told so.
 *
 * @param load The next `limit` after a log index.
 */
async function fitting(
  load: (after: number) => Promise<readonly StoredEntry[]>,
  limit: number,
  fits: (keys: EntryKeys) => boolean,
): Promise<StoredEntry[]> {
  const found: StoredEntry[] = [];
  for (let after = -1; ; ) {
    const lot = await load(after);
    found.push(...lot.filter(({ bytes }) => bytes !== null && says(bytes, fits)));
    if (found.length >= limit || lot.length < limit) return found.slice(0, limit);
    after = lot.at(-1)!.index;
  }
}

function says(receipt: Uint8Array, fits: (keys: EntryKeys) => boolean): boolean {
  try {
    return fits(keysOf(readReceipt(receipt).record));
  } catch {
    return true;
  }
}

function storedHead(row: Row): StoredHead {
  return { size: row.size, bytes: plain(row.bytes) };
}

function first<T>(rows: readonly T[]): T | null {
  return rows[0] ?? null;
}
