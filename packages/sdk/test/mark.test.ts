import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCredentials } from '@provenance/c2pa';
import { PDQ_ALG, pdq } from '@provenance/fingerprint';
import { decodeImage } from '@provenance/image';
import { render } from '@provenance/messages';
import {
  createDevelopmentCertificates,
  detectWatermark,
  loadTrust,
  mark,
  type Origin,
  pemSigner,
  type Signer,
  SOFT_BINDING_ALGORITHM,
  sign,
  type Trust,
  verify,
} from '@provenance/sdk';
import { unmarkedSays } from '@provenance/sdk/internal';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asHeic } from '../../c2pa/test/pictures.ts';
import { animation, flat, picture, wav } from './pictures.ts';

const key = Uint8Array.from({ length: 32 }, (_, i) => i);
const generator = { name: 'app', version: '1' };
const created: Origin = { kind: 'created', generator, model: { name: 'model' } };

let folder: string;
let signer: Signer;
let trust: Trust;
let art: Uint8Array;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'provenance-mark-'));
  const certificates = await createDevelopmentCertificates({ alg: 'Ed25519' });
  signer = await pemSigner(certificates);
  trust = await loadTrust({ anchors: certificates.root });
  art = await picture('png');
});
afterAll(() => rm(folder, { recursive: true }));

const detected = async (bytes: Uint8Array) => {
  const { contentId, keyId } = await detectWatermark(bytes, key);
  return { contentId, keyId };
};
const active = async (bytes: Uint8Array) => {
  const report = await readCredentials(bytes, { trust });
  expect(report.state).toBe('Trusted');
  return report.manifests[0]!;
};

describe('mark', () => {
  test.each(['jpeg', 'png', 'webp', 'avif', 'tiff'] as const)(
    'leaves a mark and a manifest that names it, in a %s',
    async (format) => {
      const marked = await mark(await picture(format), created, { signer, watermarkKey: key });
      expect(marked.mediaType).toBe(`image/${format}`);
      expect(marked.unmarked).toBe(null);
      expect(marked.contentId).toMatch(/^[0-9a-f]{16}$/);
      expect(marked.watermark).toMatchObject({ survives: true });
      expect(marked.watermark?.psnr).toBeGreaterThan(38);
      expect(marked.unmarked).toBe(null);
      const { contentId, keyId } = marked;
      expect(await detected(marked.bytes)).toEqual({ contentId, keyId });
      const manifest = await active(marked.bytes);
      expect(manifest.label).toBe(marked.activeManifest);
      expect(manifest.actions.at(-1)?.action).toBe('c2pa.watermarked.bound');
      const value = Buffer.from(contentId as string, 'hex').toString('base64');
      const { hash } = pdq(await decodeImage(marked.bytes));
      expect(manifest.softBindings).toEqual([
        { alg: SOFT_BINDING_ALGORITHM, values: [value] },
        { alg: PDQ_ALG, values: [Buffer.from(hash).toString('base64')] },
      ]);
    },
  );

  test('the content id is new for each picture, or the one that is given', async () => {
    const ids = await Promise.all(
      [1, 2].map(() => mark(art, created, { signer, watermarkKey: key })),
    );
    expect(ids[0]?.contentId).not.toBe(ids[1]?.contentId);
    const given = { signer, watermarkKey: key, contentId: '0123456789ABCDEF' };
    const { bytes, contentId } = await mark(art, created, given);
    expect(contentId).toBe('0123456789abcdef');
    expect((await detected(bytes)).contentId).toBe(contentId);
  });

  test('edits and composites keep their history', async () => {
    // Fixed: over some marks another one cannot be read, and then mark() gives none.
    const first = await mark(art, created, {
      signer,
      watermarkKey: key,
      contentId: '0123456789abcdef',
    });
    const other = await picture('png', { seed: 8 });
    const origins: Origin[] = [
      { kind: 'edited', generator, parent: first.bytes },
      { kind: 'composite', generator, components: [first.bytes, other] },
    ];
    for (const origin of origins) {
      // What comes of a marked picture carries its mark: the new one has to be read over it.
      const options = { signer, watermarkKey: key, trust, contentId: '1111111111111111' };
      const { bytes, contentId } = await mark(first.bytes, origin, options);
      expect(contentId).toBe('1111111111111111');
      expect((await detected(bytes)).contentId).toBe(contentId);
      const { actions, ingredients } = await active(bytes);
      expect(actions.at(-1)?.action).toBe('c2pa.watermarked.bound');
      expect(ingredients[0]?.activeManifest).toBe(first.activeManifest);
    }
  });

  test('from file to file, with what sign() can do', async () => {
    const input = join(folder, 'art.png');
    const output = join(folder, 'marked.png');
    await writeFile(input, art);
    const marked = await mark(input, created, { signer, watermarkKey: key, output });
    expect(marked.bytes).toBe(null);
    expect((await detected(await readFile(output))).contentId).toBe(marked.contentId);
    await expect(mark(input, created, { signer, watermarkKey: key, output })).rejects.toMatchObject(
      {
        code: 'FILE_EXISTS',
      },
    );
    const aside = await mark(art, created, { signer, watermarkKey: key, embed: false });
    const report = await readCredentials(aside.bytes, { trust, manifest: aside.manifestStore });
    expect(report.state).toBe('Trusted');
    expect((await readCredentials(aside.bytes)).state).toBe('NoManifest');
  });
});

const LOSSES = ['frames', 'separations'];

/** Compressed as the library here does not know. */
async function foreignTiff(): Promise<Uint8Array> {
  const tiff = Buffer.from(await picture('tiff'));
  const directory = tiff.readUInt32LE(4);
  for (let entry = 0; entry < tiff.readUInt16LE(directory); entry++) {
    const at = directory + 2 + 12 * entry;
    if (tiff.readUInt16LE(at) === 259) tiff.writeUInt16LE(50_000, at + 8);
  }
  return tiff;
}

const separated = async (): Promise<Uint8Array> =>
  sharp(await picture('png'))
    .toColourspace('cmyk')
    .jpeg({ quality: 95 })
    .toBuffer();

describe('content that cannot carry a mark', () => {
  const cases: [string, () => Promise<Uint8Array> | Uint8Array][] = [
    ['weak', () => flat('png')],
    ['frames', () => animation('webp')],
    ['not-a-picture', wav],
    [
      'not-a-picture',
      () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><metadata/></svg>'),
    ],
    ['format', () => foreignTiff()],
    ['separations', () => separated()],
  ];

  test.each(cases)('is signed without one, and nothing says otherwise: %s', async (why, make) => {
    const input = await make();
    const signed = await mark(input, created, { signer, watermarkKey: key });
    const nothing = { watermark: null, contentId: null, keyId: null };
    expect(signed).toMatchObject({ ...nothing, unmarked: why });
    expect(signed.losses.map(({ kind }) => kind)).toEqual(LOSSES.filter((kind) => kind === why));
    const { actions, softBindings } = await active(signed.bytes);
    expect(softBindings.filter(({ alg }) => alg !== PDQ_ALG)).toEqual([]);
    expect(actions.map(({ action }) => action)).toEqual(['c2pa.created']);
    // Signed and no more: what sign() would have made.
    const [named] = softBindings;
    const fingerprint = named && {
      alg: PDQ_ALG,
      value: Buffer.from(named.values[0] as string, 'base64'),
    };
    const plain = await sign(
      input,
      { ...created, ...(fingerprint && { fingerprint }) },
      { signer },
    );
    expect(signed.bytes.length).toBe(plain.bytes.length);
    expect(render(unmarkedSays(why as 'weak'))).toMatch(/\.$/);
  });

  test.each(cases)('or is refused: %s', async (_, make) => {
    const output = join(folder, 'never');
    const options = { signer, watermarkKey: key, output, cannotCarry: 'refuse' } as const;
    await expect(mark(await make(), created, options)).rejects.toMatchObject({
      code: 'WATERMARK_NOT_CARRIED',
    });
    expect(await readdir(folder)).not.toContain('never');
  });

  test.each(['frames', 'separations'])('or marked with %s lost, which is said', async (kind) => {
    const input = await (kind === 'frames' ? animation('webp') : separated());
    const marked = await mark(input, created, { signer, watermarkKey: key, allowLoss: true });
    expect(marked).toMatchObject({ unmarked: null, losses: [{ kind }] });
    expect(await detected(marked.bytes)).toMatchObject({ contentId: marked.contentId });
  });

  test('a camera raw file is not made a picture of its preview', async () => {
    const tiff = await picture('tiff');
    const declared = { signer, watermarkKey: key, mediaType: 'image/x-adobe-dng' };
    expect((await mark(tiff, created, declared)).unmarked).toBe('format');
    const path = join(folder, 'raw.dng');
    await writeFile(path, tiff);
    expect((await mark(path, created, { signer, watermarkKey: key })).unmarked).toBe('format');
  });
});

describe('mistakes', () => {
  test('of the caller come out before any work is done', async () => {
    const wrong: object[] = [
      {},
      { signer },
      { key },
      { signer, key: new Uint8Array(31) },
      { signer, key: 'secret' },
      { signer, watermarkKey: key, contentId: '0123' },
      { signer, watermarkKey: key, contentId: new Uint8Array(8) },
      { signer, watermarkKey: key, cannotCarry: 'maybe' },
      { signer, watermarkKey: key, psnr: 40 },
      { signer, watermarkKey: key, watermark: { strength: 100 } },
      { signer, watermarkKey: key, limits: { maxPixels: -1 } },
    ];
    for (const options of wrong) {
      const error = await mark(art, created, options as never).catch((thrown) => thrown);
      expect([options, error?.name]).toEqual([
        options,
        expect.stringMatching(/^(Type|Range)Error$/),
      ]);
    }
    const twice = { ...created, softBinding: { alg: 'com.example.mark.1', value: key } };
    await expect(mark(art, twice, { signer, watermarkKey: key })).rejects.toBeInstanceOf(TypeError);
    await expect(
      mark(art, { kind: 'made' } as never, { signer, watermarkKey: key }),
    ).rejects.toThrow('kind');
  });

  test('of the content are errors with a code', async () => {
    const broken = art.slice(0, 200);
    await expect(mark(broken, created, { signer, watermarkKey: key })).rejects.toMatchObject({
      code: 'IMAGE_CORRUPT',
    });
    await expect(
      mark(new Uint8Array(), created, { signer, watermarkKey: key }),
    ).rejects.toMatchObject({
      code: 'CONTENT_EMPTY',
    });
    const limits = { maxPixels: 100 };
    await expect(mark(art, created, { signer, watermarkKey: key, limits })).rejects.toMatchObject({
      code: 'IMAGE_TOO_LARGE',
    });
    await expect(
      mark(art, created, { signer, watermarkKey: key, maxBytes: 100 }),
    ).rejects.toMatchObject({
      code: 'CONTENT_TOO_LARGE',
    });
  });

  test('an abort ends it with its reason, and leaves no file', async () => {
    const reason = new Error('enough');
    const output = join(folder, 'never');
    const options = { signer, watermarkKey: key, output };
    const before = mark(art, created, { ...options, signal: AbortSignal.abort(reason) });
    await expect(before).rejects.toBe(reason);
    const controller = new AbortController();
    const during = mark(art, created, { ...options, signal: controller.signal });
    controller.abort(reason);
    await expect(during).rejects.toBe(reason);
    expect(await readdir(folder)).not.toContain('never');
  });
});

describe('raw pixels', () => {
  const side = 320;
  let raw: { pixels: Uint8Array; width: number; height: number; channels: 3 };
  beforeAll(async () => {
    const { data } = await sharp(art).removeAlpha().resize(side, side).raw().toBuffer({
      resolveWithObject: true,
    });
    raw = { pixels: new Uint8Array(data), width: side, height: side, channels: 3 };
  });

  test.each([
    ['image/png', {}],
    ['image/tiff', {}],
    ['image/webp', {}],
    ['image/webp', { quality: 90 }],
    ['image/avif', {}],
    ['image/avif', { quality: 85 }],
    ['image/jpeg', {}],
    ['image/jpeg', { quality: 80 }],
  ] as const)('become a marked file like any other: %s %j', async (format, given) => {
    const before = Uint8Array.from(raw.pixels);
    const marked = await mark({ ...raw, format, ...given }, created, { signer, watermarkKey: key });
    expect(raw.pixels).toEqual(before);
    expect(marked).toMatchObject({ mediaType: format, unmarked: null, losses: [] });
    expect(await detected(marked.bytes)).toEqual({
      contentId: marked.contentId,
      keyId: marked.keyId,
    });
    const manifest = await active(marked.bytes);
    expect(manifest.softBindings.map(({ alg }) => alg)).toEqual([SOFT_BINDING_ALGORITHM, PDQ_ALG]);
    const report = await verify(marked.bytes, { trust, watermark: { keys: [key] } });
    expect(report.verdict).toMatchObject({ integrity: 'intact', trust: 'trusted' });
    expect(await sharp(marked.bytes).metadata()).toMatchObject({ width: side, height: side });
  });

  test('are written to a file, and take transparency and what a canvas hands out', async () => {
    const pixels = new Uint8ClampedArray(side * side * 4);
    for (let i = 0; i < side * side; i++) {
      pixels.set([...raw.pixels.subarray(3 * i, 3 * i + 3), i % 256], 4 * i);
    }
    const output = join(folder, 'raw.png');
    const marked = await mark({ pixels, width: side, height: side, channels: 4 }, created, {
      signer,
      watermarkKey: key,
      output,
    });
    expect(marked.bytes).toBeNull();
    const written = await sharp(await readFile(output))
      .raw()
      .toBuffer();
    expect(written.length).toBe(pixels.length);
    for (let i = 3; i < pixels.length; i += 4) expect(written[i]).toBe(pixels[i]);
  });

  test('in a format without loss, the mark that is found is that of the very file', async () => {
    for (const format of ['image/png', 'image/tiff', 'image/webp'] as const) {
      const gray = raw.pixels.subarray(0, side * side);
      for (const [pixels, channels] of [
        [raw.pixels, 3],
        [gray, 1],
      ] as const) {
        const { bytes } = await mark({ ...raw, pixels, channels, format }, created, {
          signer,
          watermarkKey: key,
        });
        const again = await sharp(bytes).raw().toBuffer();
        const twice = await sharp(again, {
          raw: { width: side, height: side, channels: (again.length / side ** 2) as 1 | 3 },
        })
          .png()
          .toBuffer();
        expect((await detected(twice)).contentId).toBe((await detected(bytes)).contentId);
      }
    }
  });

  test('of a kind that cannot be decoded here are signed without a mark: their file is fine', async () => {
    const jpeg = Uint8Array.from(await picture('jpeg'));
    const frame = Buffer.from(jpeg).indexOf(Uint8Array.of(0xff, 0xc0));
    // Bits of a sample (ITU-T T.81 B.2.2): libjpeg here knows 8.
    jpeg[frame + 4] = 12;
    const avif = await sharp(await picture('png'))
      .avif()
      .toBuffer();
    for (const file of [jpeg, asHeic(avif)]) {
      const { bytes, watermark, unmarked } = await mark(file, created, {
        signer,
        watermarkKey: key,
      });
      expect(watermark).toBeNull();
      expect(unmarked).not.toBeNull();
      await active(bytes);
    }
  });

  test('that carry no mark are signed without one, or refused', async () => {
    const pixels = new Uint8Array(16 * 16 * 3).fill(255);
    const flatPixels = { ...raw, pixels, width: 16, height: 16 };
    const signed = await mark(flatPixels, created, { signer, watermarkKey: key });
    expect(signed).toMatchObject({ mediaType: 'image/png', unmarked: 'weak', contentId: null });
    await active(signed.bytes);
    await expect(
      mark(flatPixels, created, { signer, watermarkKey: key, cannotCarry: 'refuse' }),
    ).rejects.toMatchObject({ code: 'WATERMARK_NOT_CARRIED' });
  });

  test('that are not of a piece are a mistake of the caller', async () => {
    const mistakes: [object, typeof TypeError | typeof RangeError][] = [
      [{ width: side + 1 }, RangeError],
      [{ width: 0, pixels: new Uint8Array(0) }, RangeError],
      [{ width: 1.5 }, RangeError],
      [{ width: 65536, height: 1, pixels: new Uint8Array(3 * 65536) }, RangeError],
      [{ height: '320' }, RangeError],
      [{ channels: 5 }, RangeError],
      [{ channels: 4 }, RangeError],
      [{ channels: undefined }, RangeError],
      [{ pixels: [...raw.pixels] }, TypeError],
      [{ pixels: new Float32Array(raw.pixels) }, TypeError],
      [{ pixels: 'AAAA' }, TypeError],
      [{ format: 'image/bmp' }, RangeError],
      [{ format: 'image/jpeg', quality: 0 }, RangeError],
      [{ format: 'image/jpeg', quality: 101 }, RangeError],
      [{ quality: 90 }, RangeError],
    ];
    for (const [wrong, kind] of mistakes) {
      const call = mark({ ...raw, ...wrong } as never, created, { signer, watermarkKey: key });
      await expect(call, JSON.stringify(Object.keys(wrong))).rejects.toThrow(kind);
    }
    await expect(
      mark(raw, created, { signer, watermarkKey: key, limits: { maxPixels: 100 } }),
    ).rejects.toMatchObject({ code: 'IMAGE_TOO_LARGE' });
    await expect(
      mark({ ...raw, height: side - 1 }, created, { signer, watermarkKey: key }),
    ).rejects.toThrow('320 x 319 x 3 needs 306240 samples; there are 307200.');
  });
});
