import { createPrivateKey } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDevelopmentCertificates, loadTrust, sign, verify } from '@provenance/sdk';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generateArt } from './art.ts';
import { generate } from './generation-pipeline.ts';
import { kmsSigner, startKeyService } from './kms-signer.ts';
import { keepManifest } from './png.ts';
import { platform } from './readme/platform.ts';
import { provider } from './readme/provider.ts';
import { checkUpload } from './upload-check.ts';

const certificates = await createDevelopmentCertificates({ alg: 'ES256' });
const trust = await loadTrust({ anchors: certificates.root });
const watermarkKey = Uint8Array.from({ length: 32 }, (_, i) => i);
const art = await generateArt(1, { width: 128, height: 96 });
const provide = await provider(certificates.certificates, certificates.key, watermarkKey);
const signed = (await provide(art)).bytes as Uint8Array;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'provenance-examples-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('the same seed gives the same art', async () => {
  expect(Buffer.compare(await generateArt(1, { width: 128, height: 96 }), art)).toBe(0);
  expect(Buffer.compare(await generateArt(2, { width: 128, height: 96 }), art)).not.toBe(0);
});

describe('the snippets of the README', () => {
  test('what a provider signs, a platform understands', async () => {
    const check = await platform(certificates.root, [{ key: watermarkKey, marks: 'ai-generated' }]);
    expect(await check(signed)).toMatchObject({ label: 'ai-generated', integrity: 'intact' });
    expect(await check(art)).toMatchObject({ label: 'unknown', integrity: 'unverifiable' });
    const large = await generateArt(1, { width: 384, height: 256 });
    const { bytes, contentId } = await provide(large);
    const stripped = await check(await sharp(bytes).jpeg().toBuffer());
    expect(stripped).toMatchObject({ label: 'ai-generated', assurance: 'statistical' });
    expect(stripped.sentence).toContain(contentId);
  });
});

test('a generation pipeline marks and signs every picture, and no prompt is in one', async () => {
  const prompts = ['a very particular prompt', 'another very particular prompt'];
  const made = await generate(prompts, folder, watermarkKey);
  expect(made).toHaveLength(2);
  for (const [index, { path, salt, contentId }] of made.entries()) {
    const { c2pa, verdict, watermark } = await verify(path, {
      watermark: { keys: [watermarkKey] },
    });
    expect(watermark).toMatchObject({ present: true, contentId });
    expect(c2pa.state).toBe('Valid');
    expect(verdict.origin).toMatchObject({ kind: 'ai-generated', model: 'example-diffusion 2.1' });
    const file = await readFile(path, 'latin1');
    expect(file).not.toContain(prompts[index]);
    expect(file).not.toContain(salt);
  }
});

describe('an upload check', () => {
  test('tells generated, altered, unknown and unreadable apart', async () => {
    const other = await generateArt(2, { width: 128, height: 96 });
    const altered = keepManifest(other, signed);
    expect(await checkUpload(signed, trust)).toMatchObject({ status: 200, label: 'ai' });
    expect(await checkUpload(altered, trust)).toMatchObject({ status: 200, label: 'altered' });
    expect(await checkUpload(art, trust)).toMatchObject({ status: 200, label: 'unknown' });
    const text = new TextEncoder().encode('not a picture');
    expect(await checkUpload(text, trust)).toMatchObject({ status: 422, label: 'unknown' });
  });

  test('refuses what is too large', async () => {
    const answer = await checkUpload(new Uint8Array(20 * 1024 * 1024 + 1), trust);
    expect(answer).toMatchObject({ status: 413 });
  });
});

test('a key service signs without giving its key away', async () => {
  const { url, server } = await startKeyService(createPrivateKey(certificates.key));
  try {
    const signer = await kmsSigner(url, certificates.certificates);
    const { bytes } = await sign(
      art,
      { kind: 'created', generator: { name: 'Example Studio', version: '1.4' } },
      { signer },
    );
    expect((await verify(bytes as Uint8Array, { trust })).c2pa.state).toBe('Trusted');
  } finally {
    server.close();
  }
});
