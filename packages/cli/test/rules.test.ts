import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  aigc,
  comment,
  escaped,
  exifSegment,
  jpeg,
  png,
  pngText,
  tiff,
  xmp,
  xmpSegment,
} from '../../labels/test/files.ts';
import { json, provenance } from './console.ts';
import { textured, useWorkspace } from './folders.ts';

const schema = JSON.parse(
  readFileSync(new URL('../schema/verify-2.schema.json', import.meta.url), 'utf8'),
);
const fits = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);
const workspace = useWorkspace();
const run = (...args: string[]) => provenance(workspace.path, args);
const ALL = 'jp,eu,ca,cn,kr,in';
const FORMATS = ['png', 'jpeg', 'webp'] as const;
const MODEL = ['--model', 'painter', '--model-version', '2.1'];

async function made(...args: string[]): Promise<void> {
  const { code, stderr } = await run(...args);
  expect(code, stderr).toBe(0);
}

interface Found {
  readonly code: number;
  readonly missing: string[];
  readonly results: ReadonlyMap<string, string>;
}

async function found(file: string, rules = ALL, ...args: string[]): Promise<Found> {
  const ran = await run('verify', '--json', '--no-registry', '--rules', rules, ...args, file);
  const [line] = json(ran.stdout);
  expect(fits(line), JSON.stringify(fits.errors)).toBe(true);
  const named = line.rules.map((each: Record<string, string>) => [
    `${each.rule} ${each.test}`,
    each,
  ]);
  const missing = named.flatMap(
    ([name, each]: [string, { result: string; why: { code: string } }]) =>
      each.result === 'missing' ? [`${name}: ${each.why.code.replace('rule.missing.', '')}`] : [],
  );
  if (missing.length > 0) expect(ran.code).toBe(1);
  const results = new Map<string, string>(
    named.map(([name, each]: [string, { result: string }]) => [name, each.result]),
  );
  return { code: ran.code, missing, results };
}

/** What no file of these tests has: an authority for the time, and a label that is not written here. */
const NEVER = ['EU-1 time: time-stamp', 'CN-1 aigc: aigc'];
const UNSIGNED = [
  'EU-1 ai-signed: no-credential',
  'EU-1 time: no-credential',
  'CA-1 provider: no-credential',
  'CA-1 system: no-credential',
  'CA-1 version: no-credential',
  'CA-1 when: no-credential',
  'IN-1 ai-signed: no-credential',
];

describe.each(FORMATS)('%s', (format) => {
  const named = (name: string) => `${name}.${format}`;
  const encoded = async (bytes: Uint8Array) =>
    sharp(bytes).toFormat(format, { quality: 95 }).toBuffer();

  beforeAll(async () => {
    const picture = await encoded(await textured());
    await workspace.write(named('plain'), picture);
    const plain = named('plain');
    const signed = (name: string, ...args: string[]) =>
      made('sign', plain, '-o', named(name), ...args);
    await signed('captured', '--source-type', 'digitalCapture', ...MODEL);
    await signed('silent');
    await signed('versionless', '--model', 'painter');
    await signed('whole', ...MODEL);
    await made('mark', plain, '-o', named('marked'), '--no-registry', ...MODEL);
    await workspace.write(named('stripped'), await encoded(await workspace.read(named('marked'))));
    const origin = ['--source-type', 'digitalCapture', '-o', named('taken')];
    await made('sign', named('stripped'), ...origin);
    const changed = Buffer.from(await workspace.read(named('whole')));
    const at = changed.length - 20;
    changed[at] = changed[at]! ^ 1;
    await workspace.write(named('altered'), changed);
  }, 60_000);

  test.each<[string, string[]]>([
    ['marked', NEVER],
    ['whole', [...NEVER, 'EU-2 watermark: watermark']],
    ['versionless', [...NEVER, 'EU-2 watermark: watermark', 'CA-1 version: version']],
    ['silent', [...NEVER, 'EU-2 watermark: watermark', 'CA-1 version: version']],
    [
      'captured',
      [
        ...NEVER,
        'EU-2 watermark: watermark',
        'EU-1 ai-signed: source-type',
        'IN-1 ai-signed: source-type',
        // No model is named of what no model made.
        'CA-1 version: version',
        'KR-1 machine: machine',
      ],
    ],
    ['stripped', [...UNSIGNED, 'CN-1 aigc: aigc']],
    [
      'plain',
      [
        ...UNSIGNED,
        'CN-1 aigc: aigc',
        'JP-1 verifiable: verifiable',
        'EU-2 watermark: watermark',
        'CA-1 id: id',
        'KR-1 machine: machine',
        'IN-1 id: id',
      ],
    ],
  ])('%s', async (name, expected) => {
    const { missing } = await found(named(name));
    expect(missing.sort()).toEqual(expected.toSorted());
  });

  test('altered: nothing that was signed counts', async () => {
    const { missing, results } = await found(named('altered'));
    // A decoder may refuse it before anything can be looked for.
    expect(['missing', 'not-checked']).toContain(results.get('EU-2 watermark'));
    expect(missing).toEqual(expect.arrayContaining(UNSIGNED));
    expect(missing).toContain('JP-1 verifiable: verifiable');
  });

  test('taken: a mark of AI under the word of a camera', async () => {
    const { missing } = await found(named('taken'));
    expect(missing).toContain('EU-4 consistent: contradiction');
  });
});

describe('the AIGC label', () => {
  const property = `<TC260:AIGC>${escaped(aigc())}</TC260:AIGC>`;
  const label = xmpSegment(xmp(property));
  const bare = exifSegment(tiff([], [comment(`{"AIGC":${aigc()}}`)]));
  test.each<[string, Uint8Array, string[]]>([
    ['one.jpg', jpeg(label), []],
    ['one.png', png(pngText('AIGC', aigc())), []],
    ['two.jpg', jpeg(label, bare), ['CN-1 aigc: aigc-several']],
    ['unreadable.png', png(pngText('AIGC', '{"Label": ')), ['CN-1 aigc: aigc-unreadable']],
    ['none.png', png(), ['CN-1 aigc: aigc']],
  ])('%s', async (name, bytes, expected) => {
    await workspace.write(name, bytes);
    expect((await found(name, 'cn')).missing).toEqual(expected);
  });
});

describe('what cannot be seen is not said to be missing', () => {
  test('a watermark without a key', async () => {
    const { results, missing } = await found('whole.png', 'eu', '--no-config');
    expect(results.get('EU-2 watermark')).toBe('not-checked');
    expect(missing).not.toContain('EU-2 watermark: watermark');
  });

  test('a notice for people', async () => {
    const { code, results } = await found('marked.png', 'kr');
    expect(results.get('KR-1 notice')).toBe('outside');
    expect(code).toBe(0);
  });

  test('a text needs no second layer, and there is none for a drawing', async () => {
    await workspace.write('a.txt', 'Some words that a model wrote.\n');
    await made('sign', 'a.txt', '-o', 'a.signed.txt', ...MODEL);
    expect((await found('a.signed.txt', 'eu')).results.get('EU-2 watermark')).toBe('outside');
    await workspace.write(
      'a.svg',
      '<svg xmlns="http://www.w3.org/2000/svg"><rect width="9" height="9"/></svg>',
    );
    await made('sign', 'a.svg', '-o', 'a.signed.svg', ...MODEL);
    expect((await found('a.signed.svg', 'eu')).missing).toContain('EU-2 watermark: watermark-none');
  });

  test('a file that cannot be read', async () => {
    await workspace.write('empty.png', '');
    const { code, results } = await found('empty.png', 'jp,eu');
    expect(new Set(results.values())).toEqual(new Set(['not-checked']));
    expect(code).toBe(10);
  });
});

test('for people: a line a test, with what would mend it, in both languages', async () => {
  const { code, stdout } = await run('verify', '--rules', 'EU', 'whole.png');
  expect(code).toBe(1);
  expect(stdout).toContain(
    '✗ EU-1  an independent authority vouches for the time (no trusted time stamp: sign with --timestamp',
  );
  expect(stdout).toContain('no claim of compliance');
  const japanese = await run('verify', '--rules', 'eu', '--lang', 'ja', 'whole.png');
  expect(japanese.stdout).toContain('適合を主張するものでもありません');
});

test.each(['xx', 'eu,', '', 'eu cn'])('--rules %j is a usage error', async (rules) => {
  expect(await run('verify', '--rules', rules, 'whole.png')).toMatchObject({ code: 2, stdout: '' });
});
