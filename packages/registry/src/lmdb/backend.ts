import { ProvenanceError } from '@provenance/content';
import type { Backend, LogState, StoredEntry, StoredHead } from '../backend/backend.ts';
import { decodeUnguarded, UNGUARDED } from '../backend/unguarded.ts';
import { peaksOf } from '../log/merkle.ts';
import { appendBatch } from './append.ts';
import { contentIds } from './content-ids.ts';
import { isErasure, readEntry, storedEntry } from './entry.ts';
import { makeBackup } from './environment/backup.ts';
import { openEnvironment } from './environment/environment.ts';
import { coded, failure } from './environment/failure.ts';
import { lots, type Row } from './environment/range.ts';
import { eventsIn, missingEvents } from './events.ts';
import { digest, readUint64, shortened, uint64 } from './keys.ts';
import { missingLookups, strays } from './lookups.ts';
import { awaitMove, moveAll } from './older.ts';
import { indexesOf, SimilarSearch } from './similar.ts';
import {
  OLDER_TABLES,
  RETIRED_TABLES,
  readCounts,
  TABLES,
  type Tables,
  tablesOf,
} from './tables.ts';
import { readNode } from './tiles.ts';
import { searchTraits } from './traits.ts';

export interface LmdbOptions {
  /** Make the registry where there is none. Default false. */
  readonly create?: boolean;
  /** Refuse to write. Default false. */
  readonly readOnly?: boolean;
}

/**
 * 2: whoever opens, closes or writes it holds the guard. 3: fingerprints stand in the order of the log, and no
 * more in sixteen places of a tree each. 4: there are events. 5: an erasure names who did it, and whoever erases asks
 * for legal holds: one that does neither may not write beside them. 6: records are listed by what the desk asks for.
 * 7: keys, headers and nodes take less room.
 */
const VERSION = 7;
/** Entries that are read at a time: no read transaction outlives them. */
const PAGE = 64;
/** Rows of which few are looked at: some milliseconds. */
const LOT = 4096;
/** Before all keys. */
const FIRST = Uint8Array.of(0);

/**
 * A registry in a folder, by LMDB: nothing to start, several processes at once. What is acknowledged is
 * on disk (fsync), and what was interrupted is not there at all. Open it in one thread of a process.
 *
 * A writer waits for its turn, and for the disk, in the calling thread, and who opens the folder for whoever
 * writes: PostgreSQL is for when that is too long, and for several machines, which no folder is. The bytes of an erased record stay in free pages of the file until others take them.
 *
 * Who searches by likeness has the fingerprints in memory from the first search on: 40 bytes each, 136 from the
 * second one on, and 0.6 GB at most, for four million; what is beyond them is read anew in each search. An erased
 * one may stay in the memory of a process until it closes the registry.
 *
 * A folder of an older layout is brought to this one when it is opened to write, and refused until then. All
 * processes of older versions have to have ended: they would lose what others write beside them. Whoever is killed
 * meanwhile has lost nothing: the next one that opens it to write goes on.
 *
 * @throws ProvenanceError REGISTRY_MISSING where no registry is and `create` is not set,
 *   REGISTRY_UNAVAILABLE where the folder cannot be used, or is of a newer version, REGISTRY_CORRUPT where its
 *   file is damaged so that LMDB cannot be let near it.
 */
export async function openLmdb(folder: string, options: LmdbOptions = {}): Promise<Backend> {
  const { create = false, readOnly = false } = options;
  const environment = await openEnvironment(folder, {
    kind: 'registry',
    version: VERSION,
    tables: TABLES,
    create: create && !readOnly,
    readOnly,
    retired: RETIRED_TABLES,
    older: OLDER_TABLES,
    migrate: (tables, from) => awaitMove(tables as Tables, from),
  });
  const tables = tablesOf(environment);
  try {
    // LMDB ends the process over a damaged page: those of the table that is read here are checked first.
    await environment.checkPages({ only: 'state' });
    await moveAll(environment, readOnly);
  } catch (error) {
    await environment.close();
    throw error;
  }
  const similar = new SimilarSearch(tables);
  const write = <T>(change: () => T): T => {
    if (!readOnly) return environment.write(change);
    throw new ProvenanceError('REGISTRY_UNAVAILABLE', 'The registry was opened for reading only.');
  };
  const entriesAt = (indexes: readonly number[]): StoredEntry[] =>
    indexes.flatMap((index) => readEntry(tables, index) ?? []);
  return {
    name: 'lmdb',
    append: async (batch) => write(() => appendBatch(tables, batch)),
    logState: async () => coded(() => readLogState(tables)),
    byContentId: async (contentId) =>
      coded(() => {
        const index = tables.contents.get(Buffer.from(contentId));
        return index ? readEntry(tables, readUint64(index)) : null;
      }),
    contentIds: (from) => contentIds(tables, from),
    byLogIndex: async (index) => coded(() => readEntry(tables, index)),
    byManifestId: async (manifestId, limit) =>
      coded(() => entriesAt(indexesOf(tables.manifests, digest(manifestId), limit))),
    byContentHash: async (hash, limit) =>
      coded(() => entriesAt(indexesOf(tables.hashes, shortened(hash), limit))),
    similar: (query) => similar.find(query).catch(rethrow),
    search: (query) => searchTraits(tables, query),
    nodes: async (at) => coded(() => at.map((node) => readNode(tables, node))),
    headUpTo: async (size) =>
      coded(() => {
        const range = { start: uint64(size), end: FIRST, reverse: true, limit: 1 };
        for (const { key, value } of tables.heads.getRange(range)) {
          return { size: readUint64(key), bytes: Uint8Array.from(value) };
        }
        return null;
      }),
    heads: (from = 0) => readHeads(tables, from),
    entries: (from = 0) => readEntries(tables, from),
    erasures: (from) => readErasures(tables, from),
    expired: async (day, limit, offset = 0) =>
      coded(() => {
        const range = { start: FIRST, end: Buffer.from(day), limit, offset };
        return Array.from(tables.retention.getKeys(range)).map((key) => readUint64(key, 10));
      }),
    events: async (query) => coded(() => eventsIn(tables, query)),
    checkStorage: (signal) => environment.checkPages({ signal }),
    missing: async (records) =>
      coded(() =>
        records.flatMap((record) =>
          missingLookups(tables, record).map((lookup) => ({ index: record.index, lookup })),
        ),
      ),
    missingEvents: async (events) => coded(() => missingEvents(tables, events)),
    strays: () => strays(tables),
    getMeta: async (key) => coded(() => copyOf(tables.meta.get(Buffer.from(key)))),
    putMeta: async (key, value) =>
      write(() => {
        const there = copyOf(tables.meta.get(Buffer.from(key)));
        if (there) return there;
        tables.meta.putSync(Buffer.from(key), value);
        return Uint8Array.from(value);
      }),
    stats: async () => {
      const { size, records, erased, events } = coded(() => readCounts(tables));
      const marked = coded(() => copyOf(tables.meta.get(Buffer.from(UNGUARDED))));
      const unguarded = decodeUnguarded(marked);
      return { entries: size, records, events, erased, bytes: await environment.size(), unguarded };
    },
    backup: (target) => makeBackup(environment, target),
    close: () => environment.close(),
  };
}

function readLogState(tables: Tables): LogState {
  const { size } = readCounts(tables);
  return { size, peaks: peaksOf(size).map((node) => readNode(tables, node)) };
}

async function* readHeads(tables: Tables, from: number): AsyncGenerator<StoredHead> {
  const read = (rows: readonly Row[]) =>
    rows.map(({ key, value }) => ({ size: readUint64(key), bytes: Uint8Array.from(value) }));
  for await (const heads of lots(tables.heads, uint64(from), PAGE, read)) yield* heads;
}

async function* readEntries(tables: Tables, from: number): AsyncGenerator<StoredEntry> {
  for await (const rows of lots(tables.entries, uint64(from), PAGE, (rows) => rows)) {
    // One after the other: each may bring a store of megabytes.
    for (const { key, value } of rows) yield coded(() => storedEntry(tables, key, value));
  }
}

async function* readErasures(tables: Tables, from: number): AsyncGenerator<StoredEntry> {
  const read = (rows: readonly Row[]) =>
    rows.flatMap(({ key, value }) => (isErasure(value) ? storedEntry(tables, key, value) : []));
  for await (const entries of lots(tables.entries, uint64(from), LOT, read)) yield* entries;
}

function rethrow(error: unknown): never {
  throw failure(error);
}

function copyOf(bytes: Uint8Array | undefined): Uint8Array | null {
  return bytes ? Uint8Array.from(bytes) : null;
}
