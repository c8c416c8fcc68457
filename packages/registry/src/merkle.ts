import { createHash } from 'node:crypto';
import type { LogState, NodeId } from './backend.ts';

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
