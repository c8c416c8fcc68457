import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { json, provenance } from './console.ts';
import { useEmptyFolder, useWorkspace } from './folders.ts';

const workspace = useWorkspace();
const elsewhere = useEmptyFolder();

describe('a configuration that is not valid', () => {
  const signer = { certificates: 'c.pem', key: 'k.pem' };
  test.each([
    ['', '{'],
    ['', '[]'],
    ['', 'null'],
    ['', '"text"'],
    ['', '['.repeat(100_000)],
    ['signers', { signers: {} }],
    ['__proto__', '{"__proto__":{}}'],
    ['signer', { signer: 'me' }],
    ['signer.certificates', { signer: { ...signer, certificates: 1 } }],
    ['signer.key', { signer: { ...signer, key: '' } }],
    ['signer.key', { signer: { certificates: 'c.pem' } }],
    ['signer.timestampUrl', { signer: { ...signer, timestampUrl: 1 } }],
    ['signer.timestampUrl', { signer: { ...signer, timestampUrl: 'ftp://example.org' } }],
    ['alg', { signer: { ...signer, alg: 'ES256' } }],
    ['generator', { generator: [] }],
    ['generator.name', { generator: { version: '1' } }],
    ['generator.version', { generator: { name: 'a', version: 1 } }],
    ['trust', { trust: null }],
    ['trust.anchors', { trust: { anchors: 'a.pem' } }],
    ['trust.anchors[1]', { trust: { anchors: ['a.pem', 7] } }],
    ['trust.allowedList', { trust: { allowedList: {} } }],
    ['trust.tsaAnchors[0]', { trust: { tsaAnchors: [''] } }],
    ['trust.trustConfig', { trust: { trustConfig: [] } }],
    ['anchor', { trust: { anchor: [] } }],
    ['watermark', { watermark: [] }],
    ['textMark.profiles', { textMark: {} }],
    ['textMark.profiles', { textMark: { profiles: [] } }],
    ['textMark.profiles[0].profile', { textMark: { profiles: [{}] } }],
    ['textMark.profiles[0].marks', { textMark: { profiles: [{ profile: 'a', marks: 'b' }] } }],
    [
      'textMark.profiles[0]',
      { textMark: { profiles: [{ profile: 'a', vllm: 'b', sglang: 'c' }] } },
    ],
    ['watermark.keys', { watermark: {} }],
    ['watermark.keys', { watermark: { keys: [] } }],
    ['watermark.keys', { watermark: { keys: 'a.key' } }],
    ['key', { watermark: { key: 'a.key' } }],
    ['watermark.keys[0]', { watermark: { keys: ['a.key'] } }],
    ['watermark.keys[1].key', { watermark: { keys: [{ key: 'a.key' }, { key: '' }] } }],
    ['watermark.keys[0].name', { watermark: { keys: [{ key: 'a.key', name: 1 }] } }],
    ['watermark.keys[0].marks', { watermark: { keys: [{ key: 'a.key', marks: 'captured' }] } }],
    ['mark', { watermark: { keys: [{ key: 'a.key', mark: 'ai-generated' }] } }],
    ['watermark.visibility', { watermark: { keys: [{ key: 'a.key' }], visibility: 'loud' } }],
    ['registry', { registry: 'folder' }],
    ['registry.location', { registry: { location: '' } }],
    ['registry.location', { registry: { location: 'mysql://host/database' } }],
    ['registry.recordMode', { registry: { location: 'r', recordMode: 'perhaps' } }],
    ['registry.recordMode', { registry: { location: 'r', policy: 'require' } }],
    ['registry.outbox', { registry: { location: 'r', outbox: 1 } }],
    ['registry.certificates', { registry: { location: 'r', key: 'k.key' } }],
    ['registry.key', { registry: { location: 'r', certificates: 'c.pem' } }],
    ['url', { registry: { url: 'postgresql://host/database' } }],
  ])('is refused by the name of the field: %s', async (field, content) => {
    const file = join(elsewhere.path, 'bad.json');
    await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
    for (const command of ['verify', 'sign', 'mark', 'detect', 'embed', 'inspect']) {
      const ran = await provenance(elsewhere.path, [command, 'a.jpg', '--config', 'bad.json']);
      expect(ran).toMatchObject({ code: 2, stdout: '' });
      expect(ran.stderr).toContain('bad.json');
      expect(ran.stderr).toContain('CONFIG_INVALID');
      expect(ran.stderr).toContain(field);
    }
  });

  test.each(['folder', 'huge'])('is a %s', async (kind) => {
    const home = join(elsewhere.path, kind);
    await mkdir(home, { recursive: true });
    const file = join(home, 'provenance.config.json');
    if (kind === 'folder') await mkdir(file);
    else await writeFile(file, `"${' '.repeat(1 << 20)}"`);
    const ran = await provenance(home, ['verify', 'a.jpg', '--config', file]);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain('provenance.config.json');
  });
});

test('a list that is named and not there is a mistake, never an empty list', async () => {
  await writeFile(
    join(elsewhere.path, 'lost.json'),
    JSON.stringify({ trust: { anchors: ['lost-root.pem'] } }),
  );
  const ran = await provenance(elsewhere.path, ['verify', 'a.jpg', '--config', 'lost.json']);
  expect(ran.code).toBe(2);
  expect(ran.stderr).toContain('lost-root.pem');
});

test('half a signer in the environment is a mistake', async () => {
  for (const name of ['PROVENANCE_SIGNER_KEY', 'PROVENANCE_CERTIFICATES']) {
    const env = { [name]: 'x.pem' };
    expect((await provenance(elsewhere.path, ['verify', 'a'], { env })).code).toBe(2);
  }
});

describe('what is in force', () => {
  test('the nearest configuration from the working folder up; its paths are its own', async () => {
    const below = workspace.at('some/where/below');
    await mkdir(below, { recursive: true });
    const ran = await provenance(below, ['verify', '../../../photo.signed.png']);
    expect(ran.code).toBe(0);
  });

  test('a flag outweighs the environment, and the environment the file', async () => {
    const strangers = join(elsewhere.path, 'strangers');
    await provenance(elsewhere.path, ['keys', 'development', '-o', 'strangers']);
    const theirs = join(strangers, 'development-root.pem');
    const ours = workspace.at('.provenance', 'development-root.pem');
    const verify = async (flags: string[], env: Record<string, string>) =>
      (await provenance(workspace.path, ['verify', 'photo.signed.png', ...flags], { env })).code;
    expect(await verify([], {})).toBe(0);
    expect(await verify([], { PROVENANCE_TRUST_ANCHORS: theirs })).toBe(4);
    expect(await verify(['--trust-anchors', ours], { PROVENANCE_TRUST_ANCHORS: theirs })).toBe(0);
    expect(await verify(['--trust-anchors', theirs], {})).toBe(4);
    expect(await verify([], { PROVENANCE_TRUST_ANCHORS: `${theirs}:${ours}` })).toBe(0);
    expect(await verify(['--trust-anchors', theirs, '--trust-anchors', ours], {})).toBe(0);
  });

  test('signers: flags, then the environment, then the file', async () => {
    const keys = async (name: string) => {
      const args = ['keys', 'development', '-o', name, '--organization', name];
      await provenance(elsewhere.path, args);
      return {
        key: join(elsewhere.path, name, 'development-signer.key'),
        certificates: join(elsewhere.path, name, 'development-signer.pem'),
      };
    };
    const signedBy = async (flags: string[], env: Record<string, string>) => {
      await provenance(workspace.path, ['sign', 'photo.png', '-f', '-o', 'who.png', ...flags], {
        env,
      });
      const { stdout } = await provenance(workspace.path, ['verify', '--json', 'who.png']);
      return json(stdout)[0].c2pa.signer.organization;
    };
    const flag = await keys('Flag');
    const variable = await keys('Variable');
    const env = {
      PROVENANCE_SIGNER_KEY: variable.key,
      PROVENANCE_CERTIFICATES: variable.certificates,
    };
    expect(await signedBy([], {})).toBe('Example Organization');
    expect(await signedBy([], env)).toBe('Variable');
    expect(await signedBy(['--signer-key', flag.key, '--cert', flag.certificates], env)).toBe(
      'Flag',
    );
  });
});
