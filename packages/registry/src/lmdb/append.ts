import type { AppendOutcome, Batch, EntryKeys, NodeId, StoredEntry } from '../backend/backend.ts';
import { addEvent, eraseEvent } from './events.ts';
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
import { addTraits, eraseTraits } from './traits.ts';

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
    if (entry.event) addEvent(tables, index, entry.event);
  }
  const records = batch.entries.flatMap(({ index, keys }) => (keys ? [{ index, ...keys }] : []));
  addLikenesses(tables, records);
  addTraits(tables, records);
  for (const node of batch.nodes) tables.nodes.putSync(nodeKey(node), node.hash);
  tables.heads.putSync(uint64(batch.head.size), batch.head.bytes);
  const erased = batch.erase.flatMap((index) => eraseEntry(tables, index) ?? []);
  const added = (kind: StoredEntry['kind']) =>
    batch.entries.filter((entry) => entry.kind === kind).length -
    erased.filter((each) => each === kind).length;
  writeCounts(tables, {
    size: batch.size + batch.entries.length,
    records: counts.records + added('record'),
    events: counts.events + added('event'),
    erased: counts.erased + erased.length,
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

/** @returns What it was; null where there was nothing to erase. */
function eraseEntry(tables: Tables, at: number): StoredEntry['kind'] | null {
  const index = uint64(at);
  const entry = readEntry(tables, at);
  if (!entry?.bytes) return null;
  tables.log.putSync(index, encodeEntry({ ...entry, bytes: null }));
  if (entry.kind === 'event') {
    eraseEvent(tables, index);
    return 'event';
  }
  tables.stores.removeSync(index);
  const stored = tables.keys.get(index);
  tables.keys.removeSync(index);
  if (!stored) return entry.kind;
  const keys = decodeKeys(stored);
  tables.contents.removeSync(Buffer.from(keys.contentId));
  for (const [table, key] of keysOf(tables, index, keys)) table.removeSync(key);
  eraseLikenesses(tables, at, keys.fingerprints);
  eraseTraits(tables, at, keys.traits);
  return entry.kind;
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
