import { ProvenanceError } from '@provenance/content';
import type { StoredEntry } from '../backend/backend.ts';
import type { Row } from './database.ts';

/** An entry of the log with its record, which `e` leads to. */
export const ENTRY_SQL = `
  select e.log_index, e.erasure, e.event, e.leaf_hash, coalesce(e.bytes, r.bytes) as bytes, r.manifest_store`;

/** `offset 0`: one look-up an entry, whatever the planner guesses. */
export const RECORD_SQL = `
  left join lateral (
    select bytes, manifest_store from records where content_id = e.content_id offset 0
  ) r on true`;

export function storedEntry(row: Row): StoredEntry {
  return {
    index: row.log_index,
    kind: row.event ? 'event' : row.erasure ? 'erasure' : 'record',
    leafHash: plain(row.leaf_hash),
    bytes: row.bytes === null ? null : plain(row.bytes),
    manifestStore: row.manifest_store === null ? null : plain(row.manifest_store),
  };
}

/** The one row of `log`. @throws ProvenanceError REGISTRY_CORRUPT where somebody has deleted it. */
export function logRow([row]: readonly Row[]): Row {
  if (row) return row;
  throw new ProvenanceError('REGISTRY_CORRUPT', 'The table that says where the log ends is empty.');
}

/** A Buffer's bytes, as what they are. */
export function plain(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}

/** Text that others give is kept as bytes: PostgreSQL's `text` cannot hold U+0000. */
export function utf8(text: string): Buffer {
  return Buffer.from(text, 'utf8');
}
