import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { MEDIA_TYPE_HEADER_BYTES } from '@provenance/content';
import { detectInputType } from '@provenance/content/node';
import { afterAll, beforeAll, expect, test } from 'vitest';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'provenance-content-'));
});
afterAll(() => rm(folder, { recursive: true }));

const png = Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1');

test('whatever form the content comes in', async () => {
  // The name says something else, and the content decides.
  const path = join(folder, 'picture.jpg');
  await writeFile(path, png);
  const buffer = Uint8Array.from(png).buffer;
  for (const input of [path, pathToFileURL(path), png, buffer, new Blob([buffer])]) {
    expect(await detectInputType(input)).toBe('image/png');
  }
});

test('longer and shorter than what is looked at', async () => {
  const long = Buffer.concat([png, Buffer.alloc(2 * MEDIA_TYPE_HEADER_BYTES)]);
  const path = join(folder, 'long');
  await writeFile(path, long);
  for (const input of [path, long]) expect(await detectInputType(input)).toBe('image/png');
  expect(await detectInputType(Uint8Array.of(1))).toBe(null);
});

test('nothing to look at', async () => {
  const empty = join(folder, 'empty');
  await writeFile(empty, '');
  for (const input of [empty, new Uint8Array(), new Blob([])]) {
    await expect(detectInputType(input)).rejects.toMatchObject({ code: 'CONTENT_EMPTY' });
  }
  const missing = detectInputType(join(folder, 'missing'));
  await expect(missing).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  await expect(detectInputType(folder)).rejects.toMatchObject({ code: 'FILE_NOT_REGULAR' });
  await expect(detectInputType(42 as never)).rejects.toBeInstanceOf(TypeError);
});
