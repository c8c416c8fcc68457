import type { IssuedContentIds } from '../backend/backend.ts';
import { rowKeys } from './entry.ts';
import { coded } from './environment/failure.ts';
import { lots, type Row } from './environment/range.ts';
import { readUint64, uint64 } from './keys.ts';
import { readCounts, type Tables } from './tables.ts';

/** Rows that are read at a time: some milliseconds. */
const LOT = 4096;
/** Before all keys. */
const FIRST = Uint8Array.of(0);
const ID_BYTES = 8;

/**
 * `Backend.contentIds`. All of them stand in the table that leads from them to their records; what came since
 * a place in the log is in the table of entries, in its order, where each costs ten times as much.
 */
export async function contentIds(tables: Tables, from: number): Promise<IssuedContentIds> {
  // What is written meanwhile is of the next time.
  const { size } = coded(() => readCounts(tables));
  const count = Math.max(0, size - from);
  const ids = Buffer.alloc(ID_BYTES * count);
  let length = 0;
  const add = (contentId: string, index: number) => {
    if (index < from || index >= size || length >= ids.length) return;
    length += ids.write(contentId, length, ID_BYTES, 'hex');
  };
  if (count > 0 && 10 * count > size) {
    const read = (rows: readonly Row[]) => {
      for (const { key, value } of rows)
        add(Buffer.from(key).toString('latin1'), readUint64(value));
    };
    for await (const _ of lots(tables.contents, FIRST, LOT, read));
  } else if (count > 0) {
    const read = (rows: readonly Row[]) => {
      for (const { key, value } of rows) {
        const keys = rowKeys(value);
        if (keys) add(keys.contentId, readUint64(key));
      }
    };
    for await (const _ of lots(tables.entries, uint64(from), LOT, read));
  }
  return { ids: Uint8Array.from(ids.subarray(0, length)), size };
}
