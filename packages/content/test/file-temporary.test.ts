import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isTemporaryName, removeAbandoned, writeFileThrough } from '@provenance/content/node';
import { afterEach, beforeEach, expect, test } from 'vitest';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'provenance-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** The name that a file has here while it is written. */
async function temporary(extension = '.png'): Promise<string> {
  let name = '';
  await writeFileThrough(join(folder, `out${extension}`), async (path) => {
    name = path.slice(folder.length + 1);
    // Of a process that runs, nothing is left.
    expect(await removeAbandoned(folder)).toBe(0);
  });
  await rm(join(folder, `out${extension}`));
  return name;
}

/** A process that has ended, by its number. */
const ended = () => String(spawnSync(process.execPath, ['--version']).pid);

test('what a killed process left is removed, and nothing else', async () => {
  const mine = await temporary();
  expect(isTemporaryName(mine)).toBe(true);
  const left = mine.replace(`-${process.pid}-`, `-${ended()}-`);
  const others = [
    ...['.3bcc00e8328a.png', '.provenance', 'art.png', `${left}.png.bak`],
    left.replace(/^\.provenance-[0-9a-f]{8}/, '.provenance-00000000'),
  ];
  for (const name of [left, mine, ...others]) await writeFile(join(folder, name), 'x');
  await mkdir(join(folder, left.replace('.png', '')));
  expect(await removeAbandoned(folder)).toBe(1);
  const kept = [mine, ...others, left.replace('.png', '')];
  expect((await readdir(folder)).sort()).toEqual(kept.sort());
});

test('of another machine, once it is older than a day', async () => {
  const name = (await temporary('.jpg')).replace(/-[0-9a-f]{8}-/, '-00000000-');
  await writeFile(join(folder, name), 'x');
  expect(await removeAbandoned(folder)).toBe(0);
  const old = Date.now() / 1000 - 90_000;
  await utimes(join(folder, name), old, old);
  expect(await removeAbandoned(folder)).toBe(1);
});

test('a folder that is not there has none; a strange extension makes no other name', async () => {
  expect(await removeAbandoned(join(folder, 'none'))).toBe(0);
  for (const extension of ['', '.', `.${'e'.repeat(40)}`, '.a b']) {
    expect(isTemporaryName(await temporary(extension)), extension).toBe(true);
  }
  for (const name of ['art.png', '.provenance-x.png', '.provenance-0123abcd-0-0123456789ab.png']) {
    expect(isTemporaryName(name)).toBe(false);
  }
});
