import { ProvenanceError } from '@provenance/content';
import type { LogState, NodeId } from '../backend/backend.ts';
import { appendLeaves, peaksOf } from '../log/merkle.ts';
import type { Query, Row } from './connection/database.ts';
import { asked, logRow, plain } from './entry.ts';

/**
 * Nodes under this level are made from their leaves, whose hashes stand in the entries: there are 31 times as many of
 * them, and whoever shows that an entry is in the log reads 31 leaves more.
 */
export const LEAST_LEVEL = 5;
const BLOCK = 2 ** LEAST_LEVEL;

/** `Backend.logState`. */
export async function logState(query: Query): Promise<LogState> {
  const rows = await query(STATE_SQL);
  const { size } = logRow(rows);
  const whole = size - (size % BLOCK);
  const peaks = peaksOf(whole);
  const hashes = [...peaks, ...leavesFrom(whole, size - whole)].map((node, i) =>
    hashIn(rows[i], node),
  );
  const above = { size: whole, peaks: hashes.slice(0, peaks.length) };
  return appendLeaves(above, hashes.slice(peaks.length)).state;
}

/** `Backend.nodes`. */
export async function nodesAt(query: Query, at: readonly NodeId[]): Promise<Uint8Array[]> {
  const read = at.flatMap((node) =>
    node.level < LEAST_LEVEL ? leavesFrom(node.index * 2 ** node.level, 2 ** node.level) : [node],
  );
  const rows = await query(NODES_SQL, [
    read.map(({ level }) => level),
    read.map(({ index }) => index),
  ]);
  let next = 0;
  return at.map(({ level }) => {
    const count = level < LEAST_LEVEL ? 2 ** level : 1;
    const hashes = Array.from({ length: count }, () => hashIn(rows[next], read[next++]!));
    return appendLeaves({ size: 0, peaks: [] }, hashes).state.peaks[0]!;
  });
}

/** Where the log ends, and the peaks of its tree from level 5 on, the largest first; then the leaves after them. */
const STATE_SQL = `
  select l.size, coalesce(n.hash, e.leaf_hash) as hash
  from log l
  left join lateral (
    select bit::smallint as level, (l.size >> bit) - 1 as position
    from generate_series(${LEAST_LEVEL}, 52) bit where (l.size >> bit) & 1 = 1
    union all
    select 0, leaf from generate_series(l.size - l.size % ${BLOCK}, l.size - 1) leaf
  ) u on true
  left join lateral (
    select hash from nodes where u.level > 0 and level = u.level and position = u.position offset 0
  ) n on true
  left join lateral (
    select leaf_hash from entries where u.level = 0 and log_index = u.position offset 0
  ) e on true
  where l.id = 1 order by u.level desc, u.position`;

const NODES_SQL = `
  select coalesce(n.hash, e.leaf_hash) as hash
  from ${asked('$1::smallint[]', '$2::bigint[]')} u(level, position, n)
  left join lateral (
    select hash from nodes where u.level > 0 and level = u.level and position = u.position offset 0
  ) n on true
  left join lateral (
    select leaf_hash from entries where u.level = 0 and log_index = u.position offset 0
  ) e on true
  order by u.n`;

function leavesFrom(first: number, count: number): NodeId[] {
  return Array.from({ length: count }, (_, i) => ({ level: 0, index: first + i }));
}

function hashIn(row: Row | undefined, { level, index }: NodeId): Uint8Array {
  const hash: Buffer | null | undefined = row?.hash;
  if (hash) return plain(hash);
  throw new ProvenanceError('REGISTRY_CORRUPT', `The log has no node ${index} of level ${level}.`);
}
