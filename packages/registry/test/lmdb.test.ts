import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { open as openRaw } from 'lmdb';
import { describe, expect, it } from 'vitest';
import { expectCode } from '../../content/test/expect-code.ts';
import { openLmdb } from '../src/lmdb/backend.ts';
import { openEnvironment } from '../src/lmdb/environment.ts';
import { verifyLog } from '../src/log/verify.ts';
import { openOutbox } from '../src/outbox.ts';
import { createRegistry } from '../src/write.ts';
import { backendSuite } from './backend-suite.ts';
import { startChild } from './children.ts';
import { makeRecord } from './records.ts';
import { makeSigner } from './signers.ts';
import { temporaryFolder } from './temporary-folder.ts';

const UNAVAILABLE = 'REGISTRY_UNAVAILABLE';
const signer = await makeSigner();
const { key } = signer;

backendSuite('lmdb', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'provenance-registry-'));
  return {
    open: () => openLmdb(folder, { create: true }),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
});

describe('openLmdb', () => {
  it('makes a registry only when it is told to', async () => {
    const folder = await temporaryFolder();
    await expectCode('REGISTRY_MISSING', () => openLmdb(folder));
    await expectCode('REGISTRY_MISSING', () => openLmdb(join(folder, 'none')));
    await expectCode('REGISTRY_MISSING', () => openLmdb(join(folder, 'none'), { readOnly: true }));
    await (await openLmdb(join(folder, 'made', 'here'), { create: true })).close();
    await (await openLmdb(join(folder, 'made', 'here'))).close();
  });

  it('takes a folder whose name has a dot for a folder', async () => {
    const folder = join(await temporaryFolder(), 'registry.d');
    await (await openLmdb(folder, { create: true })).close();
    await (await openLmdb(folder)).close();
  });

  it.each([
    ['a file that is no database', Buffer.alloc(20_000, 7)],
    ['a file that ends early', Buffer.alloc(100, 7)],
  ])('is missing where there is %s', async (_, bytes) => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'data.mdb'), bytes);
    await expectCode('REGISTRY_MISSING', () => openLmdb(folder));
  });

  it("touches nobody else's database", async () => {
    const folder = await temporaryFolder();
    const other = openRaw({ path: folder, noSubdir: false, overlappingSync: false });
    await other.put('theirs', 1);
    await other.close();
    await expectCode('REGISTRY_MISSING', () => openLmdb(folder));
    await expectCode('REGISTRY_UNAVAILABLE', () => openLmdb(folder, { create: true }));
    const again = openRaw({ path: folder, noSubdir: false, overlappingSync: false });
    expect(Array.from(again.getKeys())).toEqual(['theirs']);
    await again.close();
  });

  it('refuses a newer layout', async () => {
    const folder = await temporaryFolder();
    await (await openLmdb(folder, { create: true })).close();
    const raw = openRaw({ path: folder, noSubdir: false, overlappingSync: false });
    const format = raw.openDB('format', { encoding: 'binary', keyEncoding: 'binary' });
    await format.put(Buffer.from('version'), Buffer.from('3'));
    await raw.close();
    const error = await expectCode('REGISTRY_UNAVAILABLE', () => openLmdb(folder));
    expect(error.message).toContain('newer version');
  });

  it('is unavailable where a file stands in the way, or no folder can be made', async () => {
    const file = join(await temporaryFolder(), 'file');
    await writeFile(file, 'not a folder');
    await expectCode('REGISTRY_UNAVAILABLE', () => openLmdb(file, { create: true }));
    await expectCode('REGISTRY_UNAVAILABLE', () => openLmdb(join(file, 'in'), { create: true }));
    await expectCode('REGISTRY_MISSING', () => openLmdb(file));
  });

  it('writes nothing when it was opened for reading, and sees what others write', async () => {
    const folder = await temporaryFolder();
    const writer = await openLmdb(folder, { create: true });
    const reader = await openLmdb(folder, { readOnly: true });
    await expectCode('REGISTRY_UNAVAILABLE', () => reader.putMeta('id', Uint8Array.of(1)));
    await writer.putMeta('id', Uint8Array.of(2));
    expect(await reader.getMeta('id')).toEqual(Uint8Array.of(2));
    await writer.close();
    expect(await reader.getMeta('id')).toEqual(Uint8Array.of(2));
    await reader.close();
  });

  // Where LMDB itself cannot open a file, lmdb ends the process: each of these has to be found before.
  it
    .skipIf(process.getuid?.() !== 0)
    .each<
      [
        what: string,
        modes: [folder: number, data: number, lock: number, guard: number],
        use: string,
        said: string[],
      ]
    >([
      ['reads what it may not write', [0o755, 0o444, 0o444, 0o600], 'read', ['done', UNAVAILABLE]],
      ['reads without a lock', [0o755, 0o444, 0o600, 0o600], 'read', ['done', UNAVAILABLE]],
      ['reads with a lock', [0o755, 0o444, 0o666, 0o666], 'read', ['done', UNAVAILABLE]],
      [
        'does not read with a lock and without the guard',
        [0o755, 0o444, 0o666, 0o600],
        'read',
        [UNAVAILABLE],
      ],
      [
        'does not write what it may only read',
        [0o755, 0o444, 0o444, 0o666],
        'write',
        [UNAVAILABLE],
      ],
      ['does not write without a lock', [0o755, 0o666, 0o600, 0o666], 'write', [UNAVAILABLE]],
      ['does not write without the guard', [0o755, 0o666, 0o666, 0o600], 'write', [UNAVAILABLE]],
      ['nor read without it', [0o755, 0o666, 0o666, 0o600], 'read', [UNAVAILABLE]],
      ['nor where it may only be read', [0o755, 0o666, 0o666, 0o644], 'write', [UNAVAILABLE]],
      ['does not read what it may not', [0o755, 0o600, 0o600, 0o600], 'read', [UNAVAILABLE]],
      ['does not look where it may not', [0o700, 0o666, 0o666, 0o666], 'read', [UNAVAILABLE]],
      ['writes what it may', [0o755, 0o666, 0o666, 0o666], 'write', ['done', 'done']],
    ])('%s', async (_, [folderMode, dataMode, lockMode, guardMode], use, said) => {
    const parent = await temporaryFolder();
    await chmod(parent, 0o755);
    const folder = join(parent, 'registry');
    await (await openLmdb(folder, { create: true })).close();
    await chmod(join(folder, 'data.mdb'), dataMode);
    await chmod(join(folder, 'lock.mdb'), lockMode);
    for (const name of ['guard.mdb', 'guard.mdb-lock']) await chmod(join(folder, name), guardMode);
    await chmod(folder, folderMode);
    const nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];
    const child = startChild(key, ['use', folder, use], nobody);
    expect(await child.ended, child.stderr()).toBe(0);
    expect(child.said).toEqual(said);
    // That it may use the lock, and not the guard.
    const half = folderMode === 0o755 && lockMode === 0o666 && guardMode !== 0o666;
    if (half) expect(child.stderr()).toContain('the same permissions');
  });

  it('tells no path in its messages', async () => {
    const folder = await temporaryFolder();
    const error = await expectCode('REGISTRY_MISSING', () => openLmdb(join(folder, 'none')));
    expect(error.message).not.toContain(folder);
  });
});

describe('a folder of layout 1, which had no guard', () => {
  const versionOf = async (folder: string) => {
    const raw = openRaw({ path: folder, noSubdir: false, overlappingSync: false });
    const format = raw.openDB('format', { encoding: 'binary', keyEncoding: 'binary' });
    const version = String(format.get(Buffer.from('version')));
    await raw.close();
    return version;
  };

  it('is one of layout 2 when it was opened to write, and still has what it had', async () => {
    const folder = await makeOld(3);
    const reader = await openLmdb(folder, { readOnly: true });
    expect(await reader.stats()).toMatchObject({ entries: 3, unguarded: 3 });
    await reader.close();
    expect(await versionOf(folder)).toBe('1');
    const writer = await openLmdb(folder);
    expect(await writer.stats()).toMatchObject({ entries: 3, unguarded: 3 });
    const registry = await createRegistry(writer, { signer });
    await registry.put(makeRecord(4));
    await registry.close();
    expect(await versionOf(folder)).toBe('2');
    const again = await openLmdb(folder, { readOnly: true });
    expect(await again.stats()).toMatchObject({ entries: 4, unguarded: 3 });
    expect((await verifyLog(again)).unguarded).toBe(3);
    await again.close();
  });

  it('is refused by the version before, once it is of layout 2', async () => {
    const folder = await makeOld(1);
    await (await openLmdb(folder)).close();
    const before = { kind: 'registry', version: 1, tables: ['log'], create: false };
    const error = await expectCode('REGISTRY_UNAVAILABLE', () =>
      openEnvironment(folder, { ...before, readOnly: true }),
    );
    expect(error.message).toContain('newer version');
  });

  it('is not written while a process that may be of that version has it open', async () => {
    const folder = await makeOld(2);
    const other = startChild(key, ['keepOpen', folder]);
    await other.ready;
    const error = await expectCode('REGISTRY_UNAVAILABLE', () => openLmdb(folder));
    expect(error.message).toContain('end all that use it');
    await (await openLmdb(folder, { readOnly: true })).close();
    other.process.kill('SIGKILL');
    await other.ended;
    await (await openLmdb(folder)).close();
    expect(await versionOf(folder)).toBe('2');
  });

  it('has its guard from whoever opens it first, with the permissions that its lock has', async () => {
    const folder = await makeOld(1);
    await chmod(join(folder, 'lock.mdb'), 0o666);
    await (await openLmdb(folder, { readOnly: true })).close();
    for (const name of ['guard.mdb', 'guard.mdb-lock']) {
      expect((await stat(join(folder, name))).mode & 0o777).toBe(0o666);
    }
    const made = await temporaryFolder();
    await (await openLmdb(made, { create: true })).close();
    expect((await stat(join(made, 'guard.mdb'))).mode & 0o777).toBe(0o600);
  });

  it('of an outbox keeps what waits in it', async () => {
    const folder = await temporaryFolder();
    const outbox = await openOutbox(folder);
    await outbox.enqueue(makeRecord(1));
    await outbox.close();
    await makeLayout1(folder);
    const again = await openOutbox(folder);
    expect(await again.size()).toBe(1);
    await again.close();
    expect(await versionOf(folder)).toBe('2');
  });
});

/** A registry as the version before has left it. */
async function makeOld(records: number): Promise<string> {
  const folder = await temporaryFolder();
  const registry = await createRegistry(await openLmdb(folder, { create: true }), { signer });
  for (let n = 0; n < records; n++) await registry.put(makeRecord(n));
  await registry.close();
  await makeLayout1(folder);
  return folder;
}

async function makeLayout1(folder: string): Promise<void> {
  const raw = openRaw({ path: folder, noSubdir: false, overlappingSync: false });
  const format = raw.openDB('format', { encoding: 'binary', keyEncoding: 'binary' });
  await format.put(Buffer.from('version'), Buffer.from('1'));
  await raw.close();
  for (const name of ['guard.mdb', 'guard.mdb-lock']) await rm(join(folder, name));
}
