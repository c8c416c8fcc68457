import type * as fs from 'node:fs/promises';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFileAtomically } from '@provenance/content/node';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

const failing = vi.hoisted(() => new Map<string, string>());
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof fs>();
  const or = <F extends (...args: never[]) => Promise<unknown>>(name: string, call: F) =>
    ((...args: Parameters<F>) => {
      const code = failing.get(name);
      if (code === undefined) return call(...args);
      return Promise.reject(Object.assign(new Error(code), { code, errno: -1 }));
    }) as F;
  return { ...real, link: or('link', real.link), rename: or('rename', real.rename) };
});

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'provenance-'));
});
afterEach(async () => {
  failing.clear();
  await rm(folder, { recursive: true });
});

test('a file system without hard links gets the file as well, and keeps what is there', async () => {
  failing.set('link', 'EPERM');
  const path = join(folder, 'a.txt');
  await writeFileAtomically(path, 'one');
  await expect(writeFileAtomically(path, 'two')).rejects.toMatchObject({ code: 'FILE_EXISTS' });
  expect(await readFile(path, 'utf8')).toBe('one');
  expect(await readdir(folder)).toEqual(['a.txt']);
});

test('where the last step fails nothing is left, not even an empty file', async () => {
  failing.set('link', 'EPERM').set('rename', 'ENOSPC');
  const attempt = writeFileAtomically(join(folder, 'a.txt'), 'one');
  await expect(attempt).rejects.toMatchObject({ code: 'FILE_NO_SPACE' });
  expect(await readdir(folder)).toEqual([]);
});

test.each([`${'n'.repeat(251)}.png`, `n.${'e'.repeat(253)}`])(
  'a name of 255 bytes is no longer than any other',
  async (name) => {
    await writeFileAtomically(join(folder, name), 'one');
    expect(await readdir(folder)).toEqual([name]);
  },
);
