import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createDevelopmentCertificates,
  embedWatermark,
  loadTrust,
  type MarkedBytes,
  mark,
  type Origin,
  pemSigner,
  type Signer,
  SOFT_BINDING_ALGORITHM,
  sign,
  type Trust,
  verify,
  type WatermarkEvidence,
  type WatermarkOptions,
} from '@provenance/sdk';
import { createPlan } from '@provenance/watermark';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { picture, wav } from './pictures.ts';

const bytes = (seed: number) => Uint8Array.from({ length: 32 }, (_, i) => (i * seed) & 255);
const key = bytes(3);
const own = { key, name: 'Test Ltd.', marks: 'ai-generated' } as const;
const watermark: WatermarkOptions = { keys: [own] };
const origin: Origin = {
  kind: 'created',
  generator: { name: 'app', version: '1' },
  model: { name: 'model' },
};

let folder: string;
let signer: Signer;
let trust: Trust;
let art: Uint8Array;
let marked: MarkedBytes;
let stripped: Uint8Array;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'provenance-verify-'));
  const organization = 'Test Ltd.';
  const certificates = await createDevelopmentCertificates({ alg: 'Ed25519', organization });
  signer = await pemSigner(certificates);
  trust = await loadTrust({ anchors: certificates.root });
  art = await picture('png');
  marked = await mark(art, origin, { signer, watermarkKey: key });
  stripped = await sharp(marked.bytes).jpeg({ quality: 85 }).toBuffer();
});
afterAll(() => rm(folder, { recursive: true }));

const found = (evidence: readonly { finding: string }[]) =>
  evidence.filter(({ finding }) => finding === 'watermark') as WatermarkEvidence[];

describe('verify with a key', () => {
  test('finds both kinds of evidence, and that they agree', async () => {
    const report = await verify(marked.bytes, { trust, watermark });
    const { contentId, keyId } = marked;
    expect(report.verdict).toMatchObject({
      origin: { kind: 'ai-generated', issuer: 'Test Ltd.', model: 'model' },
      integrity: 'intact',
      trust: 'trusted',
      assurance: 'cryptographic',
      conflicts: [],
    });
    expect(report.verdict).not.toHaveProperty('falsePositiveProbability');
    expect(report.policy.met).toBe(true);
    expect(report.watermark).toMatchObject({
      present: true,
      notLooked: null,
      contentId,
      keyId,
      issuer: 'Test Ltd.',
      marks: 'ai-generated',
      effort: 'standard',
    });
    const weighed = { found: 'present', weight: 'for', strength: 'statistical', contentId, keyId };
    expect(found(report.evidence)).toMatchObject([weighed]);
    expect(report.evidence).toContainEqual(
      expect.objectContaining({ finding: 'soft-binding', contentIds: [contentId], active: true }),
    );
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });

  test('without one nothing is looked for, and the claim is shown', async () => {
    const { evidence, verdict, watermark } = await verify(marked.bytes, { trust });
    expect(watermark).toBe(null);
    expect(found(evidence)).toMatchObject([{ found: 'not-looked', notLooked: 'no-key' }]);
    expect(verdict.unchecked).toEqual([{ what: 'watermark', why: 'no-key' }]);
    expect(evidence.map(({ finding }) => finding)).toContain('soft-binding');
  });

  test('a stripped picture is what its key marks: statistics, and neither trusted nor intact', async () => {
    const { verdict, c2pa, policy, watermark: seen } = await verify(stripped, { trust, watermark });
    expect(c2pa.state).toBe('NoManifest');
    expect(verdict).toMatchObject({
      origin: { kind: 'ai-generated', issuer: 'Test Ltd.', model: null },
      integrity: 'unverifiable',
      trust: 'none',
      assurance: 'statistical',
    });
    expect(verdict.falsePositiveProbability).toBeGreaterThan(0);
    expect(verdict.falsePositiveProbability).toBeLessThan(1e-9);
    expect(verdict.falsePositiveProbability).toBe(seen?.falsePositiveProbability);
    expect(verdict.sentence).toContain(marked.contentId);
    expect(policy.met).toBe(false);
  });

  test('a key that says nothing leaves the origin unknown', async () => {
    for (const bare of [key, createPlan(key), { key }, { key, name: 'Test Ltd.' }]) {
      const report = await verify(stripped, { watermark: { keys: [bare] } });
      // Not "nothing in it tells where it comes from", above a line that says whose mark it is.
      expect(report.summary.what.says.map(({ code }) => code)).toEqual([
        'summary.what.marked.silent',
      ]);
      expect(report.verdict).toMatchObject({
        origin: { kind: 'unknown', issuer: null },
        assurance: 'statistical',
      });
      expect(report.verdict.sentence).toContain(marked.contentId);
    }
  });

  test('of several keys, it is the one that reads the mark', async () => {
    const keys = [{ key: bytes(5), name: 'Other Inc.' }, own, bytes(7)];
    const { watermark } = await verify(stripped, { watermark: { keys, effort: 'fast' } });
    expect(watermark).toMatchObject({ issuer: 'Test Ltd.', keyId: marked.keyId, effort: 'fast' });
  });

  test('an unmarked picture, and a key of somebody else, find nothing', async () => {
    const other = { keys: [{ ...own, key: bytes(5) }] };
    for (const [input, options] of [
      [art, watermark],
      [stripped, other],
    ] as const) {
      const { verdict, watermark, evidence } = await verify(input, { watermark: options });
      expect(verdict).toMatchObject({ origin: { kind: 'unknown' }, assurance: 'none' });
      const nothing = { present: false, contentId: null, keyId: null, issuer: null, marks: null };
      expect(watermark).toMatchObject({ ...nothing, falsePositiveProbability: 1, notLooked: null });
      expect(found(evidence)).toMatchObject([{ found: 'absent', weight: 'neutral' }]);
    }
    // The manifest is not contradicted by a mark that is gone or of another key.
    const { verdict, policy } = await verify(marked.bytes, { trust, watermark: other });
    expect(verdict.conflicts).toEqual([]);
    expect(policy.met).toBe(true);
  });
});

describe('what contradicts itself is shown, and meets no policy', () => {
  const conflicting = async (input: Uint8Array, options: WatermarkOptions = watermark) => {
    const { verdict, policy } = await verify(input, { trust, watermark: options });
    expect(verdict).toMatchObject({ integrity: 'intact', trust: 'trusted' });
    expect(policy).toMatchObject({ met: false, unmet: 'integrity' });
    return verdict.conflicts.map(({ sentence }) => sentence);
  };

  test('a manifest that names another mark', async () => {
    // Another picture's mark under a signature of ours.
    const value = Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8]);
    const softBinding = { alg: SOFT_BINDING_ALGORITHM, value };
    const swapped = await sign(marked.bytes, { ...origin, softBinding }, { signer });
    const [conflict, ...others] = await conflicting(swapped.bytes);
    expect(conflict).toContain(marked.contentId);
    expect(conflict).toContain('0102030405060708');
    expect(others).toEqual([]);
  });

  test('but not a picture that was marked twice: the mark that its manifest names is asked for', async () => {
    // Given ids, as it depends on them whether a second mark is read back beside a stronger one.
    const ids = { strong: '0123456789abcdef', second: 'fedcba9876543210' };
    const common = { signer, watermarkKey: key };
    const strong = await mark(art, origin, {
      ...common,
      contentId: ids.strong,
      watermark: { strength: 1.3 },
    });
    const pixels = await sharp(strong.bytes).png().toBuffer();
    const twice = await mark(pixels, origin, { ...common, contentId: ids.second });
    const report = await verify(twice.bytes, { trust, watermark });
    const { contentId } = twice;
    expect(contentId).toBe(ids.second);
    expect(report.watermark).toMatchObject({ present: true, contentId, issuer: 'Test Ltd.' });
    expect(found(report.evidence)).toMatchObject([{ contentId, weight: 'for' }]);
    expect(report.verdict).toMatchObject({ integrity: 'intact', conflicts: [] });
    // Stripped of its manifest, it answers with the stronger one.
    const bare = await sharp(twice.bytes).png().toBuffer();
    expect((await verify(bare, { watermark })).watermark?.contentId).toBe(ids.strong);
  });

  test('a mark of another key is not passed over for the one that the manifest names', async () => {
    const other = { key: bytes(5), name: 'Other Inc.', marks: 'ai-generated' } as const;
    const first = await embedWatermark(art, {
      watermarkKey: other.key,
      contentId: '0807060504030201',
      watermark: { strength: 2 },
    });
    const contentId = 'fedcba9876543210';
    const both = await mark(first.bytes as Uint8Array, origin, {
      signer,
      watermarkKey: key,
      contentId,
    });
    expect(await conflicting(both.bytes, { keys: [other, own] })).not.toEqual([]);
  });

  test('a key of another issuer', async () => {
    const [conflict] = await conflicting(marked.bytes, { keys: [{ key, name: 'Other Inc.' }] });
    expect(conflict).toContain('Other Inc.');
    expect(conflict).toContain('Test Ltd.');
    const agreed = { keys: [{ key, name: 'test  LTD.' }] };
    expect((await verify(marked.bytes, { trust, watermark: agreed })).verdict.conflicts).toEqual(
      [],
    );
  });

  test('a mark for generated pictures in what was signed as a capture', async () => {
    const captured = { ...origin, model: undefined, sourceType: 'digitalCapture' } as never;
    const { bytes } = await sign(stripped, captured, { signer });
    expect(await conflicting(bytes)).toHaveLength(1);
  });

  test('an edit carries the mark of its parent, which contradicts nothing', async () => {
    const made = await createDevelopmentCertificates({ alg: 'Ed25519', organization: 'Editor' });
    const edit: Origin = { ...origin, kind: 'edited', parent: marked.bytes };
    const editor = await pemSigner(made);
    const { bytes } = await sign(stripped, edit, { signer: editor, trust });
    const both = await loadTrust({ anchors: `${made.root}` });
    const { verdict, watermark: seen } = await verify(bytes, { trust: both, watermark });
    expect(seen).toMatchObject({ contentId: marked.contentId });
    expect(verdict.conflicts).toEqual([]);
  });
});

describe('a credential that does not hold', () => {
  test('altered stays altered, and the mark still tells what it was', async () => {
    // A pixel changed, and the chunk with the manifest kept.
    const pixels = await sharp(marked.bytes).raw().toBuffer();
    pixels[0]! ^= 1;
    const raw = { width: 256, height: 256, channels: 3 } as const;
    const changed = await sharp(pixels, { raw }).png().toBuffer();
    const { verdict, c2pa } = await verify(changed, {
      trust,
      watermark,
      manifest: marked.manifestStore,
    });
    expect(c2pa.state).toBe('Invalid');
    expect(verdict).toMatchObject({
      integrity: 'altered',
      trust: 'none',
      origin: { kind: 'ai-generated', issuer: 'Test Ltd.' },
      assurance: 'statistical',
      conflicts: [],
    });
  });

  test('a damaged store does not silence the mark', async () => {
    const damaged = Buffer.from(marked.bytes);
    damaged.write('jumX', damaged.indexOf('jumb'), 'latin1');
    const { verdict, c2pa } = await verify(damaged, { trust, watermark });
    expect(c2pa.state).toBe('Error');
    expect(verdict).toMatchObject({ origin: { kind: 'ai-generated' }, assurance: 'statistical' });
  });
});

describe('what cannot be looked at', () => {
  test.each([
    ['sound', wav, 'CONTENT_UNSUPPORTED', 'not-looked'],
    ['no format', () => Uint8Array.of(0x61, 0, 0x62), 'CONTENT_UNSUPPORTED', 'not-looked'],
    ['nothing', () => new Uint8Array(), 'CONTENT_EMPTY', 'unreadable'],
    ['half a picture', () => art.slice(0, art.length / 2), 'IMAGE_CORRUPT', 'unreadable'],
  ])('%s is evidence, and no exception', async (_, make, code, state) => {
    const { watermark: seen, evidence, verdict } = await verify(make(), { watermark });
    expect(seen).toMatchObject({ present: false, notLooked: code, effort: null });
    expect(found(evidence)).toMatchObject([{ found: state, strength: 'none' }]);
    expect(verdict).toMatchObject({ assurance: 'none', origin: { kind: 'unknown' } });
  });

  test('limits on pixels and bytes hold', async () => {
    const limited = { watermark: { ...watermark, limits: { maxPixels: 100 } } };
    const report = await verify(marked.bytes, { trust, ...limited });
    expect(report.watermark?.notLooked).toBe('IMAGE_TOO_LARGE');
    expect(report.policy.met).toBe(true);
    await expect(verify(marked.bytes, { watermark, maxBytes: 10 })).rejects.toMatchObject({
      code: 'CONTENT_TOO_LARGE',
    });
    await expect(verify(join(folder, 'missing.png'), { watermark })).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
    });
  });

  test.each(['png', 'tiff'] as const)(
    'a %s with a side of 65,536 pixels is a report',
    async (format) => {
      const create = { width: 65_536, height: 1, channels: 3, background: 'red' } as const;
      const long = await sharp({ create }).toFormat(format, { compression: 'lzw' }).toBuffer();
      const { watermark: seen, verdict, policy } = await verify(long, { watermark });
      expect(seen).toMatchObject({ present: false, notLooked: 'CONTENT_UNSUPPORTED' });
      expect(verdict.unchecked).toContainEqual(expect.objectContaining({ what: 'watermark' }));
      expect(policy.met).toBe(false);
    },
  );

  test.each(['jpeg', 'png', 'webp', 'tiff'] as const)(
    'a %s of which the end is missing is looked at as far as it goes, or said not to be whole',
    async (format) => {
      const whole = await sharp(stripped).toFormat(format).toBuffer();
      expect((await verify(whole, { watermark })).watermark).toMatchObject({ present: true });
      for (const missing of [2, 500, 2000]) {
        const cut = whole.subarray(0, whole.length - missing);
        const { watermark: seen, verdict } = await verify(cut, { watermark });
        const isSaid = verdict.unchecked.some(({ what }) => what === 'watermark');
        expect([format, missing, seen?.present || isSaid]).toEqual([format, missing, true]);
        // The kinds whose ends hold a few rows of the picture.
        if (format === 'jpeg') expect(seen?.present).toBe(true);
      }
    },
  );

  test('a picture with one side too short is looked at, and carries nothing', async () => {
    const path = join(folder, 'line.png');
    const create = { width: 1, height: 300, channels: 3, background: 'red' } as const;
    await writeFile(path, await sharp({ create }).png().toBuffer());
    expect((await verify(path, { watermark })).watermark).toMatchObject({
      present: false,
      notLooked: null,
    });
  });
});

describe("a caller's mistake", () => {
  test.each<[string, unknown]>([
    ['no keys', {}],
    ['an empty list', { keys: [] }],
    ['no list', { keys: key }],
    ['a text', { keys: ['00'.repeat(32)] }],
    ['null', { keys: [null] }],
    ['a short key', { keys: [key.slice(1)] }],
    ['an empty name', { keys: [{ key, name: ' ' }] }],
    ['a name that is none', { keys: [{ key, name: 7 }] }],
    ['another kind', { keys: [{ key, marks: 'captured' }] }],
    ['an effort that is none', { keys: [key], effort: 'most' }],
  ])('is a TypeError or RangeError: %s', async (_, options) => {
    const error = await verify(art, { watermark: options as never }).catch((thrown) => thrown);
    expect(error?.name).toMatch(/^(Type|Range)Error$/);
  });

  test('an aborted call rejects with the reason', async () => {
    const reason = new Error('enough');
    const signal = AbortSignal.abort(reason);
    await expect(verify(art, { watermark, signal })).rejects.toBe(reason);
  });
});

test('the mark of embedWatermark is the same', async () => {
  const { bytes } = await embedWatermark(art, { watermarkKey: key, contentId: '0807060504030201' });
  const { watermark: seen } = await verify(bytes as Uint8Array, { watermark });
  expect(seen?.contentId).toBe('0807060504030201');
});
