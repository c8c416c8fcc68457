// What was meant as a manifest and is none: it counts as none, and it is not passed over in silence.
import { concat, latin1Bytes } from '@provenance/container';
import { isTextType, type MediaType } from '@provenance/content';
import { beforeAll, describe, expect, it } from 'vitest';
import { embedderOf } from '../src/embed/embed.ts';
import { pemSigner, readCredentials, type Signer, signContent, verifyText } from '../src/index.ts';
import { makeCertificates } from './certificates.ts';
import { makeFiles } from './pictures.ts';

const origin = { kind: 'created', generator: { name: 'test', version: '1' } } as const;
const files = await makeFiles();
const types = Object.keys(files) as MediaType[];

let signer: Signer;
beforeAll(async () => {
  signer = await pemSigner({ ...(await makeCertificates('ES256')), alg: 'ES256' });
});

const signed = async (type: MediaType) =>
  Buffer.from((await signContent(Uint8Array.from(files[type]!), origin, signer)).bytes);

function replaced(bytes: Buffer, from: string, to: string): Buffer {
  expect(bytes.includes(from, 0, 'latin1')).toBe(true);
  return Buffer.from(bytes.toString('latin1').replaceAll(from, to), 'latin1');
}

/** What says where a store is, with another name of the same length. */
const WRAPPERS: readonly [MediaType, string, string][] = [
  ['image/jpeg', '\xff\xeb', '\xff\xec'],
  ['image/png', 'caBX', 'caBY'],
  ['image/webp', 'C2PA', 'C2PB'],
  ['image/gif', 'C2PA_GIF', 'C2PA_GIX'],
  ['image/tiff', '\x41\xcd\x07\0', '\x42\xcd\x07\0'],
  ['image/svg+xml', 'c2pa:manifest', 'c2pb:manifest'],
  ['image/avif', 'manifest\0', 'manifesx\0'],
  ['video/mp4', 'manifest\0', 'manifesx\0'],
  ['audio/mpeg', 'GEOB', 'GEOX'],
  ['audio/wav', 'C2PA', 'C2PB'],
  ['video/x-msvideo', 'C2PA', 'C2PB'],
];

describe('a store', () => {
  it.each(WRAPPERS)('that stands in %s where none is looked for', async (type, name, other) => {
    const report = await readCredentials(replaced(await signed(type), name, other));
    expect(report).toMatchObject({
      state: 'NoManifest',
      reason: 'content.strayStore',
      manifests: [],
      failure: [],
    });
  });

  it.each(['image/png', 'image/webp', 'image/gif', 'image/tiff', 'image/avif'] as MediaType[])(
    'of nothing, in %s',
    async (type) => {
      const bytes = Uint8Array.from(files[type]!);
      const empty = concat(embedderOf(type, bytes)!(bytes).pieces(new Uint8Array()));
      expect(await readCredentials(empty)).toMatchObject({
        state: 'NoManifest',
        reason: 'content.strayStore',
      });
    },
  );

  it('of a JPEG with another type, which engines pass over', async () => {
    const bytes = replaced(await signed('image/jpeg'), 'jumdc2pa\0\x11', 'jumdc2pb\0\x11');
    expect((await readCredentials(bytes)).reason).toBe('content.strayStore');
  });

  it('in a picture within another file', async () => {
    const pdf = Buffer.concat([
      Buffer.from('%PDF-1.4\n'),
      await signed('image/jpeg'),
      Buffer.from('%%EOF'),
    ]);
    expect((await readCredentials(pdf)).state).not.toBe('Valid');
    const wav = Buffer.concat([files['audio/wav']!, await signed('image/jpeg')]);
    expect((await readCredentials(wav)).reason).toBe('content.strayStore');
  });

  it('that stands beside another one, in a PNG', async () => {
    const bytes = Uint8Array.from(files['image/png']!);
    const once = concat(embedderOf('image/png', bytes)!(bytes).pieces(latin1Bytes('x')));
    const png = await signed('image/png');
    const at = Buffer.from(once).indexOf('caBX') - 4;
    const chunk = Buffer.from(once.subarray(at, at + 13));
    const place = png.indexOf('caBX') - 4;
    const two = Buffer.concat([png.subarray(0, place), chunk, png.subarray(place)]);
    expect(await readCredentials(two)).toMatchObject({
      state: 'NoManifest',
      reason: 'manifest.multiple',
      manifests: [],
      failure: [],
    });
  });
});

describe('a text', () => {
  it.each([
    '<!doctype html><head></head><body><script type="application/c2pa">AAAA</script>',
    '<!doctype html><head><!-- <link rel="c2pa-manifest" href="x.c2pa"> --></head><body>',
  ])('with an association that does not count: %s', async (html) => {
    expect((await verifyText(html, { mediaType: 'text/html' })).reason).toBe('content.strayStore');
  });

  it('that shows how one would look has none', async () => {
    const text = 'Write <script type="application/c2pa"> into the head.';
    expect((await verifyText(text)).reason).toBeNull();
  });

  it('that says a great deal of nothing is looked at in no time to speak of', async () => {
    const hostile = `<!doctype html><head></head><body>${`<script type=${' '.repeat(200_000)}`.repeat(4)}`;
    expect((await verifyText(hostile, { mediaType: 'text/html' })).state).toBe('NoManifest');
  });
});

it.each(types)('nothing is seen where nothing is: %s', async (type) => {
  expect(isTextType(type)).toBe(false);
  expect(await readCredentials(files[type]!, { mediaType: type })).toMatchObject({
    state: 'NoManifest',
    reason: null,
  });
});
