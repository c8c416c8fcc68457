import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { expectCode } from '../../content/test/expect-code.ts';
import * as native from '../src/engine/choice.ts';
import { pemSigner, type Signer, signContent } from '../src/index.ts';
import { checkSigned, hasSameItems } from '../src/sign/after.ts';
import { makeCertificates } from './certificates.ts';
import { makeFiles } from './pictures.ts';

const origin = { kind: 'created', generator: { name: 'test', version: '1' } } as const;
let signer: Signer;
let files: Record<string, Buffer>;
let folder: string;
beforeAll(async () => {
  signer = await pemSigner(await makeCertificates('ES256'));
  files = await makeFiles();
  folder = await mkdtemp(join(tmpdir(), 'provenance-after-'));
});
afterAll(() => rm(folder, { recursive: true }));
afterEach(() => vi.restoreAllMocks());

it('every format that was signed verifies, where that is asked for', async () => {
  for (const [mediaType, file] of Object.entries(files)) {
    for (const embed of [true, false]) {
      const options = { verifyAfterSign: true, embed };
      const signed = await signContent(file, origin, signer, options);
      expect(signed.mediaType).toBe(mediaType);
    }
  }
});

it('what was signed and then changed does not', async () => {
  for (const [mediaType, file] of Object.entries(files)) {
    const { bytes, ...signed } = await signContent(file, origin, signer);
    await checkSigned(bytes, signed, {}, 'ENGINE_FAILED');
    const changed = Buffer.from(bytes);
    changed[changed.length - (mediaType === 'image/svg+xml' ? 3 : 1)]! ^= 1;
    await expectCode('ENGINE_FAILED', () => checkSigned(changed, signed, {}, 'ENGINE_FAILED'));
    const other = { ...signed, activeManifest: 'urn:c2pa:other' };
    await expectCode('ENGINE_FAILED', () => checkSigned(bytes, other, {}, 'ENGINE_FAILED'));
  }
});

it('of what the engine has written wrongly, nothing is handed out or left behind', async () => {
  const engine = await native.loadNative();
  const sign = engine.Builder.prototype.signConfigAsync;
  const spy = vi.spyOn(engine.Builder.prototype, 'signConfigAsync');
  spy.mockImplementation(async function (this: never, callback, config, input, output) {
    const store = await sign.call(this, callback, config, input, output);
    const { appendFile } = await import('node:fs/promises');
    if ('path' in output) await appendFile(output.path as string, 'behind the end');
    else Object.assign(output, { buffer: Buffer.concat([output.buffer!, Buffer.from('more')]) });
    return store;
  });
  const wav = files['audio/wav']!;
  await expectCode('ENGINE_FAILED', () => signContent(wav, origin, signer));
  const output = join(folder, 'a.wav');
  await expectCode('ENGINE_FAILED', () => signContent(wav, origin, signer, { output }));
  expect(await readdir(folder)).toEqual([]);
  const { bytes } = await signContent(wav, origin, signer, { verifyAfterSign: false });
  expect(bytes.length).toBeGreaterThan(wav.length);
});

it('items of a picture that point elsewhere are told', async () => {
  const avif = files['image/avif']!;
  const { bytes } = await signContent(avif, origin, signer);
  expect(hasSameItems(avif, bytes)).toBe(true);
  const changed = Buffer.from(bytes);
  changed[changed.length - 1]! ^= 1;
  expect(hasSameItems(avif, changed)).toBe(false);
  expect(hasSameItems(avif, Buffer.from('no boxes'))).toBe(false);
});
