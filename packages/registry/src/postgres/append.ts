import type { AppendOutcome, Batch, NewEntry } from '../backend/backend.ts';
import { byteas, int2s, int4s, int8s, rawInt8s, varbits } from './connection/binary.ts';
import { type Database, type Query, Rollback, type Row, together } from './connection/database.ts';
import { KINDS, logRow, strip, utf8 } from './entry.ts';
import { contentIdKey, type ShortKeys, shortKeys } from './keys.ts';
import { BLOCK, type Block, blocksOf } from './likenesses.ts';
import { LEAST_LEVEL } from './nodes.ts';

/**
 * One transaction. Its first statement locks the row of `log`, so writers wait for each other there, and
 * whoever comes to it after a commit that nobody answered knows that it has ended, one way or the other.
 */
export function append(database: Database, batch: Batch): Promise<AppendOutcome> {
  const size = batch.size + batch.entries.length;
  if (batch.entries.some(({ index }, i) => index !== batch.size + i) || batch.head.size !== size) {
    throw new RangeError('The entries of a batch follow the log, and its head follows them.');
  }
  const rows = rowsOf(batch.entries);
  const ids = batch.entries.flatMap(({ keys }) => (keys === null ? [] : [keys.contentId]));
  return database.transaction<AppendOutcome>(async (query, { uncertain, commit }) => {
    // One way to the server and back.
    const [log, taken, headers] = await together([
      query(LOCK_SQL, [batch.entries.length <= FEW]),
      query(TAKEN_SQL, [rawInt8s(ids.map(contentIdKey))]),
      query(HEADERS_SQL, [byteas(rows.headers)]),
    ]);
    if (logRow(log).size !== batch.size) {
      const ours = uncertain && (await isOurs(query, batch));
      throw new Rollback<AppendOutcome>(
        ours ? { written: true } : { written: false, moved: true, taken: [] },
      );
    }
    if (taken.length > 0) {
      throw new Rollback<AppendOutcome>({
        written: false,
        moved: false,
        taken: taken.map(({ n }) => ids[n - 1]!),
      });
    }
    const numbers = await numbersOf(query, rows.headers, headers);
    const statements = [...insertionsOf(rows, numbers, endOf(batch)), ...erasuresOf(batch.erase)];
    const writing = statements.map(([text, values]) => query(text, values));
    // And another one.
    commit();
    await together(writing);
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

const TAKEN_SQL = `
  select u.n from unnest($1::bigint[]) with ordinality u(id, n)
  cross join lateral (select from contents where content_id = u.id offset 0) c order by u.n`;

const HEADERS_SQL = `
  select u.n, h.id from unnest($1::bytea[]) with ordinality u(bytes, n) join headers h using (bytes)`;

/** A head is signed over the whole log with its time: nobody else has the same. */
async function isOurs(query: Query, { head }: Batch): Promise<boolean> {
  const rows = await query('select from heads where size = $1 and bytes = $2', [
    head.size,
    head.bytes,
  ]);
  return rows.length > 0;
}

/** Numbers of headers, also of those that have none yet; null for those that no number is left for. */
async function numbersOf(
  query: Query,
  headers: readonly Buffer[],
  known: readonly Row[],
): Promise<(number | null)[]> {
  const numbers = headers.map((_, i): number | null => {
    return known.find(({ n }) => n === i + 1)?.id ?? null;
  });
  const fresh = headers.filter((_, i) => numbers[i] === null);
  if (fresh.length === 0) return numbers;
  const added = await query(
    `insert into headers (id, bytes)
    select * from (
      select (select coalesce(max(id), 0) from headers) + n, bytes
      from unnest($1::bytea[]) with ordinality u(bytes, n)
    ) added(id, bytes) where id <= 255 returning id, bytes`,
    [byteas(fresh)],
  );
  return headers.map((header, i) => {
    return numbers[i] ?? added.find(({ bytes }) => header.equals(bytes))?.id ?? null;
  });
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

/** Bytes are null where it is erased: there are such where a registry of an older version is moved. */
export type Entry = Omit<NewEntry, 'bytes' | 'event'> & { readonly bytes: Uint8Array | null };

/** Entries as they are stored, but for the numbers of their headers. */
interface EntryRows {
  readonly entries: readonly Entry[];
  /** Of each entry; null where it has none. */
  readonly keys: readonly (ShortKeys | null)[];
  /** Of each entry which of `headers`, and what is after it; null where it stays whole. */
  readonly stripped: readonly ({ readonly header: number; readonly packed: Uint8Array } | null)[];
  /** Each once. */
  readonly headers: readonly Buffer[];
  readonly blocks: readonly Block[];
}

function rowsOf(entries: readonly Entry[]): EntryRows {
  const headers: Buffer[] = [];
  const places = new Map<string, number>();
  const stripped = entries.map(({ bytes }) => {
    const parts = bytes && strip(bytes);
    if (parts === null) return null;
    const name = parts.header.toString('latin1');
    const header = places.get(name) ?? headers.push(parts.header) - 1;
    places.set(name, header);
    return { header, packed: parts.packed };
  });
  const keys = entries.map((entry) => (entry.keys === null ? null : shortKeys(entry.keys)));
  return { entries, keys, stripped, headers, blocks: blocksOf(entries) };
}

/** What entries are written as, in arrays: a thousand take as many statements as one. */
export async function writeEntries(query: Query, entries: readonly Entry[]): Promise<void> {
  const rows = rowsOf(entries);
  const known = await query(HEADERS_SQL, [byteas(rows.headers)]);
  const numbers = await numbersOf(query, rows.headers, known);
  const statements = insertionsOf(rows, numbers, []);
  await together(statements.map(([text, values]) => query(text, values)));
}

function insertionsOf(
  rows: EntryRows,
  numbers: readonly (number | null)[],
  others: readonly Statement[],
): Statement[] {
  const { entries, keys, stripped, blocks } = rows;
  const contents = entries.flatMap(({ index }, i) => {
    const contentId = keys[i]?.contentId;
    return contentId ? [{ contentId, index }] : [];
  });
  const found = entries.flatMap(({ index }, i) => foundBy(keys[i]!).map((key) => ({ key, index })));
  const numberOf = (i: number) => numbers[stripped[i]?.header ?? -1] ?? null;
  const statements: Statement[] = [
    [
      `insert into entries (log_index, kind, leaf_hash, header, bytes, manifest_store, content_id, hash_key,
        manifest_key, request_key, model_key, issuer_key, day, looks, retain_until)
      select * from unnest($1::bigint[], $2::smallint[], $3::bytea[], $4::smallint[], $5::bytea[], $6::bytea[],
        $7::bigint[], $8::bigint[], $9::bigint[], $10::integer[], $11::integer[], $12::integer[], $13::integer[],
        $14::smallint[], $15::text[])`,
      [
        int8s(entries.map(({ index }) => index)),
        int2s(entries.map(({ kind }) => KINDS.indexOf(kind))),
        byteas(entries.map(({ leafHash }) => leafHash)),
        int2s(entries.map((_, i) => numberOf(i))),
        byteas(entries.map(({ bytes }, i) => (numberOf(i) === null ? bytes : stripped[i]!.packed))),
        byteas(entries.map(({ manifestStore }) => manifestStore)),
        rawInt8s(keys.map((each) => each?.contentId ?? null)),
        rawInt8s(keys.map((each) => each?.hash ?? null)),
        rawInt8s(keys.map((each) => each?.manifest ?? null)),
        int4s(keys.map((each) => each?.requestId ?? null)),
        int4s(keys.map((each) => each?.model ?? null)),
        int4s(keys.map((each) => each?.issuer ?? null)),
        int4s(keys.map((each) => each?.day ?? null)),
        int2s(entries.map((entry) => entry.keys?.fingerprints.length ?? 0)),
        entries.map((entry) => entry.keys?.retainUntil ?? null),
      ],
    ],
    ...others,
  ];
  if (contents.length > 0) {
    statements.push([
      'insert into contents (content_id, log_index) select * from unnest($1::bigint[], $2::bigint[])',
      [
        rawInt8s(contents.map(({ contentId }) => contentId)),
        int8s(contents.map(({ index }) => index)),
      ],
    ]);
  }
  if (found.length > 0) {
    statements.push([
      'insert into keys (key, log_index) select * from unnest($1::bigint[], $2::bigint[])',
      [rawInt8s(found.map(({ key }) => key)), int8s(found.map(({ index }) => index))],
    ]);
  }
  if (blocks.length > 0) {
    statements.push([
      `insert into likenesses (block, algorithm, places, hashes)
      select block, a.id, places, hashes
      from unnest($1::bigint[], $2::bytea[], $3::bytea[], $4::bit varying[]) l(block, name, places, hashes)
      join algorithms a using (name)
      on conflict (block, algorithm) do update
        set places = likenesses.places || excluded.places, hashes = likenesses.hashes || excluded.hashes`,
      [
        int8s(blocks.map(({ block }) => block)),
        byteas(blocks.map(({ name }) => name)),
        byteas(blocks.map(({ places }) => places)),
        varbits(blocks.map(({ hashes }) => hashes)),
      ],
    ]);
  }
  return [
    ...(blocks.length > 0 ? [algorithmsOf(blocks.map(({ name }) => name))] : []),
    asOne(statements),
  ];
}

/** What a batch adds beside its entries. */
function endOf({ entries, nodes, head }: Batch): Statement[] {
  const inner = nodes.filter(({ level }) => level >= LEAST_LEVEL);
  const events = entries.flatMap(({ index, event }) => (event === null ? [] : { index, ...event }));
  const count = (kind: NewEntry['kind']) => entries.filter((entry) => entry.kind === kind).length;
  const statements: Statement[] = [
    ['insert into heads (size, bytes) values ($1, $2)', [head.size, head.bytes]],
    [
      'update log set size = $1, records = records + $2, events = events + $3 where id = 1',
      [head.size, count('record'), count('event')],
    ],
  ];
  if (inner.length > 0) {
    statements.push([
      'insert into nodes (level, position, hash) select * from unnest($1::smallint[], $2::bigint[], $3::bytea[])',
      [
        int2s(inner.map(({ level }) => level)),
        int8s(inner.map(({ index }) => index)),
        byteas(inner.map(({ hash }) => hash)),
      ],
    ]);
  }
  if (events.length > 0) {
    statements.push([
      `insert into events (log_index, subject, retain_until)
      select * from unnest($1::bigint[], $2::bytea[], $3::text[])`,
      [
        int8s(events.map(({ index }) => index)),
        byteas(events.map(({ subject }) => utf8(subject))),
        events.map(({ retainUntil }) => retainUntil),
      ],
    ]);
  }
  return statements;
}

/** Numbers for those that have none. */
function algorithmsOf(names: readonly Buffer[]): Statement {
  return [
    `insert into algorithms (id, name)
    select (select coalesce(max(id), -1) from algorithms) + row_number() over (), name
    from (select distinct name from unnest($1::bytea[]) name) given
    where not exists (select from algorithms a where a.name = given.name)`,
    [byteas(names)],
  ];
}

/** In `keys`. Of the same 8 bytes there is one row. */
function foundBy(keys: ShortKeys | null): Uint8Array[] {
  if (keys === null) return [];
  const { hash, manifest } = keys;
  return manifest === null || Buffer.compare(hash, manifest) === 0 ? [hash] : [hash, manifest];
}

function erasuresOf(erase: readonly number[]): Statement[] {
  if (erase.length === 0) return [];
  const blocks = Array.from(new Set(erase.map((index) => Math.floor(index / BLOCK))));
  return [[ERASE_SQL, [int8s(erase), int8s(blocks)]]];
}

/** One statement, the last of a batch: every part sees what was there before it, the batch's own entries too. */
const ERASE_SQL = `
  with gone as (
    select log_index, kind, content_id, hash_key, manifest_key from entries
    where log_index = any($1::bigint[]) and bytes is not null
  ), emptied as (
    update entries set content_id = null, hash_key = null, manifest_key = null, request_key = null, model_key = null,
      issuer_key = null, day = null, header = null, looks = 0, bytes = null, manifest_store = null, retain_until = null
    where log_index = any($1::bigint[]) and bytes is not null
  ), forgotten as (
    delete from events where log_index = any($1::bigint[])
  ), unfound as (
    delete from contents c using gone where c.content_id = gone.content_id and c.log_index = gone.log_index
  ), unkeyed as (
    delete from keys k using (
      select log_index, hash_key as key from gone union all select log_index, manifest_key from gone
    ) g where k.key = g.key and k.log_index = g.log_index
  ), left_over as (
    select l.block, l.algorithm, m.places, m.hashes from likenesses l
    cross join lateral (
      select string_agg(substring(l.places from n + 1 for 1), '' order by n) as places,
        string_agg(substring(l.hashes from 256 * n + 1 for 256)::text, '' order by n)::bit varying as hashes
      from generate_series(0, octet_length(l.places) - 1) n
      where l.block * ${BLOCK} + get_byte(l.places, n) <> all($1::bigint[])
    ) m where l.block = any($2::bigint[])
  ), unlike as (
    delete from likenesses l using left_over o
    where l.block = any($2::bigint[]) and l.block = o.block and l.algorithm = o.algorithm and o.places is null
  ), unlikened as (
    update likenesses l set places = o.places, hashes = o.hashes from left_over o
    where l.block = any($2::bigint[]) and l.block = o.block and l.algorithm = o.algorithm and o.places is not null
  )
  update log set records = records - n, events = events - m, erased = erased + n + m
  from (
    select count(*) filter (where kind <> 2) as n, count(*) filter (where kind = 2) as m from gone
  ) e where id = 1`;
