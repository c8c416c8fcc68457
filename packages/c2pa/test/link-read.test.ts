import { deflateSync } from 'node:zlib';
import { Reader } from '@contentauth/c2pa-node';
import { pngChunk } from '@provenance/container';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { linkIn } from '../src/asset/link.ts';
import {
  type CredentialReport,
  createDevelopmentCertificates,
  type DevelopmentCertificates,
  type Origin,
  pemSigner,
  readCredentials,
  signContent,
} from '../src/index.ts';
import { EngineOff } from './engine-off.ts';
import { makeFiles } from './pictures.ts';

const url = 'https://credentials.example/1.c2pa?a=1&b=2';
const origin: Origin = { kind: 'created', generator: { name: 'test', version: '1' } };
const NAMESPACES =
  'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dcterms="http://purl.org/dc/terms/"';
const written = url.replace('&', '&amp;');
const rdf = (inside: string) => `<rdf:RDF ${NAMESPACES}>${inside}</rdf:RDF>`;
const attribute = rdf(`<rdf:Description rdf:about="" dcterms:provenance="${written}"/>`);
const element = rdf(
  `<rdf:Description rdf:about=""><dcterms:provenance> ${written} </dcterms:provenance></rdf:Description>`,
);
const svg = (metadata: string, rest = '<rect/>') =>
  Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg"><metadata>${metadata}</metadata>${rest}</svg>`,
  );

const XMP = 'XML:com.adobe.xmp';

let files: Record<string, Buffer>;
let made: DevelopmentCertificates;
let off: EngineOff;
beforeAll(async () => {
  files = await makeFiles();
  made = await createDevelopmentCertificates({ alg: 'ES256' });
  off = new EngineOff();
});
afterAll(() => off.end());

const LINKABLE = ['jpeg', 'png', 'webp', 'gif', 'tiff', 'avif', 'svg+xml'];
const withoutNative = (input: Uint8Array) =>
  off.call<CredentialReport>('read', { input, sources: { anchors: made.root } });
/** The packet as it is, with the trailer that ends it for who reads sub-blocks (XMP part 3, 1.1.2). */
function withPacket(gif: Buffer, packet: string): Buffer {
  const trailer = Buffer.from([1, ...Array.from({ length: 256 }, (_, i) => 255 - i), 0]);
  const head = Buffer.from('\x21\xff\x0bXMP DataXMP', 'latin1');
  const end = gif.length - 1;
  return Buffer.concat([
    gif.subarray(0, end),
    head,
    Buffer.from(packet),
    trailer,
    gif.subarray(end),
  ]);
}

describe('a link to a manifest', () => {
  test.each(LINKABLE)('in image/%s is found with the native engine and without', async (format) => {
    const options = { embed: false, remoteUrl: url };
    const signer = await pemSigner(made);
    const { bytes } = await signContent(files[`image/${format}`]!, origin, signer, options);
    for (const report of [await readCredentials(bytes), await withoutNative(bytes)]) {
      expect([report.state, report.remoteUrl]).toEqual(['Remote', url]);
    }
  });

  test.each(LINKABLE)('in image/%s is written without the native engine too', async (format) => {
    const options = { embed: false, remoteUrl: url };
    const given = { input: files[`image/${format}`]!, origin, made, options };
    const { bytes } = await off.call<{ bytes: Uint8Array }>('sign', given);
    // By the native engine too, which is what others have.
    expect(await readCredentials(bytes)).toMatchObject({ state: 'Remote', remoteUrl: url });
    const reader = Reader.fromAsset(
      { buffer: Buffer.from(bytes), mimeType: `image/${format}` },
      { verify: { remote_manifest_fetch: false } },
    );
    await expect(reader).rejects.toThrow(/RemoteManifestUrl|remote/i);
  });

  test('in a GIF is found as XMP wants it to stand there, which no engine reads', async () => {
    for (const packet of [attribute, element]) {
      const gif = withPacket(files['image/gif']!, packet);
      for (const report of [await readCredentials(gif), await withoutNative(gif)]) {
        expect([report.state, report.remoteUrl]).toEqual(['Remote', url]);
      }
    }
  });

  const text = (kind: string, ...contents: (string | Buffer)[]) =>
    pngChunk(kind, ...contents.map((each) => Buffer.from(each as string, 'latin1')));
  const raw = (packet: string) =>
    `\nxmp\n${String(packet.length).padStart(8)}\n${Buffer.from(packet).toString('hex').replace(/.{72}/g, '$&\n')}\n`;
  const CHUNKS: [string, (packet: string) => Uint8Array][] = [
    ['iTXt', (packet) => text('iTXt', `${XMP}\0\0\0\0\0`, packet)],
    ['iTXt, compressed', (packet) => text('iTXt', `${XMP}\0\x01\0en\0\0`, deflateSync(packet))],
    ['zTXt', (packet) => text('zTXt', `${XMP}\0\0`, deflateSync(packet))],
    ['tEXt', (packet) => text('tEXt', `${XMP}\0`, packet)],
    [
      'zTXt, as ImageMagick writes it',
      (packet) => text('zTXt', 'Raw profile type xmp\0\0', deflateSync(raw(packet))),
    ],
  ];
  test.each(CHUNKS)(
    'in a PNG is found in %s, before the pixels and behind them',
    async (_, chunk) => {
      for (const packet of [attribute, element]) {
        const png = files['image/png']!;
        const place = [33, png.length - 12];
        for (const at of place) {
          const linked = Buffer.concat([png.subarray(0, at), chunk(packet), png.subarray(at)]);
          for (const report of [await readCredentials(linked), await withoutNative(linked)]) {
            expect([report.state, report.remoteUrl]).toEqual(['Remote', url]);
          }
        }
      }
    },
  );

  test('in a PNG is looked for as far as memory allows, and only where it may stand', () => {
    const png = files['image/png']!;
    const withChunks = (...chunks: Uint8Array[]) =>
      linkIn('image/png', Buffer.concat([png.subarray(0, 33), ...chunks, png.subarray(33)]));
    const zipped = (packet: string | Buffer) => text('zTXt', `${XMP}\0\0`, deflateSync(packet));
    expect(withChunks(zipped(attribute))).toBe(url);
    expect(
      withChunks(zipped(Buffer.concat([Buffer.alloc(17 * 2 ** 20), Buffer.from(attribute)]))),
    ).toBeNull();
    expect(withChunks(...new Array(17).fill(zipped('')), zipped(attribute))).toBeNull();
    expect(withChunks(text('zTXt', 'Comment\0\0', deflateSync(attribute)))).toBeNull();
    expect(withChunks(text('zTXt', `${XMP}\0\x01`, deflateSync(attribute)))).toBeNull();
    expect(withChunks(text('iTXt', `${XMP}\0\x01\0`))).toBeNull();
    expect(withChunks(zipped(attribute).subarray(0, 60))).toBeNull();
  });

  test.each([
    ['as an attribute', attribute],
    ['as an element', element],
    ['in other quotes', attribute.replace(`"${written}"`, `'${written}'`)],
  ])('in an SVG is found %s', (_, packet) => {
    expect(linkIn('image/svg+xml', svg(packet))).toBe(url);
  });

  test.each<[string, Buffer]>([
    ['stands outside of its metadata', svg('', attribute)],
    ['stands in a comment', svg(`<!-- ${attribute} -->`)],
    ['leads to no page', svg(attribute.replace(written, 'file:///etc/passwd'))],
    ['is no address', svg(attribute.replace(written, 'nowhere'))],
    [
      'is long beyond reason',
      svg(attribute.replace(written, `https://a.example/${'a'.repeat(5000)}`)),
    ],
    ['is of something else', svg(attribute.replace('rdf:Description', 'rdf:Bag'))],
    ['stands in a tag that does not end', Buffer.from(`<svg><metadata>${attribute.slice(0, -12)}`)],
  ])('is none where it %s', (_, content) => {
    expect(linkIn('image/svg+xml', content)).toBe(null);
  });

  test('is none in a GIF of which nothing can be read', () => {
    const gif = withPacket(files['image/gif']!, attribute);
    expect(linkIn('image/gif', gif)).toBe(url);
    for (let length = 0; length < gif.length; length += 7) {
      expect(() => linkIn('image/gif', gif.subarray(0, length))).not.toThrow();
    }
    expect(linkIn('image/png', gif)).toBe(null);
  });
});
