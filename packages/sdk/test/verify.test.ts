import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createDevelopmentCertificates,
  loadTrust,
  type Origin,
  ProvenanceError,
  pemSigner,
  type Signer,
  sign,
  type Trust,
  verify,
} from '@provenance/sdk';
import { unreadableReport } from '@provenance/sdk/internal';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const origin: Origin = {
  kind: 'created',
  generator: { name: 'app', version: '1' },
  model: { name: 'model', version: '2' },
};
let folder: string;
let picture: Uint8Array;
let signer: Signer;
let trust: Trust;
let signed: Uint8Array;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'provenance-sdk-'));
  const certificates = await createDevelopmentCertificates({
    alg: 'Ed25519',
    organization: 'Test Ltd.',
  });
  signer = await pemSigner(certificates);
  trust = await loadTrust({ anchors: certificates.root });
  const background = { r: 20, g: 120, b: 220 };
  const create = { width: 64, height: 64, channels: 3, background } as const;
  picture = await sharp({ create }).jpeg().toBuffer();
  signed = (await sign(picture, origin, { signer })).bytes as Uint8Array;
});
afterAll(() => rm(folder, { recursive: true }));

describe('verify', () => {
  test('a picture that was signed is trusted, intact and generated', async () => {
    const report = await verify(signed, { trust });
    expect(report.c2pa).toMatchObject({ state: 'Trusted', failure: [], reason: null });
    expect(report.verdict).toMatchObject({
      origin: { kind: 'ai-generated', issuer: 'Test Ltd.', generator: 'app 1', model: 'model 2' },
      integrity: 'intact',
      trust: 'trusted',
      assurance: 'cryptographic',
      conflicts: [],
    });
    expect(report.policy).toMatchObject({ met: true, unmet: null });
    expect(report.c2pa.signer?.development).toBe(true);
    expect(report.c2pa.trustList?.anchors).toMatchObject([{ count: 1, development: true }]);
  });

  test('says the same about bytes, an ArrayBuffer, a Blob and a file', async () => {
    const path = join(folder, 'signed.jpg');
    await writeFile(path, signed);
    const blob = new Blob([new Uint8Array(signed)]);
    const expected = await verify(signed, { trust });
    for (const input of [new Uint8Array(signed).buffer, blob, path]) {
      expect(await verify(input, { trust })).toEqual(expected);
    }
  });

  test('without a trust list the signer is untrusted, and the credential valid', async () => {
    const { c2pa, verdict, policy } = await verify(signed);
    expect(c2pa).toMatchObject({ state: 'Valid', trustList: null });
    expect(verdict).toMatchObject({ trust: 'untrusted', integrity: 'intact' });
    expect(policy).toMatchObject({ met: false, unmet: 'trust' });
  });

  test.each([
    [{ require: 'valid' }, false, null],
    [{ require: 'trusted' }, false, 'trust'],
    [{ signer: 'Test Ltd.' }, true, null],
    [{ signer: 'Test' }, true, 'signer'],
    [{ signer: 'test ltd.' }, true, 'signer'],
    [{ signer: 'Test Ltd. ' }, true, 'signer'],
  ] as const)('the policy %j with trust lists: %s', async (policy, trusted, unmet) => {
    const report = await verify(signed, { policy, ...(trusted && { trust }) });
    expect(report.policy.unmet).toBe(unmet);
    expect(report.policy.met).toBe(unmet === null);
  });

  test('an altered picture is altered, and its origin unknown', async () => {
    const altered = signed.slice();
    altered[altered.length - 20]! ^= 1;
    const { verdict, c2pa, policy } = await verify(altered, {
      trust,
      policy: { require: 'valid' },
    });
    expect(c2pa).toMatchObject({ state: 'Invalid', failure: ['assertion.dataHash.mismatch'] });
    expect(verdict).toMatchObject({
      integrity: 'altered',
      trust: 'none',
      assurance: 'cryptographic',
      origin: { kind: 'unknown', issuer: null },
    });
    expect(policy.unmet).toBe('integrity');
  });

  test('an external store is used when it is given, and only then', async () => {
    const sidecar = await sign(picture, origin, { signer, embed: false });
    expect((await verify(picture, { trust })).c2pa.state).toBe('NoManifest');
    const report = await verify(picture, { trust, manifest: sidecar.manifestStore });
    expect(report.c2pa.state).toBe('Trusted');
  });

  test('bad content is a report', async () => {
    for (const bytes of [new Uint8Array(), Uint8Array.of(0x61, 0, 0x62)]) {
      const { c2pa, verdict } = await verify(bytes, { trust });
      expect(c2pa.state).toBe('Error');
      expect(verdict.integrity).toBe('unverifiable');
    }
  });

  test('what could not be looked at is an error, and a report for those who want one', async () => {
    const attempt = verify(join(folder, 'missing.jpg'));
    await expect(attempt).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    const tooLarge = verify(signed, { maxBytes: 10 });
    await expect(tooLarge).rejects.toMatchObject({ code: 'CONTENT_TOO_LARGE' });
    const report = unreadableReport(new ProvenanceError('FILE_NOT_FOUND'), { trust });
    expect(report.c2pa.trustList).toEqual(trust.description);
    expect(report.c2pa).toMatchObject({ state: 'Error', reason: 'FILE_NOT_FOUND' });
    expect(report.policy.met).toBe(false);
  });

  test("a caller's mistake is a TypeError", async () => {
    await expect(verify(42 as never)).rejects.toBeInstanceOf(TypeError);
    for (const policy of [
      { require: 'maybe' },
      { signer: '' },
      { signer: 5 },
      { require: 'valid', signer: 'Test Ltd.' },
      { signerCommonName: '' },
      { require: 'valid', signerCommonName: 'Test' },
      { signerOrganization: 'Test Ltd.' },
    ]) {
      await expect(verify(signed, { policy: policy as never })).rejects.toBeInstanceOf(TypeError);
    }
  });

  test('an aborted call rejects with the reason', async () => {
    const reason = new Error('enough');
    const signal = AbortSignal.abort(reason);
    await expect(verify(signed, { signal })).rejects.toBe(reason);
  });
});

describe('sign', () => {
  test('writes to a file and returns no bytes', async () => {
    const output = join(folder, 'output.jpg');
    const { bytes, mediaType } = await sign(picture, origin, { signer, output });
    expect({ bytes, mediaType }).toEqual({ bytes: null, mediaType: 'image/jpeg' });
    expect((await verify(output, { trust })).c2pa.state).toBe('Trusted');
    const again = sign(picture, origin, { signer, output });
    await expect(again).rejects.toMatchObject({ code: 'FILE_EXISTS' });
  });

  test('an edit keeps the origin of its parent', async () => {
    const edited: Origin = {
      kind: 'edited',
      generator: { name: 'editor', version: '3' },
      parent: { content: signed, title: 'first.jpg' },
    };
    const { bytes } = await sign(picture, edited, { signer, trust });
    const { verdict, c2pa } = await verify(bytes as Uint8Array, { trust });
    expect(c2pa.state).toBe('Trusted');
    expect(verdict.origin).toMatchObject({ kind: 'ai-generated', model: 'model 2' });
  });

  test('a failed signature leaves no file', async () => {
    const before = await readdir(folder);
    const output = join(folder, 'never.txt');
    const attempt = sign(Uint8Array.of(0x61, 0, 0x62), origin, { signer, output });
    await expect(attempt).rejects.toMatchObject({ code: 'CONTENT_UNSUPPORTED' });
    expect(await readdir(folder)).toEqual(before);
  });

  test('without a signer it is a TypeError', async () => {
    for (const options of [{}, undefined]) {
      await expect(sign(picture, origin, options as never)).rejects.toBeInstanceOf(TypeError);
    }
  });
});

describe('trust lists', () => {
  test('a signer on an older list alone is said to be so, and is not trusted', async () => {
    const certificates = await createDevelopmentCertificates({
      alg: 'Ed25519',
      organization: 'Test Ltd.',
    });
    const { bytes } = await sign(picture, origin, { signer: await pemSigner(certificates) });
    const older = await loadTrust({ olderAnchors: certificates.root });
    const { verdict, policy, summary, c2pa } = await verify(bytes as Uint8Array, { trust: older });
    expect(verdict).toMatchObject({ trust: 'older', integrity: 'intact' });
    expect(verdict.sentence).toContain('older trust list');
    expect(policy).toMatchObject({ met: false, unmet: 'trust' });
    expect(summary.status).toBe('older');
    expect(c2pa.trustList?.olderAnchors).toMatchObject([{ count: 1 }]);
    // In force and older: the better one counts.
    const both = await loadTrust({ anchors: certificates.root, olderAnchors: certificates.root });
    expect((await verify(bytes as Uint8Array, { trust: both })).verdict.trust).toBe('trusted');
  });

  test("'c2pa' stands for the public lists, each by its name and day", async () => {
    const { description } = await loadTrust('c2pa', { folder: null });
    expect(description.anchors).toMatchObject([{ source: 'C2PA trust list', count: 30 }]);
    expect(description.anchors[0]?.date).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(description.olderAnchors).toMatchObject([{ source: 'interim trust list', count: 18 }]);
    expect(description.tsaAnchors).toHaveLength(2);
    await expect(loadTrust('mozilla' as 'c2pa')).rejects.toThrow(TypeError);
  });
});
