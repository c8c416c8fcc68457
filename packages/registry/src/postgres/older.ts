import { ProvenanceError } from '@provenance/content';
import type { EntryKeys } from '../backend/backend.ts';
import { NO_TRAITS, type Traits } from '../backend/traits.ts';
import { keysOf } from '../log/check.ts';
import { readReceipt } from '../signed/receipt.ts';
import { type Entry, writeEntries } from './append.ts';
import type { Database, Query, Row } from './connection/database.ts';
import { logRow, PAGE_BYTES, PAGE_ROWS, plain } from './entry.ts';
import { OLDER_TABLES } from './schema.ts';

/**
 * Moves the entries of an older version into the tables of this one, a lot a transaction: whoever is killed in between
 * leaves what is done. It is done before anybody of this version reads or appends.
 *
 * @throws ProvenanceError REGISTRY_UNAVAILABLE where some wait and nothing may be written.
 */
export async function moveAll(database: Database, readOnly: boolean): Promise<void> {
  const { unmoved } = logRow(await database.query('select unmoved from log where id = 1'));
  if (unmoved === null) return;
  if (readOnly) {
    throw new ProvenanceError(
      'REGISTRY_UNAVAILABLE',
      'The registry was made by an older version, and is not yet brought to this one: open it once to write.',
    );
  }
  while (await database.transaction(moveLot));
}

/** False: nothing waits any more. */
async function moveLot(query: Query): Promise<boolean> {
  const { unmoved } = logRow(await query('select unmoved from log where id = 1 for update'));
  if (unmoved === null) return false;
  const rows = await query(LOT_SQL, [unmoved, PAGE_ROWS, PAGE_BYTES]);
  const last = rows.at(-1);
  if (last === undefined) {
    await query(OLDER_TABLES);
    await query('update log set unmoved = null where id = 1');
    return false;
  }
  await writeEntries(query, rows.map(entryIn));
  await query('update log set unmoved = $1 where id = 1', [last.log_index + 1]);
  return true;
}

/** What is erased has no bytes; the record that is there, whose it is, has its own content id. */
const LOT_SQL = `
  select * from (
    select *, sum(length) over (order by log_index) as upto from (
      select e.log_index, e.erasure, e.event, e.leaf_hash, coalesce(e.bytes, r.bytes) as bytes, r.manifest_store,
        r.content_id, r.content_hash, r.manifest_id, r.retain_until,
        array(select a.name from unnest(r.algorithms) with ordinality u(id, n) join algorithms a using (id) order by n)
          as algorithms,
        array(select substring(bit_send(f) from 5) from unnest(r.fingerprints) f) as fingerprints,
        coalesce(octet_length(r.bytes), 0) + coalesce(octet_length(r.manifest_store), 0) as length
      from (select * from older_entries where log_index >= $1 order by log_index limit $2) e
      left join lateral (select * from records where content_id = e.content_id offset 0) r on r.log_index = e.log_index
    ) each
  ) page where upto - length < $3 order by log_index`;

function entryIn(row: Row): Entry {
  return {
    index: row.log_index,
    kind: row.event ? 'event' : row.erasure ? 'erasure' : 'record',
    leafHash: plain(row.leaf_hash),
    bytes: row.bytes === null ? null : plain(row.bytes),
    manifestStore: row.manifest_store === null ? null : plain(row.manifest_store),
    keys: row.content_id === null ? null : keysIn(row),
  };
}

function keysIn(row: Row): EntryKeys {
  return {
    contentId: row.content_id,
    contentHash: plain(row.content_hash),
    manifestId: row.manifest_id === null ? null : row.manifest_id.toString(),
    retainUntil: row.retain_until,
    traits: traitsOf(row.bytes),
    // Of damaged ones there may be fewer of the one than of the other.
    fingerprints: row.fingerprints.flatMap((value: Buffer, i: number) => {
      const alg: Buffer | undefined = row.algorithms[i];
      return alg === undefined ? [] : [{ alg: alg.toString(), value: plain(value) }];
    }),
  };
}

/** None of what cannot be read: `verifyLog` says what is wrong with it. */
function traitsOf(receipt: Uint8Array): Traits {
  try {
    return keysOf(readReceipt(receipt).record).traits;
  } catch {
    return NO_TRAITS;
  }
}
