import { ProvenanceError } from '@provenance/content';
import type { EntryKeys } from '../backend/backend.ts';
import { NO_TRAITS, type Traits } from '../backend/traits.ts';
import { keysOf } from '../log/check.ts';
import { readReceipt } from '../signed/receipt.ts';
import type { Database, Query } from './database.ts';
import { logRow, PAGE_ROWS, utf8 } from './entry.ts';

/** Writes the traits of records. */
export function listing(
  records: readonly { readonly index: number; readonly keys: Pick<EntryKeys, 'traits'> }[],
): readonly [text: string, values: readonly unknown[]] {
  return [
    `insert into traits (log_index, request_id, model, issuer, day)
    select * from unnest($1::bigint[], $2::bytea[], $3::bytea[], $4::bytea[], $5::text[])`,
    [records.map(({ index }) => index), ...traitColumns(records.map(({ keys }) => keys.traits))],
  ];
}

/** A list for each column. */
export function traitColumns(list: readonly Traits[]): unknown[][] {
  const bytes = (name: 'requestId' | 'model' | 'issuer') =>
    list.map(({ [name]: text }) => (text === null ? null : utf8(text)));
  return [bytes('requestId'), bytes('model'), bytes('issuer'), list.map(({ day }) => day)];
}

/**
 * Lists the records of an older version, a lot a transaction: whoever is killed in between leaves what is done. It is
 * done before anybody of this version appends.
 *
 * @throws ProvenanceError REGISTRY_UNAVAILABLE where some wait and nothing may be written.
 */
export async function listAll(database: Database, readOnly: boolean): Promise<void> {
  const { unlisted } = logRow(await database.query('select unlisted from log where id = 1'));
  if (unlisted === null) return;
  if (readOnly) {
    throw new ProvenanceError(
      'REGISTRY_UNAVAILABLE',
      'The registry was made by an older version, and is not yet brought to this one: open it once to write.',
    );
  }
  while (await database.transaction(listLot));
}

/** False: nothing waits any more. */
async function listLot(query: Query): Promise<boolean> {
  const { unlisted } = logRow(await query('select unlisted from log where id = 1 for update'));
  if (unlisted === null) return false;
  const rows = await query(
    `select e.log_index, r.bytes from (
      select log_index, content_id from entries where log_index >= $1 order by log_index limit $2
    ) e left join lateral (
      select bytes from records where content_id = e.content_id offset 0
    ) r on true order by e.log_index`,
    [unlisted, PAGE_ROWS],
  );
  const records = rows.flatMap(({ log_index: index, bytes }) =>
    bytes === null ? [] : [{ index, keys: { traits: traitsOf(bytes) } }],
  );
  await query(...listing(records));
  const last = rows.at(-1);
  await query('update log set unlisted = $1 where id = 1', [last ? last.log_index + 1 : null]);
  return last !== undefined;
}

/** None of what cannot be read: `verifyLog` says what is wrong with it. */
function traitsOf(receipt: Uint8Array): Traits {
  try {
    return keysOf(readReceipt(receipt).record).traits;
  } catch {
    return NO_TRAITS;
  }
}
