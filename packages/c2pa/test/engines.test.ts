import { execFile } from 'node:child_process';
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type CredentialReport,
  type EngineDescription,
  engine,
  loadTrust,
  type Origin,
  pemSigner,
  readCredentials,
  type SignedBytes,
  type Signer,
  signContent,
} from '../src/index.ts';
import { makeCertificates, type TestCertificates } from './certificates.ts';
import { EngineOff } from './engine-off.ts';
import { makeFiles } from './pictures.ts';

const generator = { name: 'test', version: '1' };

let folder: string;
let made: TestCertificates;
let signer: Signer;
let files: Record<string, Buffer>;
/** The same package where the native engine is switched off. */
let other: EngineOff;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'provenance-engines-'));
  made = await makeCertificates('ES256');
  signer = await pemSigner(made);
  files = await makeFiles();
  other = new EngineOff();
});
afterAll(async () => {
  other.end();
  await rm(folder, { recursive: true });
});

type Input = Uint8Array | string;

/** What each says of a file, without the words of the engine and what is its own. */
async function bothOf(
  input: Input,
  options: { mediaType?: string; manifest?: Uint8Array } = {},
): Promise<CredentialReport> {
  const trust = await loadTrust({ anchors: made.root });
  const first = await readCredentials(input, { ...options, trust });
  const second = await other.call<CredentialReport>('read', {
    input,
    sources: { anchors: made.root },
    ...options,
  });
  expect(first.engine.name).toBe('@contentauth/c2pa-node');
  expect(second.engine).toEqual({ name: '@contentauth/c2pa-wasm', version: '0.15.0' });
  expect(verdictOf(second)).toEqual(verdictOf(first));
  return first;
}

function verdictOf({ engine: _, store: __, reason, ...report }: CredentialReport) {
  const codes = (kind: 'success' | 'failure' | 'ingredientFailures') =>
    new Set(report[kind].map(({ code, url }) => `${code} ${url}`));
  const [success, failure] = [codes('success'), codes('failure')];
  const described = { ...report, informational: null, parts: report.parts.map(() => null) };
  // Its own sentence, which is another one in the other release.
  const isCode = reason === null || /^[\w.]+$/.test(reason);
  const own = { success, failure, ingredientFailures: codes('ingredientFailures') };
  return { ...described, ...own, reason: isCode ? reason : 'in its words' };
}

const update = (parent: Uint8Array): Origin => ({
  kind: 'edited',
  generator,
  parent: { content: parent },
  actions: [{ action: 'c2pa.edited.metadata' }],
});

describe('both engines', () => {
  it('say the same of every format: signed, edited, changed, beside its credential and without', async () => {
    for (const [mediaType, file] of Object.entries(files)) {
      const created = await signContent(file, { kind: 'created', generator }, signer);
      const edited = await signContent(created.bytes, update(created.bytes), signer);
      expect((await bothOf(created.bytes)).state).toBe('Trusted');
      expect((await bothOf(edited.bytes)).state).toBe('Trusted');
      const changed = Buffer.from(created.bytes);
      changed[changed.length - 1]! ^= 1;
      await bothOf(changed, { mediaType });
      expect((await bothOf(file, { mediaType })).state).toBe('NoManifest');
      const beside = await signContent(file, { kind: 'created', generator }, signer, {
        embed: false,
      });
      const given = { manifest: beside.manifestStore, mediaType };
      expect((await bothOf(file, given)).state).toBe('Trusted');
      const another = Buffer.from(file);
      another[another.length - (mediaType === 'image/svg+xml' ? 3 : 1)]! ^= 1;
      expect((await bothOf(another, given)).state).toBe('Invalid');
    }
  });

  it('say the same of texts', async () => {
    for (const mediaType of ['text/plain', 'text/html', 'text/markdown']) {
      const text = Buffer.from('<p>One line.</p>\n');
      const { bytes } = await signContent(text, { kind: 'created', generator }, signer, {
        mediaType,
      });
      expect((await bothOf(bytes, { mediaType })).state).toBe('Trusted');
      const changed = Buffer.from(Buffer.from(bytes).toString().replace('line', 'lime'));
      expect((await bothOf(changed, { mediaType })).state).toBe('Invalid');
    }
  });

  it('say the same of what the native one cannot read', async () => {
    // An ID3 tag (2.3) with a compressed frame of three bytes, over which it panics.
    const tag = Buffer.from('4944330300000000000e5449543200000003008000000064fffb9000', 'hex');
    const mp3 = Buffer.concat([tag, Buffer.alloc(417)]);
    expect(await bothOf(mp3)).toMatchObject({ state: 'NoManifest', reason: null });
    const pdf = (more: string) =>
      Buffer.from(`%PDF-1.7\n1 0 obj\n<<${more}>>\nendobj\nstartxref\n0\n%%EOF\n`);
    expect((await bothOf(pdf(''))).state).toBe('Error');
    expect((await bothOf(pdf('/AFRelationship /C2PA_Manifest'))).state).toBe('Error');
    // Without an end at all, WebAssembly finds no manifest in it.
    const loop = Buffer.from(
      '%PDF-1.7\nxref\n0 1\n0000000000 65535 f\ntrailer\n<</Prev 9>>\nstartxref\n9\n%%EOF\n',
    );
    await bothOf(loop);
    const svg = await signContent(files['image/svg+xml']!, { kind: 'created', generator }, signer);
    const twice = Buffer.from(svg.bytes)
      .toString()
      .replace(/<metadata.*<\/metadata>/s, '$&$&');
    const several = await bothOf(Buffer.from(twice), { mediaType: 'image/svg+xml' });
    expect(several).toMatchObject({ state: 'NoManifest', reason: 'manifest.multiple' });
  });

  it('read a file that stays on disk, and end where the signal fires', async () => {
    const path = join(folder, 'long.wav');
    const size = 80e6;
    const wav = Buffer.from(files['audio/wav']!);
    const data = wav.indexOf('data');
    wav.writeUInt32LE(size - 8, 4);
    wav.writeUInt32LE(size - data - 8, data + 4);
    await writeFile(path, wav);
    const file = await open(path, 'r+');
    await file.truncate(size);
    await file.close();
    const output = join(folder, 'signed.wav');
    await signContent(path, { kind: 'created', generator }, signer, { output });
    expect((await bothOf(output)).state).toBe('Trusted');
    const ended = other.call('read', {
      input: output,
      sources: { anchors: made.root },
      abortAfter: 1,
    });
    await expect(ended).rejects.toMatchObject({ name: 'TimeoutError' });
    expect((await bothOf(output)).state).toBe('Trusted');
  });
});

describe('without the native engine', () => {
  it('pictures are signed, with parents too, and sound and film are ENGINE_NATIVE_MISSING', async () => {
    const { signs, reads, knownHoles } = await other.call<EngineDescription>('engine', {});
    expect(knownHoles.length).toBeLessThan((await engine()).knownHoles.length);
    const origin: Origin = { kind: 'created', generator };
    for (const [mediaType, input] of Object.entries(files)) {
      expect(reads).toContain(mediaType);
      const isPicture = mediaType.startsWith('image/');
      expect(signs.includes(mediaType)).toBe(isPicture);
      const signing = other.call<SignedBytes>('sign', { input, origin, made });
      if (!isPicture) {
        await expect(signing).rejects.toMatchObject({ code: 'ENGINE_NATIVE_MISSING' });
        continue;
      }
      const { bytes } = await signing;
      const again = { input: bytes, origin: update(bytes), made };
      const edited = await other.call<SignedBytes>('sign', again);
      expect((await bothOf(edited.bytes)).state).toBe('Trusted');
    }
  });

  it('what an engine is said to be is what is installed', async () => {
    const require = createRequire(import.meta.url);
    const versionOf = (name: string) => require(`${name}/package.json`).version;
    const described = await other.call<EngineDescription>('engine', {});
    expect(described.version).toBe(versionOf('@contentauth/c2pa-wasm'));
    expect(described.other).toMatchObject({
      name: '@contentauth/c2pa-node',
      version: versionOf('@contentauth/c2pa-node'),
      missing: expect.stringContaining('PROVENANCE_NATIVE_ENGINE'),
    });
    const here = await engine();
    expect(here.other).toMatchObject({ name: '@contentauth/c2pa-wasm', missing: null });
  });
});

/** Runs a script against the package in a process of its own, without some of its dependencies. */
async function runWithout(missing: string[], script: string, env: Record<string, string>) {
  const index = JSON.stringify(new URL('../src/index.ts', import.meta.url).href);
  const hook = `
    import module from 'node:module';
    const resolve = module._resolveFilename;
    module._resolveFilename = (name, ...rest) => {
      if (${JSON.stringify(missing)}.some((each) => name.startsWith(each))) throw new Error('not installed');
      return resolve(name, ...rest);
    };`;
  const preload = `data:text/javascript,${encodeURIComponent(hook)}`;
  const flags = ['--conditions=@provenance/source', '--import=tsx', `--import=${preload}`];
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    [...flags, '--input-type=module', '--eval', `const c2pa = await import(${index});${script}`],
    { env: { ...process.env, ...env } },
  );
  expect(stderr).toBe('');
  return stdout.trim().split('\n');
}

describe('a binary that cannot be loaded', () => {
  const script = `
    const png = Buffer.from('89504e470d0a1a0a0000000049484452', 'hex');
    for (const call of [async () => (await c2pa.engine()).name, async () => (await c2pa.readCredentials(png)).state]) {
      await call().then(console.log, ({ name, code }) => console.log(name, code));
    }`;
  const env = () => ({ C2PA_LIBRARY_PATH: join(folder, 'missing.node') });

  it('leaves reading to WebAssembly', async () => {
    expect(await runWithout([], script, env())).toEqual(['@contentauth/c2pa-wasm', 'Error']);
  });

  it('is ENGINE_MISSING where that is not here either', async () => {
    const expected = Array(2).fill('ProvenanceError ENGINE_MISSING');
    expect(await runWithout(['@contentauth/c2pa-wasm'], script, env())).toEqual(expected);
  });

  it('is nothing that signing a picture would notice', async () => {
    const both = ['@contentauth/c2pa-wasm', '@contentauth/c2pa-node'];
    const signing = `
      const made = await c2pa.createDevelopmentCertificates({ alg: 'ES256' });
      const signer = await c2pa.pemSigner(made);
      const png = Buffer.from('${files['image/png']!.toString('base64')}', 'base64');
      const origin = { kind: 'created', generator: { name: 'test', version: '1' } };
      const { mediaType } = await c2pa.signContent(png, origin, signer);
      console.log(mediaType);`;
    expect(await runWithout(both, signing, env())).toEqual(['image/png']);
  });
});
