import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import * as lmdb from 'lmdb';
import { describe, expect, it, onTestFinished } from 'vitest';
import { expectCode } from '../../content/test/expect-code.ts';
import { openLmdb } from '../src/lmdb/backend.ts';
import { openEnvironment } from '../src/lmdb/environment/environment.ts';
import { Guard } from '../src/lmdb/environment/guard.ts';
import { type Child, repeated, startChild } from './children.ts';
import { COUNTED, counted } from './counted.ts';
import { makeSigner } from './signers.ts';
import { temporaryFolder } from './temporary-folder.ts';

const key = (await makeSigner()).key;
const start = (task: string, folder: string, name = '') => startChild(key, [task, folder, name]);

/** In memory where that can be: without waiting for a disk more happens at once. */
async function makeCounted(): Promise<string> {
  const memory = '/dev/shm';
  const folder = existsSync(memory)
    ? await mkdtemp(join(memory, 'provenance-registry-'))
    : await temporaryFolder();
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await (await openEnvironment(folder, { ...COUNTED, create: true })).close();
  return folder;
}

const sum = (counts: readonly (readonly unknown[])[]) =>
  counts.reduce((all, { length }) => all + length, 0);

/** Every index that was acknowledged is there, of whom it was acknowledged to, and was given once. */
async function expectCounted(folder: string, writers: readonly Child[]): Promise<void> {
  expect(repeated(writers)).toEqual([]);
  const environment = await openEnvironment(folder, { ...COUNTED, readOnly: true });
  const lost = writers.flatMap(({ indexes }, who) =>
    indexes.filter((index) => counted(environment.tables, index) !== `writer ${who}`),
  );
  expect(lost).toEqual([]);
  await environment.close();
}

describe('what was acknowledged', () => {
  // Without the guard the first is lost within a few hundred of both, or a writer fails.
  it('stays, while others open and close the folder, and are stopped in the middle of it', async () => {
    const folder = await makeCounted();
    const writers = [0, 1].map((n) => start('count', folder, `writer ${n}`));
    const openers = [start('reopen', folder), start('reopen', folder)];
    const all = [...writers, ...openers];
    await Promise.all(all.map(({ ready }) => ready));
    let failed: string | null = null;
    for (const child of all) {
      child.ended.then((how) => {
        failed ??= `${how}: ${child.stderr()}`;
      });
    }
    const enough = () =>
      sum(writers.map(({ indexes }) => indexes)) >= 6000 &&
      openers.every(({ acknowledged }) => acknowledged.length >= 300);
    for (let turn = 0; failed === null && !enough(); turn++) {
      if (turn % 32 === 0) expect(repeated(writers)).toEqual([]);
      // As a machine does that is busy: the opener has read, and comes to write later.
      const { process } = openers[turn % 2]!;
      process.kill('SIGSTOP');
      await setTimeout(5);
      process.kill('SIGCONT');
      await setTimeout(1 + (turn % 4));
    }
    expect(failed).toBeNull();
    for (const { process } of all) process.kill('SIGKILL');
    for (const { ended } of all) expect(await ended).toBe('SIGKILL');
    await expectCounted(folder, writers);
  });
});

// The last to close destroys the mutexes that one which is just opening will use. Without the guard the folder
// is of no use to anybody after some hundred; and the guard itself has to be opened again, some dozen times.
it('a folder can be opened, by processes that do nothing but open and close it', async () => {
  const folder = await makeCounted();
  const openers = [0, 1, 2].map(() => start('reopen', folder));
  await Promise.all(openers.map(({ ready }) => ready));
  while (openers.some(({ acknowledged }) => acknowledged.length < 400)) {
    for (const { process, stderr } of openers) expect(process.exitCode, stderr()).toBeNull();
    await setTimeout(5);
  }
  for (const { process } of openers) process.kill('SIGKILL');
  for (const { ended } of openers) expect(await ended).toBe('SIGKILL');
});

/**
 * Has lock.mdb for itself, as who closes a folder last: by then its mutexes are destroyed. It has no guard, as one
 * that was just killed, whose file locks the kernel takes after its mutexes.
 */
const DYING = `use Fcntl;
open(my $file, '+<', $ARGV[0]) or die;
my $lock = pack('s s x![q] q q i x4', F_WRLCK, 0, 0, 1, 0);
fcntl($file, F_SETLK, $lock) or die;
$| = 1; print "locked\\n"; sleep 600;`;

// The layout of the lock is that of Linux.
it.runIf(process.platform === 'linux')(
  'a folder can be opened while one that was killed in closing it still has its file locks',
  async () => {
    const folder = await temporaryFolder();
    await (await openLmdb(folder, { create: true })).close();
    const lock = join(folder, 'lock.mdb');
    const dying = spawn('perl', ['-e', DYING, lock], { stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void dying.kill('SIGKILL'));
    await once(dying.stdout, 'data');
    const next = start('wait', folder);
    await next.ready;
    // Until it waits for the file locks, which nothing outside tells.
    await setTimeout(500);
    expect(next.process.exitCode, next.stderr()).toBeNull();
    dying.kill('SIGKILL');
    expect(await next.ended, next.stderr()).toBe(0);
  },
);

describe('the guard', () => {
  it.each([
    ['goes on', 'SIGCONT', 'true'],
    ['is killed', 'SIGKILL', 'false'],
  ] as const)(
    'is waited for while its owner is stopped, until that one %s',
    async (_, signal, went) => {
      const folder = await temporaryFolder();
      await (await openLmdb(folder, { create: true })).close();
      const owner = start('hold', folder);
      await owner.ready;
      const waiting = start('wait', folder);
      await waiting.ready;
      owner.process.kill(signal);
      expect(await waiting.ended, waiting.stderr()).toBe(0);
      expect(waiting.said).toEqual([went]);
      expect(await owner.ended).toBe(signal === 'SIGKILL' ? signal : 0);
    },
  );

  it('is held by a process that ends without closing as well, and is waited for', async () => {
    const folder = await makeCounted();
    const forgetful = start('forget', folder, 'writer 0');
    await forgetful.ready;
    const owner = start('hold', folder);
    await owner.ready;
    forgetful.process.stdin!.end();
    // Did it not wait for the owner, it would be gone by then.
    await setTimeout(500);
    owner.process.kill('SIGCONT');
    expect(await forgetful.ended, forgetful.stderr()).toBe(0);
    expect(forgetful.said).toEqual(['0 0', 'true']);
    await expectCounted(folder, [forgetful]);
  });

  it('is made anew where it was lost, and by whoever comes first', async () => {
    const folder = await temporaryFolder();
    await (await openLmdb(folder, { create: true })).close();
    await rm(join(folder, 'guard.mdb'));
    await rm(join(folder, 'guard.mdb-lock'));
    await (await openLmdb(folder, { readOnly: true })).close();
    expect((await readFile(join(folder, 'guard.mdb'))).length).toBe(2 * 4096);
  });

  it('is refused where another file is in its place', async () => {
    const folder = await temporaryFolder();
    await (await openLmdb(folder, { create: true })).close();
    await writeFile(join(folder, 'guard.mdb'), Buffer.alloc(8192, 7));
    for (const readOnly of [false, true]) {
      const error = await expectCode('REGISTRY_UNAVAILABLE', () => openLmdb(folder, { readOnly }));
      expect(error.message).toContain('remove guard.mdb');
    }
  });

  it('cannot be had any more when it is closed', async () => {
    const guard = await Guard.open(await temporaryFolder());
    expect(guard.run(() => 1)).toBe(1);
    expect(() =>
      guard.run(() => {
        throw new TypeError('of the call');
      }),
    ).toThrow('of the call');
    expect(guard.run(() => 2)).toBe(2);
    guard.close();
    guard.close();
    await expectCode('REGISTRY_UNAVAILABLE', async () => guard.run(() => 3));
  });

  it('stands on what this very version of lmdb has, and does not document', async () => {
    const workspace = await readFile(new URL('../../../pnpm-workspace.yaml', import.meta.url));
    const [, pinned] = /^ {2}lmdb: (.*)$/m.exec(String(workspace)) ?? [];
    expect(pinned).toMatch(/^\d+\.\d+\.\d+$/);
    const { nativeAddon } = lmdb as unknown as { nativeAddon: { Env: new () => object } };
    const used = ['open', 'close', 'beginTxn', 'abortTxn', 'getWriteTxnId'];
    expect(Object.getOwnPropertyNames(nativeAddon.Env.prototype)).toEqual(
      expect.arrayContaining(used),
    );
  });
});

it('one process may open and close a folder as it likes, also at the same time', async () => {
  const folder = await temporaryFolder();
  await (await openLmdb(folder, { create: true })).close();
  const used = await Promise.all(
    Array.from({ length: 40 }, async (_, n) => {
      const backend = await openLmdb(folder, { readOnly: n % 3 === 0 });
      if (n % 3 > 0) await backend.putMeta(`key ${n}`, Uint8Array.of(n));
      await backend.close();
      await backend.close();
      return n;
    }),
  );
  const backend = await openLmdb(folder, { readOnly: true });
  for (const n of used) {
    expect(await backend.getMeta(`key ${n}`)).toEqual(n % 3 > 0 ? Uint8Array.of(n) : null);
  }
  await backend.close();
});
