import { createHash } from 'node:crypto';
import type { LogState, NodeId } from '../backend/backend.ts';

/**
 * The Merkle tree of RFC 6962 2.1 (the same in RFC 9162 2.1), as numbers and hashes: nothing is stored
 * or signed here. A tree of `size` leaves is kept as the roots of its full subtrees, its *peaks*, one
 * for each bit of `size` that is set; no full subtree ever changes again.
 */

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

/** RFC 6962 2.1: SHA-256 of 0x00 and the entry. */
export function leafHash(entry: Uint8Array): Uint8Array {
  return Uint8Array.from(createHash('sha256').update(LEAF).update(entry).digest());
}

/** RFC 6962 2.1: SHA-256 of 0x01 and both children. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  return Uint8Array.from(createHash('sha256').update(NODE).update(left).update(right).digest());
}

/** Where the peaks of a tree of `size` leaves are: the largest first. */
export function peaksOf(size: number): NodeId[] {
  return subtreesOf(0, size);
}

/** The root that the peaks of a tree have: the hash of nothing where there is none (RFC 6962 2.1). */
export function rootOf(peaks: readonly Uint8Array[]): Uint8Array {
  if (peaks.length === 0) return Uint8Array.from(createHash('sha256').digest());
  return peaks.reduceRight((root, peak) => nodeHash(peak, root));
}

export interface Appended {
  readonly state: LogState;
  /** Full subtrees that came to be, leaves included, each before what contains it. */
  readonly nodes: readonly (NodeId & { readonly hash: Uint8Array })[];
}

/** The tree with more leaves: `state` is left as it is. */
export function appendLeaves(state: LogState, leaves: readonly Uint8Array[]): Appended {
  const peaks = [...state.peaks];
  const nodes: Appended['nodes'][number][] = [];
  let { size } = state;
  for (const leaf of leaves) {
    let [level, index, hash] = [0, size, leaf];
    nodes.push({ level, index, hash });
    // Each bit that carries joins two full subtrees of the same size.
    while (index % 2 === 1) {
      hash = nodeHash(peaks.pop()!, hash);
      [level, index] = [level + 1, (index - 1) / 2];
      nodes.push({ level, index, hash });
    }
    peaks.push(hash);
    size++;
  }
  return { state: { size, peaks }, nodes };
}

/** The full subtrees that leaves `from` (inclusive) to `to` consist of, from left to right. */
function subtreesOf(from: number, to: number): NodeId[] {
  const subtrees: NodeId[] = [];
  let at = from;
  while (at < to) {
    let level = 0;
    // The largest that begins here and ends in time. No shifts: sizes have 53 bits.
    while (at % 2 ** (level + 1) === 0 && at + 2 ** (level + 1) <= to) level++;
    subtrees.push({ level, index: at / 2 ** level });
    at += 2 ** level;
  }
  return subtrees;
}

/** The leaves `from` (inclusive) to `to` of a tree. */
type Leaves = readonly [from: number, to: number];

/** Reads nodes of full subtrees. */
export type ReadNodes = (at: readonly NodeId[]) => Promise<readonly Uint8Array[]>;

/**
 * PATH(m, D[n]) of RFC 6962 2.1.1: what leads from a leaf to the root, the leaf's sibling first.
 *
 * @param index 0..size - 1.
 */
export function inclusionPath(index: number, size: number, read: ReadNodes): Promise<Uint8Array[]> {
  const path: Leaves[] = [];
  let [from, to] = [0, size];
  while (to - from > 1) {
    const split = from + splitOf(to - from);
    if (index < split) {
      path.push([split, to]);
      to = split;
    } else {
      path.push([from, split]);
      from = split;
    }
  }
  return hashesOf(path.reverse(), read);
}

/**
 * PROOF(m, D[n]) of RFC 6962 2.1.2: that a tree of `older` leaves is the beginning of one of `newer`.
 *
 * @param older 0..newer. Nothing has to be shown of none and of the same.
 */
export function consistencyPath(
  older: number,
  newer: number,
  read: ReadNodes,
): Promise<Uint8Array[]> {
  const path: Leaves[] = [];
  let [from, to] = [0, newer];
  while (older > 0 && to !== older) {
    const split = from + splitOf(to - from);
    if (older <= split) {
      path.push([split, to]);
      to = split;
    } else {
      path.push([from, split]);
      from = split;
    }
  }
  // A tree that began at the first leaf is the older one itself, whose root the verifier has.
  if (from > 0) path.push([from, to]);
  return hashesOf(path.reverse(), read);
}

/** RFC 9162 2.1.3.2. */
export function includes(
  root: Uint8Array,
  { index, size, leaf }: { index: number; size: number; leaf: Uint8Array },
  path: readonly Uint8Array[],
): boolean {
  if (!(index >= 0 && index < size)) return false;
  let [fn, sn, hash] = [index, size - 1, leaf];
  for (const sibling of path) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      hash = nodeHash(sibling, hash);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [half(fn), half(sn)];
    } else {
      hash = nodeHash(hash, sibling);
    }
    [fn, sn] = [half(fn), half(sn)];
  }
  return sn === 0 && sameHash(hash, root);
}

/** RFC 9162 2.1.4.2; and a tree of no leaves is the beginning of every one. */
export function continues(
  older: { size: number; root: Uint8Array },
  newer: { size: number; root: Uint8Array },
  path: readonly Uint8Array[],
): boolean {
  if (older.size > newer.size) return false;
  if (older.size === newer.size) return path.length === 0 && sameHash(older.root, newer.root);
  if (older.size === 0) return path.length === 0 && sameHash(older.root, rootOf([]));
  // A tree that is full is its own first node.
  const nodes = isPower(older.size) ? [older.root, ...path] : [...path];
  let [fn, sn] = [older.size - 1, newer.size - 1];
  while (fn % 2 === 1) [fn, sn] = [half(fn), half(sn)];
  const first = nodes.shift();
  if (!first) return false;
  let [olderHash, newerHash] = [first, first];
  for (const node of nodes) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      olderHash = nodeHash(node, olderHash);
      newerHash = nodeHash(node, newerHash);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [half(fn), half(sn)];
    } else {
      newerHash = nodeHash(newerHash, node);
    }
    [fn, sn] = [half(fn), half(sn)];
  }
  return sn === 0 && sameHash(olderHash, older.root) && sameHash(newerHash, newer.root);
}

export function sameHash(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

async function hashesOf(ranges: readonly Leaves[], read: ReadNodes): Promise<Uint8Array[]> {
  const parts = ranges.map(([from, to]) => subtreesOf(from, to));
  const hashes = await read(parts.flat());
  let at = 0;
  return parts.map(({ length }) => {
    at += length;
    return rootOf(hashes.slice(at - length, at));
  });
}

/** The largest power of two below `size`, which is more than 1. */
function splitOf(size: number): number {
  let split = 1;
  while (2 * split < size) split *= 2;
  return split;
}

function isPower(size: number): boolean {
  return size === 1 || 2 * splitOf(size) === size;
}

function half(number: number): number {
  return Math.floor(number / 2);
}
