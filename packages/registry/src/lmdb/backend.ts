import { ProvenanceError } from '@provenance/content';
import type { Backend, LogState, NodeId, StoredEntry, StoredHead } from '../backend/backend.ts';
import { peaksOf } from '../log/merkle.ts';
import { appendBatch, manifestPrefix, nodeKey } from './append.ts';
import { guarded, openEnvironment, type Table } from './environment.ts';
import { readUint64, uint64 } from './keys.ts';
import { findSimilar, indexesOf } from './similar.ts';
import { decodeEntry, readCounts, readEntry, TABLES, type Tables, tablesOf } from './tables.ts';

export interface LmdbOptions {
  /** Make the registry where there is none. Default false. */
  readonly create?: boolean;
  /** Refuse to write. Default false. */
  readonly readOnly?: boolean;
}

const VERSION = 1;
/** Entries that are read at a time: no read transaction outlives them. */
const PAGE = 64;
/** Before all keys. */
const FIRST = Uint8Array.of(0);

/**
 * A registry in a folder, by LMDB: nothing to start, several processes at once. What is acknowledged is
 * on disk (fsync), and what was interrupted is not there at all. Open it in one thread of a process.
 *
 * A writer waits for its turn, and for the disk, in the calling thread; PostgreSQL is for when that is
 * too long. The bytes of an erased record stay in free pages of the file until others take them.
 *
 * @throws ProvenanceError REGISTRY_MISSING where no registry is and `create` is not set,
 *   REGISTRY_UNAVAILABLE where the folder cannot be used, or is of a newer version.
 */
export async function openLmdb(folder: string, options: LmdbOptions = {}): Promise<Backend> {
  const { create = false, readOnly = false } = options;
  const environment = await openEnvironment(folder, {
    kind: 'registry',
    version: VERSION,
    tables: TABLES,
    create: create && !readOnly,
    readOnly,
  });
  const tables = tablesOf(environment);
  const write = <T>(change: () => T): T => {
    if (!readOnly) return environment.write(change);
    throw new ProvenanceError('REGISTRY_UNAVAILABLE', 'The registry was opened for reading only.');
  };
  const entriesAt = (indexes: readonly number[]): StoredEntry[] =>
    indexes.flatMap((index) => readEntry(tables, index) ?? []);
  return {
    name: 'lmdb',
    append: async (batch) => write(() => appendBatch(tables, batch)),
    logState: async () => guarded(() => readLogState(tables)),
    byContentId: async (contentId) =>
      guarded(() => {
        const index = tables.contents.get(Buffer.from(contentId));
        return index ? readEntry(tables, readUint64(index)) : null;
      }),
    byLogIndex: async (index) => guarded(() => readEntry(tables, index)),
    byManifestId: async (manifestId, limit) =>
      guarded(() => entriesAt(indexesOf(tables.manifests, manifestPrefix(manifestId), limit))),
    byContentHash: async (hash, limit) =>
      guarded(() => entriesAt(indexesOf(tables.hashes, hash, limit))),
    similar: (query) => findSimilar(tables, query).catch(rethrow),
    nodes: async (at) => guarded(() => at.map((node) => readNode(tables, node))),
    headUpTo: async (size) =>
      guarded(() => {
        const range = { start: uint64(size), end: FIRST, reverse: true, limit: 1 };
        for (const { key, value } of tables.heads.getRange(range)) {
          return { size: readUint64(key), bytes: Uint8Array.from(value) };
        }
        return null;
      }),
    heads: () => readHeads(tables),
    entries: (from = 0) => readEntries(tables, from),
    expired: async (day, limit) =>
      guarded(() => {
        const range = { start: FIRST, end: Buffer.from(day), limit };
        return Array.from(tables.retention.getKeys(range)).map((key) => readUint64(key, 10));
      }),
    getMeta: async (key) => guarded(() => copyOf(tables.meta.get(Buffer.from(key)))),
    putMeta: async (key, value) =>
      write(() => {
        const there = copyOf(tables.meta.get(Buffer.from(key)));
        if (there) return there;
        tables.meta.putSync(Buffer.from(key), value);
        return Uint8Array.from(value);
      }),
    stats: async () => {
      const { size, records, erased } = guarded(() => readCounts(tables));
      return { entries: size, records, erased, bytes: await environment.size() };
    },
    close: () => environment.close(),
  };
}

function readLogState(tables: Tables): LogState {
  const { size } = readCounts(tables);
  return { size, peaks: peaksOf(size).map((node) => readNode(tables, node)) };
}

function readNode(tables: Tables, node: NodeId): Uint8Array {
  const hash = tables.nodes.get(nodeKey(node));
  if (hash?.length === 32) return Uint8Array.from(hash);
  throw new ProvenanceError(
    'REGISTRY_CORRUPT',
    `The log has no node ${node.index} of level ${node.level}.`,
  );
}

async function* readHeads(tables: Tables): AsyncGenerator<StoredHead> {
  for await (const { key, value } of pages(tables.heads, uint64(0))) {
    yield { size: readUint64(key), bytes: Uint8Array.from(value) };
  }
}

async function* readEntries(tables: Tables, from: number): AsyncGenerator<StoredEntry> {
  for await (const { key, value } of pages(tables.log, uint64(from))) {
    yield guarded(() => decodeEntry(tables, key, value));
  }
}

async function* pages(table: Table, first: Uint8Array) {
  let range = { start: first, limit: PAGE, exclusiveStart: false };
  for (;;) {
    const page = guarded(() => Array.from(table.getRange(range)));
    yield* page;
    if (page.length < PAGE) return;
    range = { ...range, start: page.at(-1)!.key, exclusiveStart: true };
  }
}

function rethrow(error: unknown): never {
  return guarded(() => {
    throw error;
  });
}

function copyOf(bytes: Uint8Array | undefined): Uint8Array | null {
  return bytes ? Uint8Array.from(bytes) : null;
}
