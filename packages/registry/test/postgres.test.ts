import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  notice,
  type PostgresServer,
  postgresPrograms,
  startPostgres,
} from '../../../.ci/postgres.ts';
import { expectCode } from '../../content/test/expect-code.ts';
import type { Backend, Batch } from '../src/backend/backend.ts';
import { appendLeaves } from '../src/log/merkle.ts';
import type { LogProblem } from '../src/log/report.ts';
import { verifyLog } from '../src/log/verify.ts';
import { openDatabase } from '../src/postgres/connection/database.ts';
import { openPostgres, type PostgresOptions } from '../src/postgres/open.ts';
import { SimilarSearch } from '../src/postgres/similar.ts';
import { searchRecords } from '../src/search.ts';
import { createRegistry } from '../src/write.ts';
import { backendSuite } from './backend-suite.ts';
import { makeOlder } from './older-postgres.ts';
import { startProxy, startRefusing } from './postgres-proxy.ts';
import { ALG, entryOf } from './postgres-writer.ts';
import { closing, recordKeySuite } from './record-key-suite.ts';
import { makeRecord, sha256 } from './records.ts';
import { makeSigner } from './signers.ts';
import { temporaryFolder } from './temporary-folder.ts';

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

const newSchema = () => `test_${randomBytes(8).toString('hex')}`;

async function administer(text: string): Promise<pg.QueryResult> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return await client.query(text);
  } finally {
    await client.end();
  }
}

async function drop(schema: string): Promise<void> {
  await administer(`drop schema if exists ${schema} cascade`);
}

/** A schema that is not there, dropped at the end of the test that runs. */
function useNewSchema(): string {
  const schema = newSchema();
  onTestFinished(() => drop(schema));
  return schema;
}

// Making a schema takes longer than most tests: they take turns with a few, emptied.
const free: string[] = [];
const made: string[] = [];

function takeSchema(): string {
  const schema = free.pop() ?? newSchema();
  if (!made.includes(schema)) made.push(schema);
  return schema;
}

async function giveBack(schema: string): Promise<void> {
  const tables = [
    'entries',
    'headers',
    'events',
    'contents',
    'keys',
    'likenesses',
    'nodes',
    'heads',
    'meta',
    'algorithms',
  ];
  await administer(`${tables.map((name) => `delete from ${schema}.${name};`).join('')}
    update ${schema}.log set size = 0, records = 0, events = 0, erased = 0`);
  free.push(schema);
}

/** A schema with an empty registry or none, for the test that runs. */
function useSchema(): string {
  const schema = takeSchema();
  onTestFinished(() => giveBack(schema));
  return schema;
}

async function open(schema: string, options: PostgresOptions = {}, at = url): Promise<Backend> {
  const backend = await openPostgres(at, { schema, create: true, ...options });
  onTestFinished(() => backend.close());
  return backend;
}

async function requested(backend: Backend, requestIds: readonly string[]): Promise<number[]> {
  const found: number[] = [];
  for await (const { index } of backend.search({ requestIds })) found.push(index);
  return found;
}

async function batchFor(backend: Backend, count = 1): Promise<Batch> {
  const state = await backend.logState();
  const entries = Array.from({ length: count }, (_, i) => entryOf(randomBytes(8), state.size + i));
  const { nodes, state: next } = appendLeaves(
    state,
    entries.map(({ leafHash }) => leafHash),
  );
  const head = { size: next.size, bytes: randomBytes(40) };
  return { size: state.size, entries, nodes, head, erase: [] };
}

async function holds(backend: Backend, { entries }: Batch): Promise<boolean> {
  const found = await Promise.all(entries.map(({ keys }) => backend.byContentId(keys!.contentId)));
  return found.every((entry) => entry !== null);
}

describe.skipIf(given === undefined && programs === null)('PostgreSQL', () => {
  afterAll(async () => {
    for (const schema of made) await drop(schema);
  });

  recordKeySuite('PostgreSQL', () =>
    closing(openPostgres(url, { create: true, schema: useNewSchema(), poolSize: 3 })),
  );

  backendSuite('postgresql', async () => {
    const schema = takeSchema();
    return {
      open: () => openPostgres(url, { create: true, schema, poolSize: 3 }),
      remove: () => giveBack(schema),
    };
  });

  describe('openPostgres', () => {
    it('makes a registry only when it is told to, and never to read', async () => {
      const schema = useNewSchema();
      await expectCode('REGISTRY_MISSING', () => openPostgres(url, { schema }));
      await expectCode('REGISTRY_MISSING', () =>
        openPostgres(url, { schema, create: true, readOnly: true }),
      );
      const { rows } = await administer(`select to_regnamespace('${schema}') as name`);
      expect(rows).toEqual([{ name: null }]);
      await open(schema);
      await open(schema, { create: false });
    });

    it('is made once by many at the same time', async () => {
      const schema = useNewSchema();
      const backends = await Promise.all(Array.from({ length: 4 }, () => open(schema)));
      for (const backend of backends) expect((await backend.logState()).size).toBe(0);
    });

    it('keeps registries in other schemas apart', async () => {
      const [one, other] = [await open(useSchema()), await open(useSchema())];
      await one.append(await batchFor(one));
      expect((await other.logState()).size).toBe(0);
    });

    it.each([1, 3, 4, 5])(
      'brings the tables of version %i to these, with what is in them, and every proof',
      async (version) => {
        const schema = useNewSchema();
        const first = await open(schema);
        const signer = await makeSigner();
        const registry = await createRegistry(first, { signer });
        const fingerprints = ['a look', 'another'].map((text) => {
          return { alg: ALG, value: sha256(text), quality: 90 };
        });
        const store = new TextEncoder().encode('a store');
        const manifest = { id: 'urn:c2pa:é', hash: sha256('a store') };
        const retainUntil = '2030-01-01';
        await registry.put(makeRecord(0, { fingerprints, manifest, retainUntil }), {
          manifestStore: store,
        });
        await Promise.all(Array.from({ length: 70 }, (_, n) => registry.put(makeRecord(n + 1))));
        await registry.erase(makeRecord(2).contentId);
        if (version > 1) {
          await registry.logEvent({ type: 'a', subject: 'b', details: {}, retainUntil: null });
        }
        const idOf = (n: number) => makeRecord(n).contentId;
        const proofs = await Promise.all([0, 1, 40, 70].map((n) => registry.prove(idOf(n))));
        const found = await registry.byContentId(idOf(40));
        await first.close();
        await makeOlder(url, schema, version);
        const error = await expectCode('REGISTRY_UNAVAILABLE', () =>
          openPostgres(url, { schema, readOnly: true }),
        );
        expect(error.message).toContain('open it once to write');

        const opened = await open(schema);
        const after = await createRegistry(opened, { signer });
        const events = version > 1 ? 1 : 0;
        expect(await verifyLog(opened)).toMatchObject({ problems: [], records: 70, events });
        expect(await Promise.all([0, 1, 40, 70].map((n) => after.prove(idOf(n))))).toEqual(proofs);
        expect(await after.byContentId(idOf(40))).toEqual(found);
        expect(await after.byContentId(idOf(2))).toBeNull();
        const alone = [expect.objectContaining({ logIndex: 0, manifestStore: store })];
        expect(await after.byManifestId(manifest.id)).toEqual(alone);
        expect(await after.byContentHash(makeRecord(0).contentHash)).toEqual(alone);
        for (const text of ['a look', 'another']) {
          const hits = await after.similar([{ alg: ALG, value: sha256(text) }], { distance: 0 });
          expect(hits).toMatchObject([{ logIndex: 0, distance: 0 }]);
        }
        expect(await requested(opened, ['request 1', 'request 2'])).toEqual([1]);
        expect(await opened.expired('2031-01-01', 5)).toEqual([0]);
        await after.logEvent({ type: 'a', subject: 'b', details: {}, retainUntil: null });
        await after.erase(idOf(0));
        await after.put(makeRecord(100));
        expect(await verifyLog(opened)).toMatchObject({
          problems: [],
          records: 70,
          events: events + 1,
          erasures: 2,
        });
        const { rows } = await administer(
          `select tablename from pg_tables where schemaname = '${schema}' and tablename !~ '_[0-9]+$' order by 1`,
        );
        const fresh = useNewSchema();
        await open(fresh);
        const { rows: made } = await administer(
          `select tablename from pg_tables where schemaname = '${fresh}' and tablename !~ '_[0-9]+$' order by 1`,
        );
        expect(rows).toEqual(made);
      },
    );

    it('goes on with moving entries where that was interrupted, and is not read before', async () => {
      const schema = useNewSchema();
      const first = await open(schema);
      const registry = await createRegistry(first, { signer: await makeSigner() });
      await Promise.all(Array.from({ length: 1100 }, (_, n) => registry.put(makeRecord(n))));
      await first.close();
      await makeOlder(url, schema, 5);
      await administer(`set search_path = ${schema};
        update records set bytes = '\\x01' where log_index = 700;
        create function stop() returns trigger language plpgsql as $$ begin
          if (to_jsonb(new) ->> 'unmoved')::bigint > 1000 then raise exception 'here it ends'; end if;
          return new;
        end $$;
        create trigger stop before update on log for each row execute function stop()`);
      await expectCode('REGISTRY_UNAVAILABLE', () => openPostgres(url, { schema }));
      const { rows } = await administer(`select unmoved::integer from ${schema}.log`);
      expect(rows).toEqual([{ unmoved: 1000 }]);
      await administer(`drop trigger stop on ${schema}.log`);
      const error = await expectCode('REGISTRY_UNAVAILABLE', () =>
        openPostgres(url, { schema, readOnly: true }),
      );
      expect(error.message).toContain('open it once to write');
      const [after] = await Promise.all([open(schema), open(schema)]);
      expect((await verifyLog(after)).problems).toEqual([{ kind: 'altered', index: 700 }]);
      await open(schema, { readOnly: true });
    });

    it('takes a schema that is there, and leaves what others have in it', async () => {
      const schema = useNewSchema();
      await administer(`create schema ${schema}; create table ${schema}.theirs as select 1 as one`);
      await open(schema);
      expect((await administer(`select one from ${schema}.theirs`)).rows).toEqual([{ one: 1 }]);
    });

    it('refuses tables of a newer version', async () => {
      const schema = useNewSchema();
      await open(schema);
      await administer(`insert into ${schema}.migrations (version) values (99)`);
      const error = await expectCode('REGISTRY_UNAVAILABLE', () => openPostgres(url, { schema }));
      expect(error.message).toContain('newer version');
      await expectCode('REGISTRY_UNAVAILABLE', () => openPostgres(url, { schema, readOnly: true }));
    });

    it('writes nothing when it was opened for reading, and sees what others write', async () => {
      const schema = useSchema();
      const writer = await open(schema);
      const reader = await open(schema, { create: false, readOnly: true });
      const batch = await batchFor(reader);
      await expectCode('REGISTRY_UNAVAILABLE', () => reader.append(batch));
      await expectCode('REGISTRY_UNAVAILABLE', () => reader.putMeta('id', Uint8Array.of(1)));
      await writer.append(batch);
      expect(await holds(reader, batch)).toBe(true);
    });

    it('reads with no more than the right to read', async () => {
      const schema = useSchema();
      const writer = await open(schema);
      const batch = await batchFor(writer);
      await writer.append(batch);
      const role = `reader_${randomBytes(4).toString('hex')}`;
      await administer(`create role ${role} login; grant usage on schema ${schema} to ${role};
        grant select on all tables in schema ${schema} to ${role}`);
      onTestFinished(async () => {
        await administer(`drop owned by ${role}; drop role ${role}`);
      });
      if (server === null) return;
      const reader = await open(schema, { create: false, readOnly: true }, server.urlOf(role, ''));
      expect(await holds(reader, batch)).toBe(true);
      expect((await reader.stats()).records).toBe(1);
      const writing = await open(schema, { create: false }, server.urlOf(role, ''));
      const error = await expectCode('REGISTRY_UNAVAILABLE', async () =>
        writing.append(await batchFor(writing)),
      );
      expect(error.message).toContain('privilege');
    });

    it.each(['Upper', 'a-b', 'a"; drop schema public; --', '', 'x'.repeat(64), 'pg_mine', '1a'])(
      'takes no schema named %j',
      async (schema) => {
        await expect(openPostgres(url, { schema })).rejects.toThrow(TypeError);
      },
    );

    it.each([
      { poolSize: 0 },
      { poolSize: 1.5 },
      { poolSize: 1001 },
      { timeoutSeconds: 0 },
      { timeoutSeconds: Number.NaN },
      { retrySeconds: -1 },
    ])('takes no options like %j', async (options) => {
      await expect(openPostgres(url, options)).rejects.toThrow(RangeError);
    });

    it.each(['', 'mysql://u:hunter2@host/db', 'postgres://u:hunter2@host:port/db'])(
      'takes no address like %j, and does not repeat it',
      async (address) => {
        const error = await openPostgres(address).catch((thrown) => thrown);
        expect(error).toBeInstanceOf(TypeError);
        expect(inspect(error)).not.toContain('hunter2');
      },
    );
  });

  describe('append', () => {
    it('waits for the disk even where the server would not', async () => {
      const schema = useNewSchema();
      const backend = await open(schema);
      await backend.close();
      const database = (await administer('select current_database() as name')).rows[0].name;
      onTestFinished(async () => {
        await administer(`alter database ${database} reset synchronous_commit`);
      });
      await administer(`create table ${schema}.seen (setting text);
        create function ${schema}.see() returns trigger language plpgsql as $$ begin
          insert into ${schema}.seen values (current_setting('synchronous_commit')); return null;
        end $$;
        create trigger see after insert on ${schema}.heads for each statement execute function ${schema}.see()`);
      for (const setting of ['off', 'local', 'remote_apply']) {
        await administer(`alter database ${database} set synchronous_commit = ${setting}`);
        const writer = await open(schema);
        await writer.append(await batchFor(writer));
      }
      const { rows } = await administer(`select setting from ${schema}.seen`);
      expect(rows.map(({ setting }) => setting)).toEqual(['on', 'on', 'remote_apply']);
    });

    it('takes no batch that does not follow the log', async () => {
      const backend = await open(useSchema());
      const batch = await batchFor(backend, 2);
      await expect(backend.append({ ...batch, size: 1 })).rejects.toThrow(RangeError);
      await expect(backend.append({ ...batch, head: { ...batch.head, size: 3 } })).rejects.toThrow(
        RangeError,
      );
      await expect(
        backend.append({ ...batch, entries: [...batch.entries].reverse() }),
      ).rejects.toThrow(RangeError);
    });

    it('takes no fingerprint of another length, and writes nothing of its batch', async () => {
      const backend = await open(useSchema());
      const batch = await batchFor(backend);
      const [entry] = batch.entries;
      for (const length of [0, 31, 33]) {
        const keys = {
          ...entry!.keys!,
          fingerprints: [{ alg: ALG, value: new Uint8Array(length) }],
        };
        await expect(backend.append({ ...batch, entries: [{ ...entry!, keys }] })).rejects.toThrow(
          RangeError,
        );
      }
      expect((await backend.logState()).size).toBe(0);
    });

    it('keeps keys and algorithms of any text apart', async () => {
      const backend = await open(useSchema());
      const batch = await batchFor(backend);
      const [entry] = batch.entries;
      const value = new Uint8Array(32);
      const keys = {
        ...entry!.keys!,
        manifestId: "urn:\0'; drop table records; --",
        fingerprints: [{ alg: 'a\0"{},\\', value }],
      };
      await backend.append({ ...batch, entries: [{ ...entry!, keys }] });
      expect(await backend.byManifestId(keys.manifestId, 2)).toHaveLength(1);
      const query = { values: [value], distance: 31, limit: 2 };
      expect(await backend.similar({ ...query, alg: 'a\0"{},\\' })).toHaveLength(1);
      expect(await backend.similar({ ...query, alg: 'a' })).toEqual([]);
      expect(await backend.byContentId('\0')).toBeNull();
    });
  });

  describe('look-ups by a part of a hash', () => {
    it('tell contents apart that begin the same, however many there are', async () => {
      const schema = useSchema();
      const backend = await open(schema);
      const registry = await createRegistry(backend, { signer: await makeSigner() });
      const hashOf = (n: number) => {
        const hash = sha256(`content ${n}`);
        hash.fill(7, 0, 8);
        return hash;
      };
      const count = 250;
      await Promise.all(
        Array.from({ length: count }, (_, n) =>
          registry.put(makeRecord(n, { contentHash: hashOf(n) })),
        ),
      );
      for (const n of [0, 1, count - 1]) {
        const found = await registry.byContentHash(hashOf(n));
        expect(found.map(({ record }) => record.contentId)).toEqual([makeRecord(n).contentId]);
      }
      expect(await registry.byContentHash(hashOf(count))).toEqual([]);
      await registry.erase(makeRecord(1).contentId);
      expect(await registry.byContentHash(hashOf(1))).toEqual([]);
      expect((await verifyLog(backend)).problems).toEqual([]);
    });

    it('hold for a manifest id whose hash is that of the content', async () => {
      const schema = useSchema();
      const backend = await open(schema);
      const registry = await createRegistry(backend, { signer: await makeSigner() });
      const manifest = { id: 'urn:c2pa:a', hash: sha256('a store') };
      const record = makeRecord(0, { manifest, contentHash: sha256(manifest.id) });
      await registry.put(record, { manifestStore: new TextEncoder().encode('a store') });
      await registry.put(makeRecord(1, { contentHash: sha256('urn:c2pa:b') }));
      expect(await registry.byManifestId(manifest.id)).toHaveLength(1);
      expect(await registry.byContentHash(record.contentHash)).toHaveLength(1);
      expect(await registry.byManifestId('urn:c2pa:b')).toEqual([]);
      expect((await verifyLog(backend)).problems).toEqual([]);
      await registry.erase(record.contentId);
      expect(await registry.byManifestId(manifest.id)).toEqual([]);
      expect((await verifyLog(backend)).problems).toEqual([]);
    });

    it('tell requests apart', async () => {
      const schema = useSchema();
      const backend = await open(schema);
      const registry = await createRegistry(backend, { signer: await makeSigner() });
      // Both have a SHA-256 that begins with edc012ba.
      const same = ['request 23292', 'request 42572'] as const;
      for (const [n, requestId] of same.entries()) await registry.put(makeRecord(n, { requestId }));
      expect(await requested(backend, [same[0]])).toEqual([0, 1]);
      for (const [n, requestId] of same.entries()) {
        const found: number[] = [];
        for await (const { logIndex } of searchRecords(backend, { requestId }))
          found.push(logIndex);
        expect(found).toEqual([n]);
      }
    });
  });

  describe('entries', () => {
    it('are read in pages of few bytes, and not all at once', async () => {
      const backend = await open(useSchema());
      const batch = await batchFor(backend, 3);
      const manifestStore = Buffer.alloc(5 * 2 ** 20, 'a store of five megabytes');
      const entries = batch.entries.map((entry) => ({ ...entry, manifestStore }));
      await backend.append({ ...batch, entries });
      const lengths: (number | null)[] = [];
      for await (const { index, manifestStore: store } of backend.entries()) {
        lengths.push(store?.length ?? null);
        if (index > 0) continue;
        // What is erased now is still there only if it has been read already.
        const next = await batchFor(backend);
        const erasure = {
          ...next.entries[0]!,
          kind: 'erasure' as const,
          manifestStore: null,
          keys: null,
        };
        await backend.append({ ...next, entries: [erasure], erase: [2] });
      }
      expect(lengths).toEqual([manifestStore.length, manifestStore.length, null, null]);
    });
  });

  describe('similar', () => {
    it('counts bits on PostgreSQL 13 as on later ones', async () => {
      const schema = useSchema();
      const backend = await open(schema);
      const batch = await batchFor(backend, 40);
      await backend.append(batch);
      const [value] = batch.entries[7]!.keys!.fingerprints.map(({ value }) => value);
      const near = Uint8Array.from(value!, (byte, i) => (i < 20 ? byte ^ 1 : byte));
      const query = { alg: ALG, values: [near], distance: 20, limit: 5 };
      const found = await backend.similar(query);
      expect(found.map(({ entry, distance }) => [entry.index, distance])).toEqual([[7, 20]]);
      const limits = { readOnly: true, poolSize: 1, timeoutSeconds: 30, retrySeconds: 0 };
      const database = openDatabase(url, { schema, ...limits });
      onTestFinished(() => database.close());
      const older = new SimilarSearch(database.query, 130000);
      for (const _ of ['compared by the server', 'in memory']) {
        expect(await older.find(query)).toEqual(found);
      }
    });

    it.each([-1, 32, 1.5, Number.NaN])('takes no distance of %d', async (distance) => {
      const backend = await open(useSchema());
      const query = { alg: ALG, values: [new Uint8Array(32)], distance, limit: 5 };
      await expect(backend.similar(query)).rejects.toThrow(RangeError);
    });
  });

  it.each([
    ['whose log has lost its row', 'delete from log'],
    ['that lacks a table', 'drop table log'],
    ['that lacks a column', 'alter table log drop column records'],
  ])('a database %s is REGISTRY_CORRUPT', async (_, sql) => {
    const schema = useNewSchema();
    const backend = await open(schema);
    await backend.append(await batchFor(backend));
    const batch = await batchFor(backend);
    await administer(`set search_path = ${schema}; ${sql}`);
    await expectCode('REGISTRY_CORRUPT', () => backend.stats());
    await expectCode('REGISTRY_CORRUPT', () => verifyLog(backend));
    await expectCode('REGISTRY_CORRUPT', () => backend.append(batch));
  });

  it('a server that says that its files are damaged is REGISTRY_CORRUPT', async () => {
    const message = 'invalid page in block 0 of relation base/5/16384';
    const refusing = await startRefusing({ S: 'ERROR', C: 'XX001', M: message });
    onTestFinished(() => {
      refusing.stop();
    });
    const address = `postgres://u@127.0.0.1:${refusing.port}/db`;
    const error = await expectCode('REGISTRY_CORRUPT', () => openPostgres(address));
    expect(error.message).not.toContain('block');
  });

  it('finds look-ups that lead astray wherever they lie, a lot at a time', async () => {
    const schema = useSchema();
    const backend = await open(schema);
    await backend.append(await batchFor(backend, 2100));
    await administer(`set search_path = ${schema};
      insert into contents values (-1, 5), (9223372036854775807, 1000000);
      insert into keys values (-1, 6), (9223372036854775807, 7);
      insert into likenesses select 0, 2046, '\\x08', substring(hashes for 256) from likenesses where block = 0;
      insert into likenesses select 100, 2046, '\\x01', substring(hashes for 256) from likenesses where block = 1;
      update likenesses set places = places || '\\x00' where block = 40;
      update entries set bytes = null where log_index = 9;
      update entries set kind = 2 where log_index = 10`);
    const found: number[] = [];
    for await (const index of backend.strays()) found.push(index);
    expect(found.sort((a, b) => a - b)).toEqual([5, 6, 7, 8, 9, 10, 1280, 2100, 2100]);
  });

  describe('what log verify finds', () => {
    const store = new TextEncoder().encode('a manifest store');
    const manifest = { id: 'urn:c2pa:0', hash: sha256('a manifest store') };

    /** Records 0 with a manifest and a day, 1, and 2 that is erased. */
    const makeLog = async () => {
      const schema = useSchema();
      const backend = await open(schema);
      const registry = await createRegistry(backend, { signer: await makeSigner() });
      const first = makeRecord(0, { manifest, retainUntil: '2030-01-01' });
      await registry.put(first, { manifestStore: store });
      await registry.put(makeRecord(1));
      await registry.put(makeRecord(2));
      await registry.erase(makeRecord(2).contentId);
      expect(await verifyLog(backend)).toMatchObject({ verified: true, records: 2, erasures: 1 });
      return { schema, backend };
    };

    it.each<[what: string, sql: string, problems: readonly LogProblem[]]>([
      [
        'a kept store that is gone',
        'update entries set manifest_store = null where log_index = 0',
        [{ kind: 'store', index: 0 }],
      ],
      [
        'a record that is not found by its bytes',
        'delete from keys k using entries e where e.log_index = 0 and k.key = e.hash_key',
        [{ kind: 'unhashed', index: 0 }],
      ],
      [
        'a record that is not found by its manifest',
        'delete from keys k using entries e where e.log_index = 0 and k.key = e.manifest_key',
        [{ kind: 'unlabelled', index: 0 }],
      ],
      [
        'a record that is not found by its likeness',
        `update likenesses set places = substring(places for 1), hashes = substring(hashes for 256)`,
        [{ kind: 'unlike', index: 1 }],
      ],
      [
        'records that are not found by what they say of themselves',
        `update entries set request_key = null where log_index = 0; update entries set day = day + 1 where log_index = 1`,
        [
          { kind: 'unlisted', index: 0 },
          { kind: 'unlisted', index: 1 },
        ],
      ],
      [
        'what an erased record said of itself',
        `update entries set request_key = 7 where log_index = 2`,
        [{ kind: 'stray', index: 2 }],
      ],
      [
        'a record that would never be pruned',
        'update entries set retain_until = null where log_index = 0',
        [{ kind: 'unscheduled', index: 0 }],
      ],
      [
        'a record whose look-up would stay behind when it is erased',
        'update entries set hash_key = 7 where log_index = 1',
        [{ kind: 'unerasable', index: 1 }],
      ],
      [
        'a record that is not there',
        `update entries set content_id = null, hash_key = null, manifest_key = null, request_key = null, model_key = null,
          issuer_key = null, day = null, looks = 0, bytes = null where log_index = 1;
        delete from contents where log_index = 1; delete from keys where log_index = 1; delete from likenesses`,
        [
          { kind: 'unlike', index: 0 },
          { kind: 'removed', index: 1 },
        ],
      ],
      [
        'a record that is not found by its content id',
        'delete from contents where log_index = 1',
        [{ kind: 'unindexed', index: 1 }],
      ],
      [
        'a record whose likenesses are miscounted',
        'update entries set looks = 2 where log_index = 1',
        [{ kind: 'unerasable', index: 1 }],
      ],
      [
        'a record whose header is gone',
        'update entries set header = null where log_index = 1',
        [{ kind: 'altered', index: 1 }],
      ],
      [
        'a record that cannot be unpacked',
        `update entries set bytes = bytes || '\\x7f' where log_index = 1`,
        [{ kind: 'altered', index: 1 }],
      ],
      [
        'bytes that lead to another record as well',
        'insert into keys values (7, 1)',
        [{ kind: 'stray', index: 1 }],
      ],
      [
        'a content id that leads to another record as well',
        'insert into contents values (7, 1)',
        [{ kind: 'stray', index: 1 }],
      ],
      [
        'a look that leads to another record as well',
        `update likenesses set places = places || '\\x01', hashes = hashes || substring(hashes for 256)`,
        [{ kind: 'stray', index: 1 }],
      ],
      [
        'a look that was erased and is back',
        `update likenesses set places = places || '\\x02', hashes = hashes || substring(hashes for 256)`,
        [{ kind: 'stray', index: 2 }],
      ],
      [
        'a record that was erased and is back',
        'insert into contents values (7, 2)',
        [{ kind: 'stray', index: 2 }],
      ],
      ['what leads nowhere', 'insert into keys values (7, 1000000)', [{ kind: 'stray', index: 4 }]],
    ])('%s', async (_, sql, problems) => {
      const { schema, backend } = await makeLog();
      await administer(`set search_path = ${schema}; ${sql}`);
      expect((await verifyLog(backend)).problems).toEqual(problems);
    });
  });

  describe('a connection', () => {
    it('that cannot be made is an error without host, user or password', async () => {
      const address = 'postgres://somebody:hunter2@127.0.0.1:1/db';
      const error = await expectCode('REGISTRY_UNAVAILABLE', () =>
        openPostgres(address, { retrySeconds: 0 }),
      );
      expect(error.message).not.toMatch(/somebody|hunter2|127/);
      expect(error.cause).toBeInstanceOf(Error);
      expect(inspect(error)).not.toContain('hunter2');
    });

    it.skipIf(given !== undefined)('with a wrong password is refused, at once', async () => {
      await administer(`create role locked login password 'right'`);
      onTestFinished(async () => {
        await administer('drop role locked');
      });
      const address = server!.urlOf('locked', 'hunter2');
      const error = await expectCode('REGISTRY_UNAVAILABLE', () => openPostgres(address));
      expect(error.message).toContain('password');
      expect(inspect(error)).not.toContain('hunter2');
      await expectCode('REGISTRY_MISSING', () => openPostgres(server!.urlOf('locked', 'right')));
    });

    describe.skipIf(given !== undefined)('takes nothing from the environment', () => {
      beforeAll(() => administer(`create role passing login password 'right'`));
      afterAll(() => administer('drop role passing'));
      afterEach(() => vi.unstubAllEnvs());

      it('PGPASSWORD only where that is asked for', async () => {
        vi.stubEnv('PGPASSWORD', 'right');
        const address = server!.urlOf('passing', '');
        const error = await expectCode('REGISTRY_UNAVAILABLE', () => openPostgres(address));
        expect(error.message).toContain('PGPASSWORD');
        expect(process.env.PGPASSWORD).toBe('right');
        const options = { passwordFromEnvironment: true };
        await expectCode('REGISTRY_MISSING', () => openPostgres(address, options));
        const wrong = server!.urlOf('passing', 'hunter2');
        await expectCode('REGISTRY_UNAVAILABLE', () => openPostgres(wrong, options));
      });

      it('.pgpass never', async () => {
        const file = join(await temporaryFolder(), 'passwords');
        await writeFile(file, '*:*:*:passing:right\n', { mode: 0o600 });
        vi.stubEnv('PGPASSFILE', file);
        const address = server!.urlOf('passing', '');
        for (const passwordFromEnvironment of [false, true]) {
          await expectCode('REGISTRY_UNAVAILABLE', () =>
            openPostgres(address, { passwordFromEnvironment }),
          );
        }
      });

      it.each([
        ['PGOPTIONS', '-c no_such_setting=1'],
        ['PGSSLMODE', 'require'],
        ['PGSSLNEGOTIATION', 'direct'],
        ['PGREPLICATION', 'true'],
        ['PGPORT', '1'],
      ])('nor %s, asked for or not', async (name, value) => {
        vi.stubEnv(name, value);
        for (const passwordFromEnvironment of [false, true]) {
          const schema = newSchema();
          const options = { schema, passwordFromEnvironment };
          await expectCode('REGISTRY_MISSING', () => openPostgres(url, options));
        }
      });
    });

    it('is an error whose cause leaves out the password, whatever the server says', async () => {
      const message = 'no entry for u with p%40ss word, that is p@ss word';
      const refusing = await startRefusing({ S: 'FATAL', C: '28000', M: message });
      onTestFinished(() => {
        refusing.stop();
      });
      const address = `postgres://u:p%40ss%20word@127.0.0.1:${refusing.port}/db`;
      const error = await expectCode('REGISTRY_UNAVAILABLE', () => openPostgres(address));
      expect((error.cause as Error).message).toContain('no entry for u');
      expect(inspect(error)).not.toMatch(/p@ss word|p%40ss%20word/);
    });

    it('to a database that is not there is an error', async () => {
      const there = new URL(url);
      there.pathname = '/none_of_that_name';
      const error = await expectCode('REGISTRY_UNAVAILABLE', () => openPostgres(there.href));
      expect(error.message).toContain('no database of that name');
    });

    it('that was idle when it was lost is replaced', async () => {
      const schema = useSchema();
      const backend = await open(schema);
      await backend.append(await batchFor(backend));
      await terminate();
      expect((await backend.logState()).size).toBe(1);
      await terminate();
      expect(await backend.append(await batchFor(backend))).toEqual({ written: true });
    });

    it('lost while a writer waits for another is replaced, and its batch written once', async () => {
      const schema = useSchema();
      const backend = await open(schema);
      const batch = await batchFor(backend, 3);
      const other = new pg.Client(url);
      await other.connect();
      await other.query(`begin; select from ${schema}.log for update`);
      const appending = backend.append(batch);
      while ((await waiting()) === 0) await sleep(5);
      await terminate();
      await other.query('rollback');
      await other.end();
      expect(await appending).toEqual({ written: true });
      expect(await backend.stats()).toMatchObject({ entries: 3, records: 3 });
    });

    it('whose statement takes too long fails, and the next one goes on', async () => {
      const schema = useSchema();
      await open(schema);
      // More than any statement takes on a busy machine.
      const backend = await open(schema, { create: false, timeoutSeconds: 2 });
      const batch = await batchFor(backend);
      const other = new pg.Client(url);
      await other.connect();
      await other.query(`begin; select from ${schema}.log for update`);
      const error = await expectCode('REGISTRY_UNAVAILABLE', () => backend.append(batch));
      expect(error.message).toContain('timeoutSeconds');
      await other.query('rollback');
      await other.end();
      expect(await backend.append(batch)).toEqual({ written: true });
    });

    it('of a writer that hangs does not hold up the others', async () => {
      const schema = useSchema();
      const backend = await open(schema);
      const limits = { readOnly: false, poolSize: 1, timeoutSeconds: 2, retrySeconds: 0 };
      const hanging = openDatabase(url, { schema, ...limits });
      onTestFinished(() => hanging.close());
      let goOn = () => {};
      let locked = () => {};
      const held = new Promise<void>((resolve) => {
        locked = resolve;
      });
      const hung = hanging.transaction(async (query) => {
        await query('select from log for update');
        locked();
        await new Promise<void>((resolve) => {
          goOn = resolve;
        });
        return query('select');
      });
      await held;
      expect(await backend.append(await batchFor(backend))).toEqual({ written: true });
      goOn();
      await expectCode('REGISTRY_UNAVAILABLE', () => hung);
    });

    describe.skipIf(given !== undefined)('that is lost at the commit', () => {
      const behindProxy = async () => {
        const schema = useSchema();
        const other = await open(schema);
        const proxy = await startProxy(`${new URL(url).searchParams.get('host')}/.s.PGSQL.5432`);
        onTestFinished(() => proxy.stop());
        const backend = await open(schema, { create: false }, proxy.url);
        return { other, proxy, backend, schema };
      };

      it('has written nothing if the server never saw it, and the batch is written anew', async () => {
        const { backend, proxy } = await behindProxy();
        const batch = await batchFor(backend, 3);
        proxy.cutAtCommit('before');
        expect(await backend.append(batch)).toEqual({ written: true });
        expect(await backend.stats()).toMatchObject({ entries: 3, records: 3 });
      });

      it('has written it all if the server had, and nothing is written twice', async () => {
        const { backend, proxy } = await behindProxy();
        const batch = await batchFor(backend, 3);
        proxy.cutAtCommit('after');
        expect(await backend.append(batch)).toEqual({ written: true });
        expect(await holds(backend, batch)).toBe(true);
        expect(await backend.stats()).toMatchObject({ entries: 3, records: 3 });
      });

      it('says that it does not know, where it may not try again', async () => {
        const { proxy, other, schema } = await behindProxy();
        const once = await open(schema, { create: false, retrySeconds: 0 }, proxy.url);
        const batch = await batchFor(once);
        proxy.cutAtCommit('after');
        const error = await expectCode('REGISTRY_UNAVAILABLE', () => once.append(batch));
        expect(error.message).toContain('may be there');
        expect(await holds(other, batch)).toBe(true);
      });

      it('is known to have written even when others have gone on since', async () => {
        const { backend, proxy, other } = await behindProxy();
        const batch = await batchFor(backend, 3);
        proxy.cutAtCommit('after', async () => other.append(await batchFor(other, 2)));
        expect(await backend.append(batch)).toEqual({ written: true });
        expect(await holds(backend, batch)).toBe(true);
        expect((await backend.logState()).size).toBe(5);
      });

      it('is known to have failed when others wrote in its place', async () => {
        const { backend, proxy, other } = await behindProxy();
        const batch = await batchFor(backend, 3);
        const theirs = await batchFor(other, 3);
        proxy.cutAtCommit('before', () => other.append(theirs));
        const outcome = await backend.append(batch);
        expect(outcome).toEqual({ written: false, moved: true, taken: [] });
        expect(await holds(backend, batch)).toBe(false);
        expect(await holds(backend, theirs)).toBe(true);
      });
    });
  });

  async function terminate(): Promise<void> {
    await administer(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'provenance'`,
    );
  }

  async function waiting(): Promise<number> {
    const { rows } = await administer(
      `select from pg_stat_activity where application_name = 'provenance' and wait_event_type = 'Lock'`,
    );
    return rows.length;
  }
});
