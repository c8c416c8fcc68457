// The workers run what is built: `npm test` builds first, and a test file run alone sees the last build.
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  createDevelopmentCertificates,
  detectMany,
  detectWatermark,
  embedMany,
  loadTrust,
  markMany,
  type Origin,
  pemSigner,
  type Signer,
  type Trust,
  verifyMany,
  WORKER_CHANNELS,
} from '@provenance/sdk';
import { createPlan } from '@provenance/watermark';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { collect } from './batch-outcomes.ts';
import { memoryRegistry } from './memory-registry.ts';
import { flat, picture, wav } from './pictures.ts';

const key = Uint8Array.from({ length: 32 }, (_, i) => i);
const origin: Origin = { kind: 'created', generator: { name: 'app', version: '1' } };
const watermark = { keys: [{ key, marks: 'ai-generated' }] } as const;

let folder: string;
let signer: Signer;
let trust: Trust;
let arts: Uint8Array[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'provenance-batch-'));
  const certificates = await createDevelopmentCertificates({ alg: 'Ed25519' });
  signer = await pemSigner(certificates);
  trust = await loadTrust({ anchors: certificates.root });
  arts = await Promise.all([1, 2, 3, 4, 5].map((seed) => picture('png', { seed })));
});
afterAll(() => rm(folder, { recursive: true }));

let workers = 0;
const count = () => {
  workers++;
};
beforeAll(() => {
  subscribe(WORKER_CHANNELS.start, count);
});
afterAll(() => {
  unsubscribe(WORKER_CHANNELS.start, count);
});
beforeEach(() => {
  workers = 0;
});

const items = (inputs: readonly Uint8Array[]) => inputs.map((input) => ({ input, origin }));

describe('a batch', () => {
  test('is marked, signed, verified and detected, in order and in processes', async () => {
    const marked = await collect(
      markMany(items(arts), { signer, watermarkKey: key, concurrency: 2 }),
    );
    expect(workers).toBe(2);
    expect(marked.map(({ item }) => item.input)).toEqual(arts);
    const ids = marked.map((outcome) => outcome.marked?.contentId);
    expect(new Set(ids).size).toBe(arts.length);
    const inputs = marked.map((outcome) => ({ input: outcome.marked?.bytes as Uint8Array }));

    const detected = await collect(detectMany(inputs, { watermarkKeys: [key] }));
    expect(detected.map(({ detection }) => detection?.contentId)).toEqual(ids);
    // The same as in this thread, to the last digit.
    const here = await detectWatermark(inputs[0]?.input as Uint8Array, key);
    expect(detected[0]?.detection).toEqual(here);

    const verified = await collect(verifyMany(inputs, { trust, watermark }));
    expect(verified.map(({ report }) => report.watermark?.contentId)).toEqual(ids);
    expect(verified.map(({ report }) => report.policy.met)).toEqual(ids.map(() => true));
  });

  test('of one or two starts no worker, and of files without keys neither', async () => {
    const two = items(arts.slice(0, 2));
    const marked = await collect(markMany(two, { signer, watermarkKey: key }));
    expect(marked.map((outcome) => outcome.marked?.unmarked)).toEqual([null, null]);
    await collect(verifyMany(items(arts), { trust }));
    expect(workers).toBe(0);
  });

  test('comes from anything that yields, in any form, and goes to files', async () => {
    const path = join(folder, 'art.png');
    await writeFile(path, arts[0] as Uint8Array);
    const inputs = [
      path,
      pathToFileURL(path),
      new Blob([Uint8Array.from(arts[1] as Uint8Array)]),
      async () => arts[2] as Uint8Array,
    ];
    async function* source() {
      for (const [i, input] of inputs.entries()) {
        const output = join(folder, `out-${i}.png`);
        yield { input, origin, output, contentId: `000000000000000${i}`, mine: i };
      }
    }
    const outcomes = await collect(markMany(source(), { signer, watermarkKey: key }));
    expect(outcomes.map(({ item }) => item.mine)).toEqual([0, 1, 2, 3]);
    for (const { item, marked } of outcomes) {
      expect(marked).toMatchObject({ bytes: null, contentId: item.contentId });
      const { contentId } = await detectWatermark(item.output, key, { effort: 'fast' });
      expect(contentId).toBe(item.contentId);
    }
  });

  test('goes on after a bad file, whose error has its code and cause', async () => {
    const broken = (arts[0] as Uint8Array).slice(0, 200);
    const inputs = [join(folder, 'missing.png'), broken, wav(), await flat('png'), arts[0]];
    const given = items(inputs as Uint8Array[]);
    const marked = await collect(markMany(given, { signer, watermarkKey: key }));
    expect(marked.map(({ error, marked }) => error?.code ?? marked?.unmarked)).toEqual([
      'FILE_NOT_FOUND',
      'IMAGE_CORRUPT',
      'not-a-picture',
      'weak',
      null,
    ]);
    expect(marked[1]?.error?.cause).toBeInstanceOf(Error);
    expect(marked[1]?.error?.message).toBe(
      'The header cannot be read. Get the file again from its source.',
    );
    const refused = await collect(
      markMany(given, { signer, watermarkKey: key, cannotCarry: 'refuse' }),
    );
    expect(refused[3]?.error?.code).toBe('WATERMARK_NOT_CARRIED');
    const detected = await collect(detectMany(given, { watermarkKeys: [key] }));
    expect(detected.map(({ error }) => error?.code ?? null)).toEqual([
      'FILE_NOT_FOUND',
      'IMAGE_CORRUPT',
      'CONTENT_UNSUPPORTED',
      null,
      null,
    ]);
    const verified = await collect(verifyMany(given, { trust, watermark }));
    expect(verified.map(({ report }) => report.c2pa.state)).toEqual([
      'Error',
      expect.anything(),
      'NoManifest',
      'NoManifest',
      'NoManifest',
    ]);
  });

  test('ends with an abort, at once, and leaves nothing half-written', async () => {
    const target = await mkdtemp(join(folder, 'abort-'));
    const controller = new AbortController();
    const reason = new Error('enough');
    const many = Array.from({ length: 200 }, (_, i) => ({
      input: arts[i % arts.length] as Uint8Array,
      origin,
      output: join(target, `${i}.png`),
    }));
    const outcomes = markMany(many, { signer, watermarkKey: key, signal: controller.signal });
    await outcomes.next();
    controller.abort(reason);
    await expect(collect(outcomes)).rejects.toBe(reason);
    const left = await readdir(target);
    expect(left.length).toBeLessThan(many.length);
    expect(left.filter((name) => !/^\d+\.png$/.test(name))).toEqual([]);
    for (const name of left) {
      const { contentId } = await detectWatermark(await readFile(join(target, name)), key);
      expect(contentId).not.toBe(null);
    }
  });

  test('ends when its consumer leaves', async () => {
    let taken = 0;
    function* source() {
      for (;;) yield { input: arts[taken++ % arts.length] as Uint8Array };
    }
    for await (const { detection } of detectMany(source(), { watermarkKeys: [key] })) {
      expect(detection?.present).toBe(false);
      break;
    }
    expect(taken).toBeLessThan(100);
  });
});

describe("a caller's mistake", () => {
  const three = () => items(arts.slice(0, 3));
  test.each<[string, () => AsyncIterable<unknown>]>([
    [
      'a plan for a key',
      () => markMany(three(), { signer, watermarkKey: createPlan(key) as never }),
    ],
    ['a short key', () => markMany(three(), { signer, watermarkKey: key.slice(1) })],
    ['no key', () => markMany(three(), { signer } as never)],
    ['no options', () => markMany(three(), undefined as never)],
    ['no signer', () => markMany(three(), { watermarkKey: key } as never)],
    [
      'a content id that is none',
      () => markMany([{ ...three()[0], contentId: '0' } as never], { signer, watermarkKey: key }),
    ],
    ['no concurrency', () => detectMany(three(), { watermarkKeys: [key], concurrency: 0 })],
    ['half a worker', () => detectMany(three(), { watermarkKeys: [key], concurrency: 1.5 })],
    ['a short key to detect', () => detectMany(three(), { watermarkKeys: [key.slice(1)] })],
    ['an empty list of keys', () => verifyMany(three(), { watermark: { keys: [] } })],
    ['a plan to verify', () => verifyMany(three(), { watermark: { keys: [createPlan(key)] } })],
  ])('ends the batch as a TypeError or RangeError: %s', async (_, run) => {
    // What is known before the first file is thrown at once.
    const error = await (async () => collect(run()))().catch((thrown) => thrown);
    expect(error?.name).toMatch(/^(Type|Range)Error$/);
  });
});

describe("a caller's mistake in one item", () => {
  const good = () => ({ input: arts[0] as Uint8Array, origin, contentId: '0123456789abcdef' });
  const web = new URL('https://example.com/art.png');
  const mark = (wrong: object) =>
    markMany([good(), { ...good(), ...wrong }, good()] as never, { signer, watermarkKey: key });
  test.each<[string, () => AsyncIterable<unknown>]>([
    ['items[1].origin must be', () => mark({ origin: 7 })],
    ['items[1].origin.kind must be', () => mark({ origin: { kind: 'dreamt' } })],
    ['items[1].origin: An origin of kind', () => mark({ origin: { ...origin, titel: 'x' } })],
    ['items[1].origin.when must be', () => mark({ origin: { ...origin, when: 'today' } })],
    ['items[1].origin.inputs[0] must be', () => mark({ origin: { ...origin, inputs: [web] } })],
    [
      'items[1].origin.parent must be',
      () => mark({ origin: { ...origin, kind: 'edited', parent: { content: 7 } } }),
    ],
    ['items[1].origin.softBinding is', () => mark({ origin: { ...origin, softBinding: bound() } })],
    ['items[1].contentId: ', () => mark({ contentId: '0' })],
    ['items[1].output must be', () => mark({ output: 7 })],
    ['items[1].mediaType must be', () => mark({ mediaType: 7 })],
    ['items[1].input must be', () => mark({ input: web })],
    [
      'items[1].contentId: ',
      () => embedMany([good(), { ...good(), contentId: '0' }], { watermarkKey: key }),
    ],
    [
      'items[1].input must be',
      () => embedMany([good(), { ...good(), input: 7 as never }], { watermarkKey: key }),
    ],
    ['items[1].input must be', () => detectMany([good(), {} as never], { watermarkKeys: [key] })],
    ['items[1] must be', () => verifyMany([good(), null as never])],
  ])('names it, and comes after the results before it: %s', async (named, run) => {
    const results = run()[Symbol.asyncIterator]();
    expect((await results.next()).value).toMatchObject({ error: null });
    const error = await results.next().catch((thrown) => thrown);
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message.slice(0, named.length)).toBe(named);
  });

  const bound = () => ({ alg: 'com.example.mark.1', value: Uint8Array.of(1) });

  test('leaves nothing behind of the items after it, whose results would be lost', async () => {
    const registry = memoryRegistry();
    const ids = ['1', '2', '3', '4', '5', '6'].map((digit) => digit.repeat(16));
    const given = ids.map((contentId, i) => ({
      ...good(),
      contentId,
      origin: i === 2 ? ({ kind: 'dreamt' } as never) : origin,
    }));
    const seen: unknown[] = [];
    const run = async () => {
      const options = { signer, watermarkKey: key, record: { registry }, concurrency: 2 };
      for await (const { marked } of markMany(given, options)) seen.push(marked?.contentId);
    };
    await expect(run()).rejects.toThrow('items[2].origin.kind');
    expect(seen).toEqual(ids.slice(0, 2));
    expect(registry.records.map(({ record }) => record.contentId).sort()).toEqual(ids.slice(0, 2));
  });

  test('is none where C2PA refuses the manifest: that is an outcome', async () => {
    const given = [{ ...good(), origin: { kind: 'created', generator: { name: '' } } as never }];
    const outcomes = await collect(markMany([...given, good()], { signer, watermarkKey: key }));
    expect(outcomes.map(({ error }) => error?.code ?? null)).toEqual(['MANIFEST_REFUSED', null]);
  });
});

// Finding M6: one file with which something goes wrong that should not was the end of all others.
describe('what nobody has thought of', () => {
  const boom = new TypeError('a fault of the program');
  const failing = async (): Promise<Uint8Array> => {
    throw boom;
  };
  const inputs = () => [failing, arts[1] as Uint8Array];
  const unexpected = { code: 'UNEXPECTED_ERROR', cause: boom };

  test('is an outcome of its file, whatever the batch does', async () => {
    const given = inputs().map((input) => ({ input, origin, contentId: '0123456789abcdef' }));
    const marked = await collect(markMany(given, { signer, watermarkKey: key }));
    const embedded = await collect(embedMany(given, { watermarkKey: key }));
    const detected = await collect(detectMany(given, { watermarkKeys: [key] }));
    const verified = await collect(verifyMany(given, { trust, watermark }));
    for (const outcomes of [marked, embedded, detected, verified]) {
      expect(outcomes.map(({ error }) => error)).toEqual([expect.anything(), null]);
      expect(outcomes[0]?.error).toMatchObject(unexpected);
    }
    expect(verified[0]?.report.c2pa).toMatchObject({ state: 'Error', reason: 'UNEXPECTED_ERROR' });
    expect(verified[0]?.report.verdict.sentence).toMatch(/^Not checked\./);
  });

  test('leaves no trace of the trial that tells whose fault it was', async () => {
    const registry = memoryRegistry();
    let signatures = 0;
    const counting: Signer = {
      ...signer,
      sign: (...args) => {
        signatures++;
        return signer.sign(...args);
      },
    };
    const target = await mkdtemp(join(folder, 'trial-'));
    const given = [{ input: failing, origin, output: join(target, 'out.png') }];
    const [outcome] = await collect(
      markMany(given, { signer: counting, watermarkKey: key, record: { registry } }),
    );
    expect(outcome?.error).toMatchObject(unexpected);
    expect({ signatures, records: registry.records }).toEqual({ signatures: 0, records: [] });
    expect(await readdir(target)).toEqual([]);
  });

  test('is no mistake of the caller, which still ends the batch with the first file', async () => {
    const given = items(arts.slice(0, 2));
    const named = given.map((item) => ({ ...item, contentId: '0123456789abcdef' }));
    for (const run of [
      () => verifyMany(given, { policy: { require: 'perhaps' } as never }),
      () => verifyMany(given, { maxBytes: 0 }),
      () => verifyMany(given, { trusts: trust } as never),
      () => verifyMany(given, { watermark: { ...watermark, limits: { maxPixels: -1 } } }),
      () => verifyMany([{ input: 42 as never }]),
      () => detectMany(given, { watermarkKeys: [key], effort: 'endless' as never }),
      () => detectMany(given, { watermarkKeys: [key], limits: { maxFrames: 0.5 } }),
      () => detectMany([{}] as never, { watermarkKeys: [key] }),
      () => embedMany(named, { watermarkKey: key, watermark: { strength: 99 } }),
      () => embedMany(named, { watermarkKey: key, encode: { quality: 0 } }),
      () => embedMany([{ ...named[0], contentId: '01' } as never], { watermarkKey: key }),
      () => markMany(given, { signer, watermarkKey: key, encode: { quality: 101 } }),
      () => markMany(given, { signer, watermarkKey: key, misspelt: true } as never),
      () => markMany(given, { signer, watermarkKey: key, record: { registry: {} as never } }),
      () =>
        markMany([{ ...given[0], origin: { kind: 'dreamt' } } as never], {
          signer,
          watermarkKey: key,
        }),
    ]) {
      const error = await (async () => collect(run() as AsyncIterable<unknown>))().catch(
        (thrown) => thrown,
      );
      expect([run.toString(), error?.name]).toEqual([
        run.toString(),
        expect.stringMatching(/^(Type|Range)Error$/),
      ]);
    }
  });
});
