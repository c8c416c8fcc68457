import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { beforeAll, expect, test } from 'vitest';
import { json, provenance } from './console.ts';
import { useWorkspace } from './folders.ts';

const workspace = useWorkspace();
const at = (name: string) => join(workspace.path, name);
const verify = (...args: string[]) => provenance(workspace.path, ['verify', ...args]);

beforeAll(async () => {
  const [signed, plain] = await Promise.all(
    ['photo.signed.png', 'photo.png'].map(async (name) => new Uint8Array(await readFile(at(name)))),
  );
  const files = { 'in/a.png': signed as Uint8Array, 'b.png': plain as Uint8Array };
  const beside = { '__MACOSX/._b.png': strToU8('x'), '.DS_Store': strToU8('x') };
  await writeFile(at('files.zip'), zipSync({ ...files, ...beside }));
  await writeFile(at('FILES.ZIP'), zipSync(files, { level: 0 }));
});

test.each(['files.zip', 'FILES.ZIP'])('%s is looked into', async (archive) => {
  const ran = await verify('--json', archive);
  expect(json(ran.stdout).map(({ file, exitCode }) => [file, exitCode])).toEqual([
    [`${archive}/in/a.png`, 0],
    [`${archive}/b.png`, 3],
  ]);
  expect(ran.code).toBe(3);
});

test('a file of an archive is held to the limit before it is unpacked', async () => {
  const [line] = json(
    (await verify('--json', '--max-bytes', '2000000', await bomb(3_000_000))).stdout,
  );
  expect(line).toMatchObject({ exitCode: 10, c2pa: { reason: 'CONTENT_TOO_LARGE' } });
});

test('an archive that unpacks to more than a gigabyte is refused, as one of too many files is', async () => {
  const bytes = await readFile(at(await bomb(1000)));
  // Its size stands in the directory at the end of the archive, behind the signature PK\\1\\2.
  const directory = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 1, 2]));
  bytes.writeUInt32LE(2 ** 31, directory + 24);
  await writeFile(at('huge.zip'), bytes);
  expect(await verify('huge.zip')).toMatchObject({ code: 10, stdout: '' });
  const many = Object.fromEntries(Array.from({ length: 1001 }, (_, i) => [`${i}`, strToU8('x')]));
  await writeFile(at('many.zip'), zipSync(many));
  expect((await verify('many.zip')).stderr).toContain('more than 1000 files');
});

test('one that is none, and one that holds nothing, are said to be so', async () => {
  await writeFile(at('none.zip'), 'no archive');
  expect((await verify('none.zip')).code).toBe(10);
  await writeFile(at('empty.zip'), zipSync({}));
  expect((await verify('empty.zip')).code).toBe(10);
});

test.each(['https://example.invalid/a.jpg', '0123456789abcdef'])(
  '%s is no file, and that is said',
  async (name) => {
    const ran = await verify(name);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain('no file');
  },
);

async function bomb(size: number): Promise<string> {
  const name = `bomb-${size}.zip`;
  await writeFile(at(name), zipSync({ 'a.png': new Uint8Array(size) }));
  return name;
}
