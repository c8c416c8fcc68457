import { deflateSync } from 'node:zlib';
import { Reader } from '@contentauth/c2pa-node';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectCode } from '../../content/test/expect-code.ts';
import { gifXmpExtension } from '../src/asset/gif-xmp.ts';
import { withLink } from '../src/embed/xmp-link.ts';
import {
  loadTrust,
  pemSigner,
  readCredentials,
  type Signer,
  signContent,
  type Trust,
} from '../src/index.ts';
import { makeCertificates } from './certificates.ts';
import { makeFiles, makePng } from './pictures.ts';

const remoteUrl = 'https://credentials.example/1.c2pa?a=1&b=2';
const origin = { kind: 'created', generator: { name: 'test', version: '1' } } as const;
const xmp = `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="uuid:1" xmlns:dc="http://purl.org/dc/elements/1.1/" dc:format="kept ü"/></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`;

let signer: Signer;
let trust: Trust;
let files: Record<string, Buffer>;
let root: string;
beforeAll(async () => {
  const made = await makeCertificates('ES256');
  root = made.root;
  signer = await pemSigner(made);
  trust = await loadTrust({ anchors: root });
  files = await makeFiles();
});

const withXmp: Record<string, () => Promise<Buffer>> = {};
for (const format of ['jpeg', 'png', 'webp', 'tiff', 'avif'] as const) {
  withXmp[`image/${format}`] = async () =>
    sharp(await makePng())
      .withXmp(xmp)
      .toFormat(format)
      .toBuffer();
}

const PICTURES = ['jpeg', 'png', 'webp', 'gif', 'tiff', 'avif'].map((format) => `image/${format}`);

describe.each(PICTURES)('a link in %s', (mediaType) => {
  it('is found by both readers, with the store apart and inside', async () => {
    const given = [files[mediaType]!];
    if (withXmp[mediaType]) given.push(await withXmp[mediaType]!());
    for (const file of given) {
      const linked = await signContent(file, origin, signer, { embed: false, remoteUrl });
      expect(await readCredentials(linked.bytes, { trust })).toMatchObject({
        state: 'Remote',
        remoteUrl,
      });
      const manifest = linked.manifestStore;
      const report = await readCredentials(linked.bytes, { trust, manifest });
      expect(report).toMatchObject({ state: 'Trusted', embedded: false });
      const both = await signContent(file, origin, signer, { remoteUrl });
      expect((await readCredentials(both.bytes, { trust })).state).toBe('Trusted');
      const reader = await Reader.fromAsset(
        { buffer: Buffer.from(both.bytes), mimeType: mediaType },
        { trust: { trust_anchors: root }, verify: { remote_manifest_fetch: false } },
      );
      expect(reader?.json().validation_state).toBe('Trusted');
      // The picture is the one it was.
      const pixels = (bytes: Uint8Array) => sharp(bytes).raw().toBuffer();
      expect(await pixels(both.bytes)).toEqual(await pixels(file));
      const again = await signContent(linked.bytes, origin, signer, {
        embed: false,
        remoteUrl: 'https://other.example/2',
      });
      const moved = await readCredentials(again.bytes, { trust });
      expect(moved).toMatchObject({ state: 'Remote', remoteUrl: 'https://other.example/2' });
      expect(Buffer.from(again.bytes).includes('credentials.example')).toBe(false);
    }
  });

  it('leaves the XMP that is there', async () => {
    const make = withXmp[mediaType];
    if (make === undefined) return;
    const { bytes } = await signContent(await make(), origin, signer, { embed: false, remoteUrl });
    const { xmpAsString } = await sharp(bytes).metadata();
    // Of AVIF sharp reads the item, and the link is in the box that other readers look into.
    expect(xmpAsString).toContain('kept ü');
    if (mediaType !== 'image/avif') expect(xmpAsString).toContain('dcterms:provenance=');
  });
});

describe('a link in the metadata of an SVG', () => {
  const svg = (inside: string) => `<svg xmlns="http://www.w3.org/2000/svg">${inside}<rect/></svg>`;
  const rdf = xmp.slice(xmp.indexOf('<x:'), xmp.indexOf('<?xpacket end'));
  const other = '<c:note xmlns:c="x">mine</c:note>';

  it.each([
    ['none', ''],
    ['one that is empty', '<metadata/>'],
    ['one with something else', `<metadata>${other}</metadata>`],
    ['one with a packet', `<metadata>${other}${xmp}</metadata>`],
    ['two, the second with a packet', `<metadata>${other}</metadata><metadata>${rdf}</metadata>`],
  ])('where there is %s', async (_, inside) => {
    const file = Buffer.from(svg(inside));
    const linked = await signContent(file, origin, signer, { embed: false, remoteUrl });
    expect(await readCredentials(linked.bytes, { trust })).toMatchObject({
      state: 'Remote',
      remoteUrl,
    });
    const text = Buffer.from(linked.bytes).toString();
    for (const kept of [other, 'kept ü']) expect(text.includes(kept)).toBe(inside.includes(kept));
    expect(text.endsWith('<rect/></svg>')).toBe(true);
    const again = await signContent(linked.bytes, origin, signer, {
      embed: false,
      remoteUrl: 'https://other.example/2',
    });
    expect(await readCredentials(again.bytes)).toMatchObject({
      remoteUrl: 'https://other.example/2',
    });
    expect(Buffer.from(again.bytes).includes('credentials.example')).toBe(false);
    const both = await signContent(file, origin, signer, { remoteUrl });
    expect((await readCredentials(both.bytes, { trust })).state).toBe('Trusted');
  });
});

it('a packet that stands in a GIF as XMP wants it stays so, with the link in it', async () => {
  const gif = files['image/gif']!;
  const extension = gifXmpExtension({ packet: Buffer.from(xmp), form: 'raw' });
  const end = gif.length - 1;
  const file = Buffer.concat([gif.subarray(0, end), extension, gif.subarray(end)]);
  const { bytes } = await signContent(file, origin, signer, { embed: false, remoteUrl });
  expect(await readCredentials(bytes, { trust })).toMatchObject({ state: 'Remote', remoteUrl });
  const text = Buffer.from(bytes).toString();
  expect(text).toContain('<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF');
  expect(text.split('kept ü')).toHaveLength(2);
  const pixels = (given: Uint8Array) => sharp(given).raw().toBuffer();
  expect(await pixels(bytes)).toEqual(await pixels(gif));
});

describe('a packet', () => {
  const url = 'https://example.com/';
  const link = (text: string) => Buffer.from(withLink(Buffer.from(text), url)).toString();

  it('has one link, however the old one was written', () => {
    const description = (inside: string) =>
      `<rdf:RDF xmlns:rdf="r"><rdf:Description ${inside}</rdf:RDF>`;
    for (const old of [
      `dcterms:provenance="old"/>`,
      `dcterms:provenance = 'old' a="1"/>`,
      `rdf:about=""><dcterms:provenance>old</dcterms:provenance></rdf:Description>`,
    ]) {
      const made = link(description(old));
      expect(made.split(url)).toHaveLength(2);
      expect(made).not.toContain('old');
    }
    expect(link('<rdf:RDF/>')).toContain(url);
    expect(link(xmp)).toContain('rdf:about="uuid:1" xmlns:dcterms');
  });

  it('that is no XMP is refused', async () => {
    for (const text of ['', 'no xml', '<a/>']) {
      await expectCode('CREDENTIAL_NOT_CARRIED', async () => link(text));
    }
    await expectCode('CREDENTIAL_NOT_CARRIED', async () => withLink(Buffer.of(0xff, 0xfe), url));
  });

  it('that is compressed comes out as it was, uncompressed', async () => {
    const png = await makePng();
    const body = Buffer.concat([
      Buffer.from('iTXtXML:com.adobe.xmp\0\x01\0\0\0', 'latin1'),
      deflateSync(Buffer.from(xmp)),
    ]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(body.length - 4);
    const crc = Buffer.alloc(4);
    const file = Buffer.concat([png.subarray(0, 33), length, body, crc, png.subarray(33)]);
    const { bytes } = await signContent(file, origin, signer, { embed: false, remoteUrl });
    expect(Buffer.from(bytes).toString()).toContain('kept ü');
  });
});
