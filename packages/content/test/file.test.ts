import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  makeFolder,
  readInput,
  writeFileAtomically,
  writeFileThrough,
} from '@provenance/content/node';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'provenance-'));
});
afterEach(() => rm(folder, { recursive: true }));

const code = (code: string) => ({ name: 'ProvenanceError', code });

describe('readInput', () => {
  test('reads a path, a file URL and a link to a file', async () => {
    const path = join(folder, 'a');
    await writeFile(path, 'abc');
    await symlink(path, join(folder, 'link'));
    for (const input of [path, pathToFileURL(path), join(folder, 'link'), Buffer.from('abc')]) {
      expect(Buffer.from(await readInput(input)).toString()).toBe('abc');
    }
  });

  test('refuses what is not a readable, regular file within the limit', async () => {
    await writeFile(join(folder, 'empty'), '');
    await writeFile(join(folder, 'four'), '1234');
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    await symlink(join(folder, 'loop'), join(folder, 'loop'));
    const read = (name: string, options = {}) => readInput(join(folder, name), options);
    await expect(read('missing')).rejects.toMatchObject(code('FILE_NOT_FOUND'));
    await expect(read('four/below')).rejects.toMatchObject(code('FILE_NOT_FOUND'));
    await expect(read('')).rejects.toMatchObject(code('FILE_NOT_REGULAR'));
    await expect(read('pipe')).rejects.toMatchObject(code('FILE_NOT_REGULAR'));
    await expect(read('loop')).rejects.toMatchObject(code('FILE_IO'));
    await expect(read('empty')).rejects.toMatchObject(code('CONTENT_EMPTY'));
    expect(await read('four', { maxBytes: 4 })).toHaveLength(4);
    await expect(read('four', { maxBytes: 3 })).rejects.toMatchObject(code('CONTENT_TOO_LARGE'));
  });

  test('no path ends up in a message', async () => {
    const error = await readInput(join(folder, 'missing')).catch((e: Error) => e);
    expect((error as Error).message).not.toContain(folder);
  });

  test('opens no URL but file:', async () => {
    await expect(readInput(new URL('http://localhost/x'))).rejects.toBeInstanceOf(TypeError);
  });
});

describe('writeFileAtomically', () => {
  test('writes a new file with its mode and leaves nothing else', async () => {
    const path = join(folder, 'key');
    await writeFileAtomically(path, 'k', { mode: 0o600 });
    expect(await readFile(path, 'utf8')).toBe('k');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['key']);
  });

  test('keeps an existing file unless told to replace it', async () => {
    const path = join(folder, 'a');
    await writeFileAtomically(path, 'one');
    await expect(writeFileAtomically(path, 'two')).rejects.toMatchObject(code('FILE_EXISTS'));
    expect(await readFile(path, 'utf8')).toBe('one');
    await writeFileAtomically(path, 'two', { overwrite: true });
    expect(await readFile(path, 'utf8')).toBe('two');
    expect(await readdir(folder)).toEqual(['a']);
  });

  test('a missing folder is a typed error', async () => {
    await expect(writeFileAtomically(join(folder, 'x/y'), '')).rejects.toMatchObject(
      code('FILE_NOT_FOUND'),
    );
  });

  test('a directory is not replaced', async () => {
    await mkdir(join(folder, 'd'));
    for (const overwrite of [true, false]) {
      await expect(
        writeFileAtomically(join(folder, 'd'), 'x', { overwrite }),
      ).rejects.toMatchObject({ name: 'ProvenanceError' });
    }
    expect(await readdir(folder)).toEqual(['d']);
  });

  test('only a regular file is replaced', async () => {
    // As root a rename over a device or a pipe would succeed.
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    await expect(writeFileAtomically(pipe, 'x', { overwrite: true })).rejects.toMatchObject(
      code('FILE_NOT_REGULAR'),
    );
    expect((await stat(pipe)).isFIFO()).toBe(true);
    expect(await readdir(folder)).toEqual(['pipe']);
  });

  test('makeFolder makes what is missing, and says what is in the way', async () => {
    await makeFolder(join(folder, 'a/b'));
    await makeFolder(join(folder, 'a/b'));
    expect(await readdir(join(folder, 'a'))).toEqual(['b']);
    await writeFile(join(folder, 'file'), '');
    await expect(makeFolder(join(folder, 'file'))).rejects.toMatchObject(code('FILE_EXISTS'));
    await expect(makeFolder(join(folder, 'file/x'))).rejects.toMatchObject(code('FILE_NOT_FOUND'));
  });

  test("a writer's own error is passed on as it is", async () => {
    const cause = new TypeError('no system error');
    const attempt = writeFileThrough(join(folder, 'a'), () => Promise.reject(cause));
    await expect(attempt).rejects.toBe(cause);
    expect(await readdir(folder)).toEqual([]);
  });

  // A test that runs as root meets no permission and cannot fill a disk: the writer reports them.
  test.each([
    ['ENOSPC', 'FILE_NO_SPACE'],
    ['EDQUOT', 'FILE_NO_SPACE'],
    ['EACCES', 'FILE_PERMISSION'],
    ['EROFS', 'FILE_PERMISSION'],
    ['EIO', 'FILE_IO'],
  ])('a writer that fails half-way with %s leaves what was there', async (errno, expected) => {
    const path = join(folder, 'a.png');
    await writeFile(path, 'old');
    const cause = Object.assign(new Error(errno), { code: errno, errno: -1 });
    const attempt = writeFileThrough(
      path,
      async (temporary) => {
        await writeFile(temporary, 'half');
        throw cause;
      },
      { overwrite: true },
    );
    await expect(attempt).rejects.toMatchObject({ ...code(expected), cause });
    expect(await readFile(path, 'utf8')).toBe('old');
    expect(await readdir(folder)).toEqual(['a.png']);
  });
});
