import { ProvenanceError } from '@provenance/content';
import type { StoredEntry } from '../backend/backend.ts';
import { pack, unpack } from '../backend/packed.ts';
import type { Row } from './connection/database.ts';

/** In `entries`. */
export const KINDS = ['record', 'erasure', 'event'] as const satisfies StoredEntry['kind'][];

/** An entry of the log, which `e` is a row of, with its header. */
export const ENTRY_SQL = `
  select e.log_index, e.kind, e.leaf_hash, e.bytes, e.manifest_store,
    (select h.bytes from headers h where h.id = e.header) as header, e.header is null as whole`;

/**
 * Arrays as rows with their numbers, of which the planner does not see how many there are. Else it takes a plan for a
 * few of them for so much better than one for any number that it makes a new one for each look-up, over all partitions:
 * that takes twice as long as the look-up.
 */
export function asked(...arrays: readonly string[]): string {
  return `unnest(${arrays.map((array) => `(select ${array})`).join(', ')}) with ordinality`;
}

/** Rows a page: of entries also as many as have fewer bytes than this, but one. */
export const PAGE_ROWS = 500;
export const PAGE_BYTES = 2 ** 23;

/**
 * A page of entries, in the order of the log: of the rows of `entries` that `some` selects, the first ones with fewer
 * bytes than $3.
 */
export function entryPage(some: string): string {
  return `select * from (
    select *, sum(length) over (order by log_index) as upto from (
      ${ENTRY_SQL},
        coalesce(octet_length(e.bytes), 0) + coalesce(octet_length(e.manifest_store), 0) as length
      from (${some}) e
    ) each
  ) page where upto - length < $3 order by log_index`;
}

export function storedEntry(row: Row): StoredEntry {
  return {
    index: row.log_index,
    // What is none of them is taken for a record, and found to be no receipt.
    kind: KINDS[row.kind] ?? 'record',
    leafHash: plain(row.leaf_hash),
    bytes: row.bytes === null ? null : signedIn(row),
    manifestStore: row.manifest_store === null ? null : plain(row.manifest_store),
  };
}

/**
 * What was signed, without its header and packed: what one certificate signs of a kind begins with the same ninety
 * bytes, so that a row has only their number. Null for what does not begin so, or would not be shorter.
 */
export function strip(signed: Uint8Array): { header: Buffer; packed: Uint8Array } | null {
  const length = headerLength(signed);
  const packed = length === 0 ? null : pack(signed.subarray(length));
  return packed && { header: Buffer.from(signed.buffer, signed.byteOffset, length), packed };
}

function signedIn({ bytes, header, whole }: Row): Uint8Array {
  const rest = whole ? null : unpack(bytes);
  // Without its header, or altered so that it cannot be unpacked, it is nothing that was signed, and found to be altered.
  if (header === null || rest === null) return plain(bytes);
  const signed = new Uint8Array(header.length + rest.length);
  signed.set(header);
  signed.set(rest, header.length);
  return signed;
}

/** Tag 18, four parts, a protected header of up to 255 bytes, and an empty map (RFC 9052 4.2). */
function headerLength(signed: Uint8Array): number {
  const end = 4 + (signed[3] ?? 0);
  const isHeader = signed[0] === 0xd2 && signed[1] === 0x84 && signed[2] === 0x58;
  return isHeader && signed[end] === 0xa0 ? end : 0;
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
