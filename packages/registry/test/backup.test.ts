import { execFile } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { notice, postgresPrograms, startPostgres } from '../../../.ci/postgres.ts';
import { expectCode } from '../../content/test/expect-code.ts';
import type { Backend } from '../src/backend/backend.ts';
import { exportRegistry } from '../src/exchange/export.ts';
import { importRegistry } from '../src/exchange/import.ts';
import { openLmdb } from '../src/lmdb/backend.ts';
import { verifyLog } from '../src/log/verify.ts';
import { openPostgres } from '../src/postgres/open.ts';
import { readRegistry } from '../src/read.ts';
import { createRegistry } from '../src/write.ts';
import { type Child, startChild } from './children.ts';
import { makeRecord } from './records.ts';
import { makeSigner } from './signers.ts';
import { expectAll, ROUNDS, ROUNDS_TIMEOUT } from './stress.ts';
import { temporaryFolder } from './temporary-folder.ts';

const run = promisify(execFile);
const programs = postgresPrograms();
if (programs === null) notice();
let signer: Awaited<ReturnType<typeof makeSigner>>;
beforeAll(async () => {
  signer = await makeSigner();
});

async function open(folder: string): Promise<Backend> {
  const backend = await openLmdb(folder);
  onTestFinished(() => backend.close());
  return backend;
}

/** Records under one head. */
const LOT = 32;

async function makeRegistry(folder: string, count = 0): Promise<Backend> {
  const backend = await openLmdb(folder, { create: true });
  onTestFinished(() => backend.close());
  const registry = await createRegistry(backend, { signer });
  for (let n = 0; n < count; n += LOT) {
    await Promise.all(Array.from({ length: LOT }, (_, i) => registry.put(makeRecord(1e9 + n + i))));
  }
  return backend;
}

/** Waits for more of what a writer has acknowledged. */
async function more(writer: Child, count: number): Promise<void> {
  const wanted = writer.acknowledged.length + count;
  while (writer.acknowledged.length < wanted) {
    await Promise.race([
      setTimeout(5),
      writer.ended.then(() => {
        throw new Error(`The writer ended: ${writer.stderr()}`);
      }),
    ]);
  }
}

/** What a writer was told before a moment, to be looked for in what was made later. */
const toldBefore = ({ acknowledged, indexes }: Child) => ({
  acknowledged: acknowledged.slice(),
  indexes: indexes.slice(),
});

describe('a backup of a folder', () => {
  it('is the registry at one moment, while others write', async () => {
    const folder = await temporaryFolder();
    const backend = await makeRegistry(folder);
    const writer = startChild(signer.key, ['write', folder, 0, 1e5]);
    const place = join(await temporaryFolder(), 'a', 'b');
    const moments = [];
    for (let n = 0; n < 3; n++) {
      await more(writer, 24);
      moments.push({ told: toldBefore(writer), head: await readRegistry(backend).head() });
      await backend.backup!(`${place}-${n}`);
    }
    writer.process.kill('SIGKILL');
    await writer.ended;
    for (const [n, { told, head }] of moments.entries()) {
      const made = await open(`${place}-${n}`);
      await expectAll('backup', made, [{ ...writer, ...told }]);
      expect(await verifyLog(made, { head: head!.bytes })).toMatchObject({ problems: [] });
    }
    expect((await stat(join(`${place}-0`, 'data.mdb'))).mode & 0o077).toBe(0);
    expect((await stat(`${place}-0`)).mode & 0o077).toBe(0);
    // It is a registry, and can be gone on with.
    const registry = await createRegistry(await open(`${place}-0`), { signer });
    await registry.put(makeRecord(2e9));
    expect(await registry.byContentId(makeRecord(2e9).contentId)).not.toBeNull();
    await expectAll('the registry', backend, [writer]);
  });

  it('has nothing of what was erased', async () => {
    const folder = await temporaryFolder();
    const backend = await makeRegistry(folder, 64);
    const registry = await createRegistry(backend, { signer });
    const { contentId, requestId } = makeRecord(1e9 + 7);
    await registry.erase(contentId);
    const place = join(await temporaryFolder(), 'b');
    await backend.backup!(place);
    const holds = async (at: string) => (await readFile(join(at, 'data.mdb'))).includes(requestId!);
    expect([await holds(folder), await holds(place)]).toEqual([true, false]);
    expect((await verifyLog(await open(place))).problems).toEqual([]);
  });

  it('replaces nothing, and leaves nothing where it cannot be written', async () => {
    const backend = await makeRegistry(await temporaryFolder(), 8);
    const around = await temporaryFolder();
    await mkdir(join(around, 'there'));
    await expectCode('FILE_EXISTS', () => backend.backup!(join(around, 'there')));
    await run('touch', [join(around, 'file')]);
    await expectCode('FILE_EXISTS', () => backend.backup!(join(around, 'file')));
    await expect(backend.backup!(join(around, 'file', 'below'))).rejects.toMatchObject({
      code: expect.stringMatching(/^FILE_/),
    });
    expect((await readdir(around)).sort()).toEqual(['file', 'there']);
  });

  it(
    'is there as a whole or not at all, by kill -9, and takes nothing from the registry',
    async () => {
      const folder = await temporaryFolder();
      const backend = await makeRegistry(folder, 1024);
      const around = await temporaryFolder();
      const writer = startChild(signer.key, ['write', folder, 0, 800]);
      await writer.ready;
      let whole = 0;
      let cut = 0;
      for (let round = 0; round < Math.max(ROUNDS, 6); round++) {
        const maker = startChild(signer.key, ['backup', folder, join(around, `r${round}`)]);
        // Once one is done it is at work on the next; in every other round on the first.
        await (round % 2 === 0 ? more(maker, 1) : maker.ready);
        await setTimeout(randomInt(10));
        maker.process.kill('SIGKILL');
        await maker.ended;
        const made = await readdir(around);
        cut += made.filter((name) => name.includes('.partial-')).length;
        const named = made.filter((name) => !name.includes('.partial-'));
        expect(named.length).toBeGreaterThanOrEqual(maker.acknowledged.length);
        for (const name of named) {
          const copied = await openLmdb(join(around, name));
          const report = await verifyLog(copied);
          expect(report.problems).toEqual([]);
          expect(report.records).toBeGreaterThanOrEqual(1024);
          await copied.close();
          whole++;
        }
        await Promise.all(made.map((name) => run('rm', ['-r', join(around, name)])));
      }
      expect(await writer.ended, writer.stderr()).toBe(0);
      console.log(`backups: ${whole} whole, ${cut} cut off`);
      expect(whole).toBeGreaterThan(0);
      expect(cut).toBeGreaterThan(0);
      await expectAll('the registry that was backed up', backend, [writer]);
    },
    ROUNDS_TIMEOUT,
  );
});

describe.each(programs === null ? ['lmdb'] : ['lmdb', 'postgresql'])(
  'a log that moves to %s',
  (kind) => {
    it(
      'goes on where it was killed, and has all that was acknowledged before',
      async () => {
        const folder = await temporaryFolder();
        const source = await makeRegistry(folder, 1024);
        let place = join(await temporaryFolder(), 'moved');
        if (kind === 'postgresql') {
          const server = await startPostgres(programs!);
          onTestFinished(() => server.stop());
          place = server.url;
        }
        const openTarget = async () => {
          const backend =
            kind === 'lmdb'
              ? await openLmdb(place, { create: true })
              : await openPostgres(place, { create: true });
          onTestFinished(() => backend.close());
          return backend;
        };
        const writer = startChild(signer.key, ['write', folder, 0, 400]);
        const target = await openTarget();
        const size = async () => (await target.stats()).entries;
        const sizes: number[] = [];
        for (let round = 0; round < ROUNDS; round++) {
          const before = await size();
          const copier = startChild(signer.key, ['copy', folder, place]);
          while ((await size()) === before) {
            await Promise.race([setTimeout(1), copier.ended]);
            expect(copier.process.exitCode, copier.stderr()).toBeNull();
          }
          await setTimeout(randomInt(20));
          copier.process.kill('SIGKILL');
          expect(await copier.ended).toBe('SIGKILL');
          sizes.push(await size());
        }
        expect(await writer.ended, writer.stderr()).toBe(0);
        const { entries } = await importRegistry(target, exportRegistry(source));
        console.log(
          `moved to ${kind}: ${sizes} entries where it was killed, ${entries} at the end`,
        );
        expect(new Set(sizes).size).toBe(ROUNDS);
        expect(await target.logState()).toEqual(await source.logState());
        await expectAll(`moved to ${kind}`, target, [writer]);
      },
      ROUNDS_TIMEOUT + 120_000,
    );
  },
);

describe.skipIf(programs === null)('PostgreSQL, by pg_dump', () => {
  it('is restored as it was at one moment, while others write', { timeout: 120_000 }, async () => {
    const server = await startPostgres(programs!);
    onTestFinished(() => server.stop());
    const backend = await openPostgres(server.url, { create: true });
    onTestFinished(() => backend.close());
    expect(backend.backup).toBeNull();
    const writer = startChild(signer.key, ['write', server.url, 0, 1e6]);
    await more(writer, 64);
    const [before, head] = [toldBefore(writer), await readRegistry(backend).head()];
    const file = join(await temporaryFolder(), 'dump');
    const dump = await run(join(programs!, 'pg_dump'), [
      '-n',
      'provenance',
      '-f',
      file,
      server.url,
    ]);
    expect(dump.stderr).toBe('');
    await more(writer, 16);
    writer.process.kill('SIGKILL');
    await writer.ended;
    await backend.close();
    // The same database, emptied: what is there now came out of the dump.
    const sql = (text: string) => run(join(programs!, 'psql'), ['-qc', text, server.url]);
    await sql('drop schema provenance cascade');
    await run(join(programs!, 'psql'), ['-qf', file, '-v', 'ON_ERROR_STOP=1', server.url]);
    const restored = await openPostgres(server.url);
    onTestFinished(() => restored.close());
    await expectAll('restored', restored, [{ ...writer, ...before }]);
    expect(await verifyLog(restored, { head: head!.bytes })).toMatchObject({ problems: [] });
    await createRegistry(restored, { signer });
  });
});
