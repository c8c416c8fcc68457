import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCredentials } from '@provenance/c2pa';
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
  unmarkedMeaning,
} from '@provenance/sdk';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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
  const { payload, keyId } = await detectWatermark(bytes, key);
  return { contentId: payload && Buffer.from(payload).toString('hex'), keyId };
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
      const marked = await mark(await picture(format), created, { signer, key });
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
      expect(manifest.softBindings).toEqual([{ alg: SOFT_BINDING_ALGORITHM, values: [value] }]);
    },
  );

  test('the content id is new for each picture, or the one that is given', async () => {
    const ids = await Promise.all([1, 2].map(() => mark(art, created, { signer, key })));
    expect(ids[0]?.contentId).not.toBe(ids[1]?.contentId);
    const given = { signer, key, contentId: '0123456789ABCDEF' };
    const { bytes, contentId } = await mark(art, created, given);
    expect(contentId).toBe('0123456789abcdef');
    expect((await detected(bytes)).contentId).toBe(contentId);
  });

  test('edits and composites keep their history', async () => {
    // Fixed: over some marks another one cannot be read, and then mark() gives none.
    const first = await mark(art, created, { signer, key, contentId: '0123456789abcdef' });
    const other = await picture('png', { seed: 8 });
    const origins: Origin[] = [
      { kind: 'edited', generator, parent: first.bytes },
      { kind: 'composite', generator, components: [first.bytes, other] },
    ];
    for (const origin of origins) {
      // What comes of a marked picture carries its mark: the new one has to be read over it.
      const options = { signer, key, trust, contentId: '1111111111111111' };
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
    const marked = await mark(input, created, { signer, key, output });
    expect(marked.bytes).toBe(null);
    expect((await detected(await readFile(output))).contentId).toBe(marked.contentId);
    await expect(mark(input, created, { signer, key, output })).rejects.toMatchObject({
      code: 'FILE_EXISTS',
    });
    const aside = await mark(art, created, { signer, key, embed: false });
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
    const signed = await mark(input, created, { signer, key });
    const nothing = { watermark: null, contentId: null, keyId: null };
    expect(signed).toMatchObject({ ...nothing, unmarked: why });
    expect(signed.losses.map(({ kind }) => kind)).toEqual(LOSSES.filter((kind) => kind === why));
    const { actions, softBindings } = await active(signed.bytes);
    expect(softBindings).toEqual([]);
    expect(actions.map(({ action }) => action)).toEqual(['c2pa.created']);
    // Signed and no more: what sign() would have made.
    const plain = await sign(input, created, { signer });
    expect(signed.bytes.length).toBe(plain.bytes.length);
    expect(unmarkedMeaning(why as 'weak')).toMatch(/\.$/);
  });

  test.each(cases)('or is refused: %s', async (_, make) => {
    const output = join(folder, 'never');
    const options = { signer, key, output, cannotCarry: 'refuse' } as const;
    await expect(mark(await make(), created, options)).rejects.toMatchObject({
      code: 'WATERMARK_NOT_CARRIED',
    });
    expect(await readdir(folder)).not.toContain('never');
  });

  test.each(['frames', 'separations'])('or marked with %s lost, which is said', async (kind) => {
    const input = await (kind === 'frames' ? animation('webp') : separated());
    const marked = await mark(input, created, { signer, key, allowLoss: true });
    expect(marked).toMatchObject({ unmarked: null, losses: [{ kind }] });
    expect(await detected(marked.bytes)).toMatchObject({ contentId: marked.contentId });
  });

  test('a camera raw file is not made a picture of its preview', async () => {
    const tiff = await picture('tiff');
    const declared = { signer, key, mediaType: 'image/x-adobe-dng' };
    expect((await mark(tiff, created, declared)).unmarked).toBe('format');
    const path = join(folder, 'raw.dng');
    await writeFile(path, tiff);
    expect((await mark(path, created, { signer, key })).unmarked).toBe('format');
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
      { signer, key, contentId: '0123' },
      { signer, key, contentId: new Uint8Array(8) },
      { signer, key, cannotCarry: 'maybe' },
      { signer, key, psnr: 40 },
      { signer, key, watermark: { strength: 100 } },
      { signer, key, limits: { maxPixels: -1 } },
    ];
    for (const options of wrong) {
      const error = await mark(art, created, options as never).catch((thrown) => thrown);
      expect([options, error?.name]).toEqual([
        options,
        expect.stringMatching(/^(Type|Range)Error$/),
      ]);
    }
    const twice = { ...created, softBinding: { alg: 'com.example.mark.1', value: key } };
    await expect(mark(art, twice, { signer, key })).rejects.toBeInstanceOf(TypeError);
    await expect(mark(art, { kind: 'made' } as never, { signer, key })).rejects.toThrow('kind');
  });

  test('of the content are errors with a code', async () => {
    const broken = art.slice(0, 200);
    await expect(mark(broken, created, { signer, key })).rejects.toMatchObject({
      code: 'IMAGE_CORRUPT',
    });
    await expect(mark(new Uint8Array(), created, { signer, key })).rejects.toMatchObject({
      code: 'CONTENT_EMPTY',
    });
    const limits = { maxPixels: 100 };
    await expect(mark(art, created, { signer, key, limits })).rejects.toMatchObject({
      code: 'IMAGE_TOO_LARGE',
    });
    await expect(mark(art, created, { signer, key, maxBytes: 100 })).rejects.toMatchObject({
      code: 'CONTENT_TOO_LARGE',
    });
  });

  test('an abort ends it with its reason, and leaves no file', async () => {
    const reason = new Error('enough');
    const output = join(folder, 'never');
    const options = { signer, key, output };
    const before = mark(art, created, { ...options, signal: AbortSignal.abort(reason) });
    await expect(before).rejects.toBe(reason);
    const controller = new AbortController();
    const during = mark(art, created, { ...options, signal: controller.signal });
    controller.abort(reason);
    await expect(during).rejects.toBe(reason);
    expect(await readdir(folder)).not.toContain('never');
  });
});
