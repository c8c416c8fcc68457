import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectCode } from '../../content/test/expect-code.ts';
import { findHazard, isHostileStore } from '../src/asset/hazard.ts';
import {
  loadTrust,
  type Origin,
  pemSigner,
  readCredentials,
  readResource,
  type Signer,
  signContent,
} from '../src/index.ts';
import { countValues } from '../src/store/values.ts';
import { makeCertificates } from './certificates.ts';
import { box, makeFiles, makeFragmentedMp4, makeJpeg, makePng } from './pictures.ts';

const MALFORMED = 'manifest.inaccessible.malformed';
const TOO_MANY = 'content.tooManyParts';
const origin: Origin = {
  kind: 'created',
  generator: { name: 'test', version: '1' },
  assertions: [{ label: 'com.example.thing', data: { text: 'overlong-marker' } }],
};

let signer: Signer;
let root: string;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'provenance-hazard-'));
  const made = await makeCertificates('ES256');
  root = made.root;
  signer = await pemSigner(made);
});
afterAll(() => rm(folder, { recursive: true }));

const cbor = (hex: string) => box('cbor', Buffer.from(hex.replaceAll(' ', ''), 'hex'));
const hasOverlongString = (bytes: Buffer) => countValues(bytes) === null;
/** As in a store, where a description comes before everything. */
const described = (...boxes: Buffer[]) => Buffer.concat([box('jumd'), ...boxes]);

describe('a CBOR string that its box does not cover', () => {
  it.each([
    ['text of 4 GiB', '7a ffffffff 61'],
    ['bytes of 4 GiB', '5a ffffffff 61'],
    ['text of 2^64', '7b ffffffffffffffff 61'],
    ['text of 64 KiB', '79 ffff 61'],
    ['text of 255', '78 ff 61'],
    ['short text', '62 61'],
    ['inside arrays and maps', '82 a1 61 61 7a ffffffff'],
    ['inside a tag', 'c1 7a ffffffff'],
    ['after a covered one', '82 61 61 5a 7fffffff'],
  ])('is found: %s', (_, hex) => {
    const padding = Buffer.alloc(64);
    expect(hasOverlongString(cbor(hex))).toBe(true);
    expect(hasOverlongString(Buffer.concat([padding, cbor(hex), padding]))).toBe(true);
    expect(isHostileStore(described(box('brob', brotliCompressSync(cbor(hex)))))).toBe(true);
  });

  it.each([
    ['an empty box', ''],
    ['covered text', '82 61 61 62 6161'],
    ['text of no length', '60'],
    ['text of indefinite length', '7f 61 61 ff'],
    ['a huge array', '9b 00000000ffffffff'],
    ['a huge number', '1b ffffffffffffffff'],
    ['a cut number', '1b ff'],
  ])('is not %s', (_, hex) => {
    expect(hasOverlongString(cbor(hex))).toBe(false);
  });

  it('is found in a box with a 64-bit length', () => {
    const large = Buffer.alloc(22);
    large.writeUInt32BE(1);
    large.write('cbor', 4);
    large.writeBigUInt64BE(22n, 8);
    large.set([0x7a, 0xff, 0xff, 0xff, 0xff], 16);
    expect(hasOverlongString(large)).toBe(true);
  });

  it('is assumed of boxes that claim the same bytes over and over', () => {
    // Each claims all that follows: read one by one, a megabyte would take a minute.
    const boxes = Buffer.alloc(2 ** 20);
    for (let at = 0; at < boxes.length; at += 8) {
      boxes.writeUInt32BE((boxes.length - at) & ~0xff, at);
      boxes.write('cbor', at + 4);
    }
    expect(hasOverlongString(boxes)).toBe(true);
  });

  it('is assumed of compressed manifests that are larger together than any store', () => {
    const zeros = box('brob', brotliCompressSync(Buffer.alloc(20 * 2 ** 20)));
    expect(isHostileStore(described(zeros))).toBe(false);
    expect(isHostileStore(described(zeros, zeros, zeros, zeros))).toBe(true);
  });

  it('never throws, whatever the bytes', () => {
    const word = fc.constantFrom(
      ...['cbor', 'json', 'brob', 'jumb', 'jumdc2ma', 'c2pa.ingredient\0'].map((text) =>
        Buffer.from(text),
      ),
    );
    const part = fc.oneof(word, fc.uint8Array({ maxLength: 12 }));
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        expect(typeof isHostileStore(described(Buffer.concat(parts)))).toBe('boolean');
      }),
    );
  });

  it('keeps a file of every format from the engine, to read and to sign', async () => {
    for (const [mediaType, file] of Object.entries(await makeFiles())) {
      const { bytes } = await signContent(file, origin, signer);
      expect((await readCredentials(bytes)).state).toBe('Valid');
      const hostile = withOverlongString(Buffer.from(bytes), mediaType);
      const report = await readCredentials(hostile);
      expect([mediaType, report.state, report.reason]).toEqual([mediaType, 'Error', MALFORMED]);
      expect(report.failure.map(({ code }) => code)).toEqual([MALFORMED]);
      await expectCode('CONTENT_UNSUPPORTED', () => signContent(hostile, origin, signer));
      await expectCode('CONTENT_UNSUPPORTED', () =>
        signContent(file, { ...origin, kind: 'edited', parent: hostile }, signer),
      );
      await expectCode('RESOURCE_NOT_FOUND', () => readResource(hostile, 'self#jumbf=x'));
    }
  });

  describe('in the tag of an MP3', () => {
    /** A tag with one frame. The zero after FF is of the unsynchronisation, or of what is in it. */
    const mp3 = (hex: string, { tagFlags = 0, frameFlags = 0 } = {}) => {
      const contents = Buffer.from(hex.replaceAll(' ', ''), 'hex');
      const sevenBits = (length: number) =>
        [21, 14, 7, 0].map((shift) => (length >> shift) & 0x7f) as number[];
      const frame = Buffer.concat([
        Buffer.from('GEOB'),
        Buffer.from([...sevenBits(contents.length), 0, frameFlags]),
        contents,
      ]);
      const head = Buffer.from([...Buffer.from('ID3'), 4, 0, tagFlags, ...sevenBits(frame.length)]);
      return {
        memory: Buffer.concat([head, frame]),
        size: head.length + frame.length,
        read: () => expect.fail(),
      };
    };
    const find = (...args: Parameters<typeof mp3>) => findHazard(mp3(...args), 'audio/mpeg');
    // A string of two bytes; without the zero it swallows the head of the next one.
    const plain = '00000008 6a756d64 00000011 63626f72 82 42 ff00 44 78ff0000 000000';

    it('is none where FF is followed by zero by chance', () => {
      expect(find(plain)).toBe(null);
    });

    it.each([
      ['the tag', { tagFlags: 0x80 }],
      ['its frame', { frameFlags: 0x02 }],
    ])('is looked for with the zeros taken out if %s says so', (_, flags) => {
      expect(find(plain, flags)).toBe(MALFORMED);
    });
  });

  it('in a store that is handed in keeps that from the engine', async () => {
    const jpeg = await makeJpeg();
    const { manifestStore } = await signContent(jpeg, origin, signer, { embed: false });
    const manifest = overlong(Buffer.from(manifestStore));
    expect(await readCredentials(jpeg, { manifest })).toMatchObject({
      state: 'Error',
      reason: MALFORMED,
    });
    expect(await readCredentials(manifest)).toMatchObject({ state: 'Error', reason: MALFORMED });
  });
});

/** Makes the marker's head (text of 15 bytes) one of a 32-bit length. */
function overlong(bytes: Buffer): Buffer {
  const at = bytes.indexOf('ooverlong-marker');
  expect(at).toBeGreaterThan(0);
  bytes[at] = 0x7a;
  return bytes;
}

function withOverlongString(bytes: Buffer, mediaType: string): Buffer {
  if (mediaType !== 'image/svg+xml') return overlong(bytes);
  const text = bytes.toString('latin1');
  return Buffer.from(
    text.replace(/(<c2pa:manifest[^>]*>)([^<]+)/, (_, tag, base64) => {
      return tag + overlong(Buffer.from(base64, 'base64')).toString('base64');
    }),
    'latin1',
  );
}

describe('a container of very many parts', () => {
  const many = 30_000;
  const repeat = (part: Buffer, head: Buffer, count = many) =>
    Buffer.concat([head, ...Array<Buffer>(count).fill(part)]);
  const ftyp = box('ftyp', Buffer.from('isom\0\0\0\0isom', 'latin1'));
  const riff = (form: string) => Buffer.from(`RIFF\xff\xff\xff\x7f${form}`, 'latin1');
  const empty = Buffer.alloc(0);
  /** Directories of one entry, each pointing at the next, the last at the first if `cyclic`. */
  const tiff = (count: number) => {
    const bytes = Buffer.alloc(8 + count * 18);
    bytes.write('II*\0', 'latin1');
    bytes.writeUInt32LE(8, 4);
    for (let i = 0; i < count; i++) {
      bytes.writeUInt16LE(1, 8 + i * 18);
      bytes.writeUInt32LE(i + 1 < count ? 26 + i * 18 : 0, 8 + i * 18 + 14);
    }
    return bytes;
  };

  it.each([
    ['BMFF boxes', () => repeat(box('free'), ftyp)],
    ['BMFF boxes inside', () => Buffer.concat([ftyp, box('moov', repeat(box('trak'), empty))])],
    ['PNG chunks', async () => repeat(Buffer.alloc(12), (await makePng()).subarray(0, 33))],
    ['RIFF chunks', () => repeat(Buffer.from('abcd\0\0\0\0'), riff('WEBP'))],
    ['JPEG segments', () => repeat(Buffer.from([0xff, 0xe5, 0, 2]), Buffer.from([0xff, 0xd8]))],
    ['TIFF directories', () => tiff(many)],
  ])('is not given to the engine: %s', async (_, make) => {
    const bytes = await make();
    expect(await readCredentials(bytes)).toMatchObject({ state: 'Error', reason: TOO_MANY });
    await expectCode('CONTENT_UNSUPPORTED', () => signContent(bytes, origin, signer));
  });

  it('is none if the parts are as many as real files have', async () => {
    const frames = Buffer.concat([ftyp, repeat(box('moof'), empty, 5000)]);
    expect((await readCredentials(frames)).state).toBe('NoManifest');
    expect((await readCredentials(tiff(50))).state).toBe('NoManifest');
  });

  it('is no recording of three quarters of an hour in fragments of a second', async () => {
    // 28,600 boxes in 12 MB: see BYTES_A_BOX.
    const recording = makeFragmentedMp4(2600);
    const { bytes, mediaType } = await signContent(recording, origin, signer);
    expect(mediaType).toBe('video/mp4');
    // What was recorded stays as it was.
    const kept = Buffer.from(bytes).subarray(bytes.length - recording.length + 1000);
    expect(kept.equals(recording.subarray(1000))).toBe(true);
    const report = await readCredentials(bytes, { trust: await loadTrust({ anchors: root }) });
    expect([report.state, report.failure]).toEqual(['Trusted', []]);
    const changed = Uint8Array.from(bytes);
    changed[changed.length - 5]! ^= 1;
    expect((await readCredentials(changed)).state).toBe('Invalid');
  });

  it('is found in a file that is too large for memory, and so is a hostile store', async () => {
    const path = join(folder, 'large.mp4');
    const write = async (...parts: Buffer[]) => {
      const file = await open(path, 'w');
      await file.writeFile(Buffer.concat(parts));
      // Sparse: takes no space on disk.
      await file.truncate(65 * 2 ** 20);
      await file.close();
      return readCredentials(path);
    };
    expect((await write(ftyp)).state).toBe('NoManifest');
    expect((await write(repeat(box('free'), ftyp, 2 * many + 1))).reason).toBe(TOO_MANY);
    const uuid = Buffer.from('d8fec3d61b0e483c92975828877ec481', 'hex');
    const store = box(
      'uuid',
      uuid,
      Buffer.from('\0\0\0\0manifest\0', 'latin1'),
      described(cbor('7affffffff')),
    );
    expect((await write(ftyp, store)).reason).toBe(MALFORMED);
  });

  it.each([
    ['d8fec3d61b0e483c92975828877ec481', MALFORMED],
    ['be7acfcb97a942e89c71999491e3afac', MALFORMED],
    ['00000000000000000000000000000000', null],
  ])('is what the engine takes into memory whole: uuid boxes %s', async (uuid, reason) => {
    const path = join(folder, 'boxes.mp4');
    const file = await open(path, 'w');
    const header = Buffer.alloc(8);
    // Two boxes, each of which alone is small enough.
    header.writeUInt32BE(33 * 2 ** 20);
    header.write('uuid', 4);
    await file.write(ftyp, 0, ftyp.length, 0);
    for (const at of [ftyp.length, ftyp.length + 33 * 2 ** 20]) {
      const start = Buffer.concat([header, Buffer.from(uuid, 'hex')]);
      await file.write(start, 0, start.length, at);
    }
    await file.truncate(ftyp.length + 66 * 2 ** 20);
    await file.close();
    expect((await readCredentials(path)).reason).toBe(reason);
  });

  it.each([
    ['C2PA', MALFORMED],
    ['XMP ', MALFORMED],
    ['data', null],
  ])('is what the engine takes into memory whole: a RIFF chunk %s', async (type, reason) => {
    const path = join(folder, 'chunk.wav');
    const file = await open(path, 'w');
    const head = Buffer.from(`RIFF\0\0\0\0WAVE${type}\0\0\0\0`, 'latin1');
    head.writeUInt32LE(65 * 2 ** 20 + 12, 4);
    head.writeUInt32LE(65 * 2 ** 20, 16);
    await file.writeFile(head);
    await file.truncate(head.length + 65 * 2 ** 20);
    await file.close();
    expect((await readCredentials(path)).reason).toBe(reason);
  });
});

describe('other hostile input', () => {
  const jumd = (label: string) =>
    box(
      'jumd',
      Buffer.from('6332706100110010800000aa00389b71', 'hex'),
      Buffer.from(`\x03${label}\0`),
    );
  const nested = (depth: number) => {
    const head = jumd('c2pa');
    const parts = Array.from({ length: depth }, (_, i) => {
      const header = Buffer.alloc(8);
      header.writeUInt32BE((depth - i) * (head.length + 8));
      header.write('jumb', 4);
      return Buffer.concat([header, head]);
    });
    return Buffer.concat(parts);
  };
  const withLength = (length: number, store: Buffer) => {
    store.writeUInt32BE(length, 0);
    return store;
  };

  it.each([
    ['a store nested 100,000 deep', () => nested(100_000)],
    ['a store of length 0xFFFFFFFF', () => withLength(0xffffffff, nested(2))],
    ['a store of length 1', () => withLength(1, nested(2))],
    ['a store of length 0', () => withLength(0, nested(2))],
    ['a JPEG of two bytes', () => Buffer.from([0xff, 0xd8, 0xff])],
    ['a TIFF that points nowhere', () => Buffer.from('II*\0\xff\xff\xff\xff', 'latin1')],
    ['a TIFF that points at itself', () => Buffer.from('II*\0\x08\0\0\0\0\0\x08\0\0\0', 'latin1')],
    ['SVG nested 100,000 deep', () => Buffer.from(`<svg>${'<g>'.repeat(100_000)}`)],
    ['an empty PDF', () => Buffer.from('%PDF-1.7\n')],
  ])('gives a report: %s', async (_, make) => {
    const { state } = await readCredentials(make());
    expect(['Error', 'NoManifest', 'Invalid']).toContain(state);
  });

  it('gives a report wherever a signed file is cut', async () => {
    for (const file of Object.values(await makeFiles())) {
      const { bytes } = await signContent(file, origin, signer);
      for (let part = 1; part < 20; part++) {
        const cut = bytes.subarray(0, Math.floor((bytes.length * part) / 20));
        const { state } = await readCredentials(cut);
        expect(['Error', 'NoManifest', 'Invalid']).toContain(state);
      }
    }
  });
});
