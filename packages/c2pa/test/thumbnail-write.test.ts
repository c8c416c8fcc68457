import { Reader } from '@contentauth/c2pa-node';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  createDevelopmentCertificates,
  loadTrust,
  type MakeThumbnail,
  type Origin,
  pemSigner,
  readCredentials,
  readThumbnails,
  type Signer,
  signContent,
  type ThumbnailFile,
} from '../src/index.ts';
import { makeFiles, makeJpeg } from './pictures.ts';
import { readWithWasm } from './wasm.ts';

const generator = { name: 'test', version: '1' };
const created: Origin = { kind: 'created', generator };
/** What is signed by our own writers. */
const OURS = ['image/jpeg', 'image/png', 'image/webp', 'image/avif', 'image/gif', 'image/tiff'];

let files: Record<string, Buffer>;
let signer: Signer;
let root: string;
beforeAll(async () => {
  files = await makeFiles();
  const made = await createDevelopmentCertificates({ alg: 'ES256' });
  signer = await pemSigner(made);
  root = made.root;
});

/** What a caller with a decoder does; a drawing has no pixels, and gets a picture all the same. */
const thumbnail: MakeThumbnail = async (content) => {
  const isDrawing = Buffer.from(content.buffer, content.byteOffset, 4).toString() === '<svg';
  const picture = sharp(isDrawing ? await makeJpeg() : content);
  return { mediaType: 'image/webp', bytes: await picture.resize(8, 8).webp().toBuffer() };
};
const shownBy = async (content: Uint8Array) => Buffer.from((await thumbnail(content, {}))!.bytes);

async function expectTrusted(bytes: Uint8Array, mediaType: string) {
  const report = await readCredentials(bytes, { trust: await loadTrust({ anchors: root }) });
  expect([report.state, report.failure, report.ingredientFailures]).toEqual(['Trusted', [], []]);
  const reader = await Reader.fromAsset(
    { buffer: Buffer.from(bytes), mimeType: mediaType },
    { trust: { trust_anchors: root }, verify: { remote_manifest_fetch: false } },
  );
  const read = reader!.json();
  expect(read.validation_state).toBe('Trusted');
  expect(await readWithWasm(bytes, mediaType, root)).toEqual({ state: 'Trusted', failure: [] });
  return read.manifests[read.active_manifest as string]!;
}

describe('a thumbnail that was asked for', () => {
  test.each([...OURS, 'image/svg+xml'])(
    'shows %s and its ingredients to all readers',
    async (mediaType) => {
      const file = files[mediaType]!;
      const first = await signContent(file, created, signer, { thumbnail });
      const claim = await expectTrusted(first.bytes, mediaType);
      expect(claim.thumbnail?.format).toBe('image/webp');
      const [own, ...more] = await readThumbnails(first.bytes);
      expect([own!.ingredient, own!.mediaType, more]).toEqual([null, 'image/webp', []]);
      expect(Buffer.from(own!.bytes)).toEqual(await shownBy(file));

      const edited: Origin = {
        kind: 'edited',
        generator,
        parent: first.bytes,
        inputs: [files['image/png']!, Buffer.from('a mask, in words')],
      };
      const trust = await loadTrust({ anchors: root });
      const second = await signContent(file, edited, signer, { thumbnail, trust });
      const manifest = await expectTrusted(second.bytes, mediaType);
      expect(
        manifest.ingredients!.map(
          (each: { thumbnail?: { format: string } }) => each.thumbnail?.format,
        ),
      ).toEqual(['image/webp', 'image/webp', undefined]);
      const found = await readThumbnails(second.bytes);
      const ofNew = found.filter((each) => each.manifest === second.activeManifest);
      expect(ofNew.map(({ ingredient }) => ingredient)).toEqual([null, 0, 1]);
      expect(Buffer.from(ofNew[2]!.bytes)).toEqual(await shownBy(files['image/png']!));
    },
  );

  test('is in the store beside the content as well', async () => {
    const png = files['image/png']!;
    const { manifestStore, bytes } = await signContent(png, created, signer, {
      thumbnail,
      embed: false,
    });
    expect(png.equals(bytes)).toBe(true);
    const found = await readThumbnails(manifestStore, { mediaType: 'application/c2pa' });
    expect(found.map(({ bytes }) => Buffer.from(bytes))).toEqual([await shownBy(png)]);
  });

  test('is bound by the signature: another one in its place is no match', async () => {
    const { bytes } = await signContent(files['image/png']!, created, signer, { thumbnail });
    const at = Buffer.from(bytes).indexOf('WEBPVP8');
    bytes[at + 20]! ^= 1;
    const { failure } = await readCredentials(bytes);
    expect(failure.map(({ code }) => code)).toContain('assertion.hashedURI.mismatch');
    expect(await readThumbnails(bytes)).toEqual([]);
  });

  test('is left out where there is none, and none is made unasked', async () => {
    const png = files['image/png']!;
    const options = { thumbnail: async () => null };
    for (const made of [{}, options]) {
      const { bytes, manifestStore } = await signContent(png, created, signer, made);
      await expectTrusted(bytes, 'image/png');
      expect(Buffer.from(manifestStore).includes('c2pa.thumbnail')).toBe(false);
    }
  });

  test.each<[string, () => Promise<unknown>, typeof TypeError | typeof RangeError]>([
    [
      'is another picture than it says',
      async () => ({ mediaType: 'image/png', bytes: files['image/jpeg'] }),
      TypeError,
    ],
    [
      'is of a type that nobody shows',
      async () => ({ mediaType: 'image/gif', bytes: files['image/gif'] }),
      TypeError,
    ],
    ['has no bytes', async () => ({ mediaType: 'image/png' }), TypeError],
    [
      'is large',
      async () => ({
        mediaType: 'image/png',
        bytes: Buffer.concat([files['image/png']!, Buffer.alloc(2 ** 18)]),
      }),
      RangeError,
    ],
  ])('is refused where it %s', async (_, make, error) => {
    const options = { thumbnail: make as () => Promise<ThumbnailFile> };
    await expect(signContent(files['image/png']!, created, signer, options)).rejects.toThrow(error);
  });

  test('fails as making it fails', async () => {
    const failure = new Error('no memory');
    const thumbnail = () => Promise.reject(failure);
    const signed = signContent(files['image/png']!, created, signer, { thumbnail });
    await expect(signed).rejects.toBe(failure);
  });

  test('is not asked for texts', async () => {
    const thumbnail = () => Promise.reject(new Error('asked'));
    const text = Buffer.from('Some words.\n');
    const signed = await signContent(text, created, signer, { thumbnail, mediaType: 'text/plain' });
    expect((await readCredentials(signed.bytes)).state).toBe('Valid');
  });
});
