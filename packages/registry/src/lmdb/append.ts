import type { AppendOutcome, Batch, EntryKeys, NodeId } from '../backend/backend.ts';
import { join, uint64 } from './keys.ts';
import { addLikenesses, eraseLikenesses } from './likenesses.ts';
import {
  decodeKeys,
  encodeEntry,
  encodeKeys,
  NOTHING,
  readCounts,
  readEntry,
  type Tables,
  writeCounts,
} from './tables.ts';

/** Writes a batch. Runs in a write transaction: what it reads is what is there when it is written. */
export function appendBatch(tables: Tables, batch: Batch): AppendOutcome {
  const counts = readCounts(tables);
  if (counts.size !== batch.size) return { written: false, moved: true, taken: [] };
  const taken = batch.entries.flatMap(({ keys }) =>
    keys && tables.contents.get(Buffer.from(keys.contentId)) ? [keys.contentId] : [],
  );
  if (taken.length > 0) return { written: false, moved: false, taken };
  for (const entry of batch.entries) {
    const index = uint64(entry.index);
    tables.log.putSync(index, encodeEntry(entry));
    if (entry.manifestStore) tables.stores.putSync(index, entry.manifestStore);
    if (entry.keys) addKeys(tables, index, entry.keys);
  }
  addLikenesses(
    tables,
    batch.entries.flatMap(({ index, keys }) =>
      keys ? [{ index, fingerprints: keys.fingerprints }] : [],
    ),
  );
  for (const node of batch.nodes) tables.nodes.putSync(nodeKey(node), node.hash);
  tables.heads.putSync(uint64(batch.head.size), batch.head.bytes);
  const erased = batch.erase.filter((index) => eraseEntry(tables, index)).length;
  const records = batch.entries.filter(({ kind }) => kind === 'record').length;
  writeCounts(tables, {
    size: batch.size + batch.entries.length,
    records: counts.records + records - erased,
    erased: counts.erased + erased,
  });
  return { written: true };
}

export function nodeKey({ level, index }: NodeId): Buffer {
  return join(Uint8Array.of(level), uint64(index));
}

/** The id ends with a zero byte, which no id holds. */
export function manifestPrefix(manifestId: string): Buffer {
  return Buffer.from(`${manifestId}\0`);
}

function addKeys(tables: Tables, index: Buffer, keys: EntryKeys): void {
  tables.keys.putSync(index, encodeKeys(keys));
  tables.contents.putSync(Buffer.from(keys.contentId), index);
  for (const [table, key] of keysOf(tables, index, keys)) table.putSync(key, NOTHING);
}

/** @returns Whether there was something to erase. */
function eraseEntry(tables: Tables, at: number): boolean {
  const index = uint64(at);
  const entry = readEntry(tables, at);
  if (!entry?.bytes) return false;
  tables.log.putSync(index, encodeEntry({ ...entry, bytes: null }));
  tables.stores.removeSync(index);
  const stored = tables.keys.get(index);
  tables.keys.removeSync(index);
  if (!stored) return true;
  const keys = decodeKeys(stored);
  tables.contents.removeSync(Buffer.from(keys.contentId));
  for (const [table, key] of keysOf(tables, index, keys)) table.removeSync(key);
  eraseLikenesses(tables, at, keys.fingerprints);
  return true;
}

/** The keys that end with the index and have no value. */
function keysOf(tables: Tables, index: Buffer, keys: EntryKeys) {
  const { contentHash, manifestId, retainUntil } = keys;
  return [
    [tables.hashes, join(contentHash, index)],
    ...(manifestId === null ? [] : [[tables.manifests, join(manifestPrefix(manifestId), index)]]),
    ...(retainUntil === null ? [] : [[tables.retention, join(Buffer.from(retainUntil), index)]]),
  ] as [Tables['hashes'], Buffer][];
}
