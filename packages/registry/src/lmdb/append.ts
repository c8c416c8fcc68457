import type { AppendOutcome, Batch, EntryKeys, StoredEntry } from '../backend/backend.ts';
import { leafHash, sameHash } from '../log/merkle.ts';
import { encodeEntry, type Headers, readEntry, readKeys } from './entry.ts';
import { addEvent, eraseEvent } from './events.ts';
import { append, digest, join, shortened, uint64 } from './keys.ts';
import { addLikenesses, eraseLikenesses } from './likenesses.ts';
import { NOTHING, readCounts, type Tables, writeCounts } from './tables.ts';
import { addNodes } from './tiles.ts';
import { addTraits, eraseTraits, sweepTraits } from './traits.ts';

/** Writes a batch. Runs in a write transaction: what it reads is what is there when it is written. */
export function appendBatch(tables: Tables, batch: Batch): AppendOutcome {
  const counts = readCounts(tables);
  if (counts.size !== batch.size) return { written: false, moved: true, taken: [] };
  const taken = batch.entries.flatMap(({ keys }) =>
    keys && tables.contents.get(Buffer.from(keys.contentId)) ? [keys.contentId] : [],
  );
  if (taken.length > 0) return { written: false, moved: false, taken };
  const headers: Headers = new Map();
  for (const entry of batch.entries) {
    const index = uint64(entry.index);
    append(tables.entries, index, encodeEntry(tables, entry, entry.keys, headers));
    if (entry.manifestStore) append(tables.stores, index, entry.manifestStore);
    if (entry.keys) addKeys(tables, index, entry.keys);
    if (entry.event) addEvent(tables, index, entry.event);
  }
  const records = batch.entries.flatMap(({ index, keys }) => (keys ? [{ index, ...keys }] : []));
  addLikenesses(tables, records);
  addTraits(tables, records);
  addNodes(tables, batch.nodes);
  append(tables.heads, uint64(batch.head.size), batch.head.bytes);
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

function addKeys(tables: Tables, index: Buffer, keys: EntryKeys): void {
  tables.contents.putSync(Buffer.from(keys.contentId), index);
  for (const [table, key] of rowsOf(tables, index, keys)) table.putSync(key, NOTHING);
}

/** @returns What it was; null where there was nothing to erase. */
function eraseEntry(tables: Tables, at: number): StoredEntry['kind'] | null {
  const index = uint64(at);
  const entry = readEntry(tables, at);
  if (!entry?.bytes) return null;
  const { kind, bytes } = entry;
  const keys = readKeys(tables, at);
  tables.entries.putSync(index, encodeEntry(tables, { ...entry, bytes: null }, null));
  if (kind === 'event') {
    eraseEvent(tables, index);
    return 'event';
  }
  tables.stores.removeSync(index);
  eraseLikenesses(tables, at);
  if (keys) {
    tables.contents.removeSync(Buffer.from(keys.contentId));
    for (const [table, key] of rowsOf(tables, index, keys)) table.removeSync(key);
    eraseTraits(tables, at, keys.traits);
  }
  // Keys stand in what was signed: where that is damaged, others may lead to it.
  if (kind === 'record' && !(keys && sameHash(leafHash(bytes), entry.leafHash))) sweep(tables, at);
  return kind;
}

/** Removes all that leads to a record, by reading everything: a second for a million records. */
function sweep(tables: Tables, at: number): void {
  const { contents, hashes, manifests, retention } = tables;
  const index = uint64(at);
  const isOwn = (bytes: Uint8Array) => index.equals(bytes.subarray(-index.length));
  for (const table of [hashes, manifests, retention]) {
    const keys: Uint8Array[] = [];
    for (const key of table.getKeys()) if (isOwn(key)) keys.push(key);
    for (const key of keys) table.removeSync(key);
  }
  const ids: Uint8Array[] = [];
  for (const { key, value } of contents.getRange({})) if (isOwn(value)) ids.push(key);
  for (const id of ids) contents.removeSync(id);
  sweepTraits(tables, at);
}

/** Those that end with the index, and have no value. */
export function rowsOf(tables: Tables, index: Uint8Array, keys: EntryKeys) {
  const { contentHash, manifestId, retainUntil } = keys;
  return [
    [tables.hashes, join(shortened(contentHash), index)],
    ...(manifestId === null ? [] : [[tables.manifests, join(digest(manifestId), index)]]),
    ...(retainUntil === null ? [] : [[tables.retention, join(Buffer.from(retainUntil), index)]]),
  ] as [Tables['hashes'], Buffer][];
}
