import { readFileSync } from 'node:fs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createRegistry, openLmdb } from '@provenance/registry';
import { mark as markText, pemSigner } from '@provenance/sdk';
import {
  checkedContentId,
  deriveTextMarkKey,
  parseTextMarkProfile,
  readSglangConfig,
  readVllmConfig,
  serverTextMarkKey,
  TEXT_MARK_SCHEMES,
  type TextMarkKey,
} from '@provenance/textmark';
import { gptTokenizer } from '@provenance/textmark/gpt-tokenizer';
import { Ajv2020 } from 'ajv/dist/2020.js';
import ranks from 'gpt-tokenizer/bpeRanks/o200k_base';
import * as o200k from 'gpt-tokenizer/encoding/o200k_base';
import { beforeAll, describe, expect, test } from 'vitest';
import { wordedText } from '../../textmark/test/texts.ts';
import { SCHEMES } from '../src/program/text-mark.ts';
import { json, provenance } from './console.ts';
import { useEmptyFolder } from './folders.ts';

const folder = useEmptyFolder();
const at = (...names: string[]) => join(folder.path, ...names);
const run = (...args: string[]) => provenance(folder.path, args);
const gpt = gptTokenizer('o200k_base', o200k, ranks);
const OWN = 'provenance-gumbel-siphash-v1';

const schema = (name: string) =>
  new Ajv2020({ strict: true, allowUnionTypes: true }).compile(
    JSON.parse(readFileSync(new URL(`../schema/${name}.schema.json`, import.meta.url), 'utf8')),
  );
const fitsDetected = schema('detect-text-1');

let key: TextMarkKey;
const detect = async (...args: string[]) => {
  const ran = await run('detect', '--text', '--watermark-key', 'key', '--json', ...args);
  const lines = json(ran.stdout);
  for (const line of lines) {
    expect(fitsDetected(line), JSON.stringify(fitsDetected.errors)).toBe(true);
  }
  return { ...ran, lines };
};

beforeAll(async () => {
  expect((await run('init', '--yes')).code).toBe(0);
  expect((await run('keys', 'watermark', '-o', 'key')).code).toBe(0);
  expect((await run('keys', 'watermark', '-o', 'other')).code).toBe(0);
  const master = Buffer.from((await readFile(at('key'), 'utf8')).trim(), 'hex');
  key = deriveTextMarkKey(Uint8Array.from(master), OWN);
  await writeFile(at('marked.txt'), wordedText(key, gpt, 300, 1));
  const other = deriveTextMarkKey(Uint8Array.from(master), OWN, { tenant: 'other' });
  await writeFile(at('other.txt'), wordedText(other, gpt, 800, 2));
  await writeFile(at('short.txt'), 'A short text.\n');
  const args = ['--tokenizer', 'o200k_base', '--scheme', OWN, '--watermark-key', 'key'];
  expect((await run('profile', 'make', '-o', 'profile.json', ...args)).code).toBe(0);
});

test('help names every scheme', () => {
  expect([...SCHEMES].sort()).toEqual([...TEXT_MARK_SCHEMES].sort());
});

describe('profile', () => {
  test('says what texts are marked with, and holds no secret', async () => {
    const text = await readFile(at('profile.json'), 'utf8');
    const { name, vocabulary } = gpt;
    expect(parseTextMarkProfile(text)).toMatchObject({
      scheme: OWN,
      kid: key.kid,
      tokenizer: { name, vocabulary },
    });
    expect(text).not.toContain((await readFile(at('key'), 'utf8')).trim());
    expect((await run('profile', 'check', 'profile.json', '--watermark-key', 'key')).code).toBe(0);
  });

  test('of another key, tenant or tokenizer is a mistake that is named', async () => {
    const check = async (...args: string[]) => {
      const { code, stderr } = await run('profile', 'check', 'profile.json', ...args);
      expect(code).toBe(2);
      return stderr;
    };
    expect(await check('--watermark-key', 'other')).toContain(key.kid);
    expect(await check('--watermark-key', 'key', '--tenant', 'x')).toContain('--tenant');
    expect(await check('--watermark-key', 'key', '--tokenizer', 'cl100k_base')).toContain(
      'vocabulary',
    );
    expect(await check('--watermark-key', 'key', '--tokenizer', 'none')).toContain('o200k_base');
    expect(await check('--watermark-key', 'key', '--tokenizer', 'none.json')).toContain(
      'no such file',
    );
  });

  test('is made of the configuration of a server, whose key is in no message', async () => {
    const secret = '12345678901234567890';
    await writeFile(at('vllm.json'), `{"key": ${secret}}`);
    const ran = await run(
      ...['profile', 'make', '-o', 'vllm-profile.json', '--tokenizer', 'o200k_base'],
      ...['--vllm', 'vllm.json'],
    );
    expect(ran.code).toBe(0);
    const profile = parseTextMarkProfile(await readFile(at('vllm-profile.json'), 'utf8'));
    expect(profile.kid).toBe(serverTextMarkKey('vllm-gumbel-philox-v1', secret).kid);
    expect(ran.stdout + ran.stderr).not.toContain(secret);
    await writeFile(at('weak.json'), '{"key": 42}');
    const weak = await run(
      ...['profile', 'make', '-o', 'weak-profile.json', '--tokenizer', 'o200k_base'],
      ...['--vllm', 'weak.json'],
    );
    expect(weak.stderr).toContain('2^32');
  });

  test('that is none is named, and so is the configuration of a server', async () => {
    await writeFile(at('none.json'), '{"format": 1}');
    const detected = await detect(
      'marked.txt',
      ...['--profile', 'profile.json', '--profile', 'none.json'],
    );
    expect([detected.code, detected.stdout]).toEqual([2, '']);
    expect(detected.stderr).toContain('The profile none.json: ');
    const make = ['profile', 'make', '-o', 'x.json', '--tokenizer', 'o200k_base'];
    for (const server of ['vllm', 'sglang']) {
      const made = await run(...make, `--${server}`, 'none.json');
      expect([made.code, made.stderr]).toEqual([
        2,
        expect.stringContaining(`--${server} none.json: `),
      ]);
    }
  });

  test('needs a scheme, or a server, and not both', async () => {
    const make = (...args: string[]) =>
      run(
        'profile',
        'make',
        '-o',
        'x.json',
        '--tokenizer',
        'o200k_base',
        '--watermark-key',
        'key',
        ...args,
      );
    expect((await make()).code).toBe(2);
    expect((await make('--scheme', OWN, '--vllm', 'vllm.json')).code).toBe(2);
  });
});

describe('keys text', () => {
  test.each([
    ['vllm-gumbel-philox-v1', readVllmConfig],
    ['vllm-dual-gumbel-philox-v1', readVllmConfig],
    ['sglang-gumbel-murmur3-v1', readSglangConfig],
    ['sglang-dual-gumbel-murmur3-v1', readSglangConfig],
  ] as const)(
    'writes what a server of %s is started with, for its owner alone',
    async (scheme, read) => {
      const file = `${scheme}.json`;
      const ran = await run(
        'keys',
        'text',
        '--scheme',
        scheme,
        '--watermark-key',
        'key',
        '-o',
        file,
      );
      expect(ran.code).toBe(0);
      expect((await stat(at(file))).mode & 0o777).toBe(0o600);
      const text = await readFile(at(file), 'utf8');
      const [digits] = /[0-9a-f]{8,}/.exec(text) ?? [];
      expect(ran.stdout).not.toContain(digits!);
      const master = Buffer.from((await readFile(at('key'), 'utf8')).trim(), 'hex');
      expect(read(text).key.kid).toBe(deriveTextMarkKey(Uint8Array.from(master), scheme).kid);
    },
  );
});

describe('detect --text', () => {
  test('finds what was drawn with the key, and says what that means', async () => {
    const { code, lines } = await detect('marked.txt', '--profile', 'profile.json');
    expect(code).toBe(0);
    expect(lines[0]).toMatchObject({
      schema: 'provenance.detect-text/1',
      file: 'marked.txt',
      outcome: 'present',
      marks: [{ scheme: OWN, kid: key.kid, tokenizer: 'o200k_base', contentId: null }],
    });
    expect(lines[0].log10P).toBeLessThan(-9);
    const told = await run(
      ...['detect', '--text', '--watermark-key', 'key', 'marked.txt', '--profile', 'profile.json'],
    );
    expect(told.stdout).toContain('does not say that the text is whole');
  });

  test('finds it under a credential as well', async () => {
    const sign = ['sign', 'marked.txt', '-o', 'signed.txt', '--model', 'm', '--config'];
    expect((await run(...sign, 'provenance.config.json')).code).toBe(0);
    expect((await detect('signed.txt', '--profile', 'profile.json')).code).toBe(0);
  });

  test('finds nothing of another key, and cannot tell of a short text', async () => {
    const { code, lines } = await detect('other.txt', 'short.txt', '--profile', 'profile.json');
    expect(lines.map(({ outcome }) => outcome)).toEqual(['absent', 'too-short']);
    expect(code).toBe(10);
    expect((await detect('other.txt', '--profile', 'profile.json')).code).toBe(3);
  });

  test('goes on behind a file that is no text', async () => {
    await writeFile(at('bytes.txt'), Buffer.from([0xff, 0xfe, 0xfd]));
    const ran = await detect('bytes.txt', 'gone.txt', 'marked.txt', '--profile', 'profile.json');
    expect(ran.stderr).toContain('UTF-8');
    expect(ran.stderr).toContain('FILE_NOT_FOUND');
    expect(ran.lines).toHaveLength(1);
    expect(ran.code).toBe(10);
  });

  test('needs a profile, which pictures do not', async () => {
    expect((await detect('marked.txt')).stderr).toContain('profile make');
    const picture = await run(
      'detect',
      'marked.txt',
      '--profile',
      'profile.json',
      '--watermark-key',
      'key',
    );
    expect(picture.stderr).toContain('--text');
    expect(picture.code).toBe(2);
  });
});

describe('verify and trace', () => {
  const fits = schema('verify-2');
  const flags = ['--text-profile', 'profile.json', '--watermark-key', 'key', '--no-config'];
  const verify = async (...args: string[]) => {
    const ran = await run('verify', '--json', ...args);
    const lines = json(ran.stdout);
    for (const line of lines) expect(fits(line), JSON.stringify(fits.errors)).toBe(true);
    return { ...ran, report: lines[0] };
  };

  test('find the mark of a profile, and say what share of the text it is in', async () => {
    const { code, report } = await verify('marked.txt', ...flags);
    expect(code).toBe(5);
    expect(report.textMarks).toMatchObject({
      outcome: 'present',
      marks: [{ scheme: OWN, kid: key.kid, tokenizer: 'o200k_base', contentId: null }],
    });
    expect(report.verdict).toMatchObject({ assurance: 'statistical', integrity: 'unverifiable' });
    expect(report.summary.status).toBe('watermark');
    const told = await run('verify', 'marked.txt', '--verbose', ...flags);
    expect(told.stdout).toMatch(/Words +A text watermark is in the words of \d+ % of the text/);
    const japanese = await run('verify', 'marked.txt', '--lang', 'ja', ...flags);
    expect(japanese.stdout).toContain('言葉の選び方');
  });

  test('say what finding none is worth', async () => {
    const none = await verify('other.txt', ...flags);
    expect([none.code, none.report.textMarks.outcome]).toEqual([3, 'absent']);
    expect(none.report.verdict.checked).toContain('text-watermark');
    const short = await verify('short.txt', ...flags);
    expect(short.report.textMarks.outcome).toBe('too-short');
    expect(short.report.verdict.unchecked).toEqual([{ what: 'text-watermark', why: 'too-little' }]);
  });

  test('take profiles from the configuration, and the name of the key with them', async () => {
    const config = {
      ...JSON.parse(await readFile(at('provenance.config.json'), 'utf8')),
      watermark: { keys: [{ key: 'key', name: 'Example', marks: 'ai-generated' }] },
      textMark: { profiles: [{ profile: 'profile.json' }] },
    };
    await writeFile(at('text.config.json'), JSON.stringify(config));
    const of = ['--config', 'text.config.json'];
    const { report } = await verify('marked.txt', ...of);
    expect(report.verdict.origin).toMatchObject({ kind: 'ai-generated', issuer: 'Example' });
    const detected = await run('detect', '--text', '--json', 'marked.txt', ...of);
    expect([detected.code, json(detected.stdout)[0].outcome]).toEqual([0, 'present']);
    const traced = await run('trace', 'marked.txt', '--json', ...of);
    expect(json(traced.stdout)[0]).toMatchObject({ textMarks: 1, contentId: null, records: [] });
    expect(traced.code).toBe(3);
    // A picture needs no tokenizer.
    const gone = { ...config, textMark: { profiles: [{ profile: 'gone.json' }] } };
    await writeFile(at('gone.config.json'), JSON.stringify(gone));
    await writeFile(at('picture.png'), 'no picture');
    const picture = await run('verify', 'picture.png', '--config', 'gone.config.json');
    expect(picture.code).not.toBe(2);
    const text = await run('verify', 'marked.txt', '--config', 'gone.config.json');
    expect([text.code, text.stderr.includes('gone.json')]).toEqual([2, true]);
  });

  test('lead from the words of a text to the records of its parts', async () => {
    const make = ['--scheme', 'provenance-traced-siphash-v1', '--tokenizer', 'o200k_base'];
    const config = ['--config', 'provenance.config.json'];
    const made = await run('profile', 'make', '-o', 'traced.json', ...make, ...config);
    expect(made.code).toBe(0);
    const settings = JSON.parse(await readFile(at('provenance.config.json'), 'utf8'));
    const text = (path: string) => readFile(at(path), 'utf8');
    const master = Buffer.from((await text(settings.watermark.keys[0].key)).trim(), 'hex');
    const traced = deriveTextMarkKey(Uint8Array.from(master), 'provenance-traced-siphash-v1');
    const signer = await pemSigner({
      certificates: await text(settings.signer.certificates),
      key: await text(settings.signer.key),
    });
    const ids = ['00000000000000a1', '00000000000000b2'];
    const texts = ids.map((contentId, i) => wordedText(traced, gpt, 500, 20 + i, { contentId }));
    const backend = await openLmdb(at(settings.registry.location));
    const registry = await createRegistry(backend, { signer });
    for (const [i, contentId] of ids.entries()) {
      const origin = { kind: 'created', generator: { name: 'app', version: '1' } } as const;
      const textMark = { key: traced, contentId, tokenizer: gpt };
      await markText({ text: texts[i]! }, origin, { signer, textMark, record: { registry } });
    }
    await registry.close();
    await writeFile(at('both.txt'), texts.join('\n'));
    const look = ['both.txt', '--text-profile', 'traced.json', ...config];
    const { code, report } = await verify(...look);
    expect(code).toBe(5);
    const found = report.registry.records.map(({ contentId }: { contentId: string }) => contentId);
    expect(found.sort()).toEqual(ids);
    const shown = await run('trace', ...look);
    expect(shown.code).toBe(0);
    expect(shown.stdout).toContain('parts of it carry the marks of 2 recorded outputs.');
    // Without a registry an id is read if it has check bits.
    const checked = Buffer.from(checkedContentId(traced, Uint8Array.of(1, 2, 3, 4))).toString(
      'hex',
    );
    await writeFile(at('checked.txt'), wordedText(traced, gpt, 900, 30, { contentId: checked }));
    const detected = await run(
      ...['detect', '--text', '--json', 'checked.txt', '--profile', 'traced.json', ...config],
    );
    const [line] = json(detected.stdout);
    expect(fitsDetected(line), JSON.stringify(fitsDetected.errors)).toBe(true);
    expect(line.marks).toMatchObject([{ contentId: checked }]);
    const carried = wordedText(traced, gpt, 500, 99, { contentId: ids[0]! });
    await writeFile(at('carried.txt'), carried);
    const other = await verify('carried.txt', ...look.slice(1));
    expect([other.code, other.report.verdict.conflicts[0].code]).toEqual([
      1,
      'conflict.text-mark-carried',
    ]);
  });

  test('need the key of the profile', async () => {
    const ran = await run('verify', 'marked.txt', '--text-profile', 'profile.json', '--no-config');
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('key');
  });
});
