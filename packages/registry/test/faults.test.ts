import { execFile } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { cp, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { expectCode } from '../../content/test/expect-code.ts';
import type { Backend } from '../src/backend/backend.ts';
import { openLmdb } from '../src/lmdb/backend.ts';
import { verifyLog } from '../src/log/verify.ts';
import { readRegistry } from '../src/read.ts';
import { createRegistry } from '../src/write.ts';
import { type Child, startChild } from './children.ts';
import { makeRecord } from './records.ts';
import { makeSigner } from './signers.ts';
import { expectAll, ROUNDS, ROUNDS_TIMEOUT, stress } from './stress.ts';
import { temporaryFolder } from './temporary-folder.ts';

const run = promisify(execFile);

let signer: Awaited<ReturnType<typeof makeSigner>>;

beforeAll(async () => {
  signer = await makeSigner();
});

async function makeRegistry(folder: string): Promise<void> {
  await (await openLmdb(folder, { create: true })).close();
}

async function openBackend(folder: string): Promise<Backend> {
  const backend = await openLmdb(folder);
  onTestFinished(() => backend.close());
  return backend;
}

/** @param after Milliseconds from the death of one, or from when all are ready, to that of the next. */
async function killed(children: readonly Child[], after: readonly number[]): Promise<void> {
  await Promise.all(children.map(({ ready }) => ready));
  for (const [i, child] of children.entries()) {
    await setTimeout(after[i]);
    child.process.kill('SIGKILL');
  }
  for (const child of children) expect(await child.ended, child.stderr()).toBe('SIGKILL');
}

describe('kill -9', () => {
  it(
    'at any moment loses no acknowledged record, and leaves no half of one',
    async () => {
      const folder = await temporaryFolder();
      await makeRegistry(folder);
      const writers = await stress(signer.key, folder, ROUNDS);
      await expectAll(`kill -9, ${ROUNDS} rounds`, await openBackend(folder), writers);
    },
    ROUNDS_TIMEOUT,
  );

  it('of writers, one after the other, leaves the last writing', async () => {
    const folder = await temporaryFolder();
    await makeRegistry(folder);
    const survivor = startChild(signer.key, ['write', folder, 5e6, 96]);
    const others = [1, 2, 3].map((n) => startChild(signer.key, ['write', folder, n * 1e6, 1e5]));
    await killed(
      others,
      others.map(() => randomInt(20, 200)),
    );
    expect(await survivor.ended, survivor.stderr()).toBe(0);
    expect(survivor.acknowledged).toHaveLength(96);
    await expectAll('kill -9 of three', await openBackend(folder), [...others, survivor]);
  });
});

it.each([2, 4])('%i writers at once append one log', async (count) => {
  const folder = await temporaryFolder();
  await makeRegistry(folder);
  const children = Array.from({ length: count }, (_, i) =>
    startChild(signer.key, ['write', folder, i * 1e6, 96 / count]),
  );
  for (const child of children) expect(await child.ended, child.stderr()).toBe(0);
  const report = await expectAll(`${count} writers`, await openBackend(folder), children);
  expect(report.records).toBe(96);
  expect(report.entries).toBe(96);
});

it('a reader sees whole records while others write', async () => {
  const folder = await temporaryFolder();
  await makeRegistry(folder);
  const child = startChild(signer.key, ['write', folder, 0, 1e5]);
  await child.ready;
  const backend = await openBackend(folder);
  const registry = readRegistry(backend);
  for (let looks = 0; looks < 30; ) {
    const newest = child.acknowledged.at(-1);
    if (newest !== undefined) {
      const { contentId, fingerprints } = makeRecord(newest);
      const found = await registry.byContentId(contentId);
      expect(found?.manifestStore).not.toBeNull();
      expect(await registry.prove(contentId)).not.toBeNull();
      const [similar] = await registry.similar(fingerprints, { distance: 31 });
      expect(similar?.record.contentId).toBe(contentId);
      looks++;
    }
    expect(child.process.exitCode, child.stderr()).toBeNull();
    await setTimeout(5);
  }
  child.process.kill('SIGKILL');
  expect(await child.ended).toBe('SIGKILL');
  await expectAll('reader during writes', backend, [child]);
});

/** A file system of that size; null where this process may mount none. */
async function smallDisk(megabytes: number): Promise<string | null> {
  const folder = join(await temporaryFolder(), 'disk');
  await mkdir(folder);
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder]);
  } catch {
    return null;
  }
  onTestFinished(async () => {
    // At once, whoever has a file in it open: what has no lock, lmdb never closes.
    await run('umount', ['--lazy', folder]);
  });
  return folder;
}

it('a full disk is an error that loses nothing, and is over when there is room', async (test) => {
  const disk = await smallDisk(3);
  if (disk === null) {
    test.skip('This process may mount no file system.'); // The small disk it needs, only root can mount.
    return;
  }
  const folder = join(disk, 'registry');
  const ballast = join(disk, 'ballast');
  await run('dd', ['if=/dev/zero', `of=${ballast}`, 'bs=1M', 'count=1']);
  const backend = await openLmdb(folder, { create: true });
  const registry = await createRegistry(backend, { signer });
  const acknowledged: number[] = [];
  let failures = 0;
  const fill = async (from: number, most: number) => {
    for (let n = from; n < from + most && failures < 3; n += 16) {
      const puts = Array.from({ length: 16 }, (_, i) => registry.put(makeRecord(n + i)));
      for (const [i, put] of (await Promise.allSettled(puts)).entries()) {
        if (put.status === 'fulfilled') acknowledged.push(n + i);
      }
      const failed = (await Promise.allSettled(puts)).find(({ status }) => status === 'rejected');
      if (failed) {
        failures++;
        const { reason } = failed as PromiseRejectedResult;
        const error = await expectCode('REGISTRY_UNAVAILABLE', () => {
          throw reason;
        });
        expect(error.message).toContain('full');
      }
    }
  };
  await fill(0, 20_000);
  expect(failures).toBe(3);
  const full = acknowledged.length;
  // What is there can be read, and the log holds, with no room at all.
  for (const n of acknowledged) {
    expect(await registry.byContentId(makeRecord(n).contentId)).not.toBeNull();
  }
  expect(await verifyLog(backend)).toMatchObject({ problems: [], entries: full });
  await run('rm', [ballast]);
  failures = 0;
  await fill(100_000, 64);
  expect(failures).toBe(0);
  expect(acknowledged).toHaveLength(full + 64);
  expect(await verifyLog(backend)).toMatchObject({ problems: [], entries: full + 64 });
  console.log(`full disk: ${full} acknowledged before, ${acknowledged.length} found after`);
  await registry.close();
  // The same folder, opened anew elsewhere.
  const copy = join(await temporaryFolder(), 'copy');
  await cp(folder, copy, { recursive: true });
  const again = readRegistry(await openBackend(copy));
  for (const n of acknowledged) {
    expect(await again.byContentId(makeRecord(n).contentId)).not.toBeNull();
  }
});

it('a file that may not grow is an error that loses nothing', async () => {
  const folder = await temporaryFolder();
  await makeRegistry(folder);
  // Blocks of 512 bytes: two megabytes, in a shell that passes on what it ignores.
  const limited = ['sh', '-c', 'trap "" XFSZ; ulimit -f 4096; exec "$0" "$@"'];
  const child = startChild(signer.key, ['write', folder, 0, 1e5], limited);
  expect(await child.ended).toBe(1);
  expect(child.stderr()).toContain('REGISTRY_UNAVAILABLE');
  expect(child.acknowledged.length).toBeGreaterThan(0);
  await expectAll('a file that may not grow', await openBackend(folder), [child]);
  const registry = await createRegistry(await openBackend(folder), { signer });
  expect((await registry.put(makeRecord(1e6))).logIndex).toBeGreaterThan(0);
});

it('a full disk has no room for a guard either, and a folder without one waits until there is', async (test) => {
  const disk = await smallDisk(4);
  if (disk === null) {
    test.skip('This process may mount no file system.'); // The small disk it needs, only root can mount.
    return;
  }
  const folder = join(disk, 'registry');
  await makeRegistry(folder);
  for (const name of ['guard.mdb', 'guard.mdb-lock']) await rm(join(folder, name));
  const ballast = join(disk, 'ballast');
  await run('dd', ['if=/dev/zero', `of=${ballast}`, 'bs=1M']).catch(() => {});
  for (const readOnly of [true, false]) {
    const error = await expectCode('REGISTRY_UNAVAILABLE', () => openLmdb(folder, { readOnly }));
    expect(error.message).toContain('full');
  }
  expect(await readdir(folder)).not.toContain('guard.mdb');
  await rm(ballast);
  await (await openLmdb(folder)).close();
});

it('a file system that may not be written is read as it is, without lock and guard', async (test) => {
  const disk = await smallDisk(8);
  if (disk === null) {
    test.skip('This process may mount no file system.'); // Only root makes one read-only.
    return;
  }
  const folder = join(disk, 'registry');
  const registry = await createRegistry(await openLmdb(folder, { create: true }), { signer });
  await registry.put(makeRecord(1));
  await registry.close();
  for (const name of ['lock.mdb', 'guard.mdb', 'guard.mdb-lock']) await rm(join(folder, name));
  await run('mount', ['-o', 'remount,ro', disk]);
  const backend = await openLmdb(folder, { readOnly: true });
  expect((await verifyLog(backend)).verified).toBe(true);
  expect(await readRegistry(backend).byContentId(makeRecord(1).contentId)).not.toBeNull();
  await backend.close();
  expect(await readdir(folder)).toEqual(['data.mdb']);
  await expectCode('REGISTRY_UNAVAILABLE', () => openLmdb(folder));
});
