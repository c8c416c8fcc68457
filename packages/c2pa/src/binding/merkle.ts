import { createHash } from 'node:crypto';

/** A map of a hash over boxes: one Merkle tree (C2PA 2.4 clause 18.7, `merkle-map`). */
export interface MerkleMap {
  readonly localId: number;
  readonly alg: unknown;
  /** Number of leaves. */
  readonly count: number;
  /** Of what comes before the first fragment; null where there are none. */
  readonly initHash: Uint8Array | null;
  /** One row of the tree, from left to right. */
  readonly hashes: readonly Uint8Array[];
  readonly fixedBlockSize: number | null;
  readonly variableBlockSizes: readonly number[] | null;
}

/** More leaves than this are not made by anyone. */
const MOST_LEAVES = 1_000_000;

/** Null: they cannot be read. */
export function readMerkleMaps(value: unknown): MerkleMap[] | null {
  if (!Array.isArray(value)) return null;
  const maps = value.map((each: unknown) => (each instanceof Map ? readMap(each) : null));
  return maps.includes(null) ? null : (maps as MerkleMap[]);
}

function readMap(map: ReadonlyMap<unknown, unknown>): MerkleMap | null {
  const [localId, count] = [map.get('localId'), map.get('count')];
  const hashes: unknown = map.get('hashes');
  const fixed: unknown = map.get('fixedBlockSize') ?? null;
  const variable: unknown = map.get('variableBlockSizes') ?? null;
  const initHash: unknown = map.get('initHash') ?? null;
  if (!isCount(localId) || !isCount(count) || count === 0 || count > MOST_LEAVES) return null;
  if (!Array.isArray(hashes) || hashes.length === 0 || !hashes.every(isBytes)) return null;
  if (fixed !== null && (!isCount(fixed) || fixed === 0)) return null;
  if (variable !== null && !(Array.isArray(variable) && variable.every(isCount))) return null;
  if (initHash !== null && !isBytes(initHash)) return null;
  return {
    localId,
    alg: map.get('alg'),
    count,
    initHash,
    hashes,
    fixedBlockSize: fixed,
    variableBlockSizes: variable,
  };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isBytes(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array;
}

/**
 * Whether a tree over these leaves has the row that a map has of it. All leaves are here: proofs, which
 * stand in for those that are not, are not needed.
 */
export function hasRow(
  leaves: readonly Buffer[],
  { count, hashes }: MerkleMap,
  alg: string,
): boolean {
  if (leaves.length !== count) return false;
  let row = leaves;
  while (row.length > hashes.length) row = above(row, alg);
  return row.length === hashes.length && row.every((hash, i) => hash.equals(hashes[i]!));
}

/** The last one of an odd number goes up as it is. */
function above(row: readonly Buffer[], alg: string): Buffer[] {
  const found: Buffer[] = [];
  for (let i = 0; i < row.length; i += 2) {
    const [left, right] = [row[i]!, row[i + 1]];
    found.push(right ? createHash(alg).update(left).update(right).digest() : left);
  }
  return found;
}
