import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProvenanceError } from '@provenance/content';
import { PDQ_ALG, TEXT_ALG } from '@provenance/fingerprint';
import { MOST_DISTANCE, LEAST_QUALITY as RECORDED_QUALITY } from '@provenance/registry';
import {
  createDevelopmentCertificates,
  hashPrompt,
  mark,
  markMany,
  type Origin,
  type OriginRecord,
  pemSigner,
  type RecordOptions,
  type Signer,
  SOFT_BINDING_ALGORITHM,
} from '@provenance/sdk';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ALIKE_BITS, LEAST_QUALITY } from '../src/content/fingerprint.ts';
import { type MemoryRegistry, memoryRegistry } from './memory-registry.ts';
import { flat, picture, wav } from './pictures.ts';

const key = Uint8Array.from({ length: 32 }, (_, i) => i);
const origin: Origin = {
  kind: 'created',
  generator: { name: 'app', version: '1' },
  model: { name: 'painter', version: '2' },
};
const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash('sha256').update(bytes).digest());

let folder: string;
let signer: Signer;
let art: Uint8Array;
let registry: MemoryRegistry;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'provenance-record-'));
  const organization = 'Test Ltd.';
  signer = await pemSigner(await createDevelopmentCertificates({ alg: 'Ed25519', organization }));
  art = await picture('png');
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(() => {
  registry = memoryRegistry();
});

test('what is searched here is what a registry searches', () => {
  expect([ALIKE_BITS, LEAST_QUALITY]).toEqual([MOST_DISTANCE, RECORDED_QUALITY]);
});

describe('mark with a registry', () => {
  test('writes what was handed out, in the same call', async () => {
    const when = new Date('2026-11-20T08:30:00.000Z');
    const prompt = hashPrompt('a harbour at night');
    const record = { registry, requestId: 'r-1', retainUntil: '2031-01-31' };
    const marked = await mark(
      art,
      { ...origin, when, prompt },
      { signer, watermarkKey: key, record },
    );
    const { bytes, manifestStore, activeManifest } = marked;
    const contentId = marked.contentId ?? expect.fail();
    const keyId = marked.keyId ?? expect.fail();
    expect(marked.record).toMatchObject({ status: 'written', contentId, logIndex: 0 });
    const [written] = registry.records;
    expect(written?.manifestStore).toEqual(manifestStore);
    expect(written?.record).toEqual({
      contentId,
      issuer: 'Test Ltd.',
      time: '2026-11-20T08:30:00.000Z',
      mediaType: 'image/png',
      contentHash: sha256(bytes),
      manifest: { id: activeManifest, hash: sha256(manifestStore) },
      watermark: { alg: SOFT_BINDING_ALGORITHM, keyId },
      fingerprints: expect.any(Array),
      model: { name: 'painter', version: '2' },
      requestId: 'r-1',
      promptHash: Uint8Array.from(Buffer.from(prompt.sha256, 'base64')),
      retainUntil: '2031-01-31',
    } satisfies OriginRecord);
    expect(written?.record.fingerprints.map(({ alg }) => alg)).toContain(PDQ_ALG);
  });

  test('a prompt in clear stays out of the record', async () => {
    const prompt = { text: 'a harbour at night' };
    await mark(art, { ...origin, prompt }, { signer, watermarkKey: key, record: { registry } });
    expect(registry.records[0]?.record.promptHash).toBe(null);
  });

  test('what cannot carry a mark has a record with an id of its own', async () => {
    const options = { signer, watermarkKey: key, record: { registry } };
    for (const content of [await flat('png'), wav()]) {
      const { contentId, record } = await mark(content, origin, options);
      expect(contentId).toBe(null);
      expect(record).toMatchObject({ status: 'written' });
      const written = registry.records.at(-1)?.record;
      expect(written).toMatchObject({ contentId: record?.contentId, watermark: null });
    }
  });

  test.each(['a string', 'a file', 'bytes'])('a text: %s', async (as) => {
    const text =
      'The harbour lay still under the first snow, and nobody spoke of the ship.\n'.repeat(20);
    const options = { signer, watermarkKey: key, record: { registry } };
    const path = join(folder, 'a.txt');
    await writeFile(path, text);
    const made =
      as === 'a string'
        ? Buffer.from((await mark({ text }, origin, options)).text)
        : (await mark(as === 'a file' ? path : Buffer.from(text), origin, options)).bytes;
    const written = registry.records[0]?.record;
    expect(written?.contentHash).toEqual(sha256(made));
    expect(written?.fingerprints.map(({ alg }) => alg)).toContain(TEXT_ALG);
  });

  test('a file is in its place only with its record', async () => {
    const output = join(folder, 'out.png');
    const { record } = await mark(art, origin, {
      signer,
      watermarkKey: key,
      output,
      record: { registry },
    });
    expect(record?.status).toBe('written');
    expect(registry.records[0]?.record.contentHash).toEqual(sha256(await readFile(output)));
    registry.down = true;
    const before = await readdir(folder);
    const options = { signer, watermarkKey: key, record: { registry } };
    for (const content of [art, wav(), Buffer.from('text')]) {
      const marking = mark(content, origin, { ...options, output: join(folder, 'none') });
      await expect(marking).rejects.toMatchObject({ code: 'REGISTRY_UNAVAILABLE' });
    }
    expect(await readdir(folder)).toEqual(before);
  });

  test('nothing is on record of what would go where a file is', async () => {
    const output = join(folder, 'there.png');
    await writeFile(output, 'mine');
    const options = { signer, watermarkKey: key, record: { registry }, output };
    await expect(mark(art, origin, options)).rejects.toMatchObject({ code: 'FILE_EXISTS' });
    expect(registry.records).toEqual([]);
    expect(await readFile(output, 'utf8')).toBe('mine');
    await mark(art, origin, { ...options, overwrite: true });
    expect(registry.records).toHaveLength(1);
  });

  test('many, each with a record', async () => {
    const items = [1, 2, 3].map((seed) => ({ input: () => picture('png', { seed }), origin }));
    const ids = [];
    for await (const { marked } of markMany(items, {
      signer,
      watermarkKey: key,
      record: { registry },
    })) {
      ids.push(marked?.record?.contentId);
    }
    expect(registry.records.map(({ record }) => record.contentId).sort()).toEqual(ids.sort());
  });
});

describe('a registry that cannot be reached', () => {
  const outbox = () => {
    const queued: [OriginRecord, Uint8Array | null][] = [];
    const enqueue = async (record: OriginRecord, store: Uint8Array | null) => {
      queued.push([record, store]);
    };
    return { queued, enqueue };
  };
  const marking = (record: RecordOptions) =>
    mark(art, origin, { signer, watermarkKey: key, record });

  test('require, the default: nothing is handed out', async () => {
    registry.down = true;
    await expect(marking({ registry })).rejects.toMatchObject({ code: 'REGISTRY_UNAVAILABLE' });
    const opening = () => Promise.reject(new ProvenanceError('REGISTRY_UNAVAILABLE'));
    const failing = marking({ registry: opening, mode: 'require' });
    await expect(failing).rejects.toMatchObject({ code: 'REGISTRY_UNAVAILABLE' });
  });

  test('queue: the record waits in the outbox, whole', async () => {
    registry.down = true;
    const box = outbox();
    const { record, contentId, manifestStore } = await marking({
      registry,
      mode: 'queue',
      outbox: box,
    });
    expect(record).toEqual({ status: 'queued', contentId });
    expect(box.queued).toHaveLength(1);
    expect(box.queued[0]?.[0].contentId).toBe(contentId);
    expect(box.queued[0]?.[1]).toEqual(manifestStore);
  });

  test('queue: an outbox that fails is an error', async () => {
    registry.down = true;
    const enqueue = () => Promise.reject(new ProvenanceError('FILE_NO_SPACE'));
    const failing = marking({ registry, mode: 'queue', outbox: { enqueue } });
    await expect(failing).rejects.toMatchObject({ code: 'FILE_NO_SPACE' });
  });

  test('skip: handed out without a record, and said so', async () => {
    registry.down = true;
    const { record, contentId } = await marking({ registry, mode: 'skip' });
    expect(record).toMatchObject({ status: 'skipped', contentId });
    expect(record?.status === 'skipped' && record.reason.code).toBe('REGISTRY_UNAVAILABLE');
  });

  test('what is refused is refused in any mode', async () => {
    const put = () => Promise.reject(new ProvenanceError('RECORD_EXISTS'));
    const refusing = { ...memoryRegistry(), put };
    for (const mode of ['require', 'queue', 'skip'] as const) {
      const failing = marking({ registry: refusing, mode, outbox: outbox() });
      await expect(failing).rejects.toMatchObject({ code: 'RECORD_EXISTS' });
    }
  });

  test.each([
    ['no registry', {}],
    ['a mode that is none', { registry: memoryRegistry(), mode: 'never' }],
    ['queue without an outbox', { registry: memoryRegistry(), mode: 'queue' }],
    ['an empty request', { registry: memoryRegistry(), requestId: '' }],
    ['a day that is none', { registry: memoryRegistry(), retainUntil: '2026-02-30' }],
  ])('%s is a mistake of the caller', async (_, record) => {
    await expect(marking(record as RecordOptions)).rejects.toThrow(TypeError);
  });

  test.each([
    ['a day that is over', { retainUntil: '2026-01-01' }, RangeError],
    ['a retention that is none', { retention: 30 }, TypeError],
    ['a kind that nobody knows', { retention: { images: 30 } }, TypeError],
    ['no whole number of days', { retention: { image: 1.5 } }, RangeError],
    ['no day at all', { retention: { image: 0 } }, RangeError],
    ['days beyond all plans', { retention: { image: 36_501 } }, RangeError],
  ])('retention: %s is a mistake of the caller', async (_, given, error) => {
    const record = { registry: memoryRegistry(), ...given } as unknown as RecordOptions;
    await expect(marking(record)).rejects.toThrow(error);
  });

  test('keeps records by the kind of content, but for a day that was given', async () => {
    const retention = { image: 30, text: 7 };
    const kept = async (content: Uint8Array | { text: string }, given = {}) => {
      await mark(content as Uint8Array, origin, {
        signer,
        watermarkKey: key,
        record: { registry, retention, ...given },
      });
      return registry.records.at(-1)?.record.retainUntil;
    };
    const inDays = (days: number) =>
      new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
    const before = inDays(30);
    expect([before, inDays(30)]).toContain(await kept(art));
    expect([inDays(7)]).toContain(await kept({ text: 'What a model wrote.\n' }));
    expect(await kept(wav())).toBeNull();
    expect(await kept(art, { retainUntil: '2031-01-31' })).toBe('2031-01-31');
  });
});
