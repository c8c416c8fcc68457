import { readSync } from 'node:fs';

/** Bytes of the header of a page. */
export const HEADER = 24;
/** Where a tree has no page. */
export const NONE = 0xffffffffffffffffn;

const [FLAGS_AT, IS_META] = [18, 8];
const [MAGIC, VERSION] = [0xbeefc0de, 2];
/** A header, and what follows it: magic, version, address, map size, two trees, last page, transaction. */
const BYTES = HEADER + 136;
const SEVERAL = 4;
const PAGE_SIZES = [12, 13, 14, 15, 16, 11, 10, 9].map((bits) => 2 ** bits);
/** More than a file has, or an address space: LMDB maps so many without a question. */
const MOST_PAGES = 2n ** 35n;
const MOST_TRANSACTIONS = 2n ** 62n;

/** What a data file says of itself: as of the newest of the transactions on its first two pages. */
export interface Meta {
  readonly pageSize: number;
  readonly transaction: bigint;
  readonly lastPage: bigint;
  /** That of the free pages, and that of all others. */
  readonly trees: readonly Tree[];
}

export interface Tree {
  /** A key may have several values. */
  readonly several: boolean;
  readonly depth: number;
  /** NONE: it is empty. */
  readonly root: bigint;
}

/**
 * Reads the first two pages of a data file of LMDB, as lmdb 3.5.6 writes it (mdb.c: `MDB_meta`). It would
 * end the process over what is not so.
 *
 * @returns `other`: it is no such file; `damaged`: one of the pages is whole, or both and what they say
 *   cannot be.
 */
export function readMeta(descriptor: number): Meta | 'other' | 'damaged' {
  const first = metaAt(descriptor, 0);
  const sizes = first ? [first.pageSize] : PAGE_SIZES;
  const second =
    sizes.map((size) => metaAt(descriptor, size)).find((meta) => meta !== null) ?? null;
  if (!first && !second) return 'other';
  if (!first || !second) return 'damaged';
  const newest = second.transaction > first.transaction ? second : first;
  return { ...newest, pageSize: first.pageSize };
}

function metaAt(descriptor: number, at: number): Meta | null {
  const page = Buffer.alloc(BYTES);
  if (readSync(descriptor, page, 0, BYTES, at) < BYTES) return null;
  const pageSize = page.readUInt32LE(HEADER + 24);
  const meta = {
    pageSize,
    trees: [treeAt(page, HEADER + 24), treeAt(page, HEADER + 72)],
    lastPage: page.readBigUInt64LE(HEADER + 120),
    transaction: page.readBigUInt64LE(HEADER + 128),
  };
  const is =
    (page.readUInt16LE(FLAGS_AT) & IS_META) !== 0 &&
    page.readUInt32LE(HEADER) === MAGIC &&
    page.readUInt32LE(HEADER + 4) === VERSION &&
    PAGE_SIZES.includes(pageSize) &&
    meta.lastPage < MOST_PAGES &&
    meta.transaction < MOST_TRANSACTIONS &&
    meta.trees.every(({ root }) => root === NONE || root <= meta.lastPage);
  return is ? meta : null;
}

/** A tree as it stands in a page (`MDB_db`). */
export function treeAt(page: Buffer, at: number): Tree {
  return {
    several: (page.readUInt16LE(at + 4) & SEVERAL) !== 0,
    depth: page.readUInt16LE(at + 6),
    root: page.readBigUInt64LE(at + 40),
  };
}
