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
  const tiles = new Map<string, (Place & { readonly hash: Uint8Array })[]>();
  for (const { hash, ...node } of nodes) {
    const place = placeOf(node);
    const name = `${place.group} ${place.row}`;
    const tile = tiles.get(name);
    if (tile) tile.push({ ...place, hash });
    else tiles.set(name, [{ ...place, hash }]);
  }
  for (const added of tiles.values()) {
    const key = keyOf(added[0]!);
    const before = tables.tiles.get(key);
    const row = Buffer.alloc(Math.max(before?.length ?? 0, ...added.map(({ at }) => at + HASH)));
    if (before) row.set(before);
    for (const { at, hash } of added) row.set(hash, at);
    if (before) tables.tiles.putSync(key, row);
    else append(tables.tiles, key, row);
  }
}

/** @throws ProvenanceError REGISTRY_CORRUPT where it is not there. */
export function readNode({ tiles }: Tables, node: NodeId): Uint8Array {
  const place = placeOf(node);
  const { at } = place;
  const hash = tiles.get(keyOf(place))?.subarray(at, at + HASH);
  if (hash?.length === HASH && hash.some((byte) => byte !== 0)) return Uint8Array.from(hash);
  throw new ProvenanceError(
    'REGISTRY_CORRUPT',
    `The log has no node ${node.index} of level ${node.level}.`,
  );
}

/** Five levels, one of their rows, and where a node begins there. */
interface Place {
  readonly group: number;
  readonly row: number;
  readonly at: number;
}

function placeOf({ level, index }: NodeId): Place {
  const group = Math.floor(level / LEVELS);
  const height = level % LEVELS;
  const width = 2 ** (LEVELS - 1 - height);
  const row = Math.floor(index / width);
  // Nodes of the lowest level up to the last one under this one, and what those before it have made full.
  const under = (index - row * width + 1) * 2 ** height;
  const before = 2 * (under - 1) - bitsOf(under - 1);
  return { group, row, at: HASH * (before + height) };
}

/** The lowest levels come last: their next row is the last of the table. */
function keyOf({ group, row }: Place): Buffer {
  return join(Uint8Array.of(0xff - group), uint64(row));
}

function bitsOf(number: number): number {
  let bits = 0;
  for (let rest = number; rest > 0; rest >>= 1) bits += rest & 1;
  return bits;
}
