import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createDevelopmentCertificates, pemSigner, sign } from '@provenance/sdk';
import { checkTrustList, loadTrustList, storeTrustList } from '@provenance/trust-lists';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { json, provenance } from './console.ts';
import { picture } from './folders.ts';

let folder: string;
let root: string;
const at = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'provenance-trust-'));
  const made = await createDevelopmentCertificates({ alg: 'Ed25519', organization: 'Test Ltd.' });
  root = made.root;
  await writeFile(at('root.pem'), root);
  const signer = await pemSigner(made);
  const generator = { name: 'app', version: '1' };
  const { bytes } = await sign(await picture('jpeg'), { kind: 'created', generator }, { signer });
  await writeFile(at('signed.jpg'), bytes as Uint8Array);
});
afterAll(() => rm(folder, { recursive: true }));

/** Each test has settings of its own. */
function user() {
  const settings = at(`settings-${Math.random().toString(36).slice(2)}`);
  const env = { XDG_CONFIG_HOME: settings };
  const run = (...args: string[]) => provenance(folder, args, { env });
  const lists = async (...args: string[]) => {
    const { stdout } = await run('verify', '--json', ...args, 'signed.jpg');
    const { c2pa, verdict } = json(stdout)[0];
    const names = (kind: string) =>
      (c2pa.trustList?.[kind] ?? []).map(({ source }: { source: string }) => source);
    return { anchors: names('anchors'), older: names('olderAnchors'), trust: verdict.trust };
  };
  return { run, lists, folder: settings };
}

const PUBLIC = {
  anchors: ['C2PA trust list'],
  older: ['interim trust list'],
  trust: 'untrusted',
};

describe('the public lists', () => {
  test('count where nobody names others, and not with --no-default-trust', async () => {
    const { lists } = user();
    expect(await lists()).toEqual(PUBLIC);
    expect(await lists('--no-default-trust')).toMatchObject({ anchors: [], older: [] });
  });

  test('do not enter where anchors are named, unless both are wanted', async () => {
    const { lists } = user();
    const own = ['--trust-anchors', 'root.pem'];
    expect(await lists(...own)).toEqual({ anchors: ['root.pem'], older: [], trust: 'trusted' });
    const both = await lists(...own, '--default-trust');
    expect(both).toMatchObject({ anchors: ['root.pem', 'C2PA trust list'], trust: 'trusted' });
  });

  test.each([
    [undefined, ['root.pem']],
    [true, ['root.pem', 'C2PA trust list']],
  ])('of a configuration with anchors and defaultTrust %s', async (defaultTrust, anchors) => {
    const { lists } = user();
    const config = { trust: { anchors: ['root.pem'] }, ...(defaultTrust && { defaultTrust }) };
    await writeFile(at('both.json'), JSON.stringify(config));
    expect((await lists('--config', 'both.json')).anchors).toEqual(anchors);
    // A flag takes the place of what the configuration names, and of what it says about that.
    const flag = ['--config', 'both.json', '--trust-anchors', 'root.pem'];
    expect((await lists(...flag)).anchors).toEqual(['root.pem']);
  });

  test('are turned off by a configuration', async () => {
    const { lists } = user();
    await writeFile(at('off.json'), JSON.stringify({ defaultTrust: false }));
    expect(await lists('--config', 'off.json')).toMatchObject({ anchors: [], older: [] });
  });
});

describe('provenance trust', () => {
  test('list says how old each is, and where it came from', async () => {
    const { run } = user();
    const [{ lists }] = json((await run('trust', 'list', '--json')).stdout);
    expect(lists.map(({ name }: { name: string }) => name)).toEqual([
      'c2pa',
      'c2pa-tsa',
      'interim',
      'interim-tsa',
    ]);
    expect(lists[0]).toMatchObject({ isBuiltIn: true, isPinned: false, level: 'official' });
    expect((await run('trust', 'list')).stdout).toMatch(
      /^c2pa .* of \d{4}-\d\d-\d\d, \d+ days old/,
    );
  });

  test('update takes in a list after a check, and asks nobody who is not there', async () => {
    const { run, lists } = user();
    expect((await run('trust', 'update', '--from', 'root.pem')).code).toBe(2);
    const { code, stderr } = await run('trust', 'update', '--from', 'root.pem', '--yes');
    expect(code).toBe(0);
    expect(stderr).toMatch(/^ {2}\+ .*Test Ltd\./m);
    expect(stderr).toMatch(/^ {2}- /m);
    expect(await lists()).toEqual({ ...PUBLIC, trust: 'trusted' });
  });

  test('reports name the lists by their addresses, days and hashes', async () => {
    const { run } = user();
    expect((await run('trust', 'update', 'interim', '--from', 'root.pem', '--yes')).code).toBe(0);
    const { stdout } = await run('verify', '--json', 'signed.jpg');
    const { anchors, olderAnchors, tsaAnchors } = json(stdout)[0].c2pa.trustList;
    const { source: uri, date, sha256 } = await loadTrustList('c2pa');
    expect(anchors).toMatchObject([{ uri, date, sha256 }]);
    expect(uri).toMatch(/^https:/);
    // A file has no address, and the name of the user's file is nobody's business.
    expect(olderAnchors).toMatchObject([{ source: 'interim trust list', uri: null }]);
    expect(tsaAnchors).toHaveLength(2);
    const [document] = json((await run('verify', '--format', 'crjson', 'signed.jpg')).stdout);
    expect(document.jsonGenerator.trustLists).toHaveLength(4);
    expect(document.jsonGenerator.trustLists[0]).toMatchObject({ use: 'signers', uri, sha256 });
  });

  test.each([
    ['signed.jpg', 'is no list'],
    ['http://example.com/list.pem', 'an address that is not https'],
  ])('update --from %s changes nothing: %s', async (from) => {
    const { run, lists } = user();
    const { code } = await run('trust', 'update', '--from', from, '--yes');
    expect(code).toBe(2);
    expect(await lists()).toEqual(PUBLIC);
  });

  test('pin keeps a list as it is', async () => {
    const { run } = user();
    expect((await run('trust', 'pin', 'c2pa')).code).toBe(0);
    const [{ lists }] = json((await run('trust', 'list', '--json')).stdout);
    const { sha256 } = await loadTrustList('c2pa');
    expect(lists[0]).toMatchObject({ isPinned: true, isBuiltIn: false, sha256 });
    const refused = await run('trust', 'update', '--from', 'root.pem', '--yes');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('pinned');
    expect((await run('trust', 'pin', 'c2pa', '--remove')).code).toBe(0);
    expect((await run('trust', 'update', '--from', 'root.pem', '--yes')).code).toBe(0);
  });

  test('a pinned list that was exchanged is said, judged by for nothing, and can be pinned anew', async () => {
    const { run, folder: kept } = user();
    expect((await run('trust', 'pin', 'c2pa')).code).toBe(0);
    const path = join(kept, 'provenance', 'trust-lists', 'c2pa.trust-list.json');
    const checked = checkTrustList(new TextEncoder().encode(root));
    await storeTrustList(dirname(path), 'c2pa', checked, { source: 'other.pem' });
    const verified = await run('verify', 'signed.jpg');
    expect(verified.code).toBe(2);
    expect(verified.stderr).toContain('provenance trust list');
    const { stdout } = await run('trust', 'list');
    expect(stdout).toMatch(/^c2pa .*not the list that was pinned/);
    const [{ lists }] = json((await run('trust', 'list', '--json')).stdout);
    expect(lists[0]).toMatchObject({ isPinned: true, counts: false });
    expect((await run('trust', 'pin', 'c2pa')).code).toBe(0);
    expect((await run('verify', 'signed.jpg')).code).toBe(0);
  });

  test('add trusts an authority beside the public lists', async () => {
    const { run, lists } = user();
    expect((await run('trust', 'add', 'root.pem', '--yes')).code).toBe(0);
    const got = await lists();
    expect(got).toMatchObject({ anchors: ['C2PA trust list', 'added by you'], trust: 'trusted' });
    expect((await run('trust', 'add', 'root.pem', '--yes')).stdout).toContain('already');
    expect(await lists('--no-default-trust')).toMatchObject({ anchors: [] });
  });
});
