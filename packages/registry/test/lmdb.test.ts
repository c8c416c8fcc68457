import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { open as openRaw } from 'lmdb';
import { describe, expect, it } from 'vitest';
import { expectCode } from '../../content/test/expect-code.ts';
import type { Backend } from '../src/backend/backend.ts';
import { openLmdb } from '../src/lmdb/backend.ts';
import { openEnvironment } from '../src/lmdb/environment/environment.ts';
import { uint64 } from '../src/lmdb/keys.ts';
import { awaitMove, moveLot } from '../src/lmdb/older.ts';
import { OLDER_TABLES, TABLES, type Tables, tablesOf } from '../src/lmdb/tables.ts';
import { verifyLog } from '../src/log/verify.ts';
import { openOutbox } from '../src/outbox.ts';
import { createRegistry } from '../src/write.ts';
import { backendSuite } from './backend-suite.ts';
import { startChild } from './children.ts';
import { makeOlder } from './older-layout.ts';
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
    await format.put(Buffer.from('version'), Buffer.from('8'));
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

describe.each([1, 2, 3, 4, 5, 6])('a folder of layout %d', (layout) => {
  it('is of layout 7 when it was opened to write, and still has what it had', async () => {
    const folder = await makeOld(layout, 40);
    const error = await expectCode(UNAVAILABLE, () => openLmdb(folder, { readOnly: true }));
    expect(error.message).toContain('open it once to write');
    expect(await versionOf(folder)).toBe(String(layout));
    const writer = await openLmdb(folder);
    const unguarded = layout === 1 ? 42 : 0;
    expect(await writer.stats()).toMatchObject({ entries: 42, erased: 1, unguarded });
    const registry = await createRegistry(writer, { signer });
    await registry.put(makeRecord(50));
    await registry.logEvent({ type: 'a', subject: 'b', details: {}, retainUntil: null });
    expect(await versionOf(folder)).toBe('7');
    const report = await verifyLog(writer);
    expect(report).toMatchObject({
      verified: true,
      problems: [],
      entries: 44,
      events: 1,
      unguarded,
    });
    for (const n of [0, 31, 32, 39, 50]) {
      const { fingerprints, contentId } = makeRecord(n);
      const [found] = await registry.similar(fingerprints, { distance: 31 });
      expect(found?.record.contentId).toBe(contentId);
    }
    expect(await registry.similar(makeRecord(7).fingerprints, { distance: 31 })).toEqual([]);
    expect(await requested(writer, ['request 7', 'request 39', 'request 50'])).toEqual([39, 42]);
    expect(await registry.erase(makeRecord(39).contentId)).toBe(true);
    expect(await requested(writer, ['request 39'])).toEqual([]);
    expect((await verifyLog(writer)).problems).toEqual([]);
    await registry.close();
    const raw = openRaw({ path: folder, noSubdir: false, overlappingSync: false });
    const names = ['format', ...TABLES].sort();
    expect(Array.from(raw.getKeys()).map(String).sort()).toEqual(names);
    await raw.close();
  });

  it('is refused by the version before, once it is of layout 7', async () => {
    const folder = await makeOld(layout, 1);
    await (await openLmdb(folder)).close();
    const before = { kind: 'registry', version: layout, tables: ['log'], create: false };
    const error = await expectCode(UNAVAILABLE, () =>
      openEnvironment(folder, { ...before, readOnly: true }),
    );
    expect(error.message).toContain('newer version');
  });

  it('is not written while a process that may be of that version has it open', async () => {
    const folder = await makeOld(layout, 2);
    const other = startChild(key, ['keepOpen', folder]);
    await other.ready;
    const error = await expectCode(UNAVAILABLE, () => openLmdb(folder));
    expect(error.message).toContain('end all that use it');
    expect(await versionOf(folder)).toBe(String(layout));
    other.process.kill('SIGKILL');
    await other.ended;
    await (await openLmdb(folder)).close();
    expect(await versionOf(folder)).toBe('7');
  });
});

describe.each([2, 5, 6])(
  'a folder of layout %d whose move to this one was interrupted',
  (layout) => {
    it.each([1, 7, 8])('after %d lots is gone on with by the next who writes', async (lots) => {
      const folder = await makeOld(layout, 40);
      const environment = await openEnvironment(folder, {
        kind: 'registry',
        version: 7,
        tables: TABLES,
        older: OLDER_TABLES,
        create: false,
        readOnly: false,
        migrate: (tables, from) => awaitMove(tables as Tables, from),
      });
      const tables = tablesOf(environment);
      // Content that nobody can read any more is no reason to stop.
      const entry = tables.log!.get(uint64(38))!;
      environment.write(() => tables.log!.putSync(uint64(38), Buffer.from(entry).fill(7, 40)));
      // 83 nodes, then 42 entries.
      for (let lot = 0; lot < lots; lot++) {
        expect(environment.write(() => moveLot(tables, 15))).toBe(true);
      }
      expect(tables.entries.getKeysCount({})).toBe(15 * Math.max(0, lots - 6));
      await environment.close();
      const error = await expectCode(UNAVAILABLE, () => openLmdb(folder, { readOnly: true }));
      expect(error.message).toContain('open it once to write');
      const writer = await openLmdb(folder);
      expect(await requested(writer, ['request 3', 'request 30'])).toEqual([3, 30]);
      expect((await verifyLog(writer)).problems).toEqual([{ kind: 'altered', index: 38 }]);
      const registry = await createRegistry(writer, { signer });
      expect(await registry.erase(makeRecord(38).contentId)).toBe(true);
      expect((await verifyLog(writer)).problems).toEqual([]);
      expect(await registry.byContentHash(makeRecord(30).contentHash)).toHaveLength(1);
      await registry.close();
      await (await openLmdb(folder, { readOnly: true })).close();
    });
  },
);

describe('a record that was damaged', () => {
  it('is erased with all that leads to it', async () => {
    const folder = await temporaryFolder();
    const writer = await openLmdb(folder, { create: true });
    const registry = await createRegistry(writer, { signer });
    for (let n = 0; n < 5; n++) await registry.put(makeRecord(n, { retainUntil: '2030-01-01' }));
    const raw = openRaw({ path: folder, noSubdir: false, overlappingSync: false, maxDbs: 32 });
    const entries = raw.openDB<Buffer, Buffer>('entries', {
      encoding: 'binary',
      keyEncoding: 'binary',
    });
    const row = Buffer.from(entries.get(uint64(2))!);
    await entries.put(uint64(2), row.fill(7, 90));
    expect((await verifyLog(writer)).problems).toEqual([{ kind: 'altered', index: 2 }]);
    expect(await registry.erase(makeRecord(2).contentId)).toBe(true);
    expect((await verifyLog(writer)).problems).toEqual([]);
    expect(await requested(writer, ['request 1', 'request 2', 'request 3'])).toEqual([1, 3]);
    await raw.close();
    await registry.close();
  });
});

describe('a folder without a guard', () => {
  it('has one from whoever opens it first, with the permissions that its lock has', async () => {
    const folder = await makeOld(1, 1);
    await chmod(join(folder, 'lock.mdb'), 0o666);
    await expectCode(UNAVAILABLE, () => openLmdb(folder, { readOnly: true }));
    for (const name of ['guard.mdb', 'guard.mdb-lock']) {
      expect((await stat(join(folder, name))).mode & 0o777).toBe(0o666);
    }
    const made = await temporaryFolder();
    await (await openLmdb(made, { create: true })).close();
    expect((await stat(join(made, 'guard.mdb'))).mode & 0o777).toBe(0o600);
  });

  it('that is an outbox keeps what waits in it', async () => {
    const folder = await temporaryFolder();
    const outbox = await openOutbox(folder);
    await outbox.enqueue(makeRecord(1));
    await outbox.close();
    await makeFirstOutbox(folder);
    const again = await openOutbox(folder);
    expect(await again.size()).toBe(1);
    await again.close();
    expect(await versionOf(folder)).toBe('2');
  });
});

async function requested(backend: Backend, requestIds: readonly string[]): Promise<number[]> {
  const found: number[] = [];
  for await (const { index } of backend.search({ requestIds })) found.push(index);
  return found;
}

async function versionOf(folder: string): Promise<string> {
  const raw = openRaw({ path: folder, noSubdir: false, overlappingSync: false });
  const format = raw.openDB('format', { encoding: 'binary', keyEncoding: 'binary' });
  const version = String(format.get(Buffer.from('version')));
  await raw.close();
  return version;
}

/** A registry as an earlier version has left it: of the records one is erased, and one has three looks. */
async function makeOld(layout: number, records: number): Promise<string> {
  const folder = await temporaryFolder();
  const backend = await openLmdb(folder, { create: true });
  const registry = await createRegistry(backend, { signer });
  for (let n = 0; n < records; n++) await registry.put(makeRecord(n));
  if (records > 7) {
    await registry.erase(makeRecord(7).contentId);
    const [look, , ...others] = [20, 21, 22].map((n) => makeRecord(n).fingerprints[0]!);
    const looks = [look!, { ...look!, alg: 'org.example.other' }, ...others];
    await registry.put(makeRecord(60, { fingerprints: looks }));
  }
  await registry.close();
  await makeOlder(folder, layout);
  return folder;
}

/** An outbox as it was before there was a guard. */
async function makeFirstOutbox(folder: string): Promise<void> {
  const raw = openRaw({ path: folder, noSubdir: false, overlappingSync: false });
  const format = raw.openDB('format', { encoding: 'binary', keyEncoding: 'binary' });
  await format.put(Buffer.from('version'), Buffer.from('1'));
  await raw.close();
  for (const name of ['guard.mdb', 'guard.mdb-lock']) await rm(join(folder, name));
}
