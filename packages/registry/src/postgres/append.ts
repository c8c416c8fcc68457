import type { AppendOutcome, Batch, NewEntry } from '../backend/backend.ts';
import { type Database, type Query, Rollback, together } from './database.ts';
import { logRow, utf8 } from './entry.ts';
import { listing } from './listing.ts';
import { bits256 } from './similar.ts';

/**
 * One transaction. Its first statement locks the row of `log`, so writers wait for each other there, and
 * whoever comes to it after a commit that nobody answered knows that it has ended, one way or the other.
 */
export function append(database: Database, batch: Batch): Promise<AppendOutcome> {
  const size = batch.size + batch.entries.length;
  if (batch.entries.some(({ index }, i) => index !== batch.size + i) || batch.head.size !== size) {
    throw new RangeError('The entries of a batch follow the log, and its head follows them.');
  }
  return database.transaction<AppendOutcome>(async (query, { uncertain, commit }) => {
    // One way to the server and back.
    const [log, taken] = await together([
      query(LOCK_SQL, [batch.entries.length <= FEW]),
      takenIds(query, batch),
    ]);
    if (logRow(log).size !== batch.size) {
      const ours = uncertain && (await isOurs(query, batch));
      throw new Rollback<AppendOutcome>(
        ours ? { written: true } : { written: false, moved: true, taken: [] },
      );
    }
    if (taken.length > 0) {
      throw new Rollback<AppendOutcome>({ written: false, moved: false, taken });
    }
    const insertions = insertionsOf(batch).map(([text, values]) => query(text, values));
    // And another one.
    commit();
    await together(insertions);
    return { written: true };
  });
}

/** Of so few entries the writing takes less than the planning, over all partitions, of how to: it is done once. */
const FEW = 16;

/** A server may be set to answer before anything is on disk; stricter settings stay. */
const LOCK_SQL = `
  select size, case when $1 then set_config('plan_cache_mode', 'force_generic_plan', true) end, case when current_setting('synchronous_commit') in ('off', 'local', 'remote_write')
    then set_config('synchronous_commit', 'on', true) end
  from log where id = 1 for update`;

/** A head is signed over the whole log with its time: nobody else has the same. */
async function isOurs(query: Query, { head }: Batch): Promise<boolean> {
  const rows = await query('select from heads where size = $1 and bytes = $2', [
    head.size,
    head.bytes,
  ]);
  return rows.length > 0;
}

async function takenIds(query: Query, { entries }: Batch): Promise<string[]> {
  const ids = entries.flatMap(({ keys }) => (keys === null ? [] : [keys.contentId]));
  const rows = await query(
    `select content_id from unnest($1::text[]) with ordinality u(id, n)
    cross join lateral (select content_id from records where content_id = u.id offset 0) r
    order by n`,
    [ids],
  );
  return rows.map(({ content_id }) => content_id);
}

type Statement = readonly [text: string, values: readonly unknown[]];

/** As one, none of which sees what another one writes. */
function asOne(statements: readonly Statement[]): Statement {
  const values = statements.flatMap(([, own]) => own);
  let before = 0;
  const parts = statements.map(([text, own], i) => {
    const first = before;
    before += own.length;
    return `s${i} as (${text.replace(/\$(\d+)/g, (_, number) => `$${first + Number(number)}`)})`;
  });
  return [`with ${parts.join(', ')} select`, values];
}

/** What a batch changes, in arrays: a thousand records take as many statements as one. */
function insertionsOf({ entries, nodes, head, erase }: Batch): Statement[] {
  const records = entries.filter((entry): entry is RecordEntry => entry.keys !== null);
  const found = records.flatMap(keysOf);
  const inner = nodes.filter(({ level }) => level > 0);
  const fingerprints = records.flatMap(({ index, keys }) =>
    keys.fingerprints.map(({ alg, value }, i) => ({
      index,
      place: i + 1,
      alg: utf8(alg),
      value: bits256(value),
    })),
  );
  const statements: Statement[] = [
    [
      `insert into entries (log_index, erasure, leaf_hash, content_id, bytes, event)
      select * from unnest($1::bigint[], $2::boolean[], $3::bytea[], $4::text[], $5::bytea[], $6::boolean[])`,
      [
        entries.map(({ index }) => index),
        entries.map(({ kind }) => kind === 'erasure'),
        entries.map(({ leafHash }) => leafHash),
        entries.map(({ keys }) => keys?.contentId ?? null),
        entries.map(({ keys, bytes }) => (keys === null ? bytes : null)),
        entries.map(({ kind }) => kind === 'event'),
      ],
    ],
    [
      'insert into nodes (level, position, hash) select * from unnest($1::smallint[], $2::bigint[], $3::bytea[])',
      [
        inner.map(({ level }) => level),
        inner.map(({ index }) => index),
        inner.map(({ hash }) => hash),
      ],
    ],
    ['insert into heads (size, bytes) values ($1, $2)', [head.size, head.bytes]],
    [
      'update log set size = $1, records = records + $2, events = events + $3 where id = 1',
      [
        head.size,
        entries.filter(({ kind }) => kind === 'record').length,
        entries.filter(({ kind }) => kind === 'event').length,
      ],
    ],
  ];
  if (fingerprints.length > 0) {
    statements.push([
      `insert into likenesses (algorithm, log_index, place, hash)
      select a.id, log_index, place, hash
      from unnest($1::bigint[], $2::smallint[], $3::bytea[], $4::bit(256)[]) f(log_index, place, name, hash)
      join algorithms a using (name)`,
      [
        fingerprints.map(({ index }) => index),
        fingerprints.map(({ place }) => place),
        fingerprints.map(({ alg }) => alg),
        fingerprints.map(({ value }) => value),
      ],
    ]);
  }
  if (records.length > 0) {
    statements.push(
      [
        `insert into keys (kind, key, log_index, content_id)
        select * from unnest($1::smallint[], $2::bytea[], $3::bigint[], $4::text[])`,
        [
          found.map(({ kind }) => kind),
          found.map(({ key }) => key),
          found.map(({ index }) => index),
          found.map(({ contentId }) => contentId),
        ],
      ],
      [
        `insert into records (content_id, log_index, leaf_hash, bytes, manifest_store, content_hash,
          manifest_id, retain_until, algorithms, fingerprints)
        select content_id, log_index, leaf_hash, bytes, manifest_store, content_hash, manifest_id, retain_until,
          coalesce(f.algorithms, '{}'), coalesce(f.fingerprints, '{}')
        from unnest($1::text[], $2::bigint[], $3::bytea[], $4::bytea[], $5::bytea[], $6::bytea[], $7::bytea[],
          $8::text[]) r(content_id, log_index, leaf_hash, bytes, manifest_store, content_hash, manifest_id,
          retain_until)
        left join (
          select log_index, array_agg(a.id) as algorithms, array_agg(hash) as fingerprints
          from unnest($9::bigint[], $10::bytea[], $11::bit(256)[]) f(log_index, name, hash)
          join algorithms a using (name) group by log_index
        ) f using (log_index)`,
        [
          records.map(({ keys }) => keys.contentId),
          records.map(({ index }) => index),
          records.map(({ leafHash }) => leafHash),
          records.map(({ bytes }) => bytes),
          records.map(({ manifestStore }) => manifestStore),
          records.map(({ keys }) => keys.contentHash),
          records.map(({ keys }) => (keys.manifestId === null ? null : utf8(keys.manifestId))),
          records.map(({ keys }) => keys.retainUntil),
          fingerprints.map(({ index }) => index),
          fingerprints.map(({ alg }) => alg),
          fingerprints.map(({ value }) => value),
        ],
      ],
    );
  }
  if (records.length > 0) statements.push(listing(records));
  const events = entries.flatMap(({ index, event }) => (event === null ? [] : { index, ...event }));
  if (events.length > 0) {
    statements.push([
      `insert into events (log_index, subject, retain_until)
      select * from unnest($1::bigint[], $2::bytea[], $3::text[])`,
      [
        events.map(({ index }) => index),
        events.map(({ subject }) => utf8(subject)),
        events.map(({ retainUntil }) => retainUntil),
      ],
    ]);
  }
  return [
    ...(fingerprints.length > 0 ? [algorithmsOf(fingerprints.map(({ alg }) => alg))] : []),
    asOne(statements),
    ...(erase.length > 0 ? [[ERASE_SQL, [erase]] as const] : []),
  ];
}

/** Numbers for those that have none. */
function algorithmsOf(names: readonly Buffer[]): Statement {
  return [
    `insert into algorithms (id, name)
    select (select coalesce(max(id), -1) from algorithms) + row_number() over (), name
    from (select distinct name from unnest($1::bytea[]) name) given
    where not exists (select from algorithms a where a.name = given.name)`,
    [names],
  ];
}

type RecordEntry = NewEntry & { readonly keys: NonNullable<NewEntry['keys']> };

export const CONTENT_HASH = 0;
export const MANIFEST_ID = 1;

function keysOf({ index, keys: { contentId, contentHash, manifestId } }: RecordEntry) {
  const found = [{ kind: CONTENT_HASH, key: contentHash, index, contentId }];
  if (manifestId !== null) {
    found.push({ kind: MANIFEST_ID, key: utf8(manifestId), index, contentId });
  }
  return found;
}

/** One statement, the last of a batch: every part sees what was there before it, the batch's own entries too. */
const ERASE_SQL = `
  with gone as (
    delete from records r using entries e
    where e.log_index = any($1::bigint[]) and r.content_id = e.content_id
    returning r.log_index, r.content_hash, r.manifest_id, r.algorithms, r.fingerprints
  ), emptied as (
    update entries set content_id = null, bytes = null
    where log_index = any($1::bigint[]) and (content_id is not null or bytes is not null)
    returning log_index, event
  ), forgotten as (
    delete from events where log_index = any($1::bigint[])
  ), unkeyed as (
    delete from keys k using gone
    where k.log_index = gone.log_index
      and (k.kind = ${CONTENT_HASH} and k.key = gone.content_hash or k.kind = ${MANIFEST_ID} and k.key = gone.manifest_id)
  ), unlisted as (
    delete from traits where log_index = any($1::bigint[])
  ), unlikened as (
    delete from likenesses l using (select log_index, unnest(algorithms) as algorithm from gone) f
    where l.algorithm = f.algorithm and l.log_index = f.log_index
  )
  update log set records = records - n, events = events - m, erased = erased + n + m
  from (
    select count(*) filter (where not event) as n, count(*) filter (where event) as m from emptied
  ) e where id = 1`;
