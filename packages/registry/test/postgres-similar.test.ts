import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import {
  notice,
  type PostgresServer,
  postgresPrograms,
  startPostgres,
} from '../../../.ci/postgres.ts';
import type { Backend } from '../src/backend/backend.ts';
import { hashDistance } from '../src/backend/multi-index.ts';
import { appendLeaves } from '../src/log/merkle.ts';
import { type Database, openDatabase, type Query } from '../src/postgres/connection/database.ts';
import { openPostgres } from '../src/postgres/open.ts';
import { SimilarSearch } from '../src/postgres/similar.ts';
import { entryOf } from './postgres-writer.ts';
import { sha256 } from './records.ts';

const given = process.env.PROVENANCE_POSTGRES_URL;
const programs = postgresPrograms();
if (given === undefined && programs === null) notice();

let server: PostgresServer | null = null;
let url = given ?? '';
beforeAll(async () => {
  if (given !== undefined || programs === null) return;
  server = await startPostgres(programs, { fsync: 'off' });
  url = server.url;
});
afterAll(() => server?.stop());

const ALG = 'org.example.look';
const VERSION = 150000;
/** Smaller than it is, so that a few hundred records fill some, and others are beyond them. */
const MEMORY = { segments: 3, capacity: 40 };

/** Eight pictures, and what is near to them. */
function look(number: number, bits: readonly number[]): Uint8Array {
  const hash = sha256(`look ${number % 8}`);
  for (const bit of bits) hash[bit >> 3]! ^= 1 << (bit & 7);
  return hash;
}

/** An empty registry, and a writer of records that have any number of fingerprints. */
async function start() {
  const schema = `test_${randomBytes(8).toString('hex')}`;
  const backend = await openPostgres(url, { schema, create: true });
  const limits = { readOnly: false, poolSize: 8, timeoutSeconds: 30, retrySeconds: 0 };
  const database = openDatabase(url, { schema, ...limits });
  onTestFinished(async () => {
    await backend.close();
    await database.close();
    const client = new pg.Client(url);
    await client.connect();
    await client.query(`drop schema ${schema} cascade`);
    await client.end();
  });
  return { backend, database };
}

async function write(
  backend: Backend,
  looks: readonly (readonly Uint8Array[])[],
  erase: readonly number[] = [],
): Promise<void> {
  const state = await backend.logState();
  const entries = (looks.length > 0 ? looks : [null]).map((hashes, i) => {
    const entry = entryOf(randomBytes(8), state.size + i);
    if (hashes === null) return { ...entry, kind: 'erasure' as const, keys: null };
    const fingerprints = hashes.map((value) => ({ alg: ALG, value }));
    return { ...entry, keys: { ...entry.keys!, fingerprints } };
  });
  const { nodes, state: next } = appendLeaves(
    state,
    entries.map(({ leafHash }) => leafHash),
  );
  const head = { size: next.size, bytes: randomBytes(40) };
  expect(await backend.append({ size: state.size, entries, nodes, head, erase })).toEqual({
    written: true,
  });
}

function scan(
  records: ReadonlyMap<number, readonly Uint8Array[]>,
  values: readonly Uint8Array[],
  distance: number,
  limit: number,
) {
  return Array.from(records, ([index, hashes]) => {
    const near = hashes.flatMap((hash) =>
      values.map((value, variant) => ({ index, distance: hashDistance(value, hash), variant })),
    );
    return near.sort((a, b) => a.distance - b.distance || a.variant - b.variant)[0];
  })
    .filter((near) => near !== undefined)
    .filter((near) => near.distance <= distance)
    .sort((a, b) => a.distance - b.distance || a.index - b.index)
    .slice(0, limit);
}

async function found(search: SimilarSearch, query: Parameters<SimilarSearch['find']>[0]) {
  const hits = await search.find(query);
  return hits.map(({ entry, ...near }) => ({ index: entry.index, ...near }));
}

function signal() {
  let give = () => {};
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { given, give: () => give() };
}

/** Statements that were sent, by how they begin. */
function counting({ query }: Database) {
  const sent: string[] = [];
  const counted: Query = (text, values) => {
    sent.push(text.trim().split(/\s+/, 3).join(' '));
    return query(text, values);
  };
  return { counted, sent };
}

describe.skipIf(given === undefined && programs === null)('a search in PostgreSQL', () => {
  it('finds what a scan finds, in memory and beyond it, whoever adds and erases meanwhile', async () => {
    const { backend, database } = await start();
    // One that has everything in memory from early on, and others that begin anew.
    const old = new SimilarSearch(database.query, VERSION, MEMORY);
    const records = new Map<number, readonly Uint8Array[]>();
    let size = 0;
    const hashes = fc.array(fc.tuple(fc.nat(20), fc.array(fc.nat(255), { maxLength: 20 })), {
      maxLength: 3,
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(hashes, { minLength: 1, maxLength: 20 }),
        fc.array(fc.nat(1e6), { maxLength: 3 }),
        fc.array(fc.tuple(fc.nat(20), fc.array(fc.nat(255), { maxLength: 20 })), {
          minLength: 1,
          maxLength: 4,
        }),
        fc.nat(31),
        fc.integer({ min: 1, max: 12 }),
        async (added, erased, asked, distance, limit) => {
          const looks = added.map((each) => each.map(([number, bits]) => look(number, bits)));
          await write(backend, looks);
          for (const each of looks) records.set(size++, each);
          const gone = Array.from(new Set(erased.map((n) => n % size)));
          if (gone.length > 0) {
            await write(backend, [], gone);
            size++;
            for (const index of gone) records.delete(index);
          }
          const values = asked.map(([number, bits]) => look(number, bits));
          const query = { alg: ALG, values, distance, limit };
          const expected = scan(records, values, distance, limit);
          const anew = new SimilarSearch(database.query, VERSION, MEMORY);
          for (const search of [old, anew, anew]) {
            expect(await found(search, query)).toEqual(expected);
          }
        },
      ),
      { numRuns: 40 },
    );
    // Three segments of 40 were not enough for all.
    expect(Array.from(records.values()).flat().length).toBeGreaterThan(150);
  });

  it('has no hit less for thousands that look the same and were erased', async () => {
    const { backend, database } = await start();
    const value = sha256('grey');
    await write(
      backend,
      Array.from({ length: 5000 }, () => [value]),
    );
    const { counted, sent } = counting(database);
    const search = new SimilarSearch(counted, VERSION);
    const query = { alg: ALG, values: [value], distance: 3, limit: 2 };
    for (let i = 0; i < 2; i++) {
      expect((await found(search, query)).map(({ index }) => index)).toEqual([0, 1]);
    }
    await write(
      backend,
      [],
      Array.from({ length: 4998 }, (_, i) => i),
    );
    sent.length = 0;
    expect((await found(search, query)).map(({ index }) => index)).toEqual([4998, 4999]);
    // Not a statement for each of them.
    expect(sent.length).toBeLessThan(10);
    sent.length = 0;
    await found(search, query);
    expect(sent).toHaveLength(2);
  });

  it('begins anew where the database was set back, and has gone on as another log', async () => {
    const { backend, database } = await start();
    const search = new SimilarSearch(database.query, VERSION);
    const query = { alg: ALG, values: [sha256('a'), sha256('b')], distance: 0, limit: 9 };
    await write(backend, [[sha256('a')], [sha256('a')], [sha256('a')]]);
    for (let i = 0; i < 2; i++) {
      expect((await found(search, query)).map(({ variant }) => variant)).toEqual([0, 0, 0]);
    }
    const tables = ['entries', 'contents', 'keys', 'likenesses', 'nodes', 'heads'];
    for (const table of tables) await database.query(`delete from ${table}`);
    await database.query('update log set size = 0, records = 0');
    // As many as before: nothing is behind what is in memory.
    await write(backend, [[sha256('b')], [sha256('a')], [sha256('b')]]);
    const now = [
      { index: 1, distance: 0, variant: 0 },
      { index: 0, distance: 0, variant: 1 },
      { index: 2, distance: 0, variant: 1 },
    ];
    expect((await found(search, query)).sort((a, b) => a.variant - b.variant)).toEqual(now);
  });

  it('answers many at a time from one load, and misses nothing that was written before it was asked', async () => {
    const { backend, database } = await start();
    let loads = 0;
    const [read, held] = [signal(), signal()];
    const query: Query = async (text, values) => {
      const rows = await database.query(text, values);
      if (!text.includes('string_agg')) return rows;
      if (++loads === 1) {
        read.give();
        await held.given;
      }
      return rows;
    };
    const search = new SimilarSearch(query, VERSION);
    const ask = (text: string) =>
      found(search, { alg: ALG, values: [sha256(text)], distance: 0, limit: 1 });
    await ask('nothing yet');
    await write(backend, [[sha256('early')]]);
    const early = Array.from({ length: 5 }, () => ask('early'));
    // The server has answered, and what comes now is not in it.
    await read.given;
    await write(backend, [[sha256('late')]]);
    const late = Array.from({ length: 5 }, () => ask('late'));
    held.give();
    for (const hits of await Promise.all([...early, ...late])) expect(hits).toHaveLength(1);
    expect(loads).toBe(2);
  });

  it('of damaged tables ends', async () => {
    const { backend, database } = await start();
    await write(backend, [[sha256('a')], [sha256('a')]]);
    const search = new SimilarSearch(database.query, VERSION);
    const query = { alg: ALG, values: [sha256('a')], distance: 0, limit: 9 };
    // A look that leads to no record.
    await database.query('update entries set bytes = null where log_index = 0');
    for (let i = 0; i < 3; i++) {
      expect((await found(search, query)).map(({ index }) => index)).toEqual([1]);
    }
  });
});
