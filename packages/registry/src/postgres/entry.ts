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

/** Rows a page: of entries also as many as have fewer bytes than this, but one. */
export const PAGE_ROWS = 500;
export const PAGE_BYTES = 2 ** 23;

/**
 * A page of entries with their records, in the order of the log: of the rows of `entries` that `some` selects, the
 * first ones with fewer bytes than $3.
 */
export function entryPage(some: string): string {
  return `select * from (
    select *, sum(length) over (order by log_index) as upto from (
      ${ENTRY_SQL},
        coalesce(octet_length(r.bytes), 0) + coalesce(octet_length(r.manifest_store), 0) as length
      from (${some}) e
      ${RECORD_SQL}
    ) each
  ) page where upto - length < $3 order by log_index`;
}

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
