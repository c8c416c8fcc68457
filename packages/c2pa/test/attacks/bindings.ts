import { createHash } from 'node:crypto';
import { loadNative } from '../../src/engine/choice.ts';
import { reserveSizeFor } from '../../src/engine/reserve-size.ts';
import { settingsFor } from '../../src/engine/settings.ts';
import { pemSigner } from '../../src/index.ts';
import {
  assertionBox,
  copyOf,
  editAssertion,
  type Fields,
  forgeManifest,
  type Identity,
  labelOf,
  superbox,
} from '../forge.ts';
import type { Host } from '../forge-host.ts';
import { box, makeFiles } from '../pictures.ts';
import { type Attack, type Attacked, created, honest, put, type World } from './attack.ts';

const isData = ({ binding }: Host) => labelOf(binding) === 'c2pa.hash.data';
const isBmff = ({ binding }: Host) => labelOf(binding)!.startsWith('c2pa.hash.bmff');
const isInside = ({ name }: Host) => !name.startsWith('beside');
const sha256 = (...parts: Uint8Array[]) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** A byte that is content in every reader's eyes, by format. */
const CONTENT_AT: Readonly<Record<string, (bytes: Buffer) => number>> = {
  'image/jpeg': (bytes) => bytes.length - 20,
  'image/png': (bytes) => bytes.lastIndexOf('IDAT') + 20,
  'image/webp': (bytes) => bytes.indexOf('VP8') + 30,
  'image/avif': (bytes) => bytes.length - 5,
  'image/tiff': () => 20,
  'image/gif': (bytes) => bytes.length - 5,
  'image/svg+xml': (bytes) => bytes.indexOf('rect'),
  'audio/wav': (bytes) => bytes.indexOf('data') + 20,
  'audio/mpeg': (bytes) => bytes.length - 20,
  'video/mp4': (bytes) => bytes.lastIndexOf('mdat') + 20,
  'video/x-msvideo': (bytes) => bytes.indexOf('idx1') + 10,
  'text/plain': () => 3,
  'text/html': (bytes) => bytes.indexOf('answer'),
  'text/markdown': (bytes) => bytes.indexOf('paragraphs'),
};

function spoiled({ mediaType }: Host, attacked: Attacked): Attacked {
  const bytes = Buffer.from(attacked.bytes);
  bytes[CONTENT_AT[mediaType]!(bytes)]! ^= 0x01;
  return { ...attacked, bytes };
}

/** One manifest whose hash says something else than it should. The store keeps its place. */
function bound(host: Host, identity: Identity, edit: (fields: Fields) => void): Attacked {
  const binding = copyOf(host.binding);
  const holder = superbox('c2ma', 'x', superbox('c2as', 'c2pa.assertions', binding));
  editAssertion(holder, labelOf(binding)!, edit);
  return put(host, forgeManifest({ assertions: [created, binding] }, identity));
}

type Named = Pick<Attack, 'finding' | 'name' | 'occursIn'> & { readonly code: string };

/** A hash that leaves out too much, or is none, and content that was changed where it does not look. */
function unbound(named: Named, edit: (fields: Fields, host: Host) => void): Attack {
  return {
    by: 'signer',
    ...named,
    forged: (host, { us }) =>
      spoiled(
        host,
        bound(host, us, (fields) => edit(fields, host)),
      ),
    twin: (host, { us }) => bound(host, us, () => {}),
    state: 'refused',
  };
}

/** Maps of a hash over boxes, as they come from CBOR. */
function mapOf(fields: Readonly<Record<string, unknown>>): Map<string, unknown> {
  return new Map(Object.entries(fields));
}

const malformed = 'assertion.bmffHash.malformed';

function exclusionsOf(fields: Fields): Map<string, unknown>[] {
  return fields.get('exclusions') as Map<string, unknown>[];
}

/** Where the one `mdat` of a host has its media. */
function mediaOf({ bytes }: Host): { start: number; end: number } {
  const at = bytes.lastIndexOf('mdat') - 4;
  return { start: at + 16, end: at + bytes.readUInt32BE(at) };
}

/** The one tree over all media, as the hash has it beside what is over the other boxes. */
function withTree(
  fields: Fields,
  host: Host,
  change: Readonly<Record<string, unknown>> = {},
): void {
  const { start, end } = mediaOf(host);
  const subset = [mapOf({ offset: 16, length: 0 })];
  exclusionsOf(fields).push(mapOf({ xpath: '/mdat', subset }));
  const leaf = sha256(host.bytes.subarray(start, end));
  const tree = { uniqueId: 0, localId: 0, count: 1, alg: 'sha256', hashes: [leaf], ...change };
  fields.set('merkle', [mapOf(tree)]);
  fields.set('hash', boxesHash(host, start, end));
}

/**
 * The hash over all boxes but what this package's signer leaves out, and the media. Written out here anew:
 * each box that is not left out has its place before it (C2PA 2.4 clause 18.7).
 */
function boxesHash({ bytes }: Host, mediaStart: number, mediaEnd: number): Buffer {
  const hash = createHash('sha256');
  for (let at = 0; at < bytes.length; ) {
    const end = at + bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + 8);
    if (!['uuid', 'ftyp', 'free', 'skip', 'mfra'].includes(type)) {
      const place = Buffer.alloc(8);
      place.writeBigUInt64BE(BigInt(at));
      hash.update(place);
      hash.update(bytes.subarray(at, type === 'mdat' ? mediaStart : end));
      if (type === 'mdat') hash.update(bytes.subarray(mediaEnd, end));
    }
    at = end;
  }
  return hash.digest();
}

const isMp4 = ({ mediaType }: Host) => mediaType === 'video/mp4';

function badTree(name: string, code: string, change: Readonly<Record<string, unknown>>): Attack {
  return {
    finding: 'M10',
    name,
    by: 'signer',
    occursIn: isMp4,
    forged: (host, { us }) =>
      spoiled(
        host,
        bound(host, us, (fields) => withTree(fields, host, change)),
      ),
    twin: (host, { us }) => bound(host, us, (fields) => withTree(fields, host)),
    state: 'refused',
    code,
  };
}

interface Entry {
  readonly names: readonly string[];
  readonly hash: Uint8Array;
  readonly excluded?: boolean;
}

interface Part {
  readonly name: string;
  readonly bytes: Buffer;
}

/** A PNG by its chunks, as a box hash names them. */
function pngParts(png: Buffer): Part[] {
  const parts: Part[] = [{ name: 'PNGh', bytes: png.subarray(0, 8) }];
  for (let at = 8; at < png.length; ) {
    const end = at + 12 + png.readUInt32BE(at);
    const type = png.toString('latin1', at + 4, at + 8);
    parts.push({ name: type === 'caBX' ? 'C2PA' : type, bytes: png.subarray(at, end) });
    at = end;
  }
  return parts;
}

const MARKERS: Readonly<Record<number, string>> = {
  192: 'SOF0',
  196: 'DHT',
  216: 'SOI',
  217: 'EOI',
  218: 'SOS',
  219: 'DQT',
  224: 'APP0',
  235: 'C2PA',
};

/** A JPEG by its segments; those of the store are one part. */
function jpegParts(jpeg: Buffer): Part[] {
  const parts: Part[] = [{ name: 'SOI', bytes: jpeg.subarray(0, 2) }];
  for (let at = 2; at < jpeg.length; ) {
    const name = MARKERS[jpeg[at + 1]!]!;
    const length = name === 'EOI' ? 0 : jpeg.readUInt16BE(at + 2);
    const end = name === 'SOS' ? jpeg.length - 2 : at + 2 + length;
    const bytes = jpeg.subarray(at, end);
    const last = parts.at(-1)!;
    if (name === 'C2PA' && last.name === 'C2PA') {
      parts[parts.length - 1] = { name, bytes: Buffer.concat([last.bytes, bytes]) };
    } else parts.push({ name, bytes });
    at = end;
  }
  return parts;
}

const hasBoxes = (host: Host) => isInside(host) && /^image\/(png|jpeg)$/.test(host.mediaType);

function entriesOf({ mediaType, bytes }: Host): Entry[] {
  const parts = mediaType === 'image/png' ? pngParts(bytes) : jpegParts(bytes);
  return parts.map(({ name, bytes }) => ({
    names: [name],
    hash: name === 'C2PA' ? Buffer.of(0) : sha256(bytes),
  }));
}

function boxHashed(host: Host, { us }: World, entries: readonly Entry[]): Attacked {
  const boxes = entries.map((entry) => ({ ...entry, alg: 'sha256', pad: Buffer.alloc(0) }));
  const binding = assertionBox({ label: 'c2pa.hash.boxes', data: { boxes } });
  return put(host, forgeManifest({ assertions: [created, binding] }, us));
}

const MEDIA = new Set(['IDAT', 'SOS']);

function boxes(
  name: string,
  by: Attack['by'],
  code: Attack['code'],
  forge: (host: Host, world: World) => Attacked,
): Attack {
  return {
    finding: 'H3',
    name,
    by,
    occursIn: hasBoxes,
    forged: forge,
    twin: (host, world) => boxHashed(host, world, entriesOf(host)),
    state: 'refused',
    ...(code && { code }),
  };
}

/** By the engine, which binds whatever it is given: as every signer did before. */
async function signedByEngine(content: Buffer, mimeType: string, { us }: World): Promise<Buffer> {
  const { Builder } = await loadNative();
  const definition = {
    claim_generator_info: [{ name: 'test', version: '1' }],
    assertions: [{ ...created, created: true }],
  };
  const signer = await pemSigner(us);
  const destination = { buffer: null as Buffer | null };
  await Builder.withJson(definition as never, settingsFor(undefined)).signConfigAsync(
    async (bytes) => Buffer.from(await signer.sign(bytes)),
    {
      alg: 'es256',
      certs: [Buffer.from(signer.certificates)],
      reserveSize: reserveSizeFor(signer),
      directCoseHandling: false,
    },
    { buffer: content, mimeType },
    destination,
  );
  return destination.buffer!;
}

/** A picture, or a track, whose media lies in a box of this type. */
async function withMediaIn(type: string, mediaType: string): Promise<Buffer> {
  const content = mediaType === 'image/avif' ? (await makeFiles())['image/avif']! : makeTrack();
  content.write(type, content.lastIndexOf('mdat'), 'latin1');
  return content;
}

/** An MP4 with one track of one sample. */
function makeTrack(): Buffer {
  const numbers = (...values: readonly number[]) => {
    const bytes = Buffer.alloc(4 * values.length);
    for (const [i, value] of values.entries()) bytes.writeUInt32BE(value, 4 * i);
    return bytes;
  };
  const make = (offset: number) =>
    Buffer.concat([
      box('ftyp', Buffer.from('isom\0\0\x02\0isommp42', 'latin1')),
      box(
        'moov',
        box('mvhd', Buffer.alloc(100)),
        box(
          'trak',
          box('tkhd', Buffer.alloc(84)),
          box(
            'mdia',
            box('mdhd', Buffer.alloc(24)),
            box('hdlr', Buffer.alloc(24)),
            box(
              'minf',
              box(
                'stbl',
                box('stsd', numbers(0, 0)),
                box('stts', numbers(0, 0)),
                box('stsc', numbers(0, 1, 1, 1, 1)),
                box('stsz', numbers(0, 0, 1, 200)),
                box('stco', numbers(0, 1, offset)),
              ),
            ),
          ),
        ),
      ),
      box('mdat', Buffer.alloc(200, 7)),
    ]);
  return make(make(0).length - 200);
}

function floating(type: string): Attack {
  return {
    finding: 'H1',
    name: `media that lies in a box ${type}, which no hash covers, is exchanged`,
    by: 'anybody',
    occursIn: ({ mediaType }) => ['image/avif', 'video/mp4'].includes(mediaType),
    forged: async ({ mediaType }, world) => {
      const signed = await signedByEngine(await withMediaIn(type, mediaType), mediaType, world);
      signed.fill(0x99, signed.length - 20);
      return { bytes: signed };
    },
    twin: async ({ mediaType }, world) => ({
      bytes: await signedByEngine(await withMediaIn('mdat', mediaType), mediaType, world),
    }),
    state: 'refused',
    code: malformed,
  };
}

/** What a hash covers: a credential that holds is one about this content. */
export const bindingAttacks: readonly Attack[] = [
  {
    finding: null,
    name: 'a byte of the content is changed',
    by: 'anybody',
    forged: (host, { us }) => spoiled(host, put(host, honest(host, us))),
    twin: (host, { us }) => put(host, honest(host, us)),
    state: 'refused',
    code: ['assertion.dataHash.mismatch', 'assertion.bmffHash.mismatch'],
  },
  {
    finding: null,
    name: 'a manifest has no hash',
    by: 'signer',
    forged: (host, { us }) => put(host, forgeManifest({ assertions: [created] }, us)),
    twin: (host, { us }) => put(host, honest(host, us)),
    state: 'refused',
    code: 'claim.hardBindings.missing',
  },
  {
    finding: null,
    name: 'a manifest has two hashes',
    by: 'signer',
    forged: (host, { us }) => {
      const other = copyOf(host.binding);
      const label = `${labelOf(other)}__1`;
      const data = other.children[1]!.data;
      const second = superbox('cbor', label, { type: 'cbor', data, children: [] });
      return put(host, honest(host, us, second));
    },
    twin: (host, { us }) => put(host, honest(host, us)),
    state: 'refused',
    code: ['assertion.multipleHardBindings', 'claim.hardBindings.multiple'],
  },
  unbound(
    {
      finding: 'H3',
      name: 'a hash over the first bytes alone',
      occursIn: (host) => isData(host) && isInside(host),
      code: 'assertion.dataHash.malformed',
    },
    (fields, { bytes }) => {
      const first = 4;
      const rest = mapOf({ start: first, length: bytes.length - first });
      fields.set('exclusions', [rest]);
      fields.set('hash', sha256(bytes.subarray(0, first)));
    },
  ),
  ...['free', 'skip'].map(floating),
  unbound(
    { finding: 'H2', name: 'a hash over boxes without a hash', occursIn: isBmff, code: malformed },
    (fields) => fields.delete('hash'),
  ),
  unbound(
    { finding: 'H2', name: 'a hash over boxes that is empty', occursIn: isBmff, code: malformed },
    (fields) => fields.set('hash', new Uint8Array()),
  ),
  unbound(
    { finding: 'H2', name: 'a Merkle map of nothing', occursIn: isBmff, code: malformed },
    (fields) => {
      fields.delete('hash');
      fields.set('merkle', []);
    },
  ),
  unbound(
    {
      finding: 'H2',
      name: 'a hash that leaves the media out, and no tree over it',
      occursIn: isBmff,
      code: malformed,
    },
    (fields, host) => {
      const { start, end } = mediaOf(host);
      withTree(fields, host);
      fields.delete('merkle');
      fields.set('hash', boxesHash(host, start, end));
    },
  ),
  {
    finding: 'H2',
    name: 'a hash that leaves out any user box, and one with content is exchanged',
    by: 'signer',
    occursIn: isBmff,
    forged: (host, { us }) =>
      bound(host, us, (fields) => {
        for (const each of exclusionsOf(fields)) {
          if (each.get('xpath') === '/uuid') each.set('data', null);
        }
      }),
    twin: (host, { us }) => bound(host, us, () => {}),
    // Nothing of the picture is left out by it: it is shown, and not refused.
    state: 'Trusted',
    code: 'assertion.bmffHash.additionalExclusionsPresent',
  },
  unbound(
    {
      finding: 'H2',
      name: 'a hash that leaves out what says how the media is shown',
      occursIn: isBmff,
      code: 'assertion.bmffHash.mismatch',
    },
    (fields) => {
      exclusionsOf(fields).push(mapOf({ xpath: '/meta' }), mapOf({ xpath: '/moov' }));
    },
  ),
  badTree('a tree over other media', 'assertion.bmffHash.mismatch', {}),
  badTree('a tree of no track of the file', malformed, { localId: 7, uniqueId: 7 }),
  badTree('a tree of more leaves than there is media for', 'assertion.bmffHash.mismatch', {
    count: 2,
  }),
  boxes('a box hash leaves the picture out', 'signer', undefined, (host, world) => {
    const entries = entriesOf(host).map((entry) =>
      MEDIA.has(entry.names[0]!) ? { ...entry, excluded: true } : entry,
    );
    return spoiled(host, boxHashed(host, world, entries));
  }),
  boxes(
    'a box hash does not list what is behind',
    'signer',
    ['assertion.boxesHash.unknownBox', 'assertion.boxesHash.malformed'],
    (host, world) => {
      const entries = entriesOf(host);
      const media = entries.findIndex(({ names }) => MEDIA.has(names[0]!));
      return spoiled(host, boxHashed(host, world, entries.slice(0, media)));
    },
  ),
  boxes(
    'something is appended to a file that is bound by a box hash',
    'anybody',
    ['assertion.boxesHash.mismatch', 'assertion.boxesHash.unknownBox'],
    (host, world) => {
      const { bytes, ...more } = boxHashed(host, world, entriesOf(host));
      return { ...more, bytes: Buffer.concat([bytes, Buffer.from('<script>alert(1)</script>')]) };
    },
  ),
  boxes(
    'the picture of a file that is bound by a box hash is changed',
    'anybody',
    undefined,
    (host, world) => spoiled(host, boxHashed(host, world, entriesOf(host))),
  ),
];
