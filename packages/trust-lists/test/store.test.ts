import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { expectCode } from '../../content/test/expect-code.ts';
import { checkTrustList, loadTrustList, storedTrustList, storeTrustList } from '../src/index.ts';
import { bytesOf, certificate } from './certificates.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trust-lists-'));
});
afterEach(() => rm(folder, { recursive: true }));

const store = async (pem: string, source = 'https://example.com/list.pem') =>
  storeTrustList(join(folder, 'lists'), 'c2pa', checkTrustList(bytesOf(pem)), {
    source,
    time: new Date('2026-11-27T10:00:00Z'),
  });

it('a stored list is used in the place of the one of the package, and only that one', async () => {
  const pem = await certificate('New');
  const stored = await store(pem);
  expect(stored).toMatchObject({
    name: 'c2pa',
    level: 'official',
    date: '2026-11-27',
    dateFrom: 'fetch',
    source: 'https://example.com/list.pem',
    isBuiltIn: false,
    count: 1,
    anchors: pem,
  });
  const lists = join(folder, 'lists');
  expect(await loadTrustList('c2pa', { folder: lists })).toEqual(stored);
  expect(await loadTrustList('c2pa-tsa', { folder: lists })).toMatchObject({ isBuiltIn: true });
  expect(await loadTrustList('c2pa')).toMatchObject({ isBuiltIn: true });
  await store(pem, 'again.pem');
  expect(await loadTrustList('c2pa', { folder: lists })).toMatchObject({ source: 'again.pem' });
  // Nothing else is left behind.
  expect(await readdir(lists)).toEqual(['c2pa.trust-list.json']);
});

it('of an address, what lets its reader in is not kept', async () => {
  const pem = await certificate('New');
  const stored = await store(pem, 'https://user:secret@example.com/list.pem?token=secret#secret');
  const uri = 'https://example.com/list.pem';
  expect(stored).toMatchObject({ source: uri, uri });
  const path = join(folder, 'lists', 'c2pa.trust-list.json');
  expect(await readFile(path, 'utf8')).not.toContain('secret');
  expect(await store(pem, 'list.pem')).toMatchObject({ source: 'list.pem', uri: null });
});

it('there is none in a folder that is not there', async () => {
  expect(await storedTrustList(join(folder, 'nowhere'), 'c2pa')).toBeNull();
});

it('a list that expired since is still the list', async () => {
  const pem = await certificate('Old', { notAfter: '2021-01-01' });
  const checked = checkTrustList(bytesOf(pem), { now: new Date('2020-06-01') });
  const time = new Date('2020-06-01');
  await storeTrustList(folder, 'c2pa', checked, { source: 'old.pem', time });
  expect(await storedTrustList(folder, 'c2pa')).toMatchObject({ date: '2020-06-01', count: 1 });
});

it('one that was changed is refused, and not passed over', async () => {
  await store(await certificate('New'));
  const path = join(folder, 'lists', 'c2pa.trust-list.json');
  const stored = JSON.parse(await readFile(path, 'utf8'));
  const other = await certificate('Other');
  for (const changed of [
    '{',
    '[]',
    JSON.stringify({ ...stored, anchors: other }),
    JSON.stringify({ ...stored, name: 'interim' }),
    JSON.stringify({ ...stored, date: '2026-13-45' }),
    JSON.stringify({ ...stored, schema: 'other/1' }),
  ]) {
    await writeFile(path, changed);
    await expectCode('TRUST_MALFORMED', () =>
      loadTrustList('c2pa', { folder: join(folder, 'lists') }),
    );
  }
});
