import { readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { signContent } from '@provenance/c2pa';
import { createDevelopmentCertificates, pemSigner } from '@provenance/sdk';
import { Ajv2020 } from 'ajv/dist/2020.js';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { reportText } from '../src/print/verify.ts';
import { json, lines, provenance } from './console.ts';
import { altered, picture, useEmptyFolder, useWorkspace } from './folders.ts';

const workspace = useWorkspace();
const elsewhere = useEmptyFolder();
const verify = (...args: string[]) => provenance(workspace.path, ['verify', ...args]);

const schema = JSON.parse(
  readFileSync(new URL('../schema/verify-2.schema.json', import.meta.url), 'utf8'),
);
const fits = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);
const expectContract = (line: unknown) => {
  expect(fits(line), JSON.stringify(fits.errors)).toBe(true);
};

const CASES = [
  { file: 'photo.signed.png', code: 0, state: 'Trusted', integrity: 'intact', trust: 'trusted' },
  { file: 'photo.signed.jpg', code: 0, state: 'Trusted', integrity: 'intact', trust: 'trusted' },
  { file: 'altered.jpg', code: 1, state: 'Invalid', integrity: 'altered', trust: 'none' },
  { file: 'photo.png', code: 3, state: 'NoManifest', integrity: 'unverifiable', trust: 'none' },
  { file: 'stranger.png', code: 4, state: 'Valid', integrity: 'intact', trust: 'untrusted' },
  { file: 'empty.jpg', code: 10, state: 'Error', integrity: 'unverifiable', trust: 'none' },
  { file: 'text.jpg', code: 10, state: 'Error', integrity: 'unverifiable', trust: 'none' },
  { file: 'cut.jpg', code: 10, state: 'Error', integrity: 'unverifiable', trust: 'none' },
  { file: 'missing.jpg', code: 10, state: 'Error', integrity: 'unverifiable', trust: 'none' },
  { file: 'remote.jpg', code: 11, state: 'Remote', integrity: 'unverifiable', trust: 'none' },
];

beforeAll(async () => {
  const { certificates, key } = await createDevelopmentCertificates({
    alg: 'ES256',
    organization: 'A Stranger',
  });
  const signer = await pemSigner({ certificates, key });
  const origin = {
    kind: 'created',
    generator: { name: 'test', version: '1' },
  } as const;
  const png = await signContent(await picture('png'), origin, signer);
  await workspace.write('stranger.png', png.bytes as Uint8Array);
  const remoteUrl = 'https://example.invalid/photo.c2pa';
  const remote = await signContent(await picture('jpeg'), origin, signer, {
    embed: false,
    remoteUrl,
  });
  await workspace.write('remote.jpg', remote.bytes as Uint8Array);
  const signed = await workspace.read('photo.signed.jpg');
  await workspace.write('altered.jpg', altered(signed));
  await workspace.write('cut.jpg', signed.subarray(0, 900));
  await workspace.write('empty.jpg', '');
  await workspace.write('text.jpg', 'no picture at all');
});

describe.each(CASES)('$file', ({ file, code, state, integrity, trust }) => {
  test(`exit code ${code}, and a line by the contract`, async () => {
    const ran = await verify('--json', file);
    expect(ran).toMatchObject({ code, stderr: '' });
    const [line, ...rest] = json(ran.stdout);
    expect(rest).toEqual([]);
    expectContract(line);
    expect(line).toMatchObject({
      schema: 'provenance.verify/2',
      file,
      verdict: { integrity, trust },
      c2pa: { state },
      exitCode: code,
    });
  });

  test('a person reads four lines, in either language', async () => {
    for (const lang of ['en', 'ja']) {
      const [line] = json((await verify('--json', '--lang', lang, file)).stdout);
      expectContract(line);
      const { what, who, but, next } = line.summary;
      const ran = await verify('--lang', lang, file);
      expect(ran).toMatchObject({ code, stderr: '' });
      const said = [what, who, but, next].map(({ sentence }) => expect.stringContaining(sentence));
      expect(lines(ran.stdout)).toEqual(said);
    }
  });

  test('--verbose gives the verdict first, and all that it rests on', async () => {
    const [{ verdict, evidence }] = json((await verify('--json', file)).stdout);
    const ran = await verify('--verbose', file);
    expect(ran).toMatchObject({ code, stderr: '' });
    expect(lines(ran.stdout)[0]).toContain(verdict.sentence);
    expect(lines(ran.stdout).length).toBeGreaterThan(2);
    expect(evidence.length).toBeGreaterThan(0);
  });

  test('--quiet prints nothing', async () => {
    expect(await verify('--quiet', file)).toMatchObject({ code, stdout: '', stderr: '' });
  });
});

test('the contract refuses what it does not name', async () => {
  const [line] = json((await verify('--json', 'photo.signed.png')).stdout);
  expect(fits({ ...line, extra: 1 })).toBe(false);
  expect(fits({ ...line, exitCode: 8 })).toBe(false);
  expect(fits({ ...line, verdict: { ...line.verdict, integrity: 'fine' } })).toBe(false);
});

test('the failure codes of C2PA are reported as they are', async () => {
  const { stdout } = await verify('-v', 'altered.jpg');
  expect(stdout).toContain('assertion.dataHash.mismatch');
});

test('an interrupted run ends with 130', async () => {
  const controller = new AbortController();
  controller.abort();
  const ran = await provenance(workspace.path, ['verify', 'photo.jpg'], {
    signal: controller.signal,
  });
  expect(ran).toMatchObject({ code: 130, stdout: '' });
});

test('--respect-training-opt-out fails for what is reserved, and says why', async () => {
  const tdm =
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:tdm="http://www.w3.org/ns/tdmrep/" tdm:reservation="1"/></rdf:RDF></x:xmpmeta>';
  const reserved = await sharp(await workspace.read('photo.png'))
    .withXmp(tdm)
    .png()
    .toBuffer();
  await writeFile(workspace.at('reserved.png'), reserved);
  expect((await verify('reserved.png')).code).not.toBe(1);
  const refused = await verify('reserved.png', '--respect-training-opt-out', '-v');
  expect(refused.code).toBe(1);
  expect(refused.stdout).toContain('reserved from training');
  const [line] = json(
    (await verify('reserved.png', '--respect-training-opt-out', '--json')).stdout,
  );
  expect(line).toMatchObject({ exitCode: 1, policy: { isReserved: true } });
  expectContract(line);
  expect((await verify('photo.png', '--respect-training-opt-out')).code).toBe(3);
});

describe('policy', () => {
  test('--require valid takes any signer, and no broken file', async () => {
    expect((await verify('--require', 'valid', 'stranger.png')).code).toBe(0);
    expect((await verify('--require', 'trusted', 'stranger.png')).code).toBe(4);
    expect((await verify('--require', 'valid', 'altered.jpg')).code).toBe(1);
    expect((await verify('--require', 'valid', 'photo.png')).code).toBe(3);
  });

  test.each([
    ['Example Organization', 0],
    ['Development signer', 1],
    ['Example', 1],
    ['example organization', 1],
    ['Example Organization ', 1],
    ['.*', 1],
  ])('--signer %s', async (signer, code) => {
    const ran = await verify('--json', '--signer', signer, 'photo.signed.png');
    expect(ran.code).toBe(code);
    const [{ policy }] = json(ran.stdout);
    expect(policy).toMatchObject({ signer, met: code === 0, unmet: code === 0 ? null : 'signer' });
  });

  test.each([
    [['--signer-common-name', 'Development signer'], 0],
    [['--signer-common-name', 'Example Organization'], 1],
    [['--signer', 'Example Organization', '--signer-common-name', 'Development signer'], 0],
    [['--signer', 'Example Organization', '--signer-common-name', 'Another'], 1],
    [['--signer', 'Another', '--signer-common-name', 'Development signer'], 1],
  ] as const)('%j', async (flags, code) => {
    const ran = await verify('-v', ...flags, 'photo.signed.png');
    expect(ran.code).toBe(code);
    expect(ran.stdout.includes('not met: the ')).toBe(code === 1);
  });

  // Finding L3: any authority lets its customers choose their common name.
  test('a common name that is the organization wanted is not it', async () => {
    const { certificates, key } = await createDevelopmentCertificates({
      alg: 'Ed25519',
      organization: 'Evil Corp (development)',
      commonName: 'Example Organization (development)',
    });
    const evil = await pemSigner({ certificates, key });
    const origin = { kind: 'created', generator: { name: 'a', version: '1' } } as const;
    const { bytes } = await signContent(await picture('png'), origin, evil);
    const file = await workspace.write('evil.png', bytes);
    const list = await workspace.write('evil.pem', certificates);
    const wanted = 'Example Organization (development)';
    const lists = ['--allowed-list', list];
    expect((await verify(file, ...lists)).code).toBe(0);
    expect((await verify(file, ...lists, '--signer', wanted)).code).toBe(1);
    expect((await verify(file, ...lists, '--signer-common-name', wanted)).code).toBe(0);
    expect((await verify(file, ...lists, '--signer', 'Evil Corp (development)')).code).toBe(0);
  });

  test('the right name on no trust list is not enough', async () => {
    expect((await verify('--signer', 'A Stranger', 'stranger.png')).code).toBe(4);
  });
});

describe('trust lists', () => {
  const file = () => workspace.at('photo.signed.png');
  const root = () => workspace.at('.provenance', 'development-root.pem');
  const from = (args: string[], env: Record<string, string> = {}) =>
    provenance(elsewhere.path, ['verify', '--json', ...args], { env });

  test('without a configuration any file can be verified, and the public lists count', async () => {
    const ran = await from([file()]);
    expect(ran.code).toBe(4);
    expect(json(ran.stdout)[0].c2pa.trustList.anchors).toMatchObject([
      { source: 'C2PA trust list' },
    ]);
    const without = await from([file(), '--no-default-trust']);
    expect(without.code).toBe(4);
    expect(json(without.stdout)[0].c2pa.trustList).toBeNull();
  });

  test('flags, environment and --config each bring a list, and the report names it', async () => {
    const config = workspace.at('provenance.config.json');
    for (const ran of [
      await from([file(), '--trust-anchors', root()]),
      await from([file()], { PROVENANCE_TRUST_ANCHORS: root() }),
      await from([file(), '--config', config]),
      await from([file()], { PROVENANCE_CONFIG: config }),
    ]) {
      expect(ran.code).toBe(0);
      expect(json(ran.stdout)[0].c2pa.trustList.anchors).toMatchObject([
        { source: 'development-root.pem', count: 1, development: true },
      ]);
    }
  });

  test('an allowed list trusts the signing certificate itself', async () => {
    const certificate = workspace.at('.provenance', 'development-signer.pem');
    expect((await from([file(), '--allowed-list', certificate])).code).toBe(0);
  });

  test('a file of keys is no trust list', async () => {
    const key = workspace.at('.provenance', 'development-signer.key');
    const ran = await from([file(), '--trust-anchors', key]);
    expect(ran.code).toBe(2);
    expect(ran.stderr).not.toContain((await readFile(key, 'utf8')).split('\n')[1]);
  });
});

describe('an external manifest store', () => {
  beforeAll(async () => {
    await workspace.write('beside.png', await picture('png', 9));
    await provenance(workspace.path, ['sign', 'beside.png', '--sidecar']);
  });

  test('is never taken unasked', async () => {
    expect((await verify('beside.png')).code).toBe(3);
  });

  test('is taken with --manifest', async () => {
    expect((await verify('beside.png', '--manifest', 'beside.c2pa')).code).toBe(0);
  });

  test('of another file does not hold', async () => {
    expect((await verify('photo.png', '--manifest', 'beside.c2pa')).code).toBe(1);
  });

  test('that is none is no reason to crash', async () => {
    const ran = await verify('--json', 'beside.png', '--manifest', 'text.jpg');
    expect([1, 10]).toContain(ran.code);
    expectContract(json(ran.stdout)[0]);
  });
});

describe('a manifest store', () => {
  beforeAll(async () => {
    await mkdir(workspace.at('stores'));
    for (const name of ['alone.png', 'other.png']) {
      await workspace.write(`stores/${name}`, await picture('png', 4));
    }
    await provenance(workspace.at('stores'), ['sign', 'alone.png', '--sidecar']);
  });

  test('by itself is neither altered nor whole, and the text says what to give', async () => {
    const [line] = json((await verify('--json', 'stores/alone.c2pa')).stdout);
    expectContract(line);
    expect(line.verdict).toMatchObject({ integrity: 'unverifiable', assurance: 'none' });
    expect(line.c2pa.state).toBe('Invalid');
    expect((await verify('-v', 'stores/alone.c2pa')).stdout).toContain('--manifest');
  });

  test('beside a file is named, and not used', async () => {
    const ran = await verify('stores/alone.png');
    expect(ran.code).toBe(3);
    expect(ran.stderr).toContain('--manifest stores/alone.c2pa');
    for (const args of [['stores/other.png'], ['-q', 'stores/alone.png'], ['stores']]) {
      expect((await verify(...args)).stderr).toBe('');
    }
  });

  test('in a folder is no file to be verified', async () => {
    const { stdout } = await verify('--json', 'stores');
    expect(json(stdout).map(({ file }) => file)).toEqual(['stores/alone.png', 'stores/other.png']);
    expect((await verify('stores')).stdout).toMatch(/1 of other kinds/);
  });
});

describe('the text of a report', () => {
  const rows = (stdout: string) =>
    lines(stdout)
      .slice(1)
      .map((line) => line.slice(2, 13).trim())
      .filter((label) => label !== '');

  test('does not blame a trusted signer for an identity that is on no list', async () => {
    const [line] = json((await verify('--json', 'photo.signed.png')).stdout);
    const unmet = { ...line, policy: { ...line.policy, met: false, unmet: 'trust' } };
    const io = { env: {}, stdout: { isTTY: false } } as never;
    const trusted = reportText(io, 'a', unmet, 4, {});
    expect(trusted).toContain('an identity or an ingredient');
    const evidence = line.evidence.map((entry: { finding: string }) =>
      entry.finding === 'trust' ? { ...entry, trusted: false } : entry,
    );
    expect(reportText(io, 'a', { ...unmet, evidence }, 4, {})).not.toContain('an identity or');
  });

  test('says of an unreadable file what to do, once, and which lists were given', async () => {
    for (const file of ['missing.jpg', 'text.jpg', 'cut.jpg']) {
      const { stdout } = await verify('-v', file);
      expect(rows(stdout)).toEqual(['File', 'Trust lists']);
      expect(stdout).toContain('development-root.pem');
    }
    const [{ c2pa, verdict }] = json((await verify('--json', 'missing.jpg')).stdout);
    expect(c2pa.trustList.anchors).toHaveLength(1);
    expect(verdict.sentence).toContain('Check the path.');
    const large = await verify('-v', 'photo.png', '--max-bytes', '10');
    expect(large.stdout).toContain('limit is 10');
    expect(large.stdout).toContain('--max-bytes');
  });

  test('names where a link leads, and the flag that follows it', async () => {
    const { stdout } = await verify('-v', 'remote.jpg');
    expect(stdout).toContain('“https://example.invalid/photo.c2pa”');
    expect(stdout).toContain('--allow-network');
  });

  test('has a row for the use that the signer allows', async () => {
    await provenance(workspace.path, [
      ...['sign', 'photo.png', '-o', 'mine.png', '--training-mining', 'notAllowed'],
    ]);
    const ran = await verify('-v', 'mine.png');
    expect(rows(ran.stdout)).toContain('Use');
    const [line] = json((await verify('--json', 'mine.png')).stdout);
    expectContract(line);
    const usage = line.evidence.find(({ finding }: { finding: string }) => finding === 'usage');
    expect(usage.uses['cawg.data_mining']).toMatchObject({ use: 'notAllowed' });
    expect(ran.stdout).toContain(usage.statement);
  });

  test('says where trust lists come from that no flag names', async () => {
    const root = workspace.at('.provenance', 'development-root.pem');
    await mkdir(workspace.at('below'), { recursive: true });
    const ran = (args: string[], env = {}) =>
      provenance(workspace.at('below'), ['verify', '-v', '../photo.png', ...args], { env });
    expect((await ran([])).stdout).toContain('from ../provenance.config.json');
    const env = { PROVENANCE_TRUST_ANCHORS: root };
    expect((await ran([], env)).stdout).toContain('from PROVENANCE_TRUST_ANCHORS');
    expect((await ran(['--trust-anchors', root], env)).stdout).not.toMatch(/, from /);
  });
});

describe('standard input', () => {
  test('is a file like others', async () => {
    const stdin = await workspace.read('photo.signed.jpg');
    const ran = await provenance(workspace.path, ['verify', '--json', '-'], { stdin });
    expect(ran.code).toBe(0);
    expect(json(ran.stdout)[0]).toMatchObject({ file: '-', mediaType: 'image/jpeg' });
  });

  test('may be empty, or larger than the limit', async () => {
    for (const [args, stdin] of [
      [['-'], new Uint8Array()],
      [['-', '--max-bytes', '10'], new Uint8Array(11)],
    ] as const) {
      expect((await provenance(workspace.path, ['verify', ...args], { stdin })).code).toBe(10);
    }
  });

  test('is not a terminal', async () => {
    expect((await provenance(workspace.path, ['verify', '-'], { tty: ['stdin'] })).code).toBe(2);
  });
});

test('a file larger than --max-bytes is not looked at', async () => {
  expect((await verify('photo.signed.png', '--max-bytes', '100')).code).toBe(10);
  expect((await verify('photo.signed.png', '--max-bytes', '100000')).code).toBe(0);
});

describe('many files', () => {
  const files = async (...args: string[]) => {
    const { stdout } = await provenance(elsewhere.path, ['verify', '--json', ...args]);
    return json(stdout).map(({ file }) => file);
  };

  beforeAll(async () => {
    const signed = await workspace.read('photo.signed.jpg');
    const tree = join(elsewhere.path, 'tree');
    await mkdir(join(tree, 'in/deeper'), { recursive: true });
    await mkdir(join(elsewhere.path, 'void'));
    for (const name of ['b.jpg', 'a.jpg', 'no-extension', 'in/c.jpg', 'in/deeper/d.jpg', '-']) {
      await writeFile(join(tree, name), signed);
    }
    await writeFile(join(tree, 'settings.json'), '{}');
    await writeFile(join(tree, 'Makefile'), 'all:');
    await writeFile(join(tree, '[x].jpg'), signed);
    await symlink('..', join(tree, 'in/loop'));
    await symlink(elsewhere.path, join(tree, 'folder-link'));
    await symlink('a.jpg', join(tree, 'link.jpg'));
    await symlink('nowhere.jpg', join(tree, 'dangling.jpg'));
  });

  const ALL = ['-', '[x].jpg', 'a.jpg', 'b.jpg', 'in/c.jpg', 'in/deeper/d.jpg', 'link.jpg'];

  test('a folder is read in order, its loops and links to folders are not', async () => {
    expect(await files('tree')).toEqual([...ALL, 'no-extension'].map((name) => `tree/${name}`));
    expect(await files('--recursive', 'tree')).toHaveLength(8);
  });

  test('--no-recursive stays on top', async () => {
    const top = [...ALL, 'no-extension'].filter((name) => !name.includes('/'));
    expect(await files('--no-recursive', 'tree')).toEqual(top.map((name) => `tree/${name}`));
  });

  test('a file named - in a folder is a file, and not standard input', async () => {
    const ran = await provenance(join(elsewhere.path, 'tree'), ['verify', '--json', '.']);
    expect(json(ran.stdout)[0]).toMatchObject({ file: '-', c2pa: { state: 'Valid' } });
  });

  test('patterns, and files whose names look like one', async () => {
    expect(await files('tree/*.jpg')).toEqual(
      ['[x].jpg', 'a.jpg', 'b.jpg', 'link.jpg'].map((name) => `tree/${name}`),
    );
    // Loops and links lead to these by many ways; each comes once.
    expect(await files('tree/**/{c,d}.jpg')).toEqual(['tree/in/c.jpg', 'tree/in/deeper/d.jpg']);
    expect(await files('tree/[x].jpg')).toEqual(['tree/[x].jpg']);
  });

  test('a folder that is named is followed, as a link too', async () => {
    expect(await files('--no-recursive', 'tree/in/loop/in')).toEqual(['tree/in/loop/in/c.jpg']);
  });

  test('an empty folder holds nothing that could be found', async () => {
    expect((await provenance(elsewhere.path, ['verify', 'void'])).code).toBe(3);
  });

  test('the worst file decides, and one that cannot be opened ends nothing', async () => {
    const ran = await verify('--json', 'missing.jpg', 'altered.jpg', 'photo.signed.png');
    expect(ran.code).toBe(1);
    expect(json(ran.stdout).map(({ exitCode }) => exitCode)).toEqual([10, 1, 0]);
    json(ran.stdout).forEach(expectContract);
    expect((await verify('missing.jpg', 'photo.signed.png')).code).toBe(10);
  });

  test('a line a file and a summary; --verbose gives each its report', async () => {
    const two = ['photo.signed.png', 'photo.png'];
    const short = await verify(...two);
    const listed = lines(short.stdout).filter((line) => two.some((name) => line.includes(name)));
    expect(listed).toHaveLength(2);
    expect(lines(short.stdout).some((line) => line.startsWith('2 files'))).toBe(true);
    const long = await verify('--verbose', ...two);
    expect(lines(long.stdout).length).toBeGreaterThan(lines(short.stdout).length + 5);
  });

  test.each([200, 2000])('%i files: as many lines, in order, and a summary', async (count) => {
    const folder = join(elsewhere.path, `pictures-${count}`);
    await mkdir(folder);
    const bytes = [await picture('png'), await workspace.read('photo.signed.png')];
    for (let i = 0; i < count; i++) {
      await writeFile(
        join(folder, `${String(i).padStart(5, '0')}.png`),
        bytes[i % 2] as Uint8Array,
      );
    }
    const names = (await readdir(folder)).sort();
    const anchors = ['--trust-anchors', workspace.at('.provenance', 'development-root.pem')];
    const ran = await provenance(elsewhere.path, ['verify', ...anchors, folder]);
    expect(ran).toMatchObject({ code: 3, stderr: '' });
    const listed = lines(ran.stdout).filter((line) => line.includes('.png'));
    expect(listed.map((line) => names.find((name) => line.includes(name)))).toEqual(names);
    expect(ran.stdout).toContain(`${count.toLocaleString('en-US')} files`);
    const ndjson = await provenance(elsewhere.path, ['verify', '--json', ...anchors, folder]);
    expect(json(ndjson.stdout).map(({ exitCode }) => exitCode)).toEqual(
      names.map((_, index) => (index % 2 === 0 ? 3 : 0)),
    );
  });
});

describe('a note in a file that nobody signed', () => {
  const note = {
    software: (name: string) => ({ IFD0: { Software: name } }),
  };
  test.each([
    ['Midjourney 6', 6, 'declared'],
    ['GIMP 2.10', 3, 'nothing'],
  ] as const)('that names %s: exit code %i', async (software, code, status) => {
    const bytes = await sharp(await picture('jpeg'))
      .withExif(note.software(software))
      .toBuffer();
    const file = await workspace.write('noted.jpg', bytes);
    const got = await verify('--json', file);
    expect(got.code).toBe(code);
    const [line] = lines(got.stdout).map((text) => JSON.parse(text));
    expectContract(line);
    expect(line.summary.status).toBe(status);
    expect((await verify('-v', file)).stdout).toMatch(
      new RegExp(`^ {2}Notes +.*“${software}”`, 'm'),
    );
    expect((await verify('-v', '--lang', 'ja', file)).stdout).toContain(`「${software}」`);
  });
});

describe('--at', () => {
  test('judges certificates as of that time, and says so', async () => {
    const then = await verify('--json', '--at', '2020-01-02', 'photo.signed.png');
    expect(then.code).toBe(1);
    const [line] = json(then.stdout);
    expectContract(line);
    expect(line.c2pa).toMatchObject({ state: 'Invalid', judgedAt: '2020-01-02T00:00:00.000Z' });
    expect(line.c2pa.failure).toContain('signingCredential.expired');
    expect(line.summary.but.says.map(({ code }: { code: string }) => code)).toContain(
      'summary.but.as-of',
    );
    const now = await verify('--json', '--at', new Date().toISOString(), 'photo.signed.png');
    expect(now.code).toBe(0);
    expect(json((await verify('--json', 'photo.signed.png')).stdout)[0].c2pa.judgedAt).toBeNull();
  });

  test('says nothing of a date where nobody signed, and is a time', async () => {
    expect((await verify('--at', '2020-01-02', 'photo.png')).stdout).not.toContain('2020');
    for (const time of ['tomorrow', '2020-13-01', '1', '']) {
      expect((await verify('--at', time, 'photo.png')).code).toBe(2);
    }
  });
});

describe('verify --format crjson', () => {
  const crJson = (...args: string[]) => verify('--format', 'crjson', ...args);

  test('writes one document, and the exit code is that of the credential', async () => {
    const { code, stdout, stderr } = await crJson('photo.signed.jpg');
    const document = JSON.parse(stdout) as {
      manifests: { validationResults: { failure: unknown[] } }[];
    };
    expect([code, stderr, document.manifests[0]?.validationResults.failure]).toEqual([0, '', []]);
    expect(Object.keys(document)).toEqual(['@context', 'manifests', 'jsonGenerator']);
    const changed = await crJson('altered.jpg');
    expect([changed.code, changed.stdout]).toEqual([
      1,
      expect.stringContaining('assertion.dataHash.mismatch'),
    ]);
  });

  test('names the file of each of several, and goes on behind one that cannot be read', async () => {
    const { code, stdout, stderr } = await crJson('empty.jpg', 'missing.jpg', 'photo.png');
    expect(lines(stdout).map((line) => JSON.parse(line))).toMatchObject([
      { file: 'photo.png', manifests: [] },
    ]);
    expect(code).toBe(10);
    expect(stderr).toContain('empty.jpg: no crJSON: ');
    expect(stderr).toContain('missing.jpg');
  });

  test('fetches nothing, and says where a manifest is that it has not got', async () => {
    const { code, stdout, stderr } = await crJson('remote.jpg');
    expect([code, stdout]).toEqual([11, '']);
    expect(stderr).toContain('remote.jpg: no crJSON: ');
  });

  test.each([
    ['--json'],
    ['--verbose'],
    ['--rules', 'jp'],
    ['--watermark-key', 'key.json'],
    ['--registry', 'records'],
    ['--resolve', 'https://example.com'],
  ])('does not go with %s', async (...flag) => {
    const { code, stdout, stderr } = await crJson(...flag, 'photo.png');
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`${flag[0]} does not go with --format crjson`);
  });

  test('--format json is --json', async () => {
    const [one, other] = await Promise.all([
      verify('--format', 'json', 'photo.png'),
      verify('--json', 'photo.png'),
    ]);
    expect(one.stdout).toBe(other.stdout);
  });
});
