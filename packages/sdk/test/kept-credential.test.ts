// Finding M1: a credential that was kept with a record was believed whatever of it had been changed since.
import { createHash } from 'node:crypto';
import {
  createDevelopmentCertificates,
  type FoundRecord,
  loadTrust,
  mark,
  type Origin,
  pemSigner,
  type Signer,
  sign,
  type Trust,
  type VerifyReport,
  verify,
} from '@provenance/sdk';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { type MemoryRegistry, memoryRegistry } from './memory-registry.ts';
import { picture } from './pictures.ts';

const key = Uint8Array.from({ length: 32 }, (_, i) => (i * 5) & 255);
const watermark = { keys: [{ key, name: 'Test Ltd.' }] };
const generator = { name: 'app', version: '1' };
const created: Origin = { kind: 'created', generator, model: { name: 'painter' } };
const STORY = Array.from(
  { length: 60 },
  (_, i) => `Line ${i} of the story says that ship number ${i * i + 7} left the harbour at dawn.`,
).join('\n');

let signer: Signer;
let trust: Trust;
beforeAll(async () => {
  const made = await createDevelopmentCertificates({ alg: 'Ed25519', organization: 'Test Ltd.' });
  signer = await pemSigner(made);
  trust = await loadTrust({ anchors: made.root });
});

/** Of the same length, so that no box has to be made anew. */
function replaced(store: Uint8Array, from: string, to: string, all = true): Uint8Array {
  const bytes = Buffer.from(store);
  expect(to.length).toBe(from.length);
  let at = bytes.indexOf(from);
  expect(at).toBeGreaterThan(0);
  for (; at >= 0; at = all ? bytes.indexOf(from, at + 1) : -1) bytes.write(to, at, 'latin1');
  return bytes;
}

const CHANGED: [string, (store: Uint8Array) => Uint8Array][] = [
  [
    'the origin says otherwise',
    (store) => replaced(store, 'trainedAlgorithmicMedia', 'algorithmicallyEnhanced'),
  ],
  ['the model is another', (store) => replaced(store, 'painter', 'digital')],
  [
    'an assertion is gone by its label',
    (store) => replaced(store, 'c2pa.actions.v2', 'c2pa.actionz.v2'),
  ],
  [
    'the signature is another',
    (store) => {
      const bytes = Buffer.from(store);
      const at = bytes.indexOf('c2pa.signature') + 200;
      bytes[at] = (bytes[at] as number) ^ 1;
      return bytes;
    },
  ],
  ['nothing of it can be read', (store) => store.slice(0, store.length / 2)],
];

function keep(registry: MemoryRegistry, changes: Partial<FoundRecord>): void {
  registry.records[0] = { ...(registry.records[0] as FoundRecord), ...changes };
}

/** Nothing that the credential says has been heard, and what became of it is told. */
function expectUnheard({ verdict, evidence, policy }: VerifyReport): void {
  expect(verdict.trust).toBe('none');
  expect(verdict.origin).toMatchObject({ kind: 'unknown', generator: null, issuer: 'Test Ltd.' });
  expect(verdict.sentence).toMatch(/says the origin record of “Test Ltd\.”/);
  expect(verdict.sentence).not.toMatch(/other means|trust|Generated|digital/);
  const record = evidence.find(({ finding }) => finding === 'record');
  expect(record?.statement).toMatch(
    /kept with it (is not what was signed|does not hold), and says/,
  );
  expect(policy.met).toBe(false);
}

const FORMATS = ['jpeg', 'png', 'webp', 'avif', 'tiff', 'gif'] as const;
describe.each(FORMATS)('kept with the record of a %s', (format) => {
  let registry: MemoryRegistry;
  let record: FoundRecord;
  let store: Uint8Array;
  let stripped: Buffer;
  beforeAll(async () => {
    registry = memoryRegistry();
    const art = await sharp(await picture('png', { side: 320 }))
      .toFormat(format)
      .toBuffer();
    const { bytes, unmarked } = await mark(art, created, {
      signer,
      watermarkKey: key,
      record: { registry },
    });
    expect(unmarked).toBe(null);
    record = registry.records[0] as FoundRecord;
    store = record.manifestStore as Uint8Array;
    // The place of a manifest in a TIFF is a page without a picture.
    stripped = await sharp(bytes, { failOn: 'truncated' })
      .toFormat(format === 'png' ? 'jpeg' : 'png')
      .toBuffer();
  }, 60_000);
  const reports = () =>
    Promise.all([{ watermark }, {}].map((keys) => verify(stripped, { trust, registry, ...keys })));

  test('as it was signed, it is heard by mark and by likeness', async () => {
    keep(registry, { manifestStore: store });
    for (const { verdict } of await reports()) {
      expect(verdict.origin).toMatchObject({ kind: 'ai-generated', model: 'painter' });
      expect(verdict.sentence).toContain('says “Test Ltd.”');
      expect(verdict).toMatchObject({ trust: 'none', integrity: 'unverifiable' });
    }
  });

  test.each(CHANGED)('changed, it is not: %s', async (_, change) => {
    keep(registry, { manifestStore: change(store) });
    for (const report of await reports()) expectUnheard(report);
  });

  test('of the very bytes its hash is not forgiven either', async () => {
    const contentHash = new Uint8Array(createHash('sha256').update(stripped).digest());
    keep(registry, { manifestStore: store, record: { ...record.record, contentHash } });
    const report = await verify(stripped, { trust, registry });
    expect(report.registry?.asked).toBe('hash');
    expectUnheard(report);
    keep(registry, record);
  });
});

test('what was changed in an ingredient of it', async () => {
  const registry = memoryRegistry();
  const art = await picture('png', { side: 384, seed: 5 });
  const { bytes: parent } = await sign(
    art,
    { ...created, model: { name: 'sketcher' } },
    { signer },
  );
  const edited: Origin = { kind: 'edited', generator, parent: { content: parent } };
  const marked = await mark(art, edited, {
    signer,
    watermarkKey: key,
    trust,
    record: { registry },
  });
  const stripped = await sharp(marked.bytes).jpeg().toBuffer();
  const heard = await verify(stripped, { trust, watermark, registry });
  expect(heard.verdict.origin).toMatchObject({ kind: 'ai-generated', model: 'sketcher' });
  const { manifestStore } = registry.records[0] as FoundRecord;
  const changed = replaced(manifestStore as Uint8Array, 'sketcher', 'somebody', false);
  keep(registry, { manifestStore: changed });
  expectUnheard(await verify(stripped, { trust, watermark, registry }));
});

test('kept with the record of a text, by its likeness', async () => {
  const registry = memoryRegistry();
  const text = { text: STORY };
  await mark(text, created, { signer, watermarkKey: key, record: { registry } });
  const excerpt = { text: `${STORY}\nAnd nobody knows why.` };
  const heard = await verify(excerpt, { trust, registry });
  expect(heard.verdict).toMatchObject({ recovered: 'fingerprint' });
  expect(heard.verdict.origin).toMatchObject({ kind: 'ai-generated', model: 'painter' });
  const store = registry.records[0]?.manifestStore as Uint8Array;
  for (const [, change] of CHANGED) {
    keep(registry, { manifestStore: change(store) });
    expectUnheard(await verify(excerpt, { trust, registry }));
  }
});
