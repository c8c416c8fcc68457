import { setImmediate } from 'node:timers/promises';
import type { Table } from './environment.ts';
import { coded } from './failure.ts';

export interface Row {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

/**
 * What `read` makes of the rows of a table from a key on, as many at a time as `size` says. What it reads
 * besides is of the same moment as the rows. No read transaction outlives a lot, and others get a turn in
 * between.
 *
 * @param end The first key that is not read. Default: all that come.
 */
export async function* lots<T>(
  table: Table,
  first: Uint8Array,
  size: number,
  read: (rows: readonly Row[]) => T,
  end?: Uint8Array,
): AsyncGenerator<T> {
  let range = { start: first, limit: size, exclusiveStart: false, ...(end && { end }) };
  for (;;) {
    const { rows, made } = coded(() => {
      const rows = Array.from(table.getRange(range));
      return { rows, made: read(rows) };
    });
    yield made;
    if (rows.length < size) return;
    range = { ...range, start: rows.at(-1)!.key, exclusiveStart: true };
    await setImmediate();
  }
}
