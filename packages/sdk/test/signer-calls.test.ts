// How often a key is used: a key in a key service costs time and money each time. The table of docs/provider.md is held
// against what is counted here.
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Backend,
  createRecordKey,
  createRegistry,
  type IssuerRegistry,
  openLmdb,
  type RecordSigner,
  recordKeySigner,
  verifyLog,
  verifyReceipt,
} from '@provenance/registry';
import {
  callbackSigner,
  createDevelopmentCertificates,
  detectWatermark,
  embedWatermark,
  mark,
  markMany,
  markTextStream,
  type Origin,
  pemSigner,
  type Signer,
  sign,
  signTextStream,
  trace,
  verify,
} from '@provenance/sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { picture, wav } from './pictures.ts';

const key = new Uint8Array(32).fill(7);
const origin: Origin = {
  kind: 'created',
  generator: { name: 'app', version: '1' },
  model: { name: 'painter', version: '2' },
};
const BATCH = 5;

let folder: string;
let art: Uint8Array;
let marked: Uint8Array;
let recorded: string;
let backend: Backend;
let registry: IssuerRegistry;
/** In a key service, with ES256 as most are. */
let signer: Signer;
const calls = { signer: 0, record: 0 };

async function inService(): Promise<Signer> {
  const made = await createDevelopmentCertificates({ alg: 'ES256', organization: 'Test Ltd.' });
  const inner = await pemSigner(made);
  return callbackSigner({
    alg: 'ES256',
    certificates: made.certificates,
    sign: (bytes, options) => {
      calls.signer++;
      return inner.sign(bytes, options);
    },
  });
}

async function recorder(): Promise<RecordSigner> {
  const inner = await recordKeySigner(await createRecordKey(signer));
  return {
    ...inner,
    sign: (bytes, options) => {
      calls.record++;
      return inner.sign(bytes, options);
    },
  };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'provenance-calls-'));
  signer = await inService();
  backend = await openLmdb(join(folder, 'registry'), { create: true });
  registry = await createRegistry(backend, { signer: await recorder() });
  art = await picture('png');
  marked = (await mark(art, origin, { signer, watermarkKey: key })).bytes;
  await writeFile(join(folder, 'art.png'), art);
});
afterAll(async () => {
  await registry.close();
  await rm(folder, { recursive: true });
});

test('an output that is there costs no call', async () => {
  const output = join(folder, 'taken.png');
  await writeFile(output, 'of somebody else');
  calls.signer = 0;
  for (const input of [art, join(folder, 'art.png')]) {
    const taken = sign(input, origin, { signer, output });
    await expect(taken).rejects.toMatchObject({ code: 'FILE_EXISTS' });
  }
  expect(calls.signer).toBe(0);
  await sign(art, origin, { signer, output, overwrite: true });
  expect(calls.signer).toBe(1);
});

const items = () => Array.from({ length: BATCH }, () => ({ input: art, origin }));
const text = async (stream: ReadableStream<string>) => {
  for await (const _ of stream);
};
const words = () => ReadableStream.from(['A sentence.', ' Another one.']) as ReadableStream<string>;

const OPERATIONS: Readonly<Record<string, () => Promise<unknown>>> = {
  'sign a file': () => sign(art, origin, { signer }),
  'sign a file that was signed before': () =>
    sign(
      marked,
      { kind: 'edited', generator: origin.generator, parent: { content: marked } },
      { signer },
    ),
  'sign a sound': () => sign(wav(), origin, { signer }),
  'sign a text': () => sign({ text: 'A sentence.' }, origin, { signer }),
  'sign a text as it is written': () =>
    text(words().pipeThrough(signTextStream<string>(origin, signer))),
  'mark a picture': () => mark(art, origin, { signer, watermarkKey: key }),
  'mark a picture, to a file': () =>
    mark(join(folder, 'art.png'), origin, {
      signer,
      watermarkKey: key,
      output: join(folder, 'out.png'),
    }),
  'mark a picture, with a record': async () => {
    const made = await mark(art, origin, { signer, watermarkKey: key, record: { registry } });
    recorded = made.contentId!;
  },
  'mark a text, with a record': () =>
    mark({ text: 'A sentence.' }, origin, { signer, record: { registry } }),
  'mark a text as it is written, with a record': () =>
    text(words().pipeThrough(markTextStream<string>(origin, { signer, record: { registry } }))),
  'hide a watermark, and sign nothing': () =>
    embedWatermark(art, { watermarkKey: key, contentId: '0123456789abcdef' }),
  'verify, trace, detect': async () => {
    await verify(marked, { watermark: { keys: [key] }, registry });
    await trace(marked, { watermark: { keys: [key] }, registry });
    await detectWatermark(marked, key);
  },
  'certify a record key': () => createRecordKey(signer),
  'verify a log, a receipt': async () => {
    const { certificates } = signer;
    expect((await verifyLog(backend, { issuer: [certificates] })).verified).toBe(true);
    const found = (await registry.byContentId(recorded))!;
    const came = { delegation: found.certificates };
    expect(await verifyReceipt(found.receipt, certificates, came)).toMatchObject({
      verified: true,
    });
  },
};

const counted: Record<string, [number, string]> = {};
test.each(Object.entries(OPERATIONS))('%s: one call at most', async (operation, run) => {
  Object.assign(calls, { signer: 0, record: 0 });
  await run();
  expect(calls.signer).toBeLessThanOrEqual(1);
  counted[operation] = [calls.signer, String(calls.record)];
});

test('a batch: one call a picture, one entry each, and heads at most as many', async () => {
  Object.assign(calls, { signer: 0, record: 0 });
  for await (const { error } of markMany(items(), {
    signer,
    watermarkKey: key,
    record: { registry },
  })) {
    expect(error).toBe(null);
  }
  expect(calls.signer).toBe(BATCH);
  expect(calls.record).toBeGreaterThan(BATCH);
  expect(calls.record).toBeLessThanOrEqual(2 * BATCH);
  counted['mark a batch of N, with records'] = [calls.signer / BATCH, 'N + heads'];
});

test('the table of docs/provider.md says the same', () => {
  const guide = readFileSync(new URL('../../../docs/provider.md', import.meta.url), 'utf8');
  const rows = [...guide.matchAll(/^\| ([^|]+) \| (\d|N) \| ([^|]+) \|$/gm)].map((row) =>
    row.slice(1),
  );
  const expected = Object.entries(counted).map(([operation, [signed, recorded]]) => [
    operation,
    operation.includes('batch') ? 'N' : String(signed),
    recorded,
  ]);
  expect(rows).toEqual(expected);
});
