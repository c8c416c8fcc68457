import type { StoredEntry } from '../backend/backend.ts';
import type { TraitQuery } from '../backend/traits.ts';
import type { Query } from './connection/database.ts';
import { entryPage, PAGE_BYTES, PAGE_ROWS, storedEntry } from './entry.ts';
import { dayNumber, nameKey, requestKey } from './keys.ts';

/** Log indexes that are found at a time: half a megabyte. */
const LOT = 65_536;

const PAGE_SQL = entryPage('select * from entries where log_index = any($1::bigint[]) limit $2');

/** `Backend.search`. */
export async function* searchTraits(query: Query, wanted: TraitQuery): AsyncGenerator<StoredEntry> {
  const { requestIds, model, issuer, from, to } = wanted;
  const asked: readonly (readonly [condition: string, value: unknown])[] = [
    ['request_key = any($::integer[])', requestIds?.map(requestKey)],
    ['model_key = $', model === undefined ? model : nameKey(model)],
    ['issuer_key = $', issuer === undefined ? issuer : nameKey(issuer)],
    ['day >= $', from === undefined ? from : dayNumber(from)],
    ['day <= $', to === undefined ? to : dayNumber(to)],
  ];
  // The text says only what is asked, so that the server plans for that.
  const given = asked.filter(([, value]) => value !== undefined);
  const conditions = given.map(([condition], i) => condition.replace('$', `$${i + 3}`));
  const text = `select log_index from entries where log_index >= $1 and ${conditions.join(' and ')}
    order by log_index limit $2`;
  for (let next = 0; ; ) {
    const rows = await query(text, [next, LOT, ...given.map(([, value]) => value)]);
    yield* entriesAt(
      query,
      rows.map(({ log_index }) => log_index),
    );
    if (rows.length < LOT) return;
    next = rows.at(-1)!.log_index + 1;
  }
}

async function* entriesAt(query: Query, indexes: readonly number[]): AsyncGenerator<StoredEntry> {
  for (let at = 0; at < indexes.length; ) {
    const page = indexes.slice(at, at + PAGE_ROWS);
    const rows = await query(PAGE_SQL, [page, PAGE_ROWS, PAGE_BYTES]);
    yield* rows.map(storedEntry);
    const last = rows.at(-1);
    // Entries are never taken out: what is not there somebody else has deleted, and `verifyLog` says so.
    at = last === undefined ? at + page.length : indexes.indexOf(last.log_index, at) + 1;
  }
}
