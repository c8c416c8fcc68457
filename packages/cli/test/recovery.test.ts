import { readFileSync } from 'node:fs';
import { chmod, mkdir } from 'node:fs/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { json, lines, provenance } from './console.ts';
import { textured, useEmptyFolder, useWorkspace } from './folders.ts';

const SIDE = 512;
const workspace = useWorkspace();
const elsewhere = useEmptyFolder();
const run = (...args: string[]) => provenance(workspace.path, args);

const schema = JSON.parse(
  readFileSync(new URL('../schema/verify-2.schema.json', import.meta.url), 'utf8'),
);
const fits = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);
const verified = async (...args: string[]) => {
  const ran = await run('verify', '--json', ...args);
  const [line] = json(ran.stdout);
  expect(fits(line), JSON.stringify(fits.errors)).toBe(true);
  expect(line.exitCode).toBe(ran.code);
  return line;
};
const evidence = (line: { evidence: { finding: string }[] }) =>
  line.evidence.find(({ finding }) => finding === 'record');

let contentId: string;
let marked: Buffer;
let time: string;
/** A mark that was never recorded, and one that is nobody's. */
let unrecorded: string;
beforeAll(async () => {
  await workspace.write('art.png', await textured(1, SIDE));
  const model = ['--model', 'example-diffusion', '--model-version', '2.1'];
  const [line] = json((await run('mark', 'art.png', ...model, '--json')).stdout);
  contentId = line.contentId;
  marked = await workspace.read('art.marked.png');
  time = (await verified('art.marked.png')).verdict.origin.time;
  await workspace.write('strange.png', await textured(77, SIDE));
  const [other] = json((await run('mark', 'strange.png', '--no-registry', '--json')).stdout);
  unrecorded = other.contentId;
  // Without permission, also for root: what should be the data is a folder.
  await mkdir(workspace.at('down', 'data.mdb'), { recursive: true });
}, 60_000);

const half = SIDE / 2;
const part = Math.round(SIDE * 0.6);
const ATTACKS: [string, () => Promise<Buffer>][] = [
  ['stripped of all metadata', () => sharp(marked).png().toBuffer()],
  ['JPEG of quality 60', () => sharp(marked).jpeg({ quality: 60 }).toBuffer()],
  ['half its size', () => sharp(marked).resize(half).png().toBuffer()],
  [
    'a part of 60 %',
    () => sharp(marked).extract({ left: 100, top: 70, width: part, height: part }).png().toBuffer(),
  ],
  ['turned by 3 degrees', () => sharp(marked).rotate(3, { background: '#000' }).png().toBuffer()],
  [
    'a screenshot',
    () =>
      sharp({ create: { width: 900, height: 700, channels: 3, background: '#e8e8ec' } })
        .composite([{ input: marked, left: 210, top: 96 }])
        .png()
        .toBuffer(),
  ],
];

describe('what was stripped is recovered from its record', () => {
  test.each(ATTACKS)('%s: exit code 5, who, when and by which model', async (name, attack) => {
    const file = `${name.replaceAll(/\W/g, '-')}.img`;
    await workspace.write(file, await attack());
    const line = await verified(file);
    expect(line).toMatchObject({
      exitCode: 5,
      c2pa: { state: 'NoManifest' },
      watermark: { present: true, contentId },
      verdict: {
        origin: {
          kind: 'ai-generated',
          issuer: 'Example Organization',
          model: 'example-diffusion 2.1',
          time,
        },
        integrity: 'unverifiable',
        trust: 'none',
        assurance: 'statistical',
        recovered: 'watermark',
        conflicts: [],
      },
      registry: { asked: 'watermark', unavailable: null, records: [{ contentId, logIndex: 0 }] },
    });
    expect(evidence(line)).toMatchObject({ found: 'known', strength: 'statistical' });
    const { stdout } = await run('verify', '-v', file);
    expect(lines(stdout)[0]).toMatch(/^! Recovered by its watermark/);
    expect(lines(stdout)[0]).toContain(line.verdict.sentence);
    for (const word of ['“Example Organization”', '“example-diffusion 2.1”']) {
      expect(lines(stdout)[0]).toContain(word);
    }
    expect(stdout).toMatch(/^ {2}Recovered +The content id [0-9a-f]{16} is on record/m);
    expect(stdout).toMatch(/^ {2}Kept +Signed by “Example Organization”\.$/m);
  });

  test('a credential that holds says it itself, and that it is on record', async () => {
    const line = await verified('art.marked.png');
    expect(line).toMatchObject({ exitCode: 0, registry: { records: [{ by: 'watermark' }] } });
    expect(line.verdict).not.toHaveProperty('recovered');
    const { stdout } = await run('verify', '-v', 'art.marked.png');
    expect(stdout).toMatch(/^ {2}Record +The content id/m);
    expect(stdout).not.toMatch(/^ {2}Recovered/m);
  });

  test('without the key of the mark, by its likeness, which is no proof', async () => {
    await run('keys', 'watermark', '-o', 'strange.key');
    await workspace.write('like.jpg', await sharp(marked).jpeg({ quality: 80 }).toBuffer());
    const line = await verified('like.jpg', '--watermark-key', 'strange.key');
    expect(line).toMatchObject({
      exitCode: 5,
      verdict: { recovered: 'fingerprint', assurance: 'similarity', trust: 'none' },
      registry: { asked: 'fingerprint', records: [{ contentId, look: 'same' }] },
    });
    expect(evidence(line)).toMatchObject({ strength: 'similarity' });
    expect(line.verdict.sentence).toContain('A likeness is no proof');
  });

  test('a folder is one run: one line a file, the worst code', async () => {
    await mkdir(workspace.at('many'));
    for (const name of ['a.jpg', 'b.jpg', 'c.jpg']) {
      await workspace.write(`many/${name}`, await sharp(marked).jpeg({ quality: 70 }).toBuffer());
    }
    const ran = await run('verify', 'many');
    expect(ran).toMatchObject({ code: 5, stderr: '' });
    expect(lines(ran.stdout).filter((line) => line.includes('Recovered'))).toHaveLength(3);
  });
});

/** Longer than an excerpt that anybody might write again. */
const TEXT = Array.from(
  { length: 40 },
  (_, i) => `"Line ${i}" of the story says that ship number ${i * i + 7} left the harbour at dawn.`,
).join('\n');

describe('text', () => {
  beforeAll(async () => {
    await workspace.write('story.txt', `${TEXT}\n`);
    const model = ['--model', 'example-llm', '--model-version', '3'];
    expect((await run('mark', 'story.txt', ...model)).code).toBe(0);
  }, 60_000);

  test('without its credential, with other quotes and spaces, is known by its likeness', async () => {
    const pasted = TEXT.replace(/"([^"]*)"/g, '“$1”').replace(/ /g, '  ');
    await workspace.write('pasted.txt', `${pasted}\r\n`);
    const line = await verified('pasted.txt');
    expect(line).toMatchObject({
      exitCode: 5,
      c2pa: { state: 'NoManifest' },
      watermark: null,
      verdict: {
        origin: { kind: 'ai-generated', issuer: 'Example Organization', model: 'example-llm 3' },
        assurance: 'similarity',
        recovered: 'fingerprint',
        trust: 'none',
      },
      registry: { asked: 'fingerprint', records: [{ by: 'fingerprint' }] },
    });
    expect((await run('trace', 'pasted.txt')).code).toBe(5);
  });

  test('another text is not', async () => {
    await workspace.write(
      'other.txt',
      `${'Nothing of the kind was ever said here. '.repeat(40)}\n`,
    );
    expect(await verified('other.txt')).toMatchObject({ exitCode: 3, registry: { records: [] } });
  });
});

describe('what does not belong together: exit code 1, and both sides named', () => {
  test('a mark that was copied to another picture', async () => {
    const [from, original, onto] = await Promise.all(
      [marked, await workspace.read('art.png'), await textured(500, SIDE)].map((file) =>
        sharp(file).removeAlpha().raw().toBuffer(),
      ),
    );
    const copied = onto!.map((value, i) =>
      Math.max(0, Math.min(255, value + from![i]! - original![i]!)),
    );
    const raw = { width: SIDE, height: SIDE, channels: 3 } as const;
    await workspace.write('copied.png', await sharp(copied, { raw }).png().toBuffer());
    const line = await verified('copied.png');
    expect(line).toMatchObject({
      exitCode: 1,
      watermark: { present: true, contentId },
      verdict: { origin: { kind: 'unknown' } },
      registry: { records: [{ by: 'watermark', look: 'different' }] },
    });
    expect(line.verdict.conflicts).toMatchObject([{ code: 'conflict.copied-mark' }]);
    expect(evidence(line)).toMatchObject({ weight: 'against' });
    const { stdout } = await run('verify', '-v', 'copied.png');
    expect(lines(stdout)[0]).toMatch(/^✗ .*different content/);
    expect(stdout).toMatch(/^ {2}Record +/m);
    expect((await run('trace', 'copied.png')).code).toBe(1);
  });

  test("another issuer's credential over our mark", async () => {
    await workspace.write('bare.jpg', await sharp(marked).jpeg({ quality: 90 }).toBuffer());
    await run('keys', 'development', '-o', 'other', '--organization', 'Other Inc.');
    const other = [
      '--signer-key',
      'other/development-signer.key',
      '--cert',
      'other/development-signer.pem',
    ];
    expect((await run('sign', 'bare.jpg', '-o', 'taken.jpg', ...other)).code).toBe(0);
    const line = await verified('taken.jpg');
    expect(line.exitCode).toBe(1);
    const said: { sentence: string }[] = line.verdict.conflicts;
    const conflicts = said.map(({ sentence }) => sentence).join(' ');
    expect(conflicts).toContain('“Other Inc.”');
    expect(conflicts).toContain('origin record of “Example Organization”');
    expect(line.registry.records[0]).toMatchObject({ contentId });
  });
});

describe('what the registry does not know', () => {
  test('a mark without a record is told, and that there is none', async () => {
    await workspace.write(
      'unknown.jpg',
      await sharp(await workspace.read('strange.marked.png'))
        .jpeg({ quality: 80 })
        .toBuffer(),
    );
    const line = await verified('unknown.jpg');
    expect(line).toMatchObject({ exitCode: 5, registry: { asked: 'watermark', records: [] } });
    expect(line.verdict).not.toHaveProperty('recovered');
    expect(evidence(line)).toMatchObject({ found: 'unknown', strength: 'none' });
    const { stdout } = await run('verify', '-v', 'unknown.jpg');
    expect(stdout).toMatch(
      new RegExp(`^ {2}Record +The registry has no record of the content id ${unrecorded}`, 'm'),
    );
  });

  test('neither a mark nor a likeness: exit code 3', async () => {
    await workspace.write('nothing.png', await textured(901, SIDE));
    expect(await verified('nothing.png')).toMatchObject({
      exitCode: 3,
      registry: { asked: 'fingerprint', records: [] },
    });
  });

  test('--no-registry asks nobody', async () => {
    const line = await verified('like.jpg', '--no-registry');
    expect(line).toMatchObject({ exitCode: 5, registry: null });
    expect(line.verdict.origin).toMatchObject({ kind: 'ai-generated', time: null });
  });
});

const PASSWORD = 'hunter2/secret';
/** Nobody listens on port 1. */
const CLOSED = `postgresql://me:${encodeURIComponent(PASSWORD)}@127.0.0.1:1/records`;

describe('a registry that cannot be asked', () => {
  test.each([
    ['its folder cannot be used', 'down'],
    ['the database is down', CLOSED],
  ])('%s: exit code 11, and what is known without it', async (_, location) => {
    await workspace.write('asked.jpg', await sharp(marked).jpeg({ quality: 80 }).toBuffer());
    const ran = await run('verify', '-v', 'asked.jpg', '--registry', location);
    expect(ran.code).toBe(11);
    expect(lines(ran.stdout)[0]).toContain(contentId);
    expect(ran.stdout).toMatch(/^ {2}Record +The registry was not asked/m);
    expect(ran.stdout).toMatch(/^ {2}Next +Repeat it/m);
    // Why, and what to do.
    expect(ran.stderr).toMatch(/^note: .*REGISTRY_UNAVAILABLE/);
    const line = await verified('asked.jpg', '--registry', location);
    expect(line).toMatchObject({
      watermark: { present: true, contentId },
      verdict: { origin: { kind: 'ai-generated' }, assurance: 'statistical' },
      registry: { asked: 'hash', unavailable: 'REGISTRY_UNAVAILABLE', records: [] },
    });
    expect(evidence(line)).toMatchObject({ found: 'unavailable', strength: 'none' });
  });

  // "Repeat it" would be no help: nothing of what was asked for is done at a place that was mistyped.
  test('named where there is none: exit code 2, whatever the file', async () => {
    for (const file of ['nothing.png', 'photo.signed.png']) {
      const ran = await run('verify', file, '--registry', 'nowhere');
      expect(ran).toMatchObject({ code: 2, stdout: '' });
      expect(ran.stderr).toMatch(/REGISTRY_MISSING/);
    }
  });

  test.skipIf(process.getuid?.() === 0)('its folder may not be read', async () => {
    await mkdir(workspace.at('locked'));
    await run('registry', 'init', 'locked');
    await chmod(workspace.at('locked'), 0);
    expect((await run('verify', 'nothing.png', '--registry', 'locked')).code).toBe(11);
    await chmod(workspace.at('locked'), 0o700);
  });

  test('is not needed by a credential that holds, and outweighs "nothing found"', async () => {
    const code = async (file: string) => (await run('verify', file, '--registry', 'down')).code;
    expect(await code('photo.signed.png')).toBe(0);
    expect(await code('art.marked.png')).toBe(0);
    expect(await code('nothing.png')).toBe(11);
    // What does not hold does not, whatever a registry would say.
    expect(await code('taken.jpg')).toBe(1);
    const both = await run('verify', 'nothing.png', 'art.marked.png', '--registry', 'down');
    expect(both.code).toBe(11);
  });

  test('no password is in what is said, in no output and at no length', async () => {
    const env = { PROVENANCE_REGISTRY: CLOSED, PROVENANCE_DEBUG: '1' };
    for (const args of [
      ['verify', 'nothing.png'],
      ['verify', '--json', 'nothing.png'],
      ['trace', 'nothing.png'],
      ['doctor'],
      ['doctor', '--json'],
      ['registry', 'stats'],
      ['log', 'verify'],
      ['mark', 'art.png', '-o', 'never.png'],
    ]) {
      const ran = await provenance(workspace.path, args, { env });
      expect([11, 2]).toContain(ran.code);
      for (const text of [ran.stdout, ran.stderr]) {
        expect(text).not.toContain(PASSWORD);
        expect(text).not.toContain(encodeURIComponent(PASSWORD));
      }
    }
    const { stdout } = await provenance(workspace.path, ['doctor'], { env });
    expect(stdout).toMatch(
      /registry\.location +postgresql:\/\/127\.0\.0\.1\/records \(PROVENANCE_REGISTRY\)/,
    );
  });

  test('trace cannot do without', async () => {
    const ran = await run('trace', 'like.jpg', '--registry', 'down');
    expect(ran).toMatchObject({ code: 11, stdout: '' });
    expect(ran.stderr).toContain('REGISTRY_UNAVAILABLE');
    const nowhere = await provenance(elsewhere.path, ['trace', workspace.at('like.jpg')]);
    expect(nowhere).toMatchObject({ code: 2, stdout: '' });
  });
});
