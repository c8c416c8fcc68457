import { closeSync, openSync, readSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { ProvenanceError } from '@provenance/content';
import { coded } from './failure.ts';
import { HEADER, type Meta, NONE, readMeta, type Tree, treeAt } from './meta.ts';

/**
 * The pages of a data file as lmdb 3.5.6 writes them (mdb.c: `MDB_page`, `MDB_node`), read without LMDB: that
 * prints to stderr where a page is damaged, ends the process with an assertion, or reads beyond it. Numbers
 * are little-endian; where they are not, nothing is looked at.
 */
const [BRANCH, LEAF, OVERFLOW] = [1, 2, 4];
const KINDS = BRANCH | LEAF | OVERFLOW;
/** A leaf of keys alone, as others' databases have. */
const KEYS_ONLY = 0x20;
const NODE = 8;
/** Flags of a node: its data lies on pages of its own; it is another tree; it is several values. */
const [BIG, TREE, SEVERAL] = [1, 2, 4];
const TREE_BYTES = 48;
/** LMDB has no deeper trees. */
const DEEPEST = 32;
/** Pages that are read before others get a turn. */
const LOT = 256;
const LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/**
 * Reads every page of the newest transaction that is not free. Someone has to hold a read transaction
 * meanwhile, so that none of them is written over.
 *
 * @param only the one table whose pages are read, and those that lead to it; some few of a small one
 * @throws ProvenanceError REGISTRY_CORRUPT where one is damaged or missing.
 */
export async function checkPages(
  file: string,
  { signal, only }: { readonly signal?: AbortSignal | undefined; readonly only?: string } = {},
): Promise<void> {
  if (!LITTLE_ENDIAN) return;
  const descriptor = coded(() => openSync(file, 'r'));
  try {
    await walk(new PageFile(descriptor), signal, only);
  } finally {
    closeSync(descriptor);
  }
}

/** The number of the newest transaction. */
export function newestTransaction(file: string): bigint {
  const descriptor = coded(() => openSync(file, 'r'));
  try {
    return new PageFile(descriptor).meta.transaction;
  } finally {
    closeSync(descriptor);
  }
}

async function walk(file: PageFile, signal?: AbortSignal, only?: string): Promise<void> {
  // Each page once: whatever a damaged one points to, there are no more than the file has.
  let left = file.meta.lastPage + 1n;
  const pending: (Tree & { readonly level: number })[] = [];
  const add = (tree: Tree) => {
    if (tree.root === NONE) return;
    if (tree.depth < 1 || tree.depth > DEEPEST) throw damaged(tree.root);
    pending.push({ ...tree, level: 1 });
  };
  for (const tree of file.meta.trees) add(tree);
  for (let read = 0; pending.length > 0; read++) {
    if (read % LOT === LOT - 1) await setImmediate();
    signal?.throwIfAborted();
    const { root: number, several, depth, level } = pending.pop()!;
    left -= 1n;
    if (left < 0n) throw damaged(number);
    const page = file.page(number);
    if (level < depth) {
      for (const child of childrenOf(page, number)) {
        pending.push({ root: child, several, depth, level: level + 1 });
      }
      continue;
    }
    for (const node of nodesOf(page, number)) {
      if (node.flags & SEVERAL && !several) throw damaged(number);
      if (node.flags & TREE && (only === undefined || node.key === `${only}\0`)) {
        add(treeAt(page, node.data));
      }
      if (node.flags & BIG) {
        const pages = file.overflow(page.readBigUInt64LE(node.data), node.size);
        left -= BigInt(pages);
      }
    }
  }
}

function* childrenOf(page: Buffer, number: bigint): Generator<bigint> {
  expectKind(page, BRANCH, number);
  for (const at of nodeOffsets(page, number)) {
    const low = page.readUInt32LE(at);
    yield BigInt(low) | (BigInt(page.readUInt16LE(at + 4)) << 32n);
  }
}

interface Node {
  /** Of a tree, the name of its table, with the zero that closes it. */
  readonly key: string;
  readonly flags: number;
  /** Where its data, or the number of its page, begins in the page. */
  readonly data: number;
  readonly size: number;
}

function* nodesOf(page: Buffer, number: bigint): Generator<Node> {
  expectKind(page, LEAF, number);
  if (page.readUInt16LE(18) & KEYS_ONLY) return;
  for (const at of nodeOffsets(page, number)) {
    const [size, flags] = [page.readUInt32LE(at), page.readUInt16LE(at + 4)];
    const data = at + NODE + page.readUInt16LE(at + 6);
    const here = flags & BIG ? 8 : size;
    if (data + here > page.length || (flags & TREE && size !== TREE_BYTES)) throw damaged(number);
    const key = flags & TREE ? page.toString('latin1', at + NODE, data) : '';
    yield { key, flags, data, size };
  }
}

/** Where the nodes of a page begin: each whole header, and the key after it, lies in the page. */
function* nodeOffsets(page: Buffer, number: bigint): Generator<number> {
  const [lower, upper] = [page.readUInt16LE(20), page.readUInt16LE(22)];
  if (lower % 2 === 1 || lower === 0 || lower > upper || HEADER + upper > page.length) {
    throw damaged(number);
  }
  for (let i = 0; i < lower; i += 2) {
    const pointer = page.readUInt16LE(HEADER + i);
    const at = HEADER + pointer;
    if (pointer < upper || at + NODE > page.length) throw damaged(number);
    if (at + NODE + page.readUInt16LE(at + 6) > page.length) throw damaged(number);
    yield at;
  }
}

function expectKind(page: Buffer, kind: number, number: bigint): void {
  if ((page.readUInt16LE(18) & KINDS) !== kind) throw damaged(number);
}

class PageFile {
  readonly #descriptor: number;
  readonly meta: Meta;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
    const meta = coded(() => readMeta(descriptor));
    if (typeof meta === 'string') throw damaged(0n);
    this.meta = meta;
  }

  page(number: bigint): Buffer {
    const { pageSize, lastPage } = this.meta;
    if (number < 2n || number > lastPage) throw damaged(number);
    const page = this.#read(Number(number) * pageSize, pageSize);
    if (page.readBigUInt64LE(0) !== number) throw damaged(number);
    return page;
  }

  /** @returns How many pages the data lies on. */
  overflow(number: bigint, bytes: number): number {
    const { pageSize, lastPage } = this.meta;
    const page = this.page(number);
    expectKind(page, OVERFLOW, number);
    const pages = page.readUInt32LE(20);
    const last = number + BigInt(pages) - 1n;
    if (pages * pageSize < HEADER + bytes || last > lastPage) throw damaged(number);
    // What is beyond the end of the file ends the process that maps it.
    this.#read(Number(last) * pageSize, pageSize);
    return pages;
  }

  #read(at: number, length: number): Buffer {
    const bytes = Buffer.alloc(length);
    if (coded(() => readSync(this.#descriptor, bytes, 0, length, at)) < length) {
      throw damaged(BigInt(at / this.meta.pageSize));
    }
    return bytes;
  }
}

function damaged(page: bigint): ProvenanceError {
  return new ProvenanceError(
    'REGISTRY_CORRUPT',
    `Page ${page} of the database file is damaged or missing.`,
  );
}
