import { ProvenanceError } from '@provenance/content';
import {
  createDevelopmentCertificates,
  loadTrust,
  type MarkedBytes,
  mark,
  type Origin,
  pemSigner,
  type Signer,
  sign,
  type Trust,
  trace,
  verify,
  verifyMany,
  type WatermarkOptions,
} from '@provenance/sdk';
import sharp, { type Sharp } from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { type MemoryRegistry, memoryRegistry } from './memory-registry.ts';
import { picture, wav } from './pictures.ts';

const key = Uint8Array.from({ length: 32 }, (_, i) => (i * 3) & 255);
const watermark: WatermarkOptions = {
  keys: [{ key, name: 'Test Ltd.', marks: 'ai-generated' }],
};
const origin: Origin = {
  kind: 'created',
  generator: { name: 'app', version: '1' },
  model: { name: 'painter', version: '2' },
  when: new Date('2026-11-20T08:30:00.000Z'),
};
const TEXT = Array.from(
  { length: 40 },
  (_, i) => `"Line ${i}" of the story says that ship number ${i * i + 7} left the harbour at dawn.`,
).join('\n');

let signer: Signer;
let other: Signer;
let trust: Trust;
let art: Uint8Array;
let marked: MarkedBytes;
let stripped: Uint8Array;
let registry: MemoryRegistry;
beforeAll(async () => {
  const make = (organization: string) =>
    createDevelopmentCertificates({ alg: 'Ed25519', organization });
  const [certificates, others] = await Promise.all([make('Test Ltd.'), make('Other Inc.')]);
  [signer, other] = await Promise.all([pemSigner(certificates), pemSigner(others)]);
  trust = await loadTrust({ anchors: [certificates.root, others.root] });
  art = await picture('png', { side: 384 });
  registry = memoryRegistry();
  marked = await mark(art, origin, { signer, watermarkKey: key, record: { registry } });
  stripped = await sharp(marked.bytes).jpeg({ quality: 80 }).toBuffer();
});

const records = (report: { evidence: readonly { finding: string }[] }) =>
  report.evidence.filter(({ finding }) => finding === 'record');

describe('verify with a registry', () => {
  test('recovers by the mark what was stripped, and says so', async () => {
    const report = await verify(stripped, { trust, watermark, registry });
    expect(report.verdict).toMatchObject({
      origin: {
        kind: 'ai-generated',
        issuer: 'Test Ltd.',
        model: 'painter 2',
        time: '2026-11-20T08:30:00.000Z',
      },
      integrity: 'unverifiable',
      trust: 'none',
      assurance: 'statistical',
      recovered: 'watermark',
      conflicts: [],
    });
    expect(report.verdict.falsePositiveProbability).toBeLessThan(1e-9);
    expect(report.verdict.sentence).toMatch(/^Recovered by its watermark/);
    expect(report.policy).toMatchObject({ met: false, unmet: 'integrity' });
    expect(report.registry).toMatchObject({ asked: 'watermark', unavailable: null });
    const [record] = report.registry?.records ?? [];
    expect(record).toMatchObject({ contentId: marked.contentId, look: 'same', logIndex: 0 });
    expect(record?.c2pa?.success).toContain('claimSignature.validated');
    expect(record?.c2pa?.failure).toEqual(['assertion.dataHash.mismatch']);
    expect(records(report)).toHaveLength(1);
  });

  test('without a key nothing is said about watermarks but that no key was given', async () => {
    for (const [input, expected] of [
      [stripped, [{ notLooked: 'no-key', found: 'not-looked', weight: 'neutral' }]],
      [wav(), []],
    ] as const) {
      const report = await verify(input, { trust, registry });
      expect(report.watermark).toBe(null);
      const said = report.evidence.filter(({ finding }) => finding === 'watermark');
      expect(said).toMatchObject(expected);
    }
  });

  test('what holds is confirmed, and the registry asked about its mark alone', async () => {
    const asking = { ...registry, asked: [] };
    const report = await verify(marked.bytes, { trust, watermark, registry: asking });
    expect(report.verdict).toMatchObject({ integrity: 'intact', trust: 'trusted' });
    expect(report.verdict).not.toHaveProperty('recovered');
    expect(report.verdict.sentence).toContain('It is on record');
    const bare = await verify(marked.bytes, { trust, registry });
    expect(bare.registry).toEqual({
      asked: null,
      unavailable: null,
      notCompared: null,
      records: [],
    });
  });

  test('of a file whose end is missing, what is missing is not held against it', async () => {
    for (const share of [0.3, 0.5, 0.7, 0.9]) {
      const cut = marked.bytes!.subarray(0, Math.floor(share * marked.bytes!.length));
      const report = await verify(cut, { trust, watermark, registry });
      expect(report.verdict.conflicts, `${share}`).toEqual([]);
      expect(
        report.verdict.unchecked.map(({ why }) => why),
        `${share}`,
      ).toContain('damaged');
    }
  });

  test('by likeness without a key: similarity, and no proof', async () => {
    const report = await verify(stripped, { trust, registry });
    expect(report.verdict).toMatchObject({
      origin: { issuer: 'Test Ltd.' },
      assurance: 'similarity',
      recovered: 'fingerprint',
      integrity: 'unverifiable',
    });
    // What a record says of something alike is not said of this file.
    expect(report.summary).toMatchObject({ status: 'alike' });
    expect(report.summary.what.says.map(({ code }) => code)).toEqual(['summary.what.alike']);
    expect(report.watermark).toBe(null);
    expect(report.registry?.records).toHaveLength(1);
  });

  test('several that look alike are all named, and none is picked', async () => {
    const twice = memoryRegistry();
    for (let i = 0; i < 2; i++)
      await mark(art, origin, { signer, watermarkKey: key, record: { registry: twice } });
    const report = await verify(stripped, { trust, registry: twice });
    const { verdict, registry: asked } = report;
    expect(report.summary.status).toBe('alike');
    expect(asked?.records).toHaveLength(2);
    expect(verdict.sentence).toContain('It resembles 2 recorded outputs');
  });

  test('what was never recorded is unknown', async () => {
    const foreign = await picture('png', { seed: 99 });
    const report = await verify(foreign, { trust, watermark, registry });
    expect(report.verdict.origin.kind).toBe('unknown');
    expect(report.registry).toMatchObject({ asked: 'fingerprint', records: [] });
    expect(records(report)).toMatchObject([{ found: 'unknown' }]);
  });

  test('a mark whose id is not on record is said to be so', async () => {
    const unrecorded = await mark(art, origin, { signer, watermarkKey: key });
    const jpeg = await sharp(unrecorded.bytes).jpeg().toBuffer();
    const report = await verify(jpeg, { trust, watermark, registry });
    expect(report.watermark?.present).toBe(true);
    expect(report.verdict.sentence).toContain('The registry has no record of it.');
    expect(report.registry).toMatchObject({ asked: 'watermark', records: [] });
  });

  test("another issuer's credential over a mark contradicts its record", async () => {
    const { bytes } = await sign(stripped, origin, { signer: other });
    const keys = [key];
    const report = await verify(bytes, { trust, watermark: { keys }, registry });
    expect(report.verdict.trust).toBe('trusted');
    expect(report.verdict.conflicts).toMatchObject([
      {
        code: 'conflict.record-signer',
        sentence: 'The credential is of “Other Inc.”, and the origin record of “Test Ltd.”.',
      },
    ]);
    expect(report.policy.met).toBe(false);
  });

  test('a credential that was lost from beside the very bytes holds again', async () => {
    const kept = memoryRegistry();
    const record = { registry: kept };
    const sound = wav();
    const { bytes } = await mark(sound, origin, {
      signer,
      watermarkKey: key,
      record,
      embed: false,
    });
    expect(Buffer.compare(bytes, sound)).toBe(0);
    const report = await verify(bytes, { trust, registry: kept });
    expect(report.c2pa.state).toBe('Trusted');
    expect(report.verdict).toMatchObject({ integrity: 'intact', trust: 'trusted' });
    expect(report.policy.met).toBe(true);
    expect(report.registry).toMatchObject({ asked: 'hash', records: [{ by: 'hash' }] });
  });

  describe('after what happens to pictures', () => {
    const side = 384;
    const crop = { left: 60, top: 90, width: 260, height: 250 };
    const frame = { top: 80, bottom: 60, left: 40, right: 100, background: '#ddd' };
    test.each<[string, (picture: Sharp) => Sharp]>([
      ['JPEG 60', (picture) => picture.jpeg({ quality: 60 })],
      ['half its size, enlarged again', (picture) => picture.resize(200).resize(side)],
      ['a part', (picture) => picture.extract(crop)],
      ['turned by 3 degrees', (picture) => picture.rotate(3)],
      ['mirrored', (picture) => picture.flop()],
      ['a screenshot', (picture) => picture.extend(frame)],
      ['a part of it, turned', (picture) => picture.rotate(90).extract(crop)],
    ])('%s: recovered, and it looks the same', async (_, change) => {
      const changed = await change(sharp(marked.bytes)).png().toBuffer();
      const { verdict, registry: asked } = await verify(changed, { trust, watermark, registry });
      expect(asked?.records).toMatchObject([{ by: 'watermark', look: 'same' }]);
      expect(verdict).toMatchObject({ recovered: 'watermark', conflicts: [] });
    });

    test('a mark that was copied to another picture is a contradiction', async () => {
      const foreign = await picture('png', { seed: 31, side });
      const [from, to, plain] = await Promise.all(
        [marked.bytes, foreign, art].map((file) => sharp(file).raw().toBuffer()),
      );
      const copied = Buffer.from(
        to!.map((value, i) => Math.max(0, Math.min(255, value + from![i]! - plain![i]!))),
      );
      const raw = { width: side, height: side, channels: 3 } as const;
      const forged = await sharp(copied, { raw }).png().toBuffer();
      const report = await verify(forged, { trust, watermark, registry });
      expect(report.watermark?.contentId).toBe(marked.contentId);
      expect(report.registry?.records).toMatchObject([{ look: 'different' }]);
      expect(report.verdict.conflicts).toMatchObject([{ code: 'conflict.copied-mark' }]);
      expect(report.verdict.origin.kind).toBe('unknown');
    });
  });

  describe('of text', () => {
    const textRegistry = memoryRegistry();
    beforeAll(async () => {
      await mark({ text: TEXT }, origin, {
        signer,
        watermarkKey: key,
        record: { registry: textRegistry },
      });
    });

    test.each([
      ['with other quotation marks and spaces', TEXT.replace(/"/g, '”').replace(/ /g, '  ')],
      ['an excerpt', TEXT.slice(700, 2600)],
      ['within another text', `Dear Ann,\n\n${TEXT}\n\nYours, B.`],
    ])('%s is found again', async (_, text) => {
      const report = await verify({ text }, { trust, registry: textRegistry });
      expect(report.verdict).toMatchObject({
        origin: { kind: 'ai-generated', issuer: 'Test Ltd.', model: 'painter 2' },
        recovered: 'fingerprint',
      });
      const file = await verify(Buffer.from(text), { trust, registry: textRegistry });
      expect(file.verdict.recovered).toBe('fingerprint');
    });

    test('another text is not', async () => {
      const text = TEXT.replace(/[a-z]+/g, (word) => `${word.length}${word}`);
      const report = await verify({ text }, { trust, registry: textRegistry });
      expect(report.registry?.records).toEqual([]);
    });
  });

  test('many, without a key: each asks', async () => {
    const items = [stripped, marked.bytes, await picture('jpeg', { seed: 5 })];
    const found = [];
    const batch = items.map((input) => ({ input }));
    for await (const { report } of verifyMany(batch, { trust, registry })) {
      found.push(report.registry?.records.length);
    }
    expect(found).toEqual([1, 0, 0]);
  });
});

describe('a registry that cannot be reached', () => {
  const down = () => Promise.reject(new ProvenanceError('REGISTRY_UNAVAILABLE'));
  test('is in the report, with what is known without it', async () => {
    const report = await verify(stripped, { trust, watermark, registry: down });
    expect(report.registry).toEqual({
      asked: 'hash',
      unavailable: 'REGISTRY_UNAVAILABLE',
      notCompared: null,
      records: [],
    });
    expect(report.watermark).toMatchObject({ present: true, contentId: marked.contentId });
    expect(report.verdict.origin).toMatchObject({ kind: 'ai-generated', issuer: 'Test Ltd.' });
    expect(report.verdict.sentence).toContain('could not be asked');
  });

  test('is not needed where a credential holds and there is no mark', async () => {
    const { bytes } = await sign(art, origin, { signer });
    const report = await verify(bytes, { trust, watermark, registry: down });
    expect(report.registry).toEqual({
      asked: null,
      unavailable: null,
      notCompared: null,
      records: [],
    });
  });

  test('is an error for trace, which has nothing else to say', async () => {
    const tracing = trace(stripped, { watermark, registry: down });
    await expect(tracing).rejects.toMatchObject({ code: 'REGISTRY_UNAVAILABLE' });
  });

  test('one that contradicts itself is an error', async () => {
    const registry = () => Promise.reject(new ProvenanceError('REGISTRY_CORRUPT'));
    const failing = verify(stripped, { watermark, registry });
    await expect(failing).rejects.toMatchObject({ code: 'REGISTRY_CORRUPT' });
  });

  test('what is none is a mistake of the caller', async () => {
    await expect(verify(stripped, { registry: {} as never })).rejects.toThrow(TypeError);
    await expect(trace(stripped, {} as never)).rejects.toThrow(TypeError);
  });
});

describe('trace', () => {
  test('goes from the strongest answer to the weakest', async () => {
    const by = async (content: Uint8Array, options = {}) => {
      const { records } = await trace(content, { registry, ...options });
      return records.map(({ by, record }) => [by, record.contentId]);
    };
    const { contentId } = marked;
    expect(await by(marked.bytes, { watermark })).toEqual([['hash', contentId]]);
    expect(await by(stripped, { watermark })).toEqual([['watermark', contentId]]);
    expect(await by(stripped)).toEqual([['fingerprint', contentId]]);
    const changed = Buffer.concat([marked.bytes, Buffer.from('x')]);
    expect(await by(changed)).toEqual([['manifest', contentId]]);
    expect(await by(await picture('png', { seed: 99 }))).toEqual([]);
  });

  test('has what proves it', async () => {
    const report = await trace(stripped, { watermark, registry });
    expect(report).toMatchObject({ mediaType: 'image/jpeg', contentId: marked.contentId });
    expect(report.falsePositiveProbability).toBeLessThan(1e-9);
    expect(report.records[0]).toMatchObject({ look: 'same', logIndex: 0, proof: null });
    expect(report.records[0]?.manifestStore).toEqual(marked.manifestStore);
    expect(report.records[0]?.receipt).toEqual(registry.records[0]?.receipt);
  });
});

test('a part of a large picture looks the same: it is compared from a smaller view', async () => {
  const large = memoryRegistry();
  const side = 1400;
  const made = await mark(await picture('png', { side }), origin, {
    signer,
    watermarkKey: key,
    record: { registry: large },
  });
  const part = { left: 301, top: 77, width: 1030, height: 900 };
  const changed = await sharp(made.bytes).extract(part).rotate(90).jpeg({ quality: 80 }).toBuffer();
  const { registry: asked } = await verify(changed, { trust, watermark, registry: large });
  expect(asked?.records).toMatchObject([{ by: 'watermark', look: 'same' }]);
});
