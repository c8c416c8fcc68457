// Findings M7 and M8: what costs too much is not looked at, which is said, and never "nothing was found".
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createDevelopmentCertificates,
  detectMany,
  detectWatermark,
  mark,
  type Origin,
  pemSigner,
  type Signer,
  trace,
  verify,
  verifyMany,
} from '@provenance/sdk';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MOST_COMPARED_BYTES } from '../src/content/text.ts';
import { memoryRegistry } from './memory-registry.ts';

const key = Uint8Array.from({ length: 32 }, (_, i) => (i * 7) & 255);
const watermark = { keys: [key] };
const origin: Origin = { kind: 'created', generator: { name: 'app', version: '1' } };
let signer: Signer;
let folder: string;
beforeAll(async () => {
  signer = await pemSigner(await createDevelopmentCertificates({ alg: 'Ed25519' }));
  folder = await mkdtemp(join(tmpdir(), 'provenance-limits-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A header that claims so many pixels, and hardly anything behind it. */
const CLAIMS: Readonly<Record<string, (width: number, height: number) => Promise<Buffer>>> = {
  jpeg: (width, height) => claimedJpeg(width, height, false),
  'progressive jpeg': (width, height) => claimedJpeg(width, height, true),
  png: (width, height) => claimedPng(width, height, 8),
  'png of 16 bits': (width, height) => claimedPng(width, height, 16),
  gif: async (width, height) => {
    const bytes = await small().gif().toBuffer();
    // Of the screen, and of the one frame on it: its descriptor stands at the place 0, 0.
    for (const at of [6, bytes.indexOf(Buffer.from([0x2c, 0, 0, 0, 0, 64, 0, 64, 0])) + 5]) {
      bytes.writeUInt16LE(width, at);
      bytes.writeUInt16LE(height, at + 2);
    }
    return bytes;
  },
  webp: async (width, height) => {
    const bytes = await small().webp({ lossless: true }).toBuffer();
    const at = bytes.indexOf('VP8L') + 9;
    const rest = bytes.readUInt32LE(at) & 0xf0000000;
    bytes.writeUInt32LE(((width - 1) | ((height - 1) << 14) | rest) >>> 0, at);
    return bytes;
  },
  tiff: async (width, height) => {
    const bytes = await small().tiff({ compression: 'deflate' }).toBuffer();
    const entries = bytes.readUInt32LE(4);
    for (let i = 0; i < bytes.readUInt16LE(entries); i++) {
      const at = entries + 2 + 12 * i;
      const tag = bytes.readUInt16LE(at);
      // ImageWidth, ImageLength, RowsPerStrip, as LONG.
      const value = { 256: width, 257: height, 278: height }[tag];
      if (value === undefined) continue;
      bytes.writeUInt16LE(4, at + 2);
      bytes.writeUInt32LE(value, at + 8);
    }
    return bytes;
  },
  avif: async (width, height) => {
    const bytes = await small().avif({ effort: 0 }).toBuffer();
    for (let at = bytes.indexOf('ispe'); at >= 0; at = bytes.indexOf('ispe', at + 1)) {
      bytes.writeUInt32BE(width, at + 8);
      bytes.writeUInt32BE(height, at + 12);
    }
    return bytes;
  },
};

function small() {
  const background = { r: 90, g: 120, b: 60 };
  return sharp({ create: { width: 64, height: 64, channels: 3, background } });
}

async function claimedJpeg(width: number, height: number, progressive: boolean): Promise<Buffer> {
  const bytes = await small().jpeg({ progressive }).toBuffer();
  const at = bytes.indexOf(Buffer.from([0xff, progressive ? 0xc2 : 0xc0]));
  bytes.writeUInt16BE(height, at + 5);
  bytes.writeUInt16BE(width, at + 7);
  return bytes;
}

async function claimedPng(width: number, height: number, depth: number): Promise<Buffer> {
  const image = depth === 16 ? small().toColourspace('rgb16') : small();
  const bytes = await image.png().toBuffer();
  expect(bytes[24]).toBe(depth);
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  let value = 0xffffffff;
  for (const byte of bytes.subarray(12, 29)) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
  }
  bytes.writeUInt32BE(~value >>> 0, 29);
  return bytes;
}

/** In megapixels. */
const LIMITS = [
  ['jpeg', 50],
  ['progressive jpeg', 26],
  ['png', 32],
  ['png of 16 bits', 16],
  ['gif', 32],
  ['webp', 26],
  ['tiff', 24],
  ['avif', 13],
] as const;

describe.each(LIMITS)('a %s', (format, megapixels) => {
  const claiming = (factor: number) =>
    CLAIMS[format]!(8000, Math.ceil((megapixels * 1e6 * factor) / 8000));
  const reason = async (bytes: Uint8Array, limits = {}) =>
    (await verify(bytes, { watermark: { keys: [key], ...limits } })).watermark?.notLooked;

  test(`of more than ${megapixels} megapixels is not looked at unasked, and that is said`, async () => {
    const bytes = await claiming(1.01);
    expect(await reason(bytes)).toBe('IMAGE_TOO_LARGE');
    for (const options of [
      { watermark },
      { registry: memoryRegistry() },
      { watermark, registry: memoryRegistry() },
    ]) {
      const report = await verify(bytes, options);
      expect(report.verdict.sentence).toContain('The picture has more pixels than the limit');
      expect(report.verdict.sentence).not.toMatch(/nothing was found/i);
      expect(report.evidence.some((entry) => 'unseen' in entry && entry.unseen)).toBe(true);
    }
    const traced = await trace(bytes, { watermark, registry: memoryRegistry() });
    expect(traced).toMatchObject({ records: [], unseen: 'IMAGE_TOO_LARGE' });
    const refused = { code: 'IMAGE_TOO_LARGE' };
    await expect(detectWatermark(bytes, key)).rejects.toMatchObject(refused);
    for await (const { error } of detectMany([{ input: bytes }], { watermarkKeys: [key] })) {
      expect(error).toMatchObject(refused);
    }
    for await (const { report } of verifyMany([{ input: bytes }], { watermark })) {
      expect(report.watermark?.notLooked).toBe('IMAGE_TOO_LARGE');
    }
  });

  test('of fewer is, and of more if the caller wants it', async () => {
    expect(await reason(await claiming(0.99))).not.toBe('IMAGE_TOO_LARGE');
    expect(await reason(await claiming(0.99), { limits: { maxPixels: 1e6 } })).toBe(
      'IMAGE_TOO_LARGE',
    );
    expect(await reason(await claiming(1.01), { limits: { maxPixels: 1e9 } })).not.toBe(
      'IMAGE_TOO_LARGE',
    );
  });
});

test('marking has a limit of its own', async () => {
  const bytes = await CLAIMS.png!(8000, 4100);
  const failed = await mark(bytes, origin, { signer, watermarkKey: key }).catch((error) => error);
  expect(failed).toMatchObject({ code: 'IMAGE_CORRUPT' });
});

describe('a text', () => {
  const line = 'word and word and more words that somebody wrote for nobody.\n';
  const long = line.repeat(Math.ceil((MOST_COMPARED_BYTES + 1) / line.length));
  const short = Array.from({ length: 4000 }, (_, i) => `${i * i} ${line}`).join('');

  test.each(['bytes', 'text', 'blob', 'file'])(
    'that is too long is not compared, and that is said: %s',
    async (kind) => {
      const path = join(folder, 'long.txt');
      await writeFile(path, long);
      const bytes = new Uint8Array(Buffer.from(long));
      const input = { bytes, text: { text: long }, blob: new Blob([bytes]), file: path }[kind]!;
      const registry = memoryRegistry();
      const report = await verify(input, { registry });
      expect(registry.asked).toEqual(['byContentHash']);
      expect(report.registry).toMatchObject({ asked: 'hash', notCompared: 'CONTENT_TOO_LARGE' });
      expect(report.verdict.sentence).toMatch(
        /not all of it was looked at.*more bytes than the limit/,
      );
      expect(await trace(input, { registry })).toMatchObject({ unseen: 'CONTENT_TOO_LARGE' });
    },
  );

  test('that is short enough is', async () => {
    const registry = memoryRegistry();
    const { verdict } = await verify({ text: short }, { registry });
    expect(registry.asked).toEqual(['byContentHash', 'similar', 'similar']);
    expect(verdict.sentence).toMatch(/^Nothing was found/);
  });

  test('that is too long is found by its bytes, and goes on record by them alone', async () => {
    const registry = memoryRegistry();
    const { bytes } = await mark(new Uint8Array(Buffer.from(long)), origin, {
      signer,
      watermarkKey: key,
      mediaType: 'application/json',
      embed: false,
      record: { registry },
    });
    expect(registry.records[0]?.record.fingerprints).toEqual([]);
    const hash = createHash('sha256').update(bytes).digest();
    expect(Buffer.from(registry.records[0]?.record.contentHash ?? [])).toEqual(hash);
    const report = await verify(bytes, { registry });
    expect(report.registry).toMatchObject({ asked: 'hash', records: [{ by: 'hash' }] });
  });

  test('is not read for a record that nobody wants', async () => {
    const signal = AbortSignal.abort(new Error('read'));
    const marked = mark({ text: 'short' }, origin, { signer, watermarkKey: key, signal });
    await expect(marked).rejects.toThrow('read');
  });

  test('a signal is heard while it is compared, and while it is hashed', async () => {
    const text = short.repeat(12);
    expect(Buffer.byteLength(text)).toBeLessThan(MOST_COMPARED_BYTES);
    const reason = new Error('enough');
    const started = new AbortController();
    let turns = 0;
    // Others have their turn: the abort comes from one of them.
    const timer = setInterval(() => {
      if (++turns === 3) started.abort(reason);
    }, 1);
    const registry = memoryRegistry();
    const waiting = verify({ text }, { registry, signal: started.signal });
    await expect(waiting).rejects.toBe(reason);
    clearInterval(timer);
    expect(registry.asked).not.toContain('similar');
  });
});
