import { mkdtemp, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { render, say } from '@provenance/messages';
import { loadTrustList, userTrustListFolder } from '@provenance/trust-lists';
import { beforeEach, describe, expect, test } from 'vitest';
import { json, provenance } from './console.ts';
import { useEmptyFolder } from './folders.ts';

const base = useEmptyFolder();
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(base.path, 'keys-'));
});
const keys = (...args: string[]) => provenance(folder, ['keys', ...args]);

describe('development', () => {
  test.each(['Ed25519', 'ES256'])('makes root, certificate and key: %s', async (alg) => {
    const ran = await keys('development', '--alg', alg, '--organization', 'My Studio');
    expect(ran.code).toBe(0);
    expect((await readdir(folder)).sort()).toEqual([
      'development-root.pem',
      'development-signer.key',
      'development-signer.pem',
    ]);
    expect((await stat(join(folder, 'development-signer.key'))).mode & 0o777).toBe(0o600);
    expect(
      (await keys('check', 'development-signer.pem', '--signer-key', 'development-signer.key'))
        .code,
    ).toBe(0);
  });

  test.each(['A, Inc. "East" + B', '#0c0141', 'O=Evil', '🎨'.repeat(64)])(
    'takes any text for the organization: %s',
    async (name) => {
      expect((await keys('development', '--organization', name)).code).toBe(0);
      const shown = await keys('show', '--json', 'development-signer.pem');
      expect(json(shown.stdout)[0]).toMatchObject({ certificates: [{ organization: name }] });
    },
  );

  test('never leaves a key beside a certificate that it does not fit', async () => {
    await writeFile(join(folder, 'development-signer.pem'), 'mine');
    expect((await keys('development')).code).toBe(2);
    expect(await readdir(folder)).toEqual(['development-signer.pem']);
    expect((await keys('development', '--force')).code).toBe(0);
    expect((await readdir(folder)).length).toBe(3);
  });

  test('-o makes the folder', async () => {
    expect((await keys('development', '-o', 'a/b')).code).toBe(0);
    expect((await readdir(join(folder, 'a/b'))).length).toBe(3);
  });
});

describe('check', () => {
  test('refuses a root, a key, another key and what is none', async () => {
    await keys('development', '-o', 'one');
    await keys('development', '-o', 'two');
    await writeFile(join(folder, 'text.pem'), 'no certificate');
    const key = await readFile(join(folder, 'one/development-signer.key'), 'utf8');
    for (const args of [
      ['one/development-root.pem'],
      ['one/development-signer.key'],
      ['text.pem'],
      ['one/development-signer.pem', '--signer-key', 'two/development-signer.key'],
      ['one/development-signer.pem', '--signer-key', 'text.pem'],
      ['one/development-signer.pem', '--signer-key', 'missing.pem'],
    ]) {
      const ran = await keys('check', ...args);
      expect(ran).toMatchObject({ code: 2, stdout: '' });
      expect(ran.stderr).not.toContain(key.split('\n')[1]);
    }
  });
});

test('check says that a development certificate is one', async () => {
  await keys('development');
  const ran = await keys('check', 'development-signer.pem');
  expect(ran.code).toBe(0);
  expect(ran.stderr).toMatch(/development/);
});

test('check says whether the issuer is on the list that is in force', async () => {
  await keys('development', '-o', 'one');
  await keys('development', '-o', 'two');
  const check = async (of: string, ...args: string[]) => {
    const env = { XDG_CONFIG_HOME: join(folder, 'settings') };
    const ran = await provenance(folder, ['keys', 'check', of, ...args], { env });
    expect(ran.code).toBe(0);
    return ran.stdout.split('\n')[1];
  };
  const signer = 'one/development-signer.pem';
  const built = (await loadTrustList('c2pa')).date;
  for (const language of ['en', 'ja'] as const) {
    const said = render(say('keys.issuer-not-listed', { date: built }), { language });
    expect(await check(signer, '--lang', language)).toBe(`! ${said}`);
  }
  // A list of the user's own takes the place of the one that comes with the program.
  const update = ['trust', 'update', '--from', 'one/development-root.pem', '--yes'];
  const env = { XDG_CONFIG_HOME: join(folder, 'settings') };
  expect((await provenance(folder, update, { env })).code).toBe(0);
  const { date } = await loadTrustList('c2pa', {
    folder: userTrustListFolder(env) as string,
  });
  for (const language of ['en', 'ja'] as const) {
    const said = render(say('keys.issuer-listed', { date }), { language });
    expect(await check(signer, '--lang', language)).toBe(`✓ ${said}`);
  }
  // Of the same name, and of another key.
  expect(await check('two/development-signer.pem')).toMatch(/^! /);
});

describe('show', () => {
  test('what certificates say, as text and as JSON', async () => {
    await keys('development', '--organization', 'My Studio');
    const text = await keys('show', 'development-signer.pem');
    expect(text.code).toBe(0);
    expect(text.stdout).toContain('My Studio');
    const [{ certificates }] = json(
      (await keys('show', '--json', 'development-signer.pem')).stdout,
    );
    expect(certificates).toMatchObject([{ development: true, certificateAuthority: false }]);
    expect((await keys('show', 'development-signer.key')).code).toBe(2);
  });
});
