import type {
  EventQuery,
  IndexedEvent,
  Lookup,
  MissingLookup,
  StoredEntry,
} from '../backend/backend.ts';
import type { Query } from './connection/database.ts';
import { ENTRY_SQL, storedEntry, utf8 } from './entry.ts';

/** `Backend.events`. */
export async function eventsIn(
  query: Query,
  { subject, from, limit }: EventQuery,
): Promise<StoredEntry[]> {
  const isSubject = subject === null ? '' : 'and subject = $3';
  const rows = await query(
    `${ENTRY_SQL} from (
      select log_index from events where log_index >= $1 ${isSubject} order by log_index limit $2
    ) v cross join lateral (select * from entries where log_index = v.log_index offset 0) e
    order by e.log_index`,
    [from, limit, ...(subject === null ? [] : [utf8(subject)])],
  );
  return rows.map(storedEntry);
}

/** `Backend.missingEvents`. */
export async function missingEvents(
  query: Query,
  events: readonly IndexedEvent[],
): Promise<MissingLookup[]> {
  const rows = await query(
    `select g.log_index, v.log_index is null or v.subject <> g.subject as unfound,
      v.retain_until is distinct from g.retain_until as unscheduled
    from unnest($1::bigint[], $2::bytea[], $3::text[]) g(log_index, subject, retain_until)
    left join events v using (log_index)
    where v.log_index is null or v.subject <> g.subject or v.retain_until is distinct from g.retain_until
    order by 1`,
    [
      events.map(({ index }) => index),
      events.map(({ event }) => utf8(event.subject)),
      events.map(({ event }) => event.retainUntil),
    ],
  );
  return rows.flatMap(({ log_index: index, unfound, unscheduled }) =>
    (['subject', 'retention'] as const satisfies Lookup[])
      .filter((lookup) => (lookup === 'subject' ? unfound : unscheduled && !unfound))
      .map((lookup) => ({ index, lookup })),
  );
}
