// What goes through `mark`, `sign` and `embed` besides its content: permissions, and what a folder has of other kinds.
import { chmod, mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { render, say } from '@provenance/messages';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { json, provenance } from './console.ts';
import { textured, useWorkspace } from './folders.ts';

const workspace = useWorkspace();
const run = (...args: string[]) => provenance(workspace.path, args);
const modeOf = async (...names: string[]) => (await stat(workspace.at(...names))).mode & 0o777;

beforeAll(async () => {
  await workspace.write('art.png', await textured());
  await mkdir(workspace.at('mixed'));
  await writeFile(workspace.at('mixed', 'art.png'), await textured(3));
  await writeFile(workspace.at('mixed', 'x.jxl'), Buffer.from([0xff, 0x0a, 0, 1]));
  await writeFile(workspace.at('mixed', 'a.json'), '{}');
  await writeFile(workspace.at('mixed', 'a.ini'), '[a]\nb=1\n');
});

describe.runIf(process.platform !== 'win32')('permissions are those of the input', () => {
  test.each([
    ['mark', []],
    ['mark', ['--no-registry']],
    ['sign', []],
    ['embed', []],
  ] as const)('%s %j', async (command, flags) => {
    for (const [name, mode] of [
      ['art.png', 0o600],
      ['art.png', 0o640],
    ] as const) {
      await chmod(workspace.at(name), mode);
      const output = `${command}${flags.length}-${mode}.png`;
      expect((await run(command, name, '-o', output, ...flags)).code).toBe(0);
      expect(await modeOf(output)).toBe(mode & ~process.umask());
    }
  });

  test('a script can be run, a sidecar is as private as its file', async () => {
    await workspace.write('run.sh', '#!/bin/sh\necho hi\n');
    await chmod(workspace.at('run.sh'), 0o700);
    for (const command of ['sign', 'mark']) {
      expect((await run(command, 'run.sh', '-o', `${command}.sh`)).code).toBe(0);
      expect(await modeOf(`${command}.sh`)).toBe(0o700);
    }
    expect((await run('sign', 'run.sh', '--sidecar')).code).toBe(0);
    expect((await modeOf('run.c2pa')) & 0o077).toBe(0);
  });
});

describe('a folder with files of other kinds', () => {
  const names = ['a.ini', 'a.json', 'x.jxl'].map((name) => join('mixed', name)).join(', ');
  const notes = [
    say('told.passed-over', { count: 3, what: names }),
    say('told.passed-over.json'),
    say('told.passed-over.text'),
  ].map((said) => render(said));

  test.each(['mark', 'sign', 'embed'])('%s names them', async (command) => {
    const ran = await run(command, 'mixed', '-o', `of-${command}`, '--json');
    expect(ran.code).toBe(0);
    for (const note of notes) expect(ran.stderr).toContain(note);
    expect(json(ran.stdout)).toMatchObject([{ passedOver: 3 }]);
    expect(await readdir(workspace.at(`of-${command}`))).toEqual(['art.png']);
    const quiet = await run(command, 'mixed', '-o', `of-${command}-q`, '-q');
    expect(quiet).toMatchObject({ code: 0, stdout: '', stderr: '' });
  });

  test('of many, their endings are counted', async () => {
    await mkdir(workspace.at('crowd'));
    await writeFile(workspace.at('crowd', 'art.png'), await textured(4));
    for (let i = 0; i < 6; i++) await writeFile(workspace.at('crowd', `${i}.jxl`), '\xff\0');
    const ran = await run('sign', 'crowd', '-o', 'of-crowd');
    expect(ran.stderr).toContain(render(say('told.passed-over', { count: 6, what: '.jxl 6' })));
  });

  test('all of a folder without any that could carry a credential', async () => {
    await mkdir(workspace.at('none'));
    await writeFile(workspace.at('none', 'x.jxl'), Buffer.from([0xff, 0x0a, 0, 1]));
    const ran = await run('sign', 'none', '-o', 'of-none');
    expect(ran.code).toBe(3);
    expect(ran.stderr).toContain(join('none', 'x.jxl'));
  });
});

test.each([
  ['a.csv', 'a,b\n1,2\n', say('marking.rows')],
  ['a.tsv', 'a\tb\n1\t2\n', say('marking.rows')],
  ['a.po', 'msgid "a"\nmsgstr "b"\n', say('marking.end')],
  ['a.txt', 'A sentence.\n', null],
] as const)('%s: what other programs see of the credential is said', async (name, text, said) => {
  await workspace.write(name, text);
  const ran = await run('sign', name, '-o', `signed-${name}`);
  expect(ran.code).toBe(0);
  if (said === null) expect(ran.stderr).toBe('');
  else expect(ran.stderr).toContain(render(said));
  expect((await run('sign', name, '--sidecar', '--force')).stderr).toBe('');
});

test('a picture of more pixels than are worked on is signed without a mark', async () => {
  const create = { width: 17_000, height: 8_000, channels: 3, background: '#777' } as const;
  const big = await sharp({ create, limitInputPixels: false })
    .png({ compressionLevel: 1 })
    .toBuffer();
  await workspace.write('big.png', big);
  const ran = await run('mark', 'big.png', '-o', 'big.marked.png', '--json');
  expect(ran.code).toBe(0);
  expect(json(ran.stdout)).toMatchObject([{ unmarked: 'large', watermark: null }]);
  expect(await run('mark', 'big.png', '-o', 'refused.png', '--require-mark')).toMatchObject({
    code: 1,
  });
  const embedded = await run('embed', 'big.png', '-o', 'embedded.png');
  expect(embedded.code).toBe(1);
  expect(embedded.stderr).toContain(render(say('unmarked.large')));
  expect((await run('verify', 'big.marked.png')).stdout).toContain(
    render(say('unseen.watermark.limit')),
  );
}, 120_000);
