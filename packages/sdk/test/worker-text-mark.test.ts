// Text watermarks in workers, which get keys as data and tokenizers as modules.
// The workers run what is built: `npm test` builds first, and a test file run alone sees the last build.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  createDevelopmentCertificates,
  createMarker,
  createVerifier,
  loadTrust,
  mark,
  type Origin,
  pemSigner,
  type Signer,
  TEXT_MARK_ALGORITHM,
  type Trust,
  type VerifierOptions,
  verify,
} from '@provenance/sdk';
import { deriveTextMarkKey, serverTextMarkKey } from '@provenance/textmark';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { memoryRegistry } from './memory-registry.ts';
import { drawnText, plainText, tokenizer } from './text-model.ts';

const master = new Uint8Array(32).fill(5);
const traced = deriveTextMarkKey(master, 'provenance-traced-siphash-v1');
const server = serverTextMarkKey('vllm-gumbel-philox-v1', 0x1234567890abcdefn, { contextWidth: 3 });
const ID = '0011223344556677';
const origin: Origin = {
  kind: 'created',
  generator: { name: 'app', version: '1' },
  model: { name: 'llm', version: '2' },
};
const module = new URL('./three-syllables.mjs', import.meta.url);
const loaded = { module, options: { name: 'three-syllables' } };
const known = { name: 'Example', marks: 'ai-generated' } as const;
const textMark = {
  targets: [
    { key: traced, tokenizer: loaded, ...known },
    { key: server, tokenizer: loaded },
  ],
};

let signer: Signer;
let trust: Trust;
let folder: string;
beforeAll(async () => {
  const made = await createDevelopmentCertificates({ alg: 'Ed25519', organization: 'Example' });
  signer = await pemSigner(made);
  trust = await loadTrust({ anchors: made.root });
  folder = await mkdtemp(join(tmpdir(), 'provenance-tokenizer-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('a verifier', () => {
  test('says of texts what verify() says, with a registry and without', async () => {
    const registry = memoryRegistry();
    const here = {
      targets: [
        { key: traced, tokenizer, ...known },
        { key: server, tokenizer },
      ],
    };
    const verifier = createVerifier({ workers: 1, trust, textMark, registry });
    const text = drawnText(traced, 200, { contentId: ID });
    const drawn = { key: traced, tokenizer, contentId: ID };
    const { text: marked } = await handedOut(text, drawn, registry);
    const stripped = marked.replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '');
    for (const given of [marked, stripped, drawnText(server, 200), plainText(200), 'Ten words.']) {
      const expected = await verify({ text: given }, { trust, textMark: here, registry });
      expect(await verifier.verify({ text: given })).toEqual(expected);
      const bytes = new TextEncoder().encode(given);
      const asFile = await verifier.verify(bytes, { mediaType: 'text/plain' });
      expect(asFile.textMarks?.outcome).toBe(expected.textMarks?.outcome);
    }
    const found = await verifier.verify({ text: stripped });
    expect(found.textMarks?.marks).toMatchObject([{ kid: traced.kid, contentId: ID }]);
    expect(found.verdict).toMatchObject({ recovered: 'watermark' });
    await verifier.close();
  });

  test('asks a registry once for what it has issued, and later for what is new', async () => {
    const registry = memoryRegistry();
    const asked: number[] = [];
    const counting: VerifierOptions['registry'] = new Proxy(registry, {
      get(target, name) {
        if (name !== 'contentIds') return Reflect.get(target, name);
        return (from = 0) => {
          asked.push(from);
          return target.contentIds(from);
        };
      },
    });
    const verifier = createVerifier({ workers: 1, textMark, registry: counting });
    const text = drawnText(traced, 120, { contentId: ID });
    await handedOut(text, { key: traced, tokenizer, contentId: ID }, registry);
    for (let i = 0; i < 3; i++) await verifier.verify({ text });
    expect(asked).toEqual([0, 1, 1]);
    await verifier.close();
  });

  test('cannot start with a tokenizer that cannot be loaded, and says why', async () => {
    const path = join(folder, 'none.mjs');
    await writeFile(path, 'export default () => { throw new Error("no vocabulary here"); };');
    const of = (made: { module: string | URL }) => ({
      workers: 1,
      textMark: { targets: [{ key: traced, tokenizer: made }] },
    });
    for (const [made, why] of [
      [{ module: path }, /no vocabulary here/],
      [{ module: pathToFileURL(join(folder, 'missing.mjs')) }, /Cannot find module/],
    ] as const) {
      const verifier = createVerifier(of(made));
      const error = await verifier.warm().catch((cause) => cause);
      expect(error).toMatchObject({ code: 'WORKER_NOT_STARTED', cause: { message: why } });
      await verifier.close();
    }
    for (const wrong of ['three-syllables.mjs', 'https://example.com/x.mjs', new URL('data:,x')]) {
      expect(() => createVerifier(of({ module: wrong }))).toThrow(TypeError);
    }
  });
});

describe('a marker', () => {
  test('names the mark that a text was drawn with, once it has read it back', async () => {
    const registry = memoryRegistry();
    const key = new Uint8Array(32).fill(1);
    const marker = createMarker({
      workers: 1,
      signer,
      watermarkKey: key,
      textMarks: textMark.targets,
      record: { registry },
    });
    const drawn = { kid: traced.kid, contentId: ID };
    const text = drawnText(traced, 200, { contentId: ID });
    const marked = await marker.mark({ text }, origin, { textMark: drawn });
    expect(marked).toMatchObject({ contentId: ID, keyId: traced.kid, unmarked: null });
    expect(registry.records[0]?.record).toMatchObject({
      contentId: ID,
      watermark: { alg: TEXT_MARK_ALGORITHM, keyId: traced.kid },
    });
    const other = await marker.mark({ text: plainText(200) }, origin, {
      textMark: { kid: server.kid },
    });
    expect(other).toMatchObject({ contentId: null, keyId: null, unmarked: 'too-little-text' });
    await expect(
      marker.mark({ text }, origin, { textMark: { kid: '0'.repeat(16) } }),
    ).rejects.toThrow(TypeError);
    await expect(marker.mark(new Uint8Array(8), origin, { textMark: drawn })).rejects.toThrow(
      TypeError,
    );
    await marker.close();
  });
});

async function handedOut(
  text: string,
  drawn: { key: typeof traced; tokenizer: typeof tokenizer; contentId: string },
  registry: ReturnType<typeof memoryRegistry>,
) {
  return mark({ text }, origin, { signer, textMark: drawn, record: { registry } });
}
