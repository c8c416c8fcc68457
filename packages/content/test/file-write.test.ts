import type * as fs from 'node:fs/promises';
import {
  chmod,
  lstat,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFileAtomically, writeFileThrough } from '@provenance/content/node';
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

test.runIf(process.platform !== 'win32')(
  'what replaces a file has its permissions, and is nobody else’s for a moment',
  async () => {
    const path = join(folder, 'a.txt');
    for (const mode of [0o600, 0o444, 0o755]) {
      await writeFile(path, 'one', { flag: 'w' });
      await chmod(path, mode);
      await writeFileThrough(
        path,
        async (temporary) => {
          expect((await stat(temporary)).mode & 0o077).toBe(0);
          await writeFile(temporary, 'two');
        },
        { overwrite: true },
      );
      expect((await stat(path)).mode & 0o777).toBe(mode);
      expect(await readFile(path, 'utf8')).toBe('two');
      await rm(path);
    }
    await writeFile(path, 'one');
    await writeFileAtomically(path, 'key', { overwrite: true, mode: 0o600 });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  },
);

test.runIf(process.platform !== 'win32')(
  'what is made from a file has its permissions, and none that it has not',
  async () => {
    const [source, made] = [join(folder, 'source'), join(folder, 'made')];
    await writeFile(source, 'source');
    const open = 0o777 & ~process.umask();
    for (const mode of [0o600, 0o700, 0o755, 0o777]) {
      await chmod(source, mode);
      await writeFileAtomically(made, 'one', { like: source });
      expect((await stat(made)).mode & 0o777).toBe(mode & open);
      await chmod(made, 0o644);
      await writeFileThrough(
        made,
        (temporary) => rm(temporary).then(() => writeFile(temporary, 'two')),
        {
          overwrite: true,
          like: source,
        },
      );
      expect((await stat(made)).mode & 0o777).toBe(0o644 & mode);
      await rm(made);
      await writeFileThrough(
        made,
        (temporary) => rm(temporary).then(() => writeFile(temporary, 'two')),
        {
          like: source,
        },
      );
      expect((await stat(made)).mode & 0o777).toBe(mode & open);
      await rm(made);
    }
    await writeFileAtomically(made, 'of bytes', { like: Buffer.from('source') });
    expect((await stat(made)).mode & 0o777).toBe(0o666 & open);
  },
);

test.runIf(process.platform !== 'win32')(
  'a link is replaced where it points to, and refused where it is not to be',
  async () => {
    const [path, link, dangling] = ['a.txt', 'link', 'dangling'].map((name) => join(folder, name));
    await writeFile(path!, 'one');
    await symlink(path!, link!);
    await writeFileAtomically(link!, 'two', { overwrite: true });
    expect((await lstat(link!)).isSymbolicLink()).toBe(true);
    expect(await readFile(path!, 'utf8')).toBe('two');
    await expect(writeFileAtomically(link!, 'three')).rejects.toMatchObject({
      code: 'FILE_EXISTS',
    });
    await symlink(join(folder, 'nowhere'), dangling!);
    await writeFileAtomically(dangling!, 'four', { overwrite: true });
    expect(await readFile(dangling!, 'utf8')).toBe('four');
    expect((await readdir(folder)).sort()).toEqual(['a.txt', 'dangling', 'link']);
  },
);
