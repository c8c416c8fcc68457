import type { IssuedContentIds } from '../backend/backend.ts';
import type { Query } from './connection/database.ts';
import { logRow, plain } from './entry.ts';

/** Places of the log that one statement reads: half a megabyte at most comes back. */
const LOT = 65_536;

/** `Backend.contentIds`: one value a lot, since a million rows take longer to send than to find. */
export async function contentIds(query: Query, from: number): Promise<IssuedContentIds> {
  // What is written meanwhile is of the next time.
  const { size } = logRow(await query('select size from log where id = 1'));
  const parts: Uint8Array[] = [];
  for (let first = from; first < size; first += LOT) {
    const [row] = await query(
      `select coalesce(string_agg(int8send(content_id), ''), '') as ids from entries
      where log_index >= $1 and log_index < $2 and content_id is not null`,
      [first, Math.min(first + LOT, size)],
    );
    parts.push(plain(row!.ids));
  }
  return { ids: Uint8Array.from(Buffer.concat(parts)), size };
}
