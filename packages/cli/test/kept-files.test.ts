import { chmod, lstat, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, expect, test } from 'vitest';
import { json, provenance } from './console.ts';
import { textured, useWorkspace } from './folders.ts';

const workspace = useWorkspace();
const { at } = workspace;
const run = (...args: string[]) => provenance(workspace.path, args);
const modeOf = async (path: string) => (await stat(path)).mode & 0o777;

let art: Buffer;
beforeAll(async () => {
  art = await textured();
});

test.each(['mark', 'sign', 'embed'])(
  '%s passes its own results over in a folder around them',
  async (command) => {
    const folder = `folder-${command}`;
    await mkdir(at(folder, 'inner'), { recursive: true });
    await writeFile(at(folder, 'a.png'), art);
    await writeFile(at(folder, 'inner', 'b.png'), art);
    const model = command === 'embed' ? [] : ['--model', 'm'];
    const args = [command, folder, '-o', join(folder, 'out'), ...model, '--json'];
    const files = [join(folder, 'a.png'), join(folder, 'inner', 'b.png')];
    for (const again of [[], ['-f'], ['-f']]) {
      const ran = await run(...args, ...again);
      expect(ran.code).toBe(0);
      expect(json(ran.stdout).map(({ file }) => file)).toEqual(files);
    }
    expect((await readdir(at(folder, 'out'), { recursive: true })).sort()).toEqual([
      'a.png',
      'inner',
      join('inner', 'b.png'),
    ]);
  },
);

test('a folder of results can be named itself', async () => {
  await mkdir(at('results'));
  await writeFile(at('results', 'a.png'), art);
  const ran = await run('sign', 'results', '-o', 'results', '-f', '--model', 'm', '--json');
  expect(json(ran.stdout).map(({ file }) => file)).toEqual([join('results', 'a.png')]);
});

test.runIf(process.platform !== 'win32').each(['mark', 'sign', 'embed'])(
  '%s in place keeps who may read a file, and what a link points to',
  async (command) => {
    const model = command === 'embed' ? ['-q'] : ['--model', 'm', '-q'];
    for (const mode of [0o600, 0o640, 0o444]) {
      const path = at(`${command}-${mode}.png`);
      await writeFile(path, art);
      await chmod(path, mode);
      expect((await run(command, path, '-o', path, '-f', ...model)).code).toBe(0);
      expect(await modeOf(path)).toBe(mode);
      expect((await readFile(path)).equals(art)).toBe(false);
    }
    const [target, link] = [at(`${command}-target.png`), at(`${command}-link.png`)];
    await writeFile(target, art);
    await symlink(target, link);
    expect((await run(command, link, '-o', link, '-f', ...model)).code).toBe(0);
    expect((await lstat(link)).isSymbolicLink()).toBe(true);
    expect((await readFile(target)).equals(art)).toBe(false);
  },
);

test.each(['jpeg', 'png', 'webp', 'tiff', 'avif'] as const)(
  'embed refuses to take a credential out of a %s, unless that is asked for',
  async (format) => {
    const [plain, signed, out] = [`p.${format}`, `s.${format}`, `e.${format}`];
    await workspace.write(plain, await sharp(art).toFormat(format).toBuffer());
    expect((await run('sign', plain, '-o', signed, '--model', 'm')).code).toBe(0);
    const refused = await run('embed', signed, '-o', out);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('--discard-credential');
    await expect(workspace.read(out)).rejects.toMatchObject({ code: 'ENOENT' });
    expect((await run('embed', signed, '-o', out, '--discard-credential')).code).toBe(0);
    const [line] = json((await run('verify', out, '--json')).stdout);
    expect(line.c2pa.state).toBe('NoManifest');
  },
);

test('what marking would lose is said, and goes only with --allow-loss', async () => {
  const separations = await sharp(art).toColourspace('cmyk').jpeg().toBuffer();
  await workspace.write('cmyk.jpg', separations);
  const kept = await run('mark', 'cmyk.jpg', '-o', 'kept.jpg', '--model', 'm');
  expect(kept.code).toBe(0);
  expect(`${kept.stdout}${kept.stderr}`).toContain('CMYK');
  expect((await sharp(await workspace.read('kept.jpg')).metadata()).space).toBe('cmyk');

  const args = ['mark', 'cmyk.jpg', '--model', 'm', '--allow-loss'];
  const lost = await run(...args, '-o', 'lost.jpg');
  expect(lost.code).toBe(0);
  expect(`${lost.stdout}${lost.stderr}`).toContain('not kept: CMYK separations');
  expect((await sharp(await workspace.read('lost.jpg')).metadata()).space).toBe('srgb');
  const [line] = json((await run(...args, '-o', 'again.jpg', '--json')).stdout);
  expect(line.losses).toMatchObject([{ kind: 'separations' }]);

  const refused = await run('embed', 'cmyk.jpg', '-o', 'never.jpg');
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain('--allow-loss');
  await expect(workspace.read('never.jpg')).rejects.toMatchObject({ code: 'ENOENT' });
  const embedded = await run('embed', 'cmyk.jpg', '-o', 'embedded.jpg', '--allow-loss');
  expect(embedded.code).toBe(0);
  expect(embedded.stderr).toContain('not kept: CMYK separations');
});
