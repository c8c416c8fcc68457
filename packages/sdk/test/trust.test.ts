import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDevelopmentCertificates, loadTrust } from '@provenance/sdk';
import {
  checkTrustList,
  loadTrustList,
  pinTrustList,
  storeAddedAnchors,
  storeTrustList,
  userTrustListFolder,
} from '@provenance/trust-lists';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { expectCode } from '../../content/test/expect-code.ts';

let settings: string;
let folder: string;
beforeEach(async () => {
  settings = await mkdtemp(join(tmpdir(), 'provenance-settings-'));
  vi.stubEnv('XDG_CONFIG_HOME', settings);
  vi.stubEnv('APPDATA', settings);
  folder = userTrustListFolder()!;
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(settings, { recursive: true });
});

const checkedRoot = async () => {
  const { root } = await createDevelopmentCertificates({ alg: 'Ed25519', organization: 'Test' });
  return checkTrustList(new TextEncoder().encode(root));
};

/** The public lists by name, as code has them without a further word. */
const names = async (options?: { folder: string | null }) => {
  const { anchors, olderAnchors, tsaAnchors } = (await loadTrust('c2pa', options)).description;
  return [anchors, olderAnchors, tsaAnchors].map((lists) => lists.map(({ source }) => source));
};

const PUBLIC = [
  ['C2PA trust list'],
  ['interim trust list'],
  ['C2PA TSA trust list', 'interim trust list (TSA)'],
];

test('a user without settings has the lists of the kit', async () => {
  expect(await names()).toEqual(PUBLIC);
  vi.stubEnv('XDG_CONFIG_HOME', '');
  vi.stubEnv('HOME', '');
  vi.stubEnv('APPDATA', '');
  expect(await names()).toEqual(PUBLIC);
});

test('anchors that were added count in code too, and not where the kit alone is asked for', async () => {
  const checked = await checkedRoot();
  await storeAddedAnchors(folder, 'signers', checked);
  await storeAddedAnchors(folder, 'time-stamps', checked);
  const [signers, older, stamps] = PUBLIC;
  expect(await names()).toEqual([
    [...signers!, 'added by you'],
    older,
    [...stamps!, 'added by you'],
  ]);
  expect(await names({ folder: null })).toEqual(PUBLIC);
});

test('a folder that is named and missing, or holds no list, does not stand for the lists of the kit', async () => {
  const elsewhere = join(settings, 'elsewhere');
  await expectCode('FILE_NOT_FOUND', () => loadTrust('c2pa', { folder: elsewhere }));
  await mkdir(elsewhere);
  await writeFile(join(elsewhere, 'anchors.pem'), 'not by this name');
  await expectCode('FILE_NOT_FOUND', () => loadTrust('c2pa', { folder: elsewhere }));
  await storeAddedAnchors(elsewhere, 'signers', await checkedRoot());
  expect((await names({ folder: elsewhere }))[0]).toEqual([...PUBLIC[0]!, 'added by you']);
});

test('a list that was taken in counts in code too, unless another was pinned', async () => {
  const { sha256 } = await loadTrustList('c2pa');
  await storeTrustList(folder, 'c2pa', await checkedRoot(), { source: 'new.pem' });
  const { description } = await loadTrust('c2pa');
  expect(description.anchors).toMatchObject([{ source: 'C2PA trust list', development: true }]);
  await pinTrustList(folder, 'c2pa', sha256);
  await expectCode('TRUST_MALFORMED', () => loadTrust('c2pa'));
  expect(await names({ folder: null })).toEqual(PUBLIC);
});
