import { createPrivateKey } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { createRegistry, openLmdb } from '@provenance/registry';
import { createDevelopmentCertificates, loadTrust, pemSigner, sign, verify } from '@provenance/sdk';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { drawnText, tokenizer } from '../packages/sdk/test/text-model.ts';
import { generateArt } from './art.ts';
import { generate } from './generation-pipeline.ts';
import { kmsSigner, startKeyService } from './kms-signer.ts';
import { keepManifest } from './png.ts';
import { platform } from './readme/platform.ts';
import { provider } from './readme/provider.ts';
import { recorded } from './readme/registry.ts';
import { answer, pasted } from './readme/text.ts';
import { reading, writing } from './readme/text-mark.ts';
import { startStreamServer } from './stream-server.ts';
import {
  type ChatEvent,
  signEvents,
  signingStream,
  signResponse,
  signTokens,
} from './text-streams.ts';
import { checkUpload } from './upload-check.ts';

const certificates = await createDevelopmentCertificates({ alg: 'ES256' });
const trust = await loadTrust({ anchors: certificates.root });
const watermarkKey = Uint8Array.from({ length: 32 }, (_, i) => i);
const art = await generateArt(1, { width: 128, height: 96 });
const provide = await provider(certificates.certificates, certificates.key, watermarkKey);
const signed = (await provide(art)).bytes as Uint8Array;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'provenance-examples-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('the same seed gives the same art', async () => {
  expect(Buffer.compare(await generateArt(1, { width: 128, height: 96 }), art)).toBe(0);
  expect(Buffer.compare(await generateArt(2, { width: 128, height: 96 }), art)).not.toBe(0);
});

describe('the snippets of the documents', () => {
  test('what a provider signs, a platform understands', async () => {
    const check = await platform(certificates.root, [{ key: watermarkKey, marks: 'ai-generated' }]);
    expect(await check(signed)).toMatchObject({ label: 'ai-generated', integrity: 'intact' });
    expect(await check(art)).toMatchObject({ label: 'unknown', integrity: 'unverifiable' });
    const keyless = await platform(certificates.root);
    expect(await keyless(signed)).toMatchObject({ label: 'ai-generated', integrity: 'intact' });
    const large = await generateArt(1, { width: 384, height: 256 });
    const { bytes, contentId } = await provide(large);
    const stripped = await check(await sharp(bytes).jpeg().toBuffer());
    expect(stripped).toMatchObject({ label: 'ai-generated', assurance: 'statistical' });
    expect(stripped.sentence).toContain(contentId);
  });
});

test('the snippet of the documents: what was stripped is known from its record', async () => {
  const made = await createDevelopmentCertificates({
    alg: 'Ed25519',
    organization: 'Example Ltd.',
  });
  const kept = await recorded(join(folder, 'registry'), await pemSigner(made), watermarkKey);
  try {
    const large = await generateArt(4, { width: 384, height: 256 });
    const model = { name: 'example-diffusion', version: '2.1' };
    const generator = { name: 'Example Studio', version: '1.4' };
    const { bytes, record } = await kept.mark(large, { kind: 'created', model, generator }, 'r-1');
    expect(record).toMatchObject({ status: 'written', logIndex: 0 });
    const stripped = await sharp(bytes).jpeg().toBuffer();
    expect(await kept.verify(stripped)).toMatchObject({
      recovered: 'watermark',
      origin: { kind: 'ai-generated', issuer: 'Example Ltd.', model: 'example-diffusion 2.1' },
    });
    const [found] = await kept.trace(stripped);
    expect(found).toMatchObject({ by: 'watermark', record: { requestId: 'r-1' } });
    expect(await kept.verify(await generateArt(5, { width: 384, height: 256 }))).toMatchObject({
      origin: { kind: 'unknown' },
    });
  } finally {
    await kept.close();
  }
});

test('the snippet of the documents: words alone lead to the record of a marked text', async () => {
  const made = await createDevelopmentCertificates({
    alg: 'Ed25519',
    organization: 'Example Ltd.',
  });
  const signer = await pemSigner(made);
  const registry = await createRegistry(await openLmdb(join(folder, 'texts'), { create: true }), {
    signer,
  });
  const contentId = '0011223344556677';
  try {
    const { marker, stream } = writing(watermarkKey, contentId, { signer, registry });
    expect(marker.contentId).toBe(contentId);
    const words = drawnText(marker.key, 400, { contentId });
    const signed = await text(ReadableStream.from([words]).pipeThrough(stream));
    const asked = { tokenizer, trust: await loadTrust({ anchors: made.root }), registry };
    expect((await reading(signed, watermarkKey, asked)).verdict).toMatchObject({
      integrity: 'intact',
      trust: 'trusted',
    });
    expect((await reading(words, watermarkKey, asked)).verdict).toMatchObject({
      recovered: 'watermark',
      origin: { kind: 'ai-generated', model: 'example-llm 3' },
    });
  } finally {
    await registry.close();
  }
});

test('a generation pipeline marks and signs every picture, and no prompt is in one', async () => {
  const prompts = ['a very particular prompt', 'another very particular prompt'];
  const made = await generate(prompts, folder, watermarkKey);
  expect(made).toHaveLength(2);
  for (const [index, { path, salt, contentId }] of made.entries()) {
    const { c2pa, verdict, watermark } = await verify(path, {
      watermark: { keys: [watermarkKey] },
    });
    expect(watermark).toMatchObject({ present: true, contentId });
    expect(c2pa.state).toBe('Valid');
    expect(verdict.origin).toMatchObject({ kind: 'ai-generated', model: 'example-diffusion 2.1' });
    const file = await readFile(path, 'latin1');
    expect(file).not.toContain(prompts[index]);
    expect(file).not.toContain(salt);
  }
});

describe('an upload check', () => {
  test('tells generated, altered, invalid, unknown and unreadable apart', async () => {
    const other = await generateArt(2, { width: 128, height: 96 });
    const altered = keepManifest(other, signed);
    expect(await checkUpload(signed, trust)).toMatchObject({ status: 200, label: 'ai' });
    expect(await checkUpload(altered, trust)).toMatchObject({ status: 200, label: 'altered' });
    const forged = Uint8Array.from(signed);
    // Of the claim, so that the signature is over another one.
    const at = Buffer.from(forged).indexOf('claim_generator_info');
    forged[at] = 0x45;
    expect(await checkUpload(forged, trust)).toMatchObject({ status: 200, label: 'invalid' });
    expect(await checkUpload(art, trust)).toMatchObject({ status: 200, label: 'unknown' });
    const neither = Uint8Array.of(0, 1, 2);
    expect(await checkUpload(neither, trust)).toMatchObject({ status: 422, label: 'unknown' });
  });

  test('refuses what is too large', async () => {
    const answer = await checkUpload(new Uint8Array(20 * 1024 * 1024 + 1), trust);
    expect(answer).toMatchObject({ status: 413 });
  });
});

describe('text', async () => {
  const signer = await pemSigner({
    certificates: certificates.certificates,
    key: certificates.key,
  });
  const words = ['A model', ' wrote', ' th', 'is: é, 世', '界.'];
  async function* tokens() {
    yield* words;
  }
  const whole = words.join('');
  const expectSigned = async (text: string | Uint8Array) => {
    const input = typeof text === 'string' ? { text } : text;
    expect((await verify(input, { trust })).verdict).toMatchObject({
      integrity: 'intact',
      trust: 'trusted',
      origin: { kind: 'ai-generated', model: 'example-llm 3' },
    });
  };
  const joined = async (parts: AsyncIterable<string>) => {
    const all: string[] = [];
    for await (const part of parts) all.push(part);
    expect(all.slice(0, -1)).toEqual(words);
    return all.join('');
  };

  test('the snippet of the documents: what a provider streams, a person pastes', async () => {
    const text = await joined(answer(tokens(), signer));
    await expectSigned(text);
    const [sentence, ...parts] = await pasted(`Ann wrote:\n${text}\nRegards`, trust);
    expect(sentence).toContain('“example-llm 3”');
    expect(parts).toEqual([[[2, 2], 'intact']]);
  });

  test('a fetch response', async () => {
    const headers = { 'content-type': 'text/plain; charset=utf-8', 'content-length': '36' };
    const signed = signResponse(new Response(whole, { headers }), signer);
    expect(signed.headers.get('content-length')).toBe(null);
    await expectSigned(new Uint8Array(await signed.arrayBuffer()));
  });

  test('Node streams', async () => {
    const parts: Uint8Array[] = [];
    await pipeline(
      Readable.from(words.map((word) => Buffer.from(word))),
      signingStream(signer),
      async (source) => {
        for await (const part of source) parts.push(part);
      },
    );
    await expectSigned(Buffer.concat(parts));
  });

  test('the text stream of an AI SDK', async () => {
    await expectSigned(await joined(signTokens(tokens(), signer)));
  });

  test('the events of a chat API, each as it was, and one more before the last', async () => {
    const said = words.map((content): ChatEvent => ({ choices: [{ delta: { content } }] }));
    const events: ChatEvent[] = [
      { choices: [{ delta: { role: 'assistant', content: '' } }] },
      ...said,
      { choices: [{ delta: {}, finish_reason: 'stop' }] },
      { choices: [] },
    ];
    for (const given of [events, said]) {
      const out: ChatEvent[] = [];
      for await (const event of signEvents(Readable.from(given), signer)) out.push(event);
      expect(out).toHaveLength(given.length + 1);
      expect(out.filter((event) => given.includes(event))).toEqual(given);
      await expectSigned(out.map(({ choices }) => choices[0]?.delta.content ?? '').join(''));
    }
  });

  test('a chat that breaks off is not signed', async () => {
    async function* broken(): AsyncGenerator<ChatEvent> {
      yield { choices: [{ delta: { content: 'A mod' } }] };
      throw new Error('broken');
    }
    const out: ChatEvent[] = [];
    const reading = async () => {
      for await (const event of signEvents(broken(), signer)) out.push(event);
    };
    await expect(reading()).rejects.toThrow('broken');
    expect(out).toHaveLength(1);
  });

  test('a server streams an answer, and verifies what comes back', async () => {
    const { url, server } = await startStreamServer(signer, trust, { delay: 0 });
    try {
      expect(await (await fetch(url)).text()).toContain('<textarea');
      const text = Buffer.from(await (await fetch(`${url}/answer`)).arrayBuffer()).toString();
      await expectSigned(text);
      const check = async (body: string) =>
        (await fetch(`${url}/verify`, { method: 'POST', body })).json();
      expect(await check(text)).toMatchObject({ verdict: { integrity: 'intact' }, parts: [] });
      expect(await check(`a\n${text}`)).toMatchObject({ parts: [{ lines: [2, 6] }] });
      expect(await check(text.replace('history', 'mystery'))).toMatchObject({
        verdict: { integrity: 'altered' },
      });
      const large = await fetch(`${url}/verify`, { method: 'POST', body: 'x'.repeat(2 ** 20 + 1) });
      expect(large.status).toBe(413);
      expect((await fetch(`${url}/none`)).status).toBe(404);
    } finally {
      server.close();
    }
  });
});

test('a key service signs without giving its key away', async () => {
  const { url, server } = await startKeyService(createPrivateKey(certificates.key));
  try {
    const signer = await kmsSigner(url, certificates.certificates);
    const { bytes } = await sign(
      art,
      { kind: 'created', generator: { name: 'Example Studio', version: '1.4' } },
      { signer },
    );
    expect((await verify(bytes as Uint8Array, { trust })).c2pa.state).toBe('Trusted');
  } finally {
    server.close();
  }
});
