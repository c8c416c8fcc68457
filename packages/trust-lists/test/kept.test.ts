import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { expectCode } from '../../content/test/expect-code.ts';
import {
  addedAnchors,
  checkTrustList,
  keepsTrustLists,
  keptTrustLists,
  loadTrustList,
  pinTrustList,
  storeAddedAnchors,
  storeTrustList,
  userTrustListFolder,
} from '../src/index.ts';
import { bytesOf, certificate } from './certificates.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trust-lists-'));
});
afterEach(() => rm(folder, { recursive: true }));

const store = async (pem: string) =>
  storeTrustList(folder, 'c2pa', checkTrustList(bytesOf(pem)), { source: 'list.pem' });

it('another list than the one that was pinned is shown, and not given out to judge by', async () => {
  const { sha256 } = await store(await certificate('First'));
  await pinTrustList(folder, 'c2pa', sha256);
  expect(await loadTrustList('c2pa', { folder })).toMatchObject({ sha256 });
  expect((await keptTrustLists({ folder }))[0]).toMatchObject({ isPinned: true, counts: true });

  const other = await store(await certificate('Second'));
  await expectCode('TRUST_MALFORMED', () => loadTrustList('c2pa', { folder }));
  expect((await keptTrustLists({ folder }))[0]).toMatchObject({
    sha256: other.sha256,
    isPinned: true,
    counts: false,
  });
  // Of one list, and in this folder alone.
  expect(await loadTrustList('interim', { folder })).toMatchObject({ isBuiltIn: true });
  expect(await loadTrustList('c2pa')).toMatchObject({ isBuiltIn: true });

  await pinTrustList(folder, 'c2pa', null);
  expect(await loadTrustList('c2pa', { folder })).toEqual(other);
});

it('a list that was pinned and is gone is not passed over for the one of the package', async () => {
  const { sha256 } = await store(await certificate('First'));
  await pinTrustList(folder, 'c2pa', sha256);
  await rm(join(folder, 'c2pa.trust-list.json'));
  await expectCode('TRUST_MALFORMED', () => loadTrustList('c2pa', { folder }));
});

it.each(['{', '[]', 'null', '{"c2pa":1}', '{"c2pa":null}'])(
  'pins that say %s hold',
  async (pins) => {
    await writeFile(join(folder, 'pins.json'), pins);
    await expectCode('TRUST_MALFORMED', () => loadTrustList('c2pa', { folder }));
  },
);

it('anchors that were added are those, also when they have expired since', async () => {
  expect(await addedAnchors(folder, 'signers')).toBeNull();
  const pem = await certificate('Old', { notAfter: '2021-01-01' });
  const checked = checkTrustList(bytesOf(pem), { now: new Date('2020-06-01') });
  await storeAddedAnchors(folder, 'signers', checked);
  expect(await addedAnchors(folder, 'signers')).toEqual({
    sha256: checked.sha256,
    count: 1,
    anchors: pem,
  });
  expect(await addedAnchors(folder, 'time-stamps')).toBeNull();
  await writeFile(join(folder, 'added-signers.pem'), 'no certificate');
  await expectCode('TRUST_MALFORMED', () => addedAnchors(folder, 'signers'));
});

it.skipIf(process.platform === 'win32')('the folder of the user is among his settings', () => {
  const folderOf = (env: Record<string, string>) => userTrustListFolder(env);
  expect(folderOf({ HOME: '/home/a' })).toBe('/home/a/.config/provenance/trust-lists');
  expect(folderOf({ HOME: '/home/a', XDG_CONFIG_HOME: '/etc/a' })).toBe(
    '/etc/a/provenance/trust-lists',
  );
  expect(folderOf({ HOME: '/home/a', XDG_CONFIG_HOME: 'a' })).toBe(folderOf({ HOME: '/home/a' }));
  expect(folderOf({})).toBeNull();
});

it('a folder keeps lists if there is a list, a pin or an anchor in it', async () => {
  expect(await keepsTrustLists(join(folder, 'missing'))).toBe(false);
  await writeFile(join(folder, 'list.pem'), 'in vain');
  expect(await keepsTrustLists(folder)).toBe(false);
  expect(await keepsTrustLists(join(folder, 'list.pem'))).toBe(false);
  for (const name of ['pins.json', 'added-signers.pem', 'interim-tsa.trust-list.json']) {
    await writeFile(join(folder, name), '');
    expect(await keepsTrustLists(folder)).toBe(true);
    await rm(join(folder, name));
  }
});
