import { mkdir, mkdtemp, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { provenance } from './console.ts';
import { picture, textured, useEmptyFolder } from './folders.ts';

const base = useEmptyFolder();
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(base.path, 'project-'));
});

/** Every file below, with its content. */
async function snapshot(): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Object.fromEntries(
    await Promise.all(
      files.map(async ({ parentPath, name }) => {
        const path = join(parentPath, name);
        return [path.slice(folder.length), await readFile(path, 'base64')] as const;
      }),
    ),
  );
}

test('init, sign, verify: each works at once', async () => {
  expect((await provenance(folder, ['init', '--yes'])).code).toBe(0);
  await writeFile(join(folder, 'photo.png'), await picture('png'));
  expect((await provenance(folder, ['sign', 'photo.png'])).code).toBe(0);
  const verified = await provenance(folder, ['verify', 'photo.signed.png']);
  expect(verified.code).toBe(0);
  expect(verified.stdout).toMatch(/with a certificate for tests/);
  expect((await provenance(folder, ['doctor'])).code).toBe(0);
});

test('no application is made up: neither the folder nor a name nobody gave', async () => {
  await provenance(folder, ['init', '--yes']);
  const config = JSON.parse(await readFile(join(folder, 'provenance.config.json'), 'utf8'));
  expect(config).not.toHaveProperty('generator');
  await provenance(folder, ['init', '--force'], {
    stdin: Buffer.from('\nMy App\n\n'),
    tty: ['stdin'],
  });
  const asked = JSON.parse(await readFile(join(folder, 'provenance.config.json'), 'utf8'));
  expect(asked.generator.name).toBe('My App');
});

test('init, mark, verify, detect: each works at once', async () => {
  expect((await provenance(folder, ['init', '--yes'])).code).toBe(0);
  await writeFile(join(folder, 'art.png'), await textured());
  expect((await provenance(folder, ['mark', 'art.png'])).code).toBe(0);
  expect((await provenance(folder, ['verify', 'art.marked.png'])).code).toBe(0);
  expect((await provenance(folder, ['detect', 'art.marked.png'])).code).toBe(0);
});

test('the keys are for their owner only, and are kept out of commits', async () => {
  await provenance(folder, ['init', '--yes']);
  for (const name of ['development-signer.key', 'watermark.key']) {
    const key = join(folder, '.provenance', name);
    expect((await stat(key)).mode & 0o777).toBe(0o600);
  }
  expect(await readFile(join(folder, '.provenance/.gitignore'), 'utf8')).toBe(
    '*.key\nregistry*/\n',
  );
});

test('a second init refuses and touches nothing; --force makes everything anew', async () => {
  await provenance(folder, ['init', '--yes']);
  const before = await snapshot();
  const refused = await provenance(folder, ['init', '--yes']);
  expect(refused).toMatchObject({ code: 2, stdout: '' });
  expect(refused.stderr).toContain('provenance.config.json');
  expect(await snapshot()).toEqual(before);
  expect((await provenance(folder, ['init', '--yes', '--force'])).code).toBe(0);
  const after = await snapshot();
  expect(Object.keys(after).sort()).toEqual(Object.keys(before).sort());
  const key = '/.provenance/development-signer.key';
  expect(after[key]).not.toBe(before[key]);
  expect((await stat(join(folder, key))).mode & 0o777).toBe(0o600);
  const watermarkKey = '/.provenance/watermark.key';
  expect(after[watermarkKey]).not.toBe(before[watermarkKey]);
});

test('any one of its files in the way stops it before it writes', async () => {
  await mkdir(join(folder, '.provenance'));
  await writeFile(join(folder, '.provenance/development-root.pem'), 'mine');
  const before = await snapshot();
  expect((await provenance(folder, ['init', '--yes'])).code).toBe(2);
  expect(await snapshot()).toEqual(before);
});

test('a folder that cannot be made: nothing is left of the rest', async () => {
  await writeFile(join(folder, '.provenance'), 'a file');
  expect((await provenance(folder, ['init', '--yes'])).code).not.toBe(0);
  expect(await readdir(folder)).toEqual(['.provenance']);
});

test('without --yes and a person, it asks nobody and writes nothing', async () => {
  expect(await provenance(folder, ['init'])).toMatchObject({ code: 2, stdout: '' });
  expect(await readdir(folder)).toEqual([]);
});

test('a person is asked on stderr; empty answers take what is proposed', async () => {
  const stdin = Buffer.from('My Studio\n\nES256\n');
  const ran = await provenance(folder, ['init'], { stdin, tty: ['stdin', 'stderr'] });
  expect(ran.code).toBe(0);
  expect(ran.stdout).not.toContain('[');
  const shown = await provenance(folder, ['keys', 'show', '.provenance/development-signer.pem']);
  expect(shown.stdout).toContain('My Studio');
  expect((await provenance(folder, ['doctor'])).stdout).toContain('ES256');
});

test.each([
  ['RSA', 'My Studio\n\nRSA\n', 2],
  ['a name without end', `${'x'.repeat(65)}\n\n\n`, 2],
  ['Ctrl-D', 'My Studio\n', 130],
  ['Ctrl-C', 'My Studio\n\x03', 130],
])('%s as an answer ends it, and nothing is written', async (_, answers, code) => {
  const stdin = Buffer.from(answers);
  expect(await provenance(folder, ['init'], { stdin, tty: ['stdin'] })).toMatchObject({ code });
  expect(await readdir(folder)).toEqual([]);
});
