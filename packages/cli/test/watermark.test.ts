import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { json, lines, provenance } from './console.ts';
import { textured, useEmptyFolder } from './folders.ts';

const folder = useEmptyFolder();
const at = (...names: string[]) => join(folder.path, ...names);
const run = (...args: string[]) => provenance(folder.path, args);
const CONTENT_ID = '0123456789abcdef';

beforeAll(async () => {
  await writeFile(at('plain.png'), await textured());
  expect((await run('keys', 'watermark', '-o', 'key')).code).toBe(0);
  expect((await run('keys', 'watermark', '-o', 'other')).code).toBe(0);
  const args = [
    'plain.png',
    '--watermark-key',
    'key',
    '--content-id',
    CONTENT_ID,
    '-o',
    'marked.png',
  ];
  expect((await run('embed', ...args)).code).toBe(0);
});

const detected = async (name: string, ...args: string[]) =>
  json((await run('detect', name, '--watermark-key', 'key', '--json', ...args)).stdout)[0];

describe('keys watermark', () => {
  test('writes a new secret each time, for its owner alone, and replaces none', async () => {
    expect((await stat(at('key'))).mode & 0o777).toBe(0o600);
    expect(await readFile(at('key'), 'utf8')).toMatch(/^[0-9a-f]{64}\n$/);
    expect(await readFile(at('key'), 'utf8')).not.toBe(await readFile(at('other'), 'utf8'));
    expect((await run('keys', 'watermark', '-o', 'key')).code).toBe(2);
  });
});

describe('embed --visibility', () => {
  /** In dB: how little a flat picture was changed. */
  const psnrOf = async (...args: string[]) => {
    const ran = await run('embed', 'grey.png', '-f', '-o', 'seen.png', '--json', ...args);
    expect(ran.code).toBe(0);
    expect((await detected('seen.png')).present).toBe(true);
    return json(ran.stdout)[0].psnr as number;
  };

  test('moves flat areas less or more, by the flag or else the configuration', async () => {
    const grey = { width: 512, height: 512, channels: 3, background: '#808080' } as const;
    await sharp({ create: grey }).png().toFile(at('grey.png'));
    const robust = await psnrOf('--watermark-key', 'key', '--visibility', 'robust');
    const unsaid = await psnrOf('--watermark-key', 'key');
    expect(unsaid).toBeGreaterThan(robust + 2);
    const watermark = { keys: [{ key: 'key' }], visibility: 'robust' };
    await writeFile(at('robust.json'), JSON.stringify({ watermark }));
    const configured = ['--config', 'robust.json'];
    expect(Math.abs((await psnrOf(...configured)) - robust)).toBeLessThan(0.5);
    expect(await psnrOf(...configured, '--visibility', 'balanced')).toBeGreaterThan(robust + 2);
  });

  test('knows no other', async () => {
    const args = ['plain.png', '--watermark-key', 'key', '-o', 'never.png', '--visibility', 'loud'];
    const ran = await run('embed', ...args);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('strict, balanced, robust');
  });
});

test('embed looks at the output before the picture', async () => {
  await writeFile(join(folder.path, 'broken.png'), 'no picture');
  const args = ['broken.png', '--watermark-key', 'key', '-o', 'marked.png'];
  const taken = await run('embed', ...args);
  expect(taken).toMatchObject({ code: 2, stderr: expect.stringContaining('FILE_EXISTS') });
  expect((await run('embed', ...args, '--force')).stderr).not.toContain('FILE_EXISTS');
});

describe('detect', () => {
  test('reads what embed hid, as one JSON object a file', async () => {
    const ran = await run('detect', 'marked.png', 'plain.png', '--watermark-key', 'key', '--json');
    expect(ran.code).toBe(3);
    const [marked, plain] = lines(ran.stdout).map((line) => JSON.parse(line));
    expect(marked).toMatchObject({
      schema: 'provenance.detect/1',
      file: 'marked.png',
      present: true,
      contentId: CONTENT_ID,
      effort: 'standard',
      geometry: { flip: false },
    });
    expect(marked.falsePositiveProbability).toBeLessThan(1e-9);
    expect(plain).toMatchObject({
      file: 'plain.png',
      present: false,
      contentId: null,
      geometry: null,
    });
  });

  test('needs the key', async () => {
    const with_ = async (...keys: string[]) =>
      (await run('detect', 'marked.png', ...keys.flatMap((key) => ['--watermark-key', key]))).code;
    expect(await with_('other')).toBe(3);
    expect(await with_('other', 'key')).toBe(0);
    expect((await run('detect', 'marked.png')).code).toBe(2);
    expect(await with_('plain.png')).toBe(2);
  });

  test('reads it after compression, turning and mirroring', async () => {
    const marked = await readFile(at('marked.png'));
    await sharp(marked).jpeg({ quality: 75 }).toFile(at('compressed.jpg'));
    await sharp(marked).rotate(11).jpeg({ quality: 90 }).toFile(at('turned.jpg'));
    await sharp(marked).flop().toFile(at('mirrored.png'));
    for (const name of ['compressed.jpg', 'turned.jpg', 'mirrored.png']) {
      expect([name, (await detected(name)).contentId]).toEqual([name, CONTENT_ID]);
    }
    expect((await detected('mirrored.png')).geometry.flip).toBe(true);
    expect((await detected('turned.jpg')).geometry.rotation).toBeCloseTo(11, 0);
  });

  test('prints exactly these fields', async () => {
    const line = await detected('marked.png', '--effort', 'fast');
    expect(Object.keys(line)).toEqual([
      'schema',
      'file',
      'present',
      'contentId',
      'falsePositiveProbability',
      'geometry',
      'correctedBits',
      'keyId',
      'effort',
      'ms',
      'configuration',
    ]);
    expect(line).toMatchObject({ effort: 'fast', keyId: expect.stringMatching(/^[0-9a-f]{16}$/) });
    expect(Number.isInteger(line.ms)).toBe(true);
  });

  test('without a key there is nothing to look for', async () => {
    const ran = await run('detect', 'marked.png');
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain('keys watermark');
    expect((await run('embed', 'plain.png')).code).toBe(2);
    const env = { PROVENANCE_WATERMARK_KEY: at('key') };
    expect((await provenance(folder.path, ['detect', 'marked.png'], { env })).code).toBe(0);
  });

  test('folders and more files than are worth threads, in order', async () => {
    await mkdir(at('gallery', 'inner'), { recursive: true });
    const names = ['a.png', 'b.png', 'c.png', join('inner', 'd.png')];
    for (const [i, name] of names.entries()) {
      await writeFile(at('gallery', name), await textured(10 + i));
    }
    const embedded = await run(
      'embed',
      'gallery',
      '--watermark-key',
      'key',
      '-o',
      'hung',
      '--json',
    );
    expect(embedded.code).toBe(0);
    expect(json(embedded.stdout).map(({ file }) => file)).toEqual(
      names.map((name) => join('gallery', name)),
    );
    const found = await run('detect', 'hung', '--watermark-key', 'key', '--json');
    expect(found.code).toBe(0);
    expect(json(found.stdout).map(({ contentId }) => contentId)).toEqual(
      json(embedded.stdout).map(({ contentId }) => contentId),
    );
    const flat = await run('detect', 'hung', '--watermark-key', 'key', '--json', '--no-recursive');
    expect(json(flat.stdout)).toHaveLength(3);
  });

  test('what is no picture is an error, and does not end a run', async () => {
    await writeFile(at('text.png'), 'text');
    const ran = await run('detect', 'text.png', 'marked.png', '--watermark-key', 'key', '--json');
    expect(ran.code).toBe(10);
    expect(lines(ran.stdout)).toHaveLength(1);
    expect(ran.stderr).toContain('text.png');
  });
});

describe('embed', () => {
  test('says what it wrote, and nothing may be replaced unasked', async () => {
    const ran = await run('embed', 'plain.png', '--watermark-key', 'key', '--json');
    const [line] = json(ran.stdout);
    expect(line).toMatchObject({ schema: 'provenance.embed/1', output: 'plain.marked.png' });
    expect(line.psnr).toBeGreaterThan(38);
    expect((await detected('plain.marked.png')).contentId).toBe(line.contentId);
    expect((await run('embed', 'plain.png', '--watermark-key', 'key')).code).toBe(2);
    expect((await run('embed', 'plain.png', '--watermark-key', 'key', '--force', '-q')).code).toBe(
      0,
    );
  });

  test('gives each file of a folder its own content id', async () => {
    await run('embed', 'plain.png', 'marked.png', '--watermark-key', 'other', '-o', 'many', '-q');
    expect((await readdir(at('many'))).sort()).toEqual(['marked.png', 'plain.png']);
    const ran = await run('detect', 'many', '--watermark-key', 'other', '--json');
    const ids = lines(ran.stdout).map((line) => JSON.parse(line).contentId);
    expect(ran.code).toBe(0);
    expect(new Set(ids).size).toBe(2);
    const shared = ['many', '--watermark-key', 'key', '--content-id', CONTENT_ID, '-o', 'x'];
    expect((await run('embed', ...shared)).code).toBe(2);
  });

  test('writes nothing for a picture that cannot carry a mark', async () => {
    await writeFile(at('tiny.png'), await textured(2, 64));
    const ran = await run('embed', 'tiny.png', '--watermark-key', 'key', '-o', 'never.png');
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain('tiny.png');
    expect(await readdir(folder.path)).not.toContain('never.png');
  });

  test('keeps the format and what lies in it', async () => {
    await sharp(await readFile(at('plain.png')))
      .withMetadata({ density: 144 })
      .jpeg({ quality: 92 })
      .toFile(at('photo.jpg'));
    expect((await run('embed', 'photo.jpg', '--watermark-key', 'key', '-q')).code).toBe(0);
    const { format, density } = await sharp(at('photo.marked.jpg')).metadata();
    expect({ format, density }).toEqual({ format: 'jpeg', density: 144 });
    expect((await detected('photo.marked.jpg')).present).toBe(true);
  });

  test.each(['', 'zz', '0123', `${CONTENT_ID}00`])(
    'refuses the content id %j',
    async (contentId) => {
      expect(
        (await run('embed', 'plain.png', '--watermark-key', 'key', '--content-id', contentId)).code,
      ).toBe(2);
    },
  );
});
