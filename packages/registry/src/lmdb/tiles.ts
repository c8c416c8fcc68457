import { ProvenanceError } from '@provenance/content';
import type { NodeId } from '../backend/backend.ts';
import { append, join, uint64 } from './keys.ts';
import type { Tables } from './tables.ts';

/**
 * The table `tiles`: nodes of the log's tree, five levels of it to a row. A row has the 16 nodes of its lowest level
 * and what is above them, 31 in all, in the order in which they become full: so that it only ever grows at its end.
 */
const LEVELS = 5;
const HASH = 32;

export type Node = NodeId & { readonly hash: Uint8Array };

export function addNodes(tables: Tables, nodes: readonly Node[]): void {
  const rows = new Map<string, { key: Buffer; nodes: { at: number; hash: Uint8Array }[] }>();
  for (const node of nodes) {
    const { key, at } = placeOf(node);
    const name = key.toString('latin1');
    const row = rows.get(name) ?? { key, nodes: [] };
    rows.set(name, row);
    row.nodes.push({ at, hash: node.hash });
  }
  for (const { key, nodes } of rows.values()) {
    const before = tables.tiles.get(key);
    const row = Buffer.alloc(Math.max(before?.length ?? 0, ...nodes.map(({ at }) => at + HASH)));
    if (before) row.set(before);
    for (const { at, hash } of nodes) row.set(hash, at);
    if (before) tables.tiles.putSync(key, row);
    else append(tables.tiles, key, row);
  }
}

/** @throws ProvenanceError REGISTRY_CORRUPT where it is not there. */
export function readNode({ tiles }: Tables, node: NodeId): Uint8Array {
  const { key, at } = placeOf(node);
  const hash = tiles.get(key)?.subarray(at, at + HASH);
  if (hash?.length === HASH && hash.some((byte) => byte !== 0)) return Uint8Array.from(hash);
  throw new ProvenanceError(
    'REGISTRY_CORRUPT',
    `The log has no node ${node.index} of level ${node.level}.`,
  );
}

/** Its row, and where it begins there. Rows of the lowest levels are the last ones, and the next comes after them. */
export function placeOf({ level, index }: NodeId): { key: Buffer; at: number } {
  const height = level % LEVELS;
  const width = 2 ** (LEVELS - 1 - height);
  const row = Math.floor(index / width);
  // Nodes of the lowest level up to the last one under this one, and what those before it have made full.
  const under = (index - row * width + 1) * 2 ** height;
  const before = 2 * (under - 1) - bitsOf(under - 1);
  const key = join(Uint8Array.of(0xff - Math.floor(level / LEVELS)), uint64(row));
  return { key, at: HASH * (before + height) };
}

function bitsOf(number: number): number {
  let bits = 0;
  for (let rest = number; rest > 0; rest >>= 1) bits += rest & 1;
  return bits;
}
