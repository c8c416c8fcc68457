import { execFileSync } from 'node:child_process';
import { chmod, mkdir, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { json, lines, provenance } from './console.ts';
import { useWorkspace } from './folders.ts';

const workspace = useWorkspace();

/** With the first four bytes before `marker` saying 4 GiB. */
function endless(bytes: Buffer, marker: string): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt32BE(0xffffffff, copy.indexOf(marker) - 4);
  return copy;
}

/** With a frame header that claims 60000 x 60000. */
function immense(jpeg: Buffer): Buffer {
  const copy = Buffer.from(jpeg);
  let at = 2;
  while (copy[at + 1] !== 0xc0 && copy[at + 1] !== 0xc2) at += 2 + copy.readUInt16BE(at + 2);
  copy.writeUInt16BE(60_000, at + 5);
  copy.writeUInt16BE(60_000, at + 7);
  return copy;
}

beforeAll(async () => {
  await mkdir(workspace.at('hostile'));
  const png = await workspace.read('photo.signed.png');
  const jpeg = await workspace.read('photo.signed.jpg');
  const store = png.indexOf('caBX');
  const files = {
    'cut-store.png': png.subarray(0, store + 400),
    'endless-chunk.png': endless(png, 'caBX'),
    // Of an assertion's content: the lengths of the boxes around it are in no hash.
    'endless-box.png': endless(png, 'cbor'),
    'immense.jpg': immense(jpeg),
    'wrong-extension.jpg': png,
    'header-only.jpg': Buffer.from([0xff, 0xd8, 0xff]),
  };
  for (const [name, bytes] of Object.entries(files)) {
    await writeFile(workspace.at('hostile', name), bytes);
  }
  const zeros = await open(workspace.at('hostile', 'zeros.jpg'), 'wx');
  await zeros.truncate(100 * 2 ** 20);
  await zeros.close();
});

test('each broken file is a report, in every command, and none is intact', async () => {
  const verified = await provenance(workspace.path, ['verify', '--json', 'hostile']);
  expect(verified.stderr).toBe('');
  const codes = Object.fromEntries(
    json(verified.stdout).map(({ file, exitCode }) => [file.slice('hostile/'.length), exitCode]),
  );
  expect(codes).toEqual({
    'cut-store.png': 10,
    'endless-box.png': expect.toSatisfy((code: number) => [1, 10].includes(code)),
    'endless-chunk.png': 10,
    'header-only.jpg': 10,
    'immense.jpg': 1,
    'wrong-extension.jpg': 0,
    'zeros.jpg': 10,
  });
  for (const name of Object.keys(codes)) {
    const file = join('hostile', name);
    const inspected = await provenance(workspace.path, ['inspect', '--tree', file]);
    expect([0, 10]).toContain(inspected.code);
    const signed = await provenance(workspace.path, [
      'sign',
      '--discard-credential',
      file,
      '-o',
      'x',
      '-f',
    ]);
    expect([0, 10]).toContain(signed.code);
    for (const { stderr } of [inspected, signed]) {
      expect(stderr).not.toMatch(/fault of the program|\n\s+at /);
    }
  }
});

describe('what is no regular file', () => {
  beforeAll(() => {
    execFileSync('mkfifo', [workspace.at('pipe.jpg')]);
  });

  test.each(['pipe.jpg', '/dev/zero'])('%s is not read, and nothing waits for it', async (file) => {
    for (const args of [
      ['verify', file],
      ['inspect', file],
      ['sign', file, '-o', 'out.jpg'],
    ]) {
      expect((await provenance(workspace.path, args)).code).toBe(10);
    }
    for (const option of ['--parent', '--component', '--input', '--assertion', '--config']) {
      const args = ['sign', 'photo.png', '-o', 'out.png', option, file];
      expect((await provenance(workspace.path, args)).code).toBe(2);
    }
    for (const option of ['--manifest', '--trust-anchors', '--trust-config', '--allowed-list']) {
      expect((await provenance(workspace.path, ['verify', 'photo.png', option, file])).code).toBe(
        2,
      );
    }
  });

  test('a pipe is not replaced, not even with --force', async () => {
    for (const force of [[], ['--force']]) {
      const args = ['sign', 'photo.jpg', '-o', 'pipe.jpg', ...force];
      expect((await provenance(workspace.path, args)).code).not.toBe(0);
    }
    execFileSync('test', ['-p', workspace.at('pipe.jpg')]);
  });
});

test('folders as deep as paths go', async () => {
  const bytes = await workspace.read('photo.signed.jpg');
  const deep = join(...Array.from({ length: 200 }, () => 'deep'));
  await mkdir(workspace.at(deep), { recursive: true });
  await writeFile(workspace.at(deep, 'photo.jpg'), bytes);
  const ran = await provenance(workspace.path, ['verify', '--json', 'deep']);
  expect(ran.code).toBe(0);
  expect(json(ran.stdout).map(({ file }) => file)).toEqual([join(deep, 'photo.jpg')]);
});

test('names with quotes, spaces, dashes and line feeds', async () => {
  const names = ['-n.jpg', '--json', ' .jpg', '"\'.jpg', 'a\nb.jpg', '$(id).jpg', '*.jpg'];
  await mkdir(workspace.at('names'));
  const bytes = await workspace.read('photo.signed.jpg');
  for (const name of names) await writeFile(workspace.at('names', name), bytes);
  const folder = workspace.at('names');
  const listed = await provenance(folder, ['verify', '--json', '.']);
  expect(json(listed.stdout).map(({ file }) => file)).toEqual([...names].sort());
  const named = await provenance(folder, ['verify', '--json', '--', ...names]);
  expect(named.code).toBe(0);
  expect(json(named.stdout).map(({ file }) => file)).toEqual(names);
  const short = await provenance(folder, ['verify', '.']);
  expect(lines(short.stdout).filter((line) => line.startsWith('✓ trusted signer'))).toHaveLength(
    names.length,
  );
});

// Root may read everything.
describe.skipIf(process.getuid?.() === 0)('without permission', () => {
  test('files and folders are reported, each as one that could not be checked', async () => {
    await mkdir(workspace.at('closed/in'), { recursive: true });
    await writeFile(workspace.at('closed/a.jpg'), 'x');
    await writeFile(workspace.at('closed/without-extension'), 'x');
    for (const name of ['in', 'a.jpg', 'without-extension']) {
      await chmod(workspace.at('closed', name), 0);
    }
    const ran = await provenance(workspace.path, ['verify', '--json', 'closed']);
    await chmod(workspace.at('closed/in'), 0o700);
    expect(json(ran.stdout).map(({ c2pa }) => c2pa.reason)).toEqual(
      Array.from({ length: 3 }, () => 'FILE_PERMISSION'),
    );
    expect(ran.code).toBe(10);
  });
});
