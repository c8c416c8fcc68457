import { mkdir, rm, writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { json, provenance } from './console.ts';
import { useEmptyFolder, useWorkspace } from './folders.ts';

const workspace = useWorkspace();
const elsewhere = useEmptyFolder();
const CHECKS = [
  'provenance',
  'C2PA engine',
  'other engine',
  'image library',
  'configuration',
  'signer',
  'trust lists',
  'watermark',
  'registry',
];

test('all is well, and what is in force is named', async () => {
  const { code, stdout } = await provenance(workspace.path, ['doctor']);
  expect(code).toBe(0);
  for (const word of [...CHECKS, 'image/jpeg', 'provenance.config.json', 'development-root.pem']) {
    expect(stdout).toContain(word);
  }
});

test('watermark keys are told apart, and none is shown', async () => {
  const secret = (await workspace.read('.provenance', 'watermark.key')).toString().trim();
  for (const flags of [[], ['--json']]) {
    const { stdout } = await provenance(workspace.path, ['doctor', ...flags]);
    expect(stdout).toMatch(/key [0-9a-f]{16} of “Example Organization”, marks ai-generated/);
    expect(stdout).not.toContain(secret);
    expect(stdout).not.toContain(secret.slice(0, 16));
  }
});

test('without a configuration nothing is wrong', async () => {
  expect((await provenance(elsewhere.path, ['doctor'])).code).toBe(0);
});

test('what is known to be wrong with the engine is named', async () => {
  const { stdout } = await provenance(workspace.path, ['doctor']);
  expect(stdout).toMatch(/known holes: \d+, \d+ not made up for here \(.*ID3/);
  const ran = await provenance(workspace.path, ['doctor', '--json']);
  const [{ knownHoles }] = json(ran.stdout);
  expect(knownHoles.length).toBeGreaterThan(0);
  for (const { title, meaning, closedIn, covered } of knownHoles) {
    expect([typeof title, typeof meaning, typeof covered]).toEqual(['string', 'string', 'boolean']);
    expect(closedIn === null || /^0\.\d+\.\d+$/.test(closedIn)).toBe(true);
  }
});

test('which engine reads is said, and what the other would do', async () => {
  const { stdout } = await provenance(workspace.path, ['doctor']);
  expect(stdout).toMatch(/C2PA engine +@contentauth\/c2pa-node \d/);
  expect(stdout).toMatch(/other engine +@contentauth\/c2pa-wasm \d.*would read in its place/);
  const [{ engine }] = json((await provenance(workspace.path, ['doctor', '--json'])).stdout);
  expect(engine).toMatchObject({
    name: '@contentauth/c2pa-node',
    other: { name: '@contentauth/c2pa-wasm', missing: null },
  });
});

test('JSON, versioned', async () => {
  const { stdout } = await provenance(workspace.path, ['doctor', '--json']);
  const [report] = json(stdout);
  expect(report).toMatchObject({ schema: 'provenance.doctor/1', ok: true, problem: null });
  expect(report.findings.map(({ what }: { what: string }) => what)).toEqual(CHECKS);
  expect(report.signs).toContain('image/png');
});

test('the configuration in force, field by field, and where each comes from', async () => {
  const root = workspace.at('.provenance', 'development-root.pem');
  const env = { PROVENANCE_ALLOWED_LIST: root };
  const ran = await provenance(workspace.path, ['doctor', '--json'], { env });
  const [{ settings }] = json(ran.stdout);
  const of = (field: string) => settings.find((entry: { field: string }) => entry.field === field);
  expect(of('signer.key')).toMatchObject({
    value: '.provenance/development-signer.key',
    source: 'provenance.config.json',
  });
  expect(of('trust.anchors').source).toBe('provenance.config.json');
  expect(of('trust.allowedList')).toMatchObject({
    value: ['.provenance/development-root.pem'],
    source: 'PROVENANCE_ALLOWED_LIST',
  });
  expect(of('generator.name')).toMatchObject({ value: 'provenance', source: 'default' });
  expect(of('signer.timestampUrl')).toMatchObject({ value: null, source: 'default' });
  expect(of('trust.trustConfig')).toMatchObject({ value: null, source: 'default' });
  expect(of('watermark.keys')).toMatchObject({
    value: ['.provenance/watermark.key'],
    source: 'provenance.config.json',
  });
  const { stdout } = await provenance(workspace.path, ['doctor'], { env });
  for (const { field, source } of settings) {
    const row = stdout.split('\n').find((line) => line.trimStart().startsWith(field));
    expect(row).toContain(source);
  }
});

describe('a problem: exit code 2, the first one named, and the rest still looked at', () => {
  const broken = async (config: unknown) => {
    await writeFile(workspace.at('broken.json'), JSON.stringify(config));
    const args = ['doctor', '--json', '--config', 'broken.json'];
    const ran = await provenance(workspace.path, args);
    const [report] = json(ran.stdout);
    expect(ran.code).toBe(2);
    expect(report.findings.map(({ what }: { what: string }) => what)).toEqual(CHECKS);
    return report.problem as string;
  };
  const certificates = '.provenance/development-signer.pem';
  const key = '.provenance/development-signer.key';

  test('in the configuration', async () => {
    expect(await broken({ signers: {} })).toContain('signers');
  });

  test('a key that is not there', async () => {
    expect(await broken({ signer: { certificates, key: 'lost.key' } })).toContain('lost.key');
  });

  test('a key of another certificate', async () => {
    await mkdir(workspace.at('other'));
    await provenance(workspace.path, ['keys', 'development', '-o', 'other']);
    const other = 'other/development-signer.key';
    expect(await broken({ signer: { certificates, key: other } })).toContain('KEY_MISMATCH');
    await rm(workspace.at('other'), { recursive: true });
  });

  test('a trust list that is not there, or holds none', async () => {
    expect(await broken({ trust: { anchors: ['lost.pem'] } })).toContain('lost.pem');
    expect(await broken({ trust: { anchors: [key] } })).toContain('TRUST_MALFORMED');
  });

  test('a watermark key that is not there, or is another kind of key', async () => {
    const keys = (path: string) => ({ watermark: { keys: [{ key: path }] } });
    expect(await broken(keys('lost.key'))).toContain('lost.key');
    expect(await broken(keys(key))).toContain('private key');
    expect(await broken(keys(certificates))).toContain('holds no watermark key');
  });

  test('the first of several', async () => {
    const config = { signer: { certificates, key: 'lost.key' }, trust: { anchors: ['lost.pem'] } };
    expect(await broken(config)).toContain('lost.key');
  });
});
