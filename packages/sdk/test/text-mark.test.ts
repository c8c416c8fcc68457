import {
  createDevelopmentCertificates,
  loadTrust,
  mark,
  type Origin,
  pemSigner,
  type Signer,
  sign,
  TEXT_MARK_ALGORITHM,
  type Trust,
  trace,
  verify,
  verifyMany,
} from '@provenance/sdk';
import { deriveTextMarkKey } from '@provenance/textmark';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { expectCode } from '../../content/test/expect-code.ts';
import { type MemoryRegistry, memoryRegistry } from './memory-registry.ts';
import { drawnText, plainText, tokenizer } from './text-model.ts';

const master = new Uint8Array(32).fill(5);
const traced = deriveTextMarkKey(master, 'provenance-traced-siphash-v1');
const plain = deriveTextMarkKey(master, 'provenance-gumbel-siphash-v1');
const ID = '0011223344556677';
const OTHER = '8899aabbccddeeff';
const origin: Origin = {
  kind: 'created',
  generator: { name: 'app', version: '1' },
  model: { name: 'llm', version: '2' },
};
const text = drawnText(traced, 400, { contentId: ID });
const textMark = {
  targets: [{ key: traced, tokenizer, name: 'Example', marks: 'ai-generated' as const }],
};

let signer: Signer;
let trust: Trust;
let registry: MemoryRegistry;
beforeAll(async () => {
  const made = await createDevelopmentCertificates({ alg: 'Ed25519', organization: 'Example' });
  signer = await pemSigner({ certificates: made.certificates, key: made.key });
  trust = await loadTrust({ anchors: made.root });
});
beforeEach(() => {
  registry = memoryRegistry();
});

/** A text that was handed out with its mark, its credential and its record. */
async function handedOut(given = text, contentId = ID) {
  const drawn = { key: traced, contentId, tokenizer };
  return mark({ text: given }, origin, { signer, textMark: drawn, record: { registry } });
}
/** What somebody has who copied the words alone. */
const stripped = (given: string) => given.replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '');

describe('a text that was drawn with a marker', () => {
  test('is signed last, with its content id in the manifest and in the record', async () => {
    const marked = await handedOut();
    expect(marked).toMatchObject({
      contentId: ID,
      keyId: traced.kid,
      watermark: null,
      textMark: { scheme: traced.scheme },
      unmarked: null,
      record: { status: 'written', contentId: ID },
    });
    expect(marked.textMark?.log10P).toBeLessThan(-9);
    expect(marked.text.startsWith(text)).toBe(true);
    const [written] = registry.records;
    expect(written?.record).toMatchObject({
      contentId: ID,
      watermark: { alg: TEXT_MARK_ALGORITHM, keyId: traced.kid },
      manifest: { id: marked.activeManifest },
    });
    const report = await verify({ text: marked.text }, { trust });
    const told = report.evidence.filter(({ finding }) => finding === 'soft-binding');
    expect(told).toMatchObject([{ alg: TEXT_MARK_ALGORITHM, contentIds: [ID], active: true }]);
    const done = report.evidence.flatMap((each) => (each.finding === 'action' ? each.action : []));
    expect(done).toEqual(['c2pa.created', 'c2pa.watermarked.bound']);
    expect(report.verdict).toMatchObject({ integrity: 'intact', trust: 'trusted' });
  });

  test.each([
    ['created', origin],
    ['edited', { ...origin, kind: 'edited', parent: Buffer.from('a parent') }],
  ] as [string, Origin][])('without an id is said to be marked (%s)', async (_, said) => {
    const given = { text: drawnText(plain, 200) };
    const marked = await mark(given, said, { signer, textMark: { key: plain, tokenizer } });
    expect(marked).toMatchObject({ contentId: null, keyId: plain.kid, unmarked: null });
    const report = await verify({ text: marked.text }, { trust });
    const done = report.evidence.flatMap((each) => (each.finding === 'action' ? each.action : []));
    expect(done.at(-1)).toBe('c2pa.watermarked.unbound');
    expect(done).toHaveLength(said.kind === 'edited' ? 3 : 2);
    expect(report.evidence.some(({ finding }) => finding === 'soft-binding')).toBe(false);
  });

  test('is not said to carry what cannot be read in it', async () => {
    const short = { text: drawnText(traced, 20, { contentId: ID }) };
    const drawn = { key: traced, contentId: ID, tokenizer };
    const marked = await mark(short, origin, { signer, textMark: drawn, record: { registry } });
    expect(marked).toMatchObject({ contentId: null, textMark: null, unmarked: 'too-little-text' });
    expect(registry.records[0]?.record).toMatchObject({ contentId: ID, watermark: null });
    const other = { ...drawn, contentId: OTHER };
    await expectCode('WATERMARK_NOT_CARRIED', () =>
      mark({ text }, origin, { signer, textMark: other, cannotCarry: 'refuse' }),
    );
  });

  test.each([
    [{ key: traced, tokenizer }],
    [{ key: plain, contentId: ID }],
    [{ key: traced, contentId: 'no id' }],
    [{ tokenizer } as never],
  ])('is refused with what no text is drawn with: %#', async (drawn) => {
    await expect(mark({ text }, origin, { signer, textMark: drawn })).rejects.toThrow(TypeError);
  });

  test('has one content id', async () => {
    const options = { signer, textMark: { key: traced, contentId: ID }, contentId: OTHER };
    await expect(mark({ text }, origin, options)).rejects.toThrow(TypeError);
    const bound = { ...origin, softBinding: { alg: 'com.example.a', value: new Uint8Array(8) } };
    const drawn = { signer, textMark: { key: traced, contentId: ID } };
    await expect(mark({ text }, bound, drawn)).rejects.toThrow(TypeError);
    const bytes = { ...drawn, key: master } as never;
    await expect(mark(Buffer.from(text), origin, bytes)).rejects.toThrow(TypeError);
  });
});

describe('verify with a key of text marks', () => {
  test('finds the mark that the credential names', async () => {
    const marked = await handedOut();
    const report = await verify({ text: marked.text }, { trust, textMark, registry });
    expect(report.verdict).toMatchObject({ trust: 'trusted', integrity: 'intact', conflicts: [] });
    expect(report.textMarks).toMatchObject({
      outcome: 'present',
      marks: [{ contentId: ID, kid: traced.kid, tokenizer: tokenizer.name, issuer: 'Example' }],
    });
    expect(report.verdict.checked).toContain('text-watermark');
    expect(report.registry?.records).toMatchObject([
      { contentId: ID, by: 'watermark', look: 'same' },
    ]);
  });

  test('finds the record when only the words are left', async () => {
    const marked = await handedOut();
    const words = `${stripped(marked.text)} and a word more`;
    const report = await verify({ text: words }, { trust, textMark, registry });
    expect(report.verdict).toMatchObject({
      recovered: 'watermark',
      assurance: 'statistical',
      integrity: 'unverifiable',
      trust: 'none',
      origin: { kind: 'ai-generated', issuer: 'Example', model: 'llm 2' },
      conflicts: [],
    });
    expect(report.summary.status).toBe('recovered');
    expect(report.verdict.sentence).toMatch(/^Recovered by the words of (100|9\d) % of the text/);
    const traced = await trace({ text: words }, { registry, textMark });
    expect(traced).toMatchObject({ contentId: ID, textMarks: 1, records: [{ by: 'watermark' }] });
    expect(traced.falsePositiveProbability).toBeLessThan(1e-9);
  });

  test('asks by the very bytes first', async () => {
    const drawn = { key: traced, contentId: ID };
    const options = { signer, textMark: drawn, record: { registry }, embed: false };
    const marked = await mark({ text }, origin, options);
    const report = await verify({ text: marked.text }, { trust, textMark, registry });
    expect(report.registry).toMatchObject({ asked: 'hash', records: [{ contentId: ID }] });
    expect(report.verdict).toMatchObject({ integrity: 'intact', trust: 'trusted' });
  });

  test('a mark in another text is a conflict', async () => {
    await handedOut();
    const carried = drawnText(traced, 400, { contentId: ID, seed: 99 });
    const report = await verify({ text: carried }, { trust, textMark, registry });
    expect(report.verdict.conflicts.map(({ code }) => code)).toEqual([
      'conflict.text-mark-carried',
    ]);
    expect(report.verdict.origin.kind).toBe('unknown');
    expect(report.summary.status).toBe('contradictory');
  });

  test('edits, cuts and another text around are none', async () => {
    await handedOut();
    const words = text.split(' ');
    const fifth = words.map((word, i) => (i % 10 === 3 ? 'andere' : word)).join(' ');
    const half = words.slice(100, 300).join(' ');
    const within = `${plainText(300, 7)} ${text} ${plainText(300, 8)}`;
    for (const given of [fifth, half, within]) {
      const report = await verify({ text: given }, { trust, textMark, registry });
      expect(report.verdict.conflicts).toEqual([]);
      expect(report.registry?.records.map(({ contentId }) => contentId)).toEqual([ID]);
    }
    const report = await verify({ text: within }, { trust, textMark, registry });
    expect(report.verdict.origin.kind).toBe('unknown');
    expect(report.textMarks?.marks[0]?.share).toBeLessThan(0.6);
  });

  test('several marks in one text lead to several records', async () => {
    await handedOut();
    const second = drawnText(traced, 400, { contentId: OTHER, seed: 2 });
    await handedOut(second, OTHER);
    for (const between of [plainText(900, 7), plainText(60, 8), '']) {
      const both = `${text} ${between} ${second}`;
      const report = await verify({ text: both }, { trust, textMark, registry });
      const ids = report.textMarks?.marks.map(({ contentId }) => contentId).sort();
      expect(ids).toEqual([ID, OTHER]);
      expect(report.registry?.records.map(({ contentId }) => contentId).sort()).toEqual(ids);
      expect(report.verdict).toMatchObject({ recovered: 'watermark', conflicts: [] });
      for (const { characters, contentId } of report.textMarks?.marks ?? []) {
        const from = contentId === ID ? 0 : both.length - second.length;
        // Within a dozen words of where it lies.
        expect(Math.abs((characters?.[0] ?? 0) - from)).toBeLessThan(100);
      }
    }
  });

  test('names what a signer has contradicted', async () => {
    const other = await sign(
      { text: drawnText(traced, 400, { contentId: OTHER, seed: 3 }) },
      { ...origin, softBinding: { alg: TEXT_MARK_ALGORITHM, value: Buffer.from(ID, 'hex') } },
      { signer },
    );
    await handedOut(drawnText(traced, 400, { contentId: OTHER, seed: 3 }), OTHER);
    const report = await verify({ text: other.text }, { trust, textMark, registry });
    expect(report.verdict.conflicts.map(({ code }) => code)).toContain('conflict.text-mark-ids');
  });

  test('says what its silence is worth', async () => {
    const about = async (given: string, targets = textMark) => {
      const report = await verify({ text: given }, { textMark: targets });
      const found = report.evidence.find(({ finding }) => finding === 'text-watermark');
      return { found: found && 'found' in found ? found.found : null, report };
    };
    // Of a traced key a quarter of the tokens tells.
    const long = await about(plainText(8000));
    expect(long.found).toBe('absent');
    expect(long.report.verdict.checked).toContain('text-watermark');
    expect(JSON.stringify(long.report.evidence)).toContain('does not mean that a person wrote it');
    const short = await about(plainText(30));
    expect(short.found).toBe('too-short');
    expect(short.report.verdict.unchecked).toContainEqual({
      what: 'text-watermark',
      why: 'too-little',
    });
    expect(short.report.summary.status).toBe('not-all-seen');
    const refrain = await about(`${plainText(20)}\n`.repeat(200));
    expect(refrain.found).toBe('too-predictable');
  });

  test('reads the ids of a registry once, and then what came since', async () => {
    await handedOut();
    await verify({ text }, { textMark, registry });
    const second = drawnText(traced, 300, { contentId: OTHER, seed: 2 });
    await handedOut(second, OTHER);
    const report = await verify({ text: second }, { textMark, registry });
    expect(report.textMarks?.marks[0]?.contentId).toBe(OTHER);
    registry.down = true;
    const without = await verify({ text: second }, { textMark, registry });
    expect(without.textMarks).toMatchObject({ outcome: 'present', marks: [{ contentId: null }] });
    expect(without.registry).toMatchObject({ unavailable: 'REGISTRY_UNAVAILABLE' });
  });

  test('a mark without an id says that, and no more', async () => {
    const targets = { targets: [{ key: plain, tokenizer }] };
    const report = await verify({ text: drawnText(plain, 300) }, { textMark: targets });
    expect(report.verdict).toMatchObject({
      origin: { kind: 'unknown' },
      assurance: 'statistical',
      trust: 'none',
      integrity: 'unverifiable',
    });
    expect(report.summary.status).toBe('watermark');
    expect(report.verdict.says.map(({ code }) => code)).toEqual(['verdict.text-mark.silent']);
  });

  test('of many texts as of one', async () => {
    const given = drawnText(plain, 300);
    const targets = { targets: [{ key: plain, tokenizer }] };
    const items = [{ input: Buffer.from(given), mediaType: 'text/plain' }];
    for await (const { report } of verifyMany(items, {
      textMark: targets,
      mediaType: 'text/plain',
    })) {
      expect(report.textMarks?.outcome).toBe('present');
    }
  });

  test.each([
    [{ targets: [] }],
    [{ targets: [{ key: plain }] }],
    [{ targets: [{ key: plain, tokenizer, name: ' ' }] }],
    [{ targets: [{ key: plain, tokenizer, marks: 'captured' }] }],
  ])('refuses options that are none: %#', async (options) => {
    await expect(verify({ text }, { textMark: options as never })).rejects.toThrow(TypeError);
    const tracing = trace({ text }, { registry, textMark: options as never });
    await expect(tracing).rejects.toThrow(TypeError);
  });
});
