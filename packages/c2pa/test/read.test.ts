import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_MAX_BYTES } from '@provenance/content';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectCode } from '../../content/test/expect-code.ts';
import {
  engine,
  hashPrompt,
  listResources,
  loadTrust,
  type Origin,
  pemSigner,
  readCertificates,
  readCredentials,
  readResource,
  type Signer,
  signContent,
} from '../src/index.ts';
import { makeCertificates, type TestCertificates } from './certificates.ts';
import { box, makeFiles, makeJpeg, makePng } from './pictures.ts';

const generator = { name: 'test', version: '1' };
const model = { name: 'example-diffusion', version: '3' };

let folder: string;
let made: TestCertificates;
let signer: Signer;
let png: Uint8Array;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'provenance-read-'));
  made = await makeCertificates('ES256');
  signer = await pemSigner(made);
  png = await makePng();
});
afterAll(() => rm(folder, { recursive: true }));

describe('a report', () => {
  it('says what the signer said', async () => {
    const prompt = hashPrompt('a cat');
    const origin: Origin = {
      kind: 'created',
      generator,
      model,
      title: 'cat',
      when: new Date('2026-01-02T03:04:05Z'),
      disclosure: { humanOversightLevel: 'human_validated' },
      trainingMining: { 'cawg.data_mining': { use: 'constrained', constraintInfo: 'ask' } },
      prompt,
      actions: [{ action: 'c2pa.watermarked.bound', description: 'marked' }],
      assertions: [
        {
          label: 'c2pa.soft-binding',
          data: { alg: 'com.example.mark', blocks: [{ scope: {}, value: 'AAAA' }] },
        },
      ],
    };
    const { bytes } = await signContent(png, origin, signer);
    const trust = await loadTrust({ anchors: made.root });
    const report = await readCredentials(bytes, { trust });
    expect(report).toMatchObject({ state: 'Trusted', reason: null, mediaType: 'image/png' });
    expect(report.success.map(({ code }) => code)).toEqual(
      expect.arrayContaining([
        'signingCredential.trusted',
        'claimSignature.validated',
        'assertion.dataHash.match',
      ]),
    );
    const [manifest] = report.manifests;
    expect(manifest).toMatchObject({
      title: 'cat',
      signer: { organization: 'Test signer', development: false },
      actions: [
        { action: 'c2pa.created', softwareAgent: model, when: '2026-01-02T03:04:05.000Z' },
        { action: 'c2pa.watermarked.bound', description: 'marked' },
      ],
      aiDisclosure: {
        modelName: model.name,
        contentProfile: { humanOversightLevel: 'human_validated' },
      },
      trainingMining: { 'cawg.data_mining': { use: 'constrained', constraintInfo: 'ask' } },
      softBindings: [{ alg: 'com.example.mark', values: ['AAAA'] }],
    });
    expect(
      manifest?.assertions.find(({ label }) => label === 'org.provenance.prompt')?.data,
    ).toEqual({ alg: 'sha256', hash: prompt.sha256, salt: prompt.salt });
    expect(report.engine).toEqual({ name: '@contentauth/c2pa-node', version: '0.8.0' });
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });

  it('gives what a soft binding says, and nothing of one that the claim does not have so', async () => {
    const value = Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8]);
    const origin: Origin = {
      kind: 'created',
      generator,
      softBinding: { alg: 'com.example.mark.1', value },
    };
    const { bytes } = await signContent(png, origin, signer);
    const trust = await loadTrust({ anchors: made.root });
    const asText = await readCredentials(bytes, { trust });
    expect(asText.state).toBe('Trusted');
    const base64 = Buffer.from(value).toString('base64');
    expect(asText.manifests[0]?.softBindings).toEqual([
      { alg: 'com.example.mark.1', values: [base64] },
    ]);
    // CBOR heads: 0x48 are 8 bytes, 0x68 is a text of 8.
    const file = Buffer.from(bytes);
    const at = file.indexOf(Buffer.of(0x48, ...value));
    expect(at).toBeGreaterThan(0);
    file[at] = 0x68;
    const changed = await readCredentials(file, { trust });
    expect(changed).toMatchObject({ state: 'Invalid', manifests: [{ softBindings: [] }] });
    expect(changed.failure.map(({ code }) => code)).toContain('assertion.hashedURI.mismatch');
  });

  it('goes by the content and not by the declared type or the name', async () => {
    const { bytes } = await signContent(png, { kind: 'created', generator }, signer);
    const path = join(folder, 'picture.jpg');
    await writeFile(path, bytes);
    for (const input of [bytes, path]) {
      const report = await readCredentials(input, { mediaType: 'image/jpeg' });
      expect(report).toMatchObject({ state: 'Valid', mediaType: 'image/png' });
    }
  });

  it('and no exception is what a bad file gives', async () => {
    const empty = join(folder, 'empty.png');
    await writeFile(empty, '');
    const cases: [string | Uint8Array, string | null][] = [
      [empty, 'content.empty'],
      [new Uint8Array(0), 'content.empty'],
      [Buffer.from('no\0format'), 'content.unknownType'],
      [Buffer.from('fLaC\0\0\0\x22'), 'content.unsupportedType'],
    ];
    for (const [input, reason] of cases) {
      expect(await readCredentials(input)).toMatchObject({ state: 'Error', reason, store: null });
    }
    expect((await readCredentials(png.subarray(0, 50))).state).toBe('Error');
    expect((await readCredentials(png)).state).toBe('NoManifest');
  });

  it('is not given where one could not look', async () => {
    await expectCode('FILE_NOT_FOUND', () => readCredentials(join(folder, 'none.png')));
    await expectCode('FILE_NOT_REGULAR', () => readCredentials(folder));
    await expectCode('CONTENT_TOO_LARGE', () => readCredentials(png, { maxBytes: 10 }));
    await expect(readCredentials(png, { maxBytes: 0 })).rejects.toThrow(RangeError);
    await expect(readCredentials(7 as never)).rejects.toThrow(TypeError);
    await expect(readCredentials(new URL('https://example.com/a.png'))).rejects.toThrow(TypeError);
  });

  it('of a file with a link says so, and does not follow it to an inner address', async () => {
    const jpeg = await makeJpeg();
    for (const remoteUrl of [
      'https://127.0.0.1/a.c2pa',
      'https://[::1]/a.c2pa',
      'https://localhost/a.c2pa',
      'http://example.com/a.c2pa',
    ]) {
      const options = { embed: false, remoteUrl };
      const { bytes } = await signContent(jpeg, { kind: 'created', generator }, signer, options);
      expect(await readCredentials(bytes)).toMatchObject({
        state: 'Remote',
        remoteUrl,
        reason: null,
      });
      const tried = await readCredentials(bytes, { allowNetwork: true });
      expect(tried).toMatchObject({ state: 'Remote', remoteUrl });
      expect(tried.reason).toMatch(/^manifest\.inaccessible/);
    }
  });
});

describe('certificates and resources', () => {
  it('are read from the store', async () => {
    const { bytes } = await signContent(png, { kind: 'created', generator }, signer);
    expect(await readCertificates(bytes)).toBe(made.certificates);
    expect(await readCertificates(png)).toBeNull();
    expect(await listResources(bytes)).toEqual([]);
    expect(await listResources(png)).toEqual([]);
    await expectCode('RESOURCE_NOT_FOUND', () => readResource(png, 'self#jumbf=x'));
    await expectCode('RESOURCE_NOT_FOUND', () => readResource(bytes, 'self#jumbf=x'));
  });
});

describe('the engine', () => {
  it('is the one the report says', async () => {
    const { createRequire } = await import('node:module');
    const { version } = createRequire(import.meta.url)('@contentauth/c2pa-node/package.json');
    const described = await engine();
    expect(described.version).toBe(version);
    const { bytes } = await signContent(
      (await makeFiles())['video/mp4']!,
      { kind: 'created', generator },
      signer,
    );
    const store = JSON.stringify((await readCredentials(bytes)).store);
    expect(store).toContain(`"org.contentauth.c2pa_rs":"${described.sdkVersion}"`);
  });
});

describe('options', () => {
  it('that are misspelt are a mistake, and never passed over', async () => {
    for (const key of ['trusted', 'allownetwork', 'maxbytes', 'policy']) {
      const call = readCredentials(png, { [key]: 1 });
      await expect(call).rejects.toThrow(TypeError);
      await expect(call).rejects.toThrow(`"${key}"`);
    }
    await expect(readCredentials(png, null as never)).rejects.toThrow(TypeError);
    const absent = { trust: undefined, policy: undefined } as never;
    expect((await readCredentials(png, absent)).state).toBe('NoManifest');
  });

  it('without a limit bound what comes into memory, and less what stays on disk', async () => {
    const path = join(folder, 'large');
    /** Sparse: takes no space on disk. */
    const write = async (head: Buffer, size: number) => {
      const file = await open(path, 'w');
      await file.writeFile(head);
      await file.truncate(size);
      await file.close();
    };
    const jpeg = Buffer.from(await makeJpeg());
    const mp4 = box('ftyp', Buffer.from('isom\0\0\x02\0isommp42', 'latin1'));
    await write(jpeg, DEFAULT_MAX_BYTES + 1);
    await expectCode('CONTENT_TOO_LARGE', () => readCredentials(path));
    await write(mp4, DEFAULT_MAX_BYTES + 1);
    expect(await readCredentials(path)).toMatchObject({ state: 'NoManifest', reason: null });
    await expectCode('CONTENT_TOO_LARGE', () =>
      readCredentials(path, { maxBytes: DEFAULT_MAX_BYTES }),
    );
    await write(mp4, 64 * 2 ** 30 + 1);
    await expectCode('CONTENT_TOO_LARGE', () => readCredentials(path));
    await write(mp4, 0);
    expect((await readCredentials(path)).reason).toBe('content.empty');
  });
});
