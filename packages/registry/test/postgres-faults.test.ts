import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  notice,
  type PostgresServer,
  postgresPrograms,
  startPostgres,
} from '../../../.ci/postgres.ts';
import type { Backend } from '../src/backend/backend.ts';
import { appendLeaves, rootOf } from '../src/log/merkle.ts';
import { openPostgres } from '../src/postgres/open.ts';
import { ALG, entryOf, type Written, write } from './postgres-writer.ts';
import { makeSigner } from './signers.ts';
import { expectAll, ROUNDS, ROUNDS_TIMEOUT, stress } from './stress.ts';

const programs = postgresPrograms();
if (programs === null) notice();

/** What is acknowledged is there, whatever is killed; what is not is there as a whole or not at all. */
describe.skipIf(programs === null)('PostgreSQL, when something dies', { timeout: 300_000 }, () => {
  let server: PostgresServer;
  let schema: string;
  let backend: Backend;
  const written: Written[] = [];
  let tests = 0;

  beforeAll(async () => {
    server = await startPostgres(programs!);
  });
  afterAll(() => server?.stop());

  beforeEach(async () => {
    written.length = 0;
    schema = `fault_${tests++}`;
    backend = await open();
    return () => backend.close();
  });

  const open = () =>
    openPostgres(server.url, { create: true, schema, poolSize: 2, retrySeconds: 30 });

  /** Writers of this process at work until `disturb` is through with it. */
  async function underLoad(writers: number, disturb: () => Promise<void>): Promise<void> {
    let going = true;
    const goesOn = () => going;
    const onWritten = (some: Written[]) => written.push(...some);
    const backends = await Promise.all(Array.from({ length: writers }, open));
    const writing = backends.map((each) => write(each, { goesOn, onWritten }));
    await disturb().finally(() => {
      going = false;
    });
    await Promise.all(writing);
    for (const each of backends) await each.close();
  }

  async function more(count: number): Promise<void> {
    const wanted = written.length + count;
    while (written.length < wanted) await sleep(5);
  }

  it.each(['fast', 'immediate'] as const)(
    'the server, restarted twice (%s) under four writers',
    async (mode) => {
      await underLoad(4, async () => {
        for (let i = 0; i < 2; i++) {
          await more(30);
          await server.restart(mode);
        }
        await more(30);
      });
      await check(`restart -m ${mode}`);
    },
  );

  it('connections, fifteen times under two writers', async () => {
    await underLoad(2, async () => {
      const client = new pg.Client(server.url);
      await client.connect();
      for (let i = 0; i < 15; i++) {
        await more(4);
        await client.query(`select pg_terminate_backend(pid) from pg_stat_activity
          where application_name = 'provenance' order by random() limit 2`);
      }
      await client.end();
    });
    await check('pg_terminate_backend');
  });

  it('writing processes, by kill -9', async () => {
    const start = (): ChildProcess => {
      const program = fileURLToPath(new URL('postgres-writer.ts', import.meta.url));
      const options = ['--conditions=@provenance/source', '--import=tsx'];
      const child = spawn(process.execPath, [...options, program, server.url, schema], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let rest = '';
      child.stdout!.on('data', (chunk) => {
        const lines = (rest + chunk).split('\n');
        rest = lines.pop()!;
        for (const line of lines) {
          const [contentId, index] = line.split(' ') as [string, string];
          written.push([contentId, Number(index)]);
        }
      });
      return child;
    };
    const kill = async (child: ChildProcess) => {
      child.kill('SIGKILL');
      await once(child, 'close');
    };
    const lasting = start();
    for (let i = 0; i < 4; i++) {
      const victim = start();
      await more(15 + 4 * i);
      await kill(victim);
    }
    await more(20);
    await kill(lasting);
    await check('kill -9');
  });

  it(
    'writers and openers, as they come and go, by kill -9',
    async () => {
      // In a schema of its own, that of the children.
      const registry = await openPostgres(server.url, { create: true, retrySeconds: 30 });
      const { key } = await makeSigner();
      const writers = await stress(key, server.url, ROUNDS);
      await expectAll(`kill -9, ${ROUNDS} rounds`, registry, writers);
      await registry.close();
    },
    ROUNDS_TIMEOUT,
  );

  /** The log from its first entry: contiguous, of whole records, and with the peaks its leaves have. */
  async function check(what: string): Promise<void> {
    const found = new Map<string, number>();
    let state = { size: 0, peaks: [] as readonly Uint8Array[] };
    for await (const entry of backend.entries()) {
      const contentId = Buffer.from(entry.bytes!.subarray(32)).toString('hex');
      const { keys, event: _, ...expected } = entryOf(entry.bytes!.subarray(32), state.size);
      expect(hex(entry)).toEqual(hex(expected));
      state = appendLeaves(state, [entry.leafHash]).state;
      found.set(contentId, entry.index);
      if (state.size % 32 === 0) {
        const { manifestId, contentHash, fingerprints } = keys!;
        const alone = [hex(expected)];
        expect(hex([await backend.byContentId(contentId)])).toEqual(alone);
        expect(hex(await backend.byManifestId(manifestId!, 2))).toEqual(alone);
        expect(hex(await backend.byContentHash(contentHash, 2))).toEqual(alone);
        const values = fingerprints.map(({ value }) => value);
        const hits = await backend.similar({ alg: ALG, values, distance: 31, limit: 2 });
        expect(hex(hits.map(({ entry }) => entry))).toEqual(alone);
      }
    }
    const log = await backend.logState();
    expect(hex(log)).toEqual(hex(state));
    expect(found.size).toBe(log.size);
    const head = await backend.headUpTo(log.size);
    expect(hex(head)).toMatchObject({ size: log.size });
    expect(hex(head!.bytes.subarray(0, 32))).toBe(hex(rootOf(log.peaks)));
    expect(await backend.stats()).toMatchObject({ entries: log.size, records: log.size });
    const client = new pg.Client(server.url);
    await client.connect();
    const { rows } = await client.query(`select
      (select count(*)::integer from ${schema}.contents) as contents,
      (select count(*)::integer from ${schema}.keys) as keys,
      (select sum(octet_length(places))::integer from ${schema}.likenesses) as looks,
      (select sum(bit_length(hashes))::integer from ${schema}.likenesses) as bits,
      (select count(*)::integer from ${schema}.nodes) as nodes`);
    await client.end();
    // Of 32 entries one full subtree, and of n of those n - 1 more, less one for each other peak.
    const blocks = Math.floor(log.size / 32);
    const peaks = blocks.toString(2).replaceAll('0', '').length;
    expect(rows).toEqual([
      {
        contents: log.size,
        keys: 2 * log.size,
        looks: log.size,
        bits: 256 * log.size,
        nodes: 2 * blocks - peaks,
      },
    ]);
    const missing = written.filter(([id, index]) => found.get(id) !== index);
    const indexes = new Set(written.map(([, index]) => index));
    console.log(
      `${what}: ${written.length} acknowledged, ${missing.length} of them missing, ${written.length - indexes.size} indexes twice, ${found.size} found`,
    );
    expect(missing).toEqual([]);
    expect(indexes.size).toBe(written.length);
    expect(written.length).toBeGreaterThanOrEqual(60);
  }
});

function hex(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (Array.isArray(value)) return value.map(hex);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, hex(inner)]));
}
