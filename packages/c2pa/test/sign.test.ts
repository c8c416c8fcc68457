import { access, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { concat } from '@provenance/container';
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import { expectCode } from '../../content/test/expect-code.ts';
import {
  callbackSigner,
  loadTrust,
  type Origin,
  pemSigner,
  readCredentials,
  SIGNING_ALGORITHMS,
  type SignedBytes,
  type SignedFile,
  type Signer,
  type SignOptions,
  signContent,
  type Trust,
} from '../src/index.ts';
import { makeCertificates, type TestCertificates } from './certificates.ts';
import { makeFiles, makeJpeg, makePng } from './pictures.ts';

const generator = { name: 'test', version: '1' };
const model = { name: 'example-diffusion', version: '3' };
const created: Origin = { kind: 'created', generator, model };

let folder: string;
let made: TestCertificates;
let signer: Signer;
let trust: Trust;
let jpeg: Uint8Array;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'provenance-sign-'));
  made = await makeCertificates('ES256');
  signer = await pemSigner(made);
  trust = await loadTrust({ anchors: made.root });
  jpeg = Uint8Array.from(await makeJpeg());
});
afterAll(() => rm(folder, { recursive: true }));

describe('signing', () => {
  it('goes from memory to memory and leaves the input alone', async () => {
    const before = Uint8Array.from(jpeg);
    const signed = await signContent(jpeg, created, signer);
    expect(jpeg).toEqual(before);
    expect(signed.mediaType).toBe('image/jpeg');
    const report = await readCredentials(signed.bytes, { trust });
    expect(report).toMatchObject({
      state: 'Trusted',
      embedded: true,
      activeManifest: signed.activeManifest,
    });
    expect(report.manifests).toMatchObject([
      {
        claimGenerator: generator,
        claimVersion: 2,
        specVersion: '2.4',
        allActionsIncluded: true,
        actions: [{ action: 'c2pa.created', softwareAgent: model }],
        signer: { commonName: 'Test ES256', organization: 'Test signer', alg: 'ES256' },
        signedAt: null,
        timeStamped: false,
      },
    ]);
  });

  it('takes Blobs, ArrayBuffers and views into larger memory', async () => {
    const padded = new Uint8Array(jpeg.length + 20);
    padded.set(jpeg, 7);
    const view = padded.subarray(7, 7 + jpeg.length);
    for (const input of [new Blob([jpeg.slice()]), Uint8Array.from(jpeg).buffer, view]) {
      const { bytes } = await signContent(input, created, signer);
      expect((await readCredentials(bytes, { trust })).state).toBe('Trusted');
    }
  });

  it('goes from file to file, whole or not at all', async () => {
    const [input, output] = [join(folder, 'in.jpg'), join(folder, 'out.jpg')];
    await writeFile(input, jpeg);
    const signed = await signContent(input, created, signer, { output });
    expect(signed.bytes).toBeNull();
    expect((await readCredentials(output, { trust })).state).toBe('Trusted');
    const first = await readFile(output);
    await expectCode('FILE_EXISTS', () => signContent(input, created, signer, { output }));
    expect(await readFile(output)).toEqual(first);
    await signContent(output, { kind: 'edited', generator, parent: input }, signer, {
      output,
      overwrite: true,
    });
    expect((await readCredentials(output, { trust })).state).toBe('Trusted');
    expect((await readdir(folder)).sort()).toEqual(['in.jpg', 'out.jpg']);
  });

  it('reads files one behind the other and at once without mixing them', async () => {
    const rest = Uint8Array.from({ length: 3e5 }, (_, i) => (i * 7) & 0xff);
    // A longer file first: the next one is read into memory that still holds it.
    const contents = [concat([jpeg, rest]), Uint8Array.from(await makePng()), jpeg];
    const signAs = async (content: Uint8Array, name: string) => {
      const [input, output] = [join(folder, `in-${name}`), join(folder, `out-${name}`)];
      await writeFile(input, content);
      await signContent(input, created, signer, { output });
      const signed = await readFile(output);
      expect((await readCredentials(signed, { trust })).state).toBe('Trusted');
      // All of it but the store is the input's own.
      expect(signed.subarray(-200)).toEqual(Buffer.from(content.subarray(-200)));
    };
    for (const [i, content] of contents.entries()) await signAs(content, `one-${i}`);
    await Promise.all(
      [...contents, ...contents].map((content, i) => signAs(content, `at-once-${i}`)),
    );
  });

  it('leaves nothing behind when it fails', async () => {
    const output = join(folder, 'failed.jpg');
    const failing = await callbackSigner({
      certificates: made.certificates,
      alg: 'ES256',
      sign: async () => {
        throw new Error('no');
      },
    });
    await expectCode('SIGNER_FAILED', () => signContent(jpeg, created, failing, { output }));
    const broken = jpeg.subarray(0, 40);
    await expectCode('IMAGE_CORRUPT', () => signContent(broken, created, signer, { output }));
    await expect(access(output)).rejects.toThrow();
    expect((await readdir(folder)).filter((name) => name.includes('failed'))).toEqual([]);
  });

  it('never makes a file with the signature of another key', async () => {
    const other = await pemSigner(await makeCertificates('ES256'));
    const confused = await callbackSigner({
      certificates: made.certificates,
      alg: 'ES256',
      sign: (bytes) => other.sign(bytes),
    });
    await expectCode('KEY_MISMATCH', () => signContent(jpeg, created, confused));
  });

  it('can keep the store apart, with or without a link to it', async () => {
    const apart = await signContent(jpeg, created, signer, { embed: false });
    expect(apart.bytes).toEqual(Uint8Array.from(jpeg));
    const manifest = apart.manifestStore;
    expect(await readCredentials(jpeg, { trust, manifest })).toMatchObject({
      state: 'Trusted',
      embedded: false,
      activeManifest: apart.activeManifest,
    });
    const other = await makeJpeg(32, 32);
    expect((await readCredentials(other, { trust, manifest })).state).toBe('Invalid');
    const remoteUrl = 'https://credentials.example/1.c2pa';
    const linked = await signContent(jpeg, created, signer, { embed: false, remoteUrl });
    expect(await readCredentials(linked.bytes, { trust })).toMatchObject({
      state: 'Remote',
      remoteUrl,
    });
    const options = { trust, manifest: linked.manifestStore };
    expect((await readCredentials(linked.bytes, options)).state).toBe('Trusted');
  });

  it('adds only what it needs: no thumbnail, no padding by the kilobyte', async () => {
    for (const alg of SIGNING_ALGORITHMS) {
      const certificates = await makeCertificates(alg);
      const { bytes } = await signContent(jpeg, created, await pemSigner({ ...certificates, alg }));
      const der = Buffer.from(
        certificates.certificates.replace(/-----[^-]+-----|\s/g, ''),
        'base64',
      );
      const signature = { ES512: 132, ES384: 96, PS256: 256, PS384: 256, PS512: 256 }[
        alg as 'ES512'
      ];
      expect(bytes.length - jpeg.length).toBeLessThan(2000 + der.length + (signature ?? 64));
      expect((await readCredentials(bytes)).state).toBe('Valid');
    }
  });

  it('has room for a chain of any length', async () => {
    const { bytes } = await signContent(
      jpeg,
      created,
      await pemSigner({ ...made, certificates: made.certificates + made.root }),
    );
    expect((await readCredentials(bytes, { trust })).state).toBe('Trusted');
  });

  it('stops waiting when it is aborted', async () => {
    const controller = new AbortController();
    const waiting = await callbackSigner({
      certificates: made.certificates,
      alg: 'ES256',
      sign: async (bytes) => {
        controller.abort(new Error('enough'));
        return signer.sign(bytes);
      },
    });
    const { signal } = controller;
    await expect(signContent(jpeg, created, waiting, { signal })).rejects.toThrow('enough');
    await expect(signContent(jpeg, created, signer, { signal })).rejects.toThrow('enough');
    await expect(readCredentials(jpeg, { signal })).rejects.toThrow('enough');
  });

  it('refuses what it cannot sign', async () => {
    await expectCode('CONTENT_UNSUPPORTED', () =>
      signContent(Buffer.from('no\0format'), created, signer),
    );
    await expectCode('CONTENT_UNSUPPORTED', () =>
      signContent(Buffer.from('%PDF-1.7'), created, signer),
    );
    await expectCode('CONTENT_EMPTY', () => signContent(new Uint8Array(0), created, signer));
    await expectCode('CONTENT_TOO_LARGE', () =>
      signContent(jpeg, created, signer, { maxBytes: 10 }),
    );
    await expectCode('FILE_NOT_FOUND', () => signContent(join(folder, 'none'), created, signer));
    await expectCode('FILE_NOT_REGULAR', () => signContent(folder, created, signer));
    await expect(
      signContent(jpeg, created, signer, { remoteUrl: 'file:///etc/passwd' }),
    ).rejects.toThrow(TypeError);
  });
});

describe('a mistake in the calling program', () => {
  it('is a signer that is none', async () => {
    for (const none of [undefined, null, {}, { ...signer }, pemSigner(made)]) {
      await expect(signContent(jpeg, created, none as never)).rejects.toThrow(TypeError);
    }
  });

  it('is an option that is misspelt, and never passed over', async () => {
    for (const key of ['outputs', 'force', 'Embed', 'signer', 'trusted']) {
      const call = signContent(jpeg, created, signer, { [key]: 'x' } as SignOptions);
      await expect(call).rejects.toThrow(TypeError);
      await expect(call).rejects.toThrow(`"${key}"`);
    }
    await expect(signContent(jpeg, created, signer, null as never)).rejects.toThrow(TypeError);
    const absent = { output: undefined, signer: undefined } as never;
    expect((await signContent(jpeg, created, signer, absent)).mediaType).toBe('image/jpeg');
  });

  it('is a trust, an origin or an ingredient that is none', async () => {
    for (const trust of ['abc', null, 7, {}]) {
      const call = signContent(jpeg, created, signer, { trust: trust as never });
      await expect(call).rejects.toThrow(TypeError);
      await expect(call).rejects.toThrow('loadTrust');
    }
    await expect(signContent(jpeg, undefined as never, signer)).rejects.toThrow(TypeError);
    const origin = { ...created, inputs: [7] } as never;
    await expect(signContent(jpeg, origin, signer)).rejects.toThrow(TypeError);
  });
});

it('tells by its type whether there are bytes', () => {
  const options = {} as SignOptions;
  const calls = () => [
    expectTypeOf(signContent(jpeg, created, signer)).resolves.toEqualTypeOf<SignedBytes>(),
    expectTypeOf(
      signContent(jpeg, created, signer, { embed: false }),
    ).resolves.toEqualTypeOf<SignedBytes>(),
    expectTypeOf(
      signContent(jpeg, created, signer, { output: 'x' }),
    ).resolves.toEqualTypeOf<SignedFile>(),
    expectTypeOf(signContent(jpeg, created, signer, options)).resolves.toEqualTypeOf<
      SignedBytes | SignedFile
    >(),
  ];
  expect(calls).toBeTypeOf('function');
});

describe('parents', () => {
  const edit = (parent: Uint8Array): Origin => ({ kind: 'edited', generator, model, parent });

  it('keep their credentials', async () => {
    const parent = await signContent(jpeg, created, signer);
    const { bytes } = await signContent(await makePng(), edit(parent.bytes), signer, { trust });
    const report = await readCredentials(bytes, { trust });
    expect(report.state).toBe('Trusted');
    expect(report.manifests.map(({ label }) => label)).toContain(parent.activeManifest);
    expect(report.manifests[0]?.ingredients).toMatchObject([
      { relationship: 'parentOf', activeManifest: parent.activeManifest, failures: [] },
    ]);
  });

  it('may be unsigned', async () => {
    const { bytes } = await signContent(await makePng(), edit(jpeg), signer);
    const report = await readCredentials(bytes, { trust });
    expect(report.state).toBe('Trusted');
    expect(report.manifests[0]?.ingredients).toMatchObject([
      { relationship: 'parentOf', activeManifest: null, failures: [] },
    ]);
  });

  it('that were tampered with are recorded as such', async () => {
    const parent = (await signContent(jpeg, created, signer)).bytes;
    const tampered = Uint8Array.from(parent);
    tampered[tampered.length - 20]! ^= 1;
    const { bytes } = await signContent(await makePng(), edit(tampered), signer, { trust });
    const report = await readCredentials(bytes, { trust });
    const codes = report.manifests[0]?.ingredients[0]?.failures.map(({ code }) => code);
    expect(codes).toContain('assertion.dataHash.mismatch');
    // C2PA 2.4 15.11: what was known when the ingredient was added does not make the child invalid.
    expect(report.state).toBe('Trusted');
  });

  it('may be files, whose name is their title', async () => {
    const parent = join(folder, 'parent.jpg');
    await writeFile(parent, jpeg);
    const origin: Origin = {
      kind: 'composite',
      generator,
      parent,
      components: [{ content: jpeg, title: 'cat' }],
    };
    const { bytes } = await signContent(jpeg, origin, signer);
    const report = await readCredentials(bytes, { trust });
    expect(report.state).toBe('Trusted');
    expect(report.manifests[0]?.ingredients).toMatchObject([
      { title: 'parent.jpg', relationship: 'parentOf' },
      { title: 'cat', relationship: 'componentOf' },
    ]);
    expect(JSON.stringify(report)).not.toContain(folder);
  });

  it('of an unknown format are refused', async () => {
    const origin = edit(Uint8Array.of(0x61, 0, 0x62));
    await expectCode('CONTENT_UNSUPPORTED', () => signContent(jpeg, origin, signer));
  });
});

it('signs a file again, keeping nothing of an old credential unless it is the parent', async () => {
  for (const [mediaType, file] of Object.entries(await makeFiles())) {
    const once = await signContent(file, created, signer);
    const twice = await signContent(once.bytes, created, signer);
    const report = await readCredentials(twice.bytes, { trust });
    expect([mediaType, report.state, report.manifests.length]).toEqual([mediaType, 'Trusted', 1]);
  }
});
