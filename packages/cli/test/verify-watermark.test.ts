import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { json, lines, provenance } from './console.ts';
import { textured, useEmptyFolder, useWorkspace } from './folders.ts';

const workspace = useWorkspace();
const elsewhere = useEmptyFolder();
const run = (...args: string[]) => provenance(workspace.path, args);

const schema = JSON.parse(
  readFileSync(new URL('../schema/verify-2.schema.json', import.meta.url), 'utf8'),
);
const fits = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);

let contentId: string;
beforeAll(async () => {
  await workspace.write('art.png', await textured());
  const [line] = json(
    (await run('mark', 'art.png', '--model', 'm', '--no-registry', '--json')).stdout,
  );
  contentId = line.contentId;
  const marked = await workspace.read('art.marked.png');
  await workspace.write('stripped.jpg', await sharp(marked).jpeg({ quality: 80 }).toBuffer());
  const pixels = await sharp(marked).raw().toBuffer();
  pixels[0] = (pixels[0] as number) ^ 1;
  const raw = { width: 320, height: 320, channels: 3 } as const;
  await workspace.write('changed.png', await sharp(pixels, { raw }).png().toBuffer());
  // One issuer's mark under another one's signature.
  await run('keys', 'development', '-o', 'other', '--organization', 'Other Inc.');
  const other = [
    '--signer-key',
    'other/development-signer.key',
    '--cert',
    'other/development-signer.pem',
  ];
  await run('sign', 'stripped.jpg', '-o', 'taken.jpg', ...other);
  await workspace.write('half.png', marked.subarray(0, marked.length / 2));
}, 60_000);

const CASES: [string, number, object][] = [
  ['art.marked.png', 0, { present: true, notLooked: null }],
  ['art.png', 3, { present: false, notLooked: null, falsePositiveProbability: 1 }],
  ['stripped.jpg', 5, { present: true, marks: 'ai-generated', issuer: 'Example Organization' }],
  ['taken.jpg', 1, { present: true }],
  ['photo.signed.png', 0, { present: false }],
  ['half.png', 10, { present: true, notLooked: null }],
];

describe('verify with the configured key', () => {
  test.each(CASES)('%s: exit code %i, by the contract', async (file, code, watermark) => {
    const ran = await run('verify', '--json', file);
    expect(ran).toMatchObject({ code, stderr: '' });
    const [line] = json(ran.stdout);
    expect(fits(line), JSON.stringify(fits.errors)).toBe(true);
    expect(line.exitCode).toBe(code);
    expect(line.watermark).toMatchObject(watermark);
    if (line.watermark.present) expect(line.watermark.contentId).toBe(contentId);
  });

  test('explains the mark in one line, whatever else there is', async () => {
    for (const file of ['art.marked.png', 'stripped.jpg', 'taken.jpg']) {
      const { stdout } = await run('verify', '-v', file);
      const rows = lines(stdout).filter((line) => line.startsWith('  Watermark'));
      expect(rows).toHaveLength(1);
      expect(rows[0]).toContain(contentId);
    }
    const absent = await run('verify', '-v', 'art.png');
    expect(absent.stdout).toMatch(/^ {2}Watermark +No watermark of the given keys was found\.$/m);
    const taken = await run('verify', '-v', 'taken.jpg');
    expect(lines(taken.stdout)[0]).toMatch(/^✗ .*“Other Inc\.”.*“Example Organization”/);
  });

  test('a folder gives the same as its files, in order, and the worst exit code', async () => {
    const files = CASES.map(([file]) => file);
    const ran = await run('verify', '--json', ...files);
    expect(ran.code).toBe(1);
    expect(json(ran.stdout).map(({ file, exitCode }) => [file, exitCode])).toEqual(
      CASES.map(([file, code]) => [file, code]),
    );
  });

  test('altered stays altered, and the mark is shown', async () => {
    const store = [
      'sign',
      'art.marked.png',
      '--sidecar',
      '-o',
      'changed.c2pa',
      '--discard-credential',
    ];
    expect((await run(...store)).code).toBe(0);
    const ran = await run('verify', '--json', 'changed.png', '--manifest', 'changed.c2pa');
    expect(ran.code).toBe(1);
    expect(json(ran.stdout)[0]).toMatchObject({
      verdict: { integrity: 'altered', origin: { kind: 'ai-generated' }, assurance: 'statistical' },
      watermark: { present: true, contentId },
    });
  });
});

describe('keys', () => {
  const key = () => workspace.at('.provenance', 'watermark.key');
  const from = (flags: string[], env: Record<string, string> = {}) =>
    provenance(elsewhere.path, ['verify', '--json', workspace.at('stripped.jpg'), ...flags], {
      env,
    });

  test('come from flags, else the environment, else the configuration; without one none is sought', async () => {
    await run('keys', 'watermark', '-o', 'strange.key');
    const strange = workspace.at('strange.key');
    const found = async (...args: Parameters<typeof from>) => {
      const ran = await from(...args);
      return [ran.code, json(ran.stdout)[0].watermark?.present];
    };
    expect(await found([])).toEqual([3, undefined]);
    expect(await found(['--watermark-key', key()])).toEqual([5, true]);
    expect(await found([], { PROVENANCE_WATERMARK_KEY: key() })).toEqual([5, true]);
    expect(await found([], { PROVENANCE_WATERMARK_KEY: `${strange}:${key()}` })).toEqual([5, true]);
    const env = { PROVENANCE_WATERMARK_KEY: strange };
    expect(await found([], env)).toEqual([3, false]);
    expect(await found(['--watermark-key', key()], env)).toEqual([5, true]);
    expect(await found(['--watermark-key', strange, '--watermark-key', key()])).toEqual([5, true]);
  });

  test('are known by name where the configuration has them', async () => {
    const named = async (flags: string[]) =>
      json((await run('verify', '--json', 'stripped.jpg', ...flags)).stdout)[0].watermark.issuer;
    expect(await named([])).toBe('Example Organization');
    expect(await named(['--watermark-key', '.provenance/watermark.key'])).toBe(
      'Example Organization',
    );
    await workspace.write('copy.key', await workspace.read('.provenance', 'watermark.key'));
    expect(await named(['--watermark-key', 'copy.key'])).toBe(null);
  });

  test('a mark is looked for as far as is asked', async () => {
    const ran = await from(['--watermark-key', key(), '--effort', 'fast']);
    expect(json(ran.stdout)[0].watermark.effort).toBe('fast');
    expect((await from(['--effort', 'fast'])).code).toBe(2);
    expect((await from(['--watermark-key', key(), '--effort', 'most'])).code).toBe(2);
    expect((await from(['--watermark-key', workspace.at('art.png')])).code).toBe(2);
  });

  test('a manifest that names a mark says so without one, and what would look for it', async () => {
    const { stdout } = await provenance(elsewhere.path, [
      'verify',
      '-v',
      workspace.at('art.marked.png'),
    ]);
    expect(stdout).toContain(`names a watermark with the content id ${contentId}`);
    expect(stdout).toContain('--watermark-key');
  });
});
