import { createHash } from 'node:crypto';
import { TEXT_ALG } from '@provenance/fingerprint';
import {
  createDevelopmentCertificates,
  loadTrust,
  mark,
  markTextStream,
  type Origin,
  pemSigner,
  type Signer,
  TEXT_MARK_ALGORITHM,
  type Trust,
  verify,
} from '@provenance/sdk';
import { deriveTextMarkKey } from '@provenance/textmark';
import fc from 'fast-check';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { expectCode } from '../../content/test/expect-code.ts';
import { type MemoryRegistry, memoryRegistry } from './memory-registry.ts';
import { drawnText, plainText, tokenizer } from './text-model.ts';

const key = deriveTextMarkKey(new Uint8Array(32).fill(5), 'provenance-traced-siphash-v1');
const ID = '0011223344556677';
const origin: Origin = {
  kind: 'created',
  generator: { name: 'app', version: '1' },
  model: { name: 'llm', version: '2' },
};
const sha256 = (text: string) => new Uint8Array(createHash('sha256').update(text).digest());

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

async function text(readable: ReadableStream<string | Uint8Array>): Promise<string> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let all = '';
  for await (const chunk of readable) {
    all += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
  }
  return all;
}

function from<Chunk>(chunks: readonly Chunk[]): ReadableStream<Chunk> {
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
}

describe('a text that is marked as it streams', () => {
  test('has the record that it would have as a whole', async () => {
    const given = `${plainText(300)} 世界 🎉\n`;
    const record = { registry, requestId: 'r-1', retainUntil: '2031-01-31' };
    const when = new Date('2026-11-20T08:30:00.000Z');
    const said = { ...origin, when };
    const stream = markTextStream<string>(said, { signer, record, contentId: ID });
    // A character that is cut in two stays one.
    const at = given.indexOf('🎉') + 1;
    const out = await text(
      from([given.slice(0, 9), given.slice(9, at), given.slice(at)]).pipeThrough(stream),
    );
    expect(out.startsWith(given)).toBe(true);
    expect(await stream.outcome).toMatchObject({
      mediaType: 'text/plain',
      contentId: null,
      keyId: null,
      record: { status: 'written', contentId: ID, logIndex: 0 },
    });
    const other = memoryRegistry();
    await mark({ text: given }, said, {
      signer,
      contentId: ID,
      record: { ...record, registry: other },
    });
    const [streamed, whole] = [registry.records[0], other.records[0]];
    expect(streamed?.record).toEqual({
      ...whole?.record,
      contentHash: sha256(out),
      manifest: streamed?.record.manifest,
    });
    expect(streamed?.record.fingerprints.map(({ alg }) => alg)).toContain(TEXT_ALG);
    const report = await verify({ text: out }, { trust, registry });
    expect(report.verdict).toMatchObject({ integrity: 'intact', trust: 'trusted' });
    // By its bytes and by its likeness, when its credential is gone.
    const found = await verify({ text: given }, { trust, registry });
    expect(found.verdict.recovered).toBe('fingerprint');
  });

  test('comes out as it went in, wherever it is cut, and as bytes', async () => {
    const letters = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(
        letters,
        fc.integer({ min: 1, max: 7 }),
        fc.boolean(),
        async (given, step, asBytes) => {
          const memory = memoryRegistry();
          const whole: string | Uint8Array = asBytes ? Buffer.from(given) : given;
          const chunks = Array.from({ length: Math.ceil(whole.length / step) }, (_, i) =>
            whole.slice(i * step, (i + 1) * step),
          );
          const stream = markTextStream<string | Uint8Array>(origin, {
            signer,
            record: { registry: memory },
          });
          const out = await text(from(chunks).pipeThrough(stream));
          expect(out.startsWith(given)).toBe(true);
          expect(memory.records[0]?.record.contentHash).toEqual(sha256(out));
          expect(memory.records[0]?.record.contentId).toBe(stream.contentId);
        },
      ),
      { numRuns: 20 },
    );
  });

  test('names the mark that its words carry', async () => {
    const given = drawnText(key, 400, { contentId: ID });
    const textMark = { key, contentId: ID };
    const stream = markTextStream<string>(origin, { signer, record: { registry }, textMark });
    const out = await text(from(given.split(/(?= )/)).pipeThrough(stream));
    expect(await stream.outcome).toMatchObject({ contentId: ID, keyId: key.kid });
    expect(registry.records[0]?.record).toMatchObject({
      contentId: ID,
      watermark: { alg: TEXT_MARK_ALGORITHM, keyId: key.kid },
    });
    const options = { trust, registry, textMark: { targets: [{ key, tokenizer }] } };
    const report = await verify({ text: out }, options);
    expect(report.verdict).toMatchObject({ trust: 'trusted', integrity: 'intact', conflicts: [] });
    expect(report.evidence.find(({ finding }) => finding === 'text-watermark')?.weight).toBe('for');
  });

  test('has no credential where its record cannot be written', async () => {
    registry.down = true;
    const stream = markTextStream<string>(origin, { signer, record: { registry } });
    const passed: string[] = [];
    await expectCode('REGISTRY_UNAVAILABLE', async () => {
      for await (const chunk of from(['a text']).pipeThrough(stream)) passed.push(chunk);
    });
    expect(passed).toEqual(['a text']);
    await expectCode('REGISTRY_UNAVAILABLE', () => stream.outcome);
    const skipping = markTextStream<string>(origin, {
      signer,
      record: { registry, mode: 'skip' },
    });
    await text(from(['a text']).pipeThrough(skipping));
    expect(await skipping.outcome).toMatchObject({ record: { status: 'skipped' } });
  });

  test('without text, or aborted, writes nothing', async () => {
    const empty = markTextStream<string>(origin, { signer, record: { registry } });
    expect(await text(from<string>([]).pipeThrough(empty))).toBe('');
    expect(await empty.outcome).toBeNull();
    const cancelled = markTextStream<string>(origin, { signer, record: { registry } });
    const writer = cancelled.writable.getWriter();
    const reader = cancelled.readable.getReader();
    void writer.write('some').catch(() => {});
    await reader.read();
    const why = new Error('no longer wanted');
    await reader.cancel(why);
    await expect(cancelled.outcome).rejects.toBe(why);
    expect(registry.records).toEqual([]);
  });

  test('refuses options that are none, at once', () => {
    expect(() => markTextStream(origin, {} as never)).toThrow(TypeError);
    expect(() => markTextStream(origin, { signer, contentId: 'x' })).toThrow(TypeError);
    expect(() => markTextStream(origin, { signer, textMark: { key } })).toThrow(TypeError);
    expect(() => markTextStream(origin, { signer, record: {} as never })).toThrow(TypeError);
    const wrong = { signer, unknown: true } as never;
    expect(() => markTextStream(origin, wrong)).toThrow(TypeError);
  });
});
