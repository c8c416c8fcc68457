// Finding M6: what nobody has thought of is a line of its file, and not the end of all others.
import { mkdir, writeFile } from 'node:fs/promises';
import { deflateSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { json, lines, provenance } from './console.ts';
import { textured, useWorkspace } from './folders.ts';

const workspace = useWorkspace();
const stdin = new TypeError('a fault of the program');
const run = (args: string[], env = {}) => provenance(workspace.path, args, { stdin, env });

beforeAll(async () => {
  await workspace.write('art.png', await textured(1, 256));
});

describe('a file that fails as no file should', () => {
  test.each([
    ['verify', ['verify', '-', 'photo.signed.png']],
    ['trace', ['trace', '-', 'photo.signed.png']],
    ['detect', ['detect', '-', 'art.png']],
  ])('%s goes on, with exit code 10 for it', async (_, args) => {
    const ran = await run([...args, '--json']);
    expect(ran.code).toBe(10);
    expect(ran.stderr).toMatch(/-: Something went wrong that should not\..*\(UNEXPECTED_ERROR\)/);
    expect(ran.stderr).toContain('cause: a fault of the program');
    expect(ran.stderr).not.toMatch(/\n\s+at /);
    expect(json(ran.stdout).map(({ file }) => file)).toContain(args.at(-1));
    expect((await run([...args, '--json'], { PROVENANCE_DEBUG: '1' })).stderr).toMatch(/\n\s+at /);
  });

  test('verify has a report for it', async () => {
    const [line] = json((await run(['verify', '-', 'photo.signed.png', '--json'])).stdout);
    expect(line).toMatchObject({ file: '-', exitCode: 10, c2pa: { reason: 'UNEXPECTED_ERROR' } });
    const shown = await run(['verify', '-', 'photo.signed.png']);
    expect(lines(shown.stdout)[0]).toMatch(/^· not checked {6}-: Not checked\./);
  });

  test.each([
    ['sign', ['sign', '-', '-o', 'out.png']],
    ['mark', ['mark', '-', '-o', 'out.png']],
    ['embed', ['embed', '-', '-o', 'out.png']],
  ])('%s writes nothing for it', async (_, args) => {
    const ran = await run(args);
    expect(ran).toMatchObject({ code: 10, stdout: '' });
    expect(ran.stderr).toMatch(/-: Something went wrong that should not\..*\(UNEXPECTED_ERROR\)/);
    await expect(workspace.read('out.png')).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

/** A gray PNG without pixels worth a look: longer than any other format has sides. */
function long(width: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const whole = Buffer.alloc(body.length + 8);
    whole.writeUInt32BE(data.length, 0);
    body.copy(whole, 4);
    whole.writeUInt32BE(crc(body), body.length + 4);
    return whole;
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(1, 4);
  header[8] = 8;
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(width + 1))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function crc(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
  }
  return ~value >>> 0;
}

describe('a folder with a picture of 65,536 pixels a side in it', () => {
  const names = ['a.png', 'b-long.png', 'c.png'];
  beforeAll(async () => {
    await mkdir(workspace.at('folder'));
    for (const name of names) {
      const bytes = name.includes('long') ? long(65_536) : await workspace.read('art.png');
      await writeFile(workspace.at('folder', name), bytes);
    }
  });

  test('is looked at to its end by every command', async () => {
    const verified = await run(['verify', 'folder', '--json']);
    expect(json(verified.stdout).map(({ file }) => file)).toEqual(names.map((n) => `folder/${n}`));
    for (const [command, ...flags] of [
      ['trace', '--json'],
      ['detect', '--json'],
      ['mark', '--json', '-o', 'marked/'],
      ['embed', '--json', '-o', 'embedded/'],
      ['sign', '--json', '-o', 'signed/'],
    ] as const) {
      const ran = await run([command, 'folder', ...flags]);
      const done = json(ran.stdout).map(({ file }) => file);
      expect(done).toEqual(expect.arrayContaining(['folder/a.png', 'folder/c.png']));
      expect(ran.stderr).not.toContain('fault of the program');
    }
  });
});
