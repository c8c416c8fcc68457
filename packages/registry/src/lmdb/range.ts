import { setImmediate } from 'node:timers/promises';
import type { Table } from './environment.ts';
import { coded } from './failure.ts';

export interface Row {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

/**
 * The rows of a table from a key on, as many at a time as `size` says: each lot is of one moment, no read
 * transaction outlives it, and others get a turn in between.
 */
export async function* lots(table: Table, first: Uint8Array, size: number): AsyncGenerator<Row[]> {
  let range = { start: first, limit: size, exclusiveStart: false };
  for (;;) {
    const lot = coded(() => Array.from(table.getRange(range)));
    if (lot.length > 0) yield lot;
    if (lot.length < size) return;
    range = { ...range, start: lot.at(-1)!.key, exclusiveStart: true };
    await setImmediate();
  }
}
