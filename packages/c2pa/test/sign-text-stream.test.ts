import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Duplex, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import { expectCode } from '../../content/test/expect-code.ts';
import {
  callbackSigner,
  ed25519Signer,
  loadTrust,
  type Origin,
  type Signer,
  signText,
  signTextStream,
  type Trust,
  verifyText,
} from '../src/index.ts';
import { makeCertificates, seedOf, type TestCertificates } from './certificates.ts';

const origin: Origin = {
  kind: 'created',
  generator: { name: 'test', version: '1' },
  model: { name: 'example-llm', version: '3' },
};
const utf8 = (text: string) => new TextEncoder().encode(text);
const MARK = '\ufeff';

let made: TestCertificates;
let signer: Signer;
let trust: Trust;
beforeAll(async () => {
  made = await makeCertificates('Ed25519');
  signer = await ed25519Signer({ certificates: made.certificates, seed: seedOf(made) });
  trust = await loadTrust({ anchors: made.root });
});

function streamOf<T>(chunks: readonly T[]): ReadableStream<T> {
  return ReadableStream.from(chunks) as ReadableStream<T>;
}

async function collect<T>(stream: ReadableStream<T>): Promise<T[]> {
  const chunks: T[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

/** What came before a stream failed, and the error. */
async function collectUntilError<T>(stream: ReadableStream<T>) {
  const chunks: T[] = [];
  try {
    for await (const chunk of stream) chunks.push(chunk);
  } catch (error) {
    return { chunks, error };
  }
  return { chunks, error: null };
}

/** A text cut at any UTF-16 units, or at any bytes. */
const cutText = fc
  .tuple(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }), fc.array(fc.nat(60)))
  .map(([text, cuts]) => [text, [...new Set(cuts)].sort((a, b) => a - b)] as const);

function cut<T extends string | Uint8Array>(whole: T, cuts: readonly number[]): T[] {
  const ends = [...cuts.filter((at) => at < whole.length), whole.length];
  return ends.map((end, i) => whole.slice(i === 0 ? 0 : ends[i - 1], end) as T);
}

describe('a stream of text', () => {
  it('passes every chunk on as it is, and ends with a wrapper that holds', async () => {
    await fc.assert(
      fc.asyncProperty(cutText, async ([text, cuts]) => {
        const chunks = cut(text, cuts);
        const out = await collect(streamOf(chunks).pipeThrough(signTextStream(origin, signer)));
        expect(out.slice(0, -1)).toEqual(chunks);
        expect(out.at(-1)).toMatch(/^\ufeff[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]+$/u);
        const report = await verifyText(out.join(''), { trust });
        expect(report).toMatchObject({ state: 'Trusted', failure: [] });
      }),
      { numRuns: 100 },
    );
  });

  it('does so with bytes', async () => {
    await fc.assert(
      fc.asyncProperty(cutText, async ([text, cuts]) => {
        const chunks = cut(utf8(text), cuts);
        const out = await collect(streamOf(chunks).pipeThrough(signTextStream(origin, signer)));
        expect(out.slice(0, -1)).toEqual(chunks);
        const report = await verifyText(Buffer.concat(out), { trust });
        expect(report).toMatchObject({ state: 'Trusted', failure: [] });
      }),
      { numRuns: 100 },
    );
  });

  it('says the same as signText of the whole', async () => {
    const stream = streamOf(['a ', 'text']).pipeThrough(signTextStream(origin, signer));
    const [streamed, whole] = await Promise.all([
      collect(stream),
      signText('a text', origin, signer),
    ]);
    const [a, b] = await Promise.all(
      [streamed.join(''), whole.text].map((text) => verifyText(text, { trust })),
    );
    const { label: _a, ...first } = a!.manifests[0]!;
    const { label: _b, ...second } = b!.manifests[0]!;
    expect(first).toEqual(second);
    expect(utf8(streamed.join('')).length).toBe(utf8(whole.text).length);
  });

  it('gives a chunk before the next one comes', async () => {
    const { readable, writable } = signTextStream<string>(origin, signer);
    const [reader, writer] = [readable.getReader(), writable.getWriter()];
    for (const chunk of ['one', 'e', '\u0301', ' two']) {
      const written = writer.write(chunk);
      expect(await reader.read()).toEqual({ done: false, value: chunk });
      await written;
    }
    const closed = writer.close();
    const { value } = await reader.read();
    expect(value?.startsWith(MARK)).toBe(true);
    expect((await reader.read()).done).toBe(true);
    await closed;
  });

  it('keeps a chunk of bytes the very object it is', async () => {
    const chunk = utf8('x');
    for (const given of [chunk, Buffer.from(chunk)]) {
      const stream = streamOf([given]).pipeThrough(signTextStream(origin, signer));
      const [first, wrapper] = await collect(stream);
      expect(first).toBe(given);
      expect(wrapper?.constructor).toBe(given.constructor);
    }
  });

  it('stays empty if it is', async () => {
    expect(await collect(streamOf([]).pipeThrough(signTextStream(origin, signer)))).toEqual([]);
    const blank = streamOf(['']).pipeThrough(signTextStream(origin, signer));
    expect(await collect(blank)).toEqual(['']);
  });

  it('records a parent, and fails at once if it cannot', async () => {
    const { text } = await signText('one', origin, signer);
    const edited = (parent: Uint8Array | string): Origin => ({
      kind: 'edited',
      generator: origin.generator,
      parent,
    });
    const stream = signTextStream<string>(edited(utf8(text)), signer, { trust });
    const out = await collect(streamOf(['two']).pipeThrough(stream));
    const report = await verifyText(out.join(''), { trust });
    expect(report.state).toBe('Trusted');
    expect(report.manifests).toHaveLength(2);
    const failing = signTextStream<string>(edited('/nowhere.txt'), signer);
    await expectCode('FILE_NOT_FOUND', () => failing.readable.getReader().read());
  });
});

describe('no part of a wrapper is in a stream', () => {
  it('that is aborted, wherever it is', async () => {
    const controller = new AbortController();
    const source = new ReadableStream<string>({
      start: (stream) => stream.enqueue('some text'),
    });
    const { signal } = controller;
    const signed = source.pipeThrough(signTextStream(origin, signer, { signal }), { signal });
    const reader = signed.getReader();
    expect(await reader.read()).toEqual({ done: false, value: 'some text' });
    controller.abort(new Error('stop'));
    await expect(reader.read()).rejects.toThrow('stop');
  });

  it('that is aborted while a key service signs', async () => {
    const controller = new AbortController();
    const slow = await callbackSigner({
      certificates: made.certificates,
      alg: 'Ed25519',
      sign: (bytes, options) =>
        new Promise((_, reject) => {
          expect(bytes.length).toBeGreaterThan(0);
          options.signal?.addEventListener('abort', () => reject(new Error('stopped')));
          controller.abort(new Error('stop'));
        }),
    });
    const stream = signTextStream<string>(origin, slow, { signal: controller.signal });
    const { chunks, error } = await collectUntilError(streamOf(['x']).pipeThrough(stream));
    expect(chunks).toEqual(['x']);
    expect(error).toEqual(new Error('stop'));
  });

  it('whose reader has gone away', async () => {
    const { readable, writable } = signTextStream<string>(origin, signer);
    const writer = writable.getWriter();
    const reader = readable.getReader();
    writer.write('x').catch(() => {});
    await reader.read();
    await reader.cancel(new Error('gone'));
    await expect(writer.close()).rejects.toThrow();
  });

  it('whose signer fails', async () => {
    const cause = new Error('no key today');
    const failing = await callbackSigner({
      certificates: made.certificates,
      alg: 'Ed25519',
      sign: () => Promise.reject(cause),
    });
    const { chunks, error } = await collectUntilError(
      streamOf(['x', 'y']).pipeThrough(signTextStream(origin, failing)),
    );
    expect(chunks).toEqual(['x', 'y']);
    const thrown = await expectCode('SIGNER_FAILED', () => Promise.reject(error));
    expect(thrown.cause).toBe(cause);
  });

  it.each<[string, (string | Uint8Array)[]]>([
    ['that has a lone surrogate', ['a\ud800', 'b']],
    ['that ends in half a pair', ['a', '\ud83d']],
    ['that is no UTF-8', [Uint8Array.of(0x61), Uint8Array.of(0xff, 0x62)]],
    ['that ends within a character', [Uint8Array.of(0x61, 0xe2, 0x82)]],
  ])('%s', async (_, chunks) => {
    const { error, chunks: passed } = await collectUntilError(
      streamOf(chunks).pipeThrough(signTextStream(origin, signer)),
    );
    expect(passed.length).toBeLessThanOrEqual(chunks.length);
    await expectCode('TEXT_MALFORMED', () => Promise.reject(error));
  });

  it('that has a wrapper already, however it is cut', async () => {
    const { text } = await signText('one', origin, signer);
    const check = async <T extends string | Uint8Array>(chunks: T[]) => {
      const { error } = await collectUntilError(
        streamOf(chunks).pipeThrough(signTextStream<T>(origin, signer)),
      );
      await expectCode('CREDENTIAL_NOT_CARRIED', () => Promise.reject(error));
    };
    await check([text]);
    await check([...text]);
    await check([...utf8(text)].map((byte) => Uint8Array.of(byte)));
    for (let at = 1; at < 60; at++) {
      await check(cut(text, [at, at + 7]));
      await check(cut(utf8(text), [at, at + 5]));
    }
  });

  it('with chunks of two kinds, or of none', async () => {
    for (const chunks of [['a', utf8('b')], [utf8('b'), 'a'], [1]]) {
      const { error } = await collectUntilError(
        streamOf(chunks as string[]).pipeThrough(signTextStream(origin, signer)),
      );
      expect(error).toBeInstanceOf(TypeError);
    }
  });
});

describe('it works with', () => {
  it('fetch: a response is signed on its way through', async () => {
    const server = createServer((_, response) => {
      response.setHeader('content-type', 'text/plain; charset=utf-8');
      response.write('日本');
      response.end('語のテキスト');
    }).listen(0, '127.0.0.1');
    try {
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      const upstream = await fetch(`http://127.0.0.1:${port}/`);
      const signed = new Response(upstream.body?.pipeThrough(signTextStream(origin, signer)), {
        headers: { 'content-type': 'text/plain; charset=utf-8' },
      });
      const bytes = new Uint8Array(await signed.arrayBuffer());
      expect(await verifyText(bytes, { trust })).toMatchObject({ state: 'Trusted' });
    } finally {
      server.close();
    }
  });

  it('Node streams: a pipeline', async () => {
    const parts: Buffer[] = [];
    await pipeline(
      Readable.from([Buffer.from('äö'), Buffer.from('ü')]),
      Duplex.fromWeb(signTextStream<Uint8Array>(origin, signer)),
      async (source) => {
        for await (const chunk of source) parts.push(chunk as Buffer);
      },
    );
    expect(await verifyText(Buffer.concat(parts), { trust })).toMatchObject({ state: 'Trusted' });
  });

  it('the text stream of the AI SDK', async () => {
    // streamText(…).textStream is a ReadableStream of strings.
    const textStream = streamOf(['To', ' be', ' or', ' not']);
    let answer = '';
    for await (const part of textStream.pipeThrough(signTextStream(origin, signer))) answer += part;
    expect(await verifyText(answer, { trust })).toMatchObject({ state: 'Trusted' });
  });

  it('the event streams of model APIs: any async iterable', async () => {
    async function* events() {
      yield { choices: [{ delta: { role: 'assistant' } }] };
      for (const content of ['Good', ' morning', '.']) yield { choices: [{ delta: { content } }] };
      yield { choices: [{ delta: {} }] };
    }
    async function* texts() {
      for await (const { choices } of events()) {
        const delta: { content?: string } = choices[0]?.delta ?? {};
        const { content = '' } = delta;
        if (content !== '') yield content;
      }
    }
    const source = ReadableStream.from(texts()) as ReadableStream<string>;
    const parts = await collect(source.pipeThrough(signTextStream(origin, signer)));
    expect(parts).toHaveLength(4);
    expect(await verifyText(parts.join(''), { trust })).toMatchObject({ state: 'Trusted' });
  });
});

describe('signTextStream', () => {
  it('keeps the type of the chunks', () => {
    expectTypeOf(streamOf(['a']).pipeThrough(signTextStream(origin, signer))).toEqualTypeOf<
      ReadableStream<string>
    >();
    expectTypeOf(signTextStream<Uint8Array>(origin, signer)).toEqualTypeOf<
      TransformStream<Uint8Array, Uint8Array>
    >();
  });

  it('throws at once for what is a mistake, or would not validate', async () => {
    const call = (...args: unknown[]) =>
      (signTextStream as (...args: unknown[]) => unknown).bind(null, ...args);
    expect(call({ kind: 'made' }, signer)).toThrow(TypeError);
    expect(call(origin, {})).toThrow(TypeError);
    expect(call(origin, signer, { fileName: 'x' })).toThrow(TypeError);
    const actions = [{ action: 'c2pa.opened' }];
    await expectCode('MANIFEST_REFUSED', () => signTextStream({ ...origin, actions }, signer));
  });

  it('holds no more of a long text than of a short one', async () => {
    const [PARTS, PART] = [2048, 64 * 1024];
    let passed = 0;
    let most = 0;
    async function* parts() {
      for (let i = 0; i < PARTS; i++) yield new Uint8Array(PART).fill(0x61 + (i % 26));
    }
    const source = ReadableStream.from(parts()) as ReadableStream<Uint8Array>;
    for await (const chunk of source.pipeThrough(signTextStream(origin, signer))) {
      passed += chunk.length;
      most = Math.max(most, process.memoryUsage().arrayBuffers);
    }
    expect(passed).toBeGreaterThan(PARTS * PART);
    expect(most).toBeLessThan((PARTS * PART) / 2);
  });
});

describe('who is told what was signed', () => {
  it('hears it before the credential is handed out, and can hold it back', async () => {
    const told: string[] = [];
    const signing = signTextStream<string>(origin, signer, {
      async onSigned({ manifestStore, mediaType, activeManifest }, end) {
        expect([mediaType, manifestStore.length > 0]).toEqual(['text/plain', true]);
        expect(activeManifest).toMatch(/^urn:c2pa:/);
        told.push(end as string);
      },
    });
    const chunks = await collect(streamOf(['some ', 'text']).pipeThrough(signing));
    expect(chunks).toEqual(['some ', 'text', ...told]);
    const why = new Error('not recorded');
    const held = signTextStream<string>(origin, signer, { onSigned: () => Promise.reject(why) });
    const stopped = await collectUntilError(streamOf(['some ', 'text']).pipeThrough(held));
    expect(stopped).toEqual({ chunks: ['some ', 'text'], error: why });
    expect(() => signTextStream(origin, signer, { onSigned: 'me' as never })).toThrow(TypeError);
  });
});
