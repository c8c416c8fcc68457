// What no route sees is an RFC 9457 problem all the same, and in the log.
// The workers run what is built: `npm test` builds first, and a test file run alone sees the last build.
import { connect } from 'node:net';
import { type Listening, listen } from '@provenance/server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { art, type Fixture, fixture } from './service.ts';

let f: Fixture;
let server: Listening;
beforeAll(async () => {
  f = await fixture();
  const requests = { registry: async () => f.registry, perMinute: 100_000 };
  server = await listen({ ...f.options, requests, patience: { headers: 300, request: 600 } });
});
afterAll(async () => {
  await server.close();
  await f.close();
});

function raw(text: string): Promise<string> {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  const chunks: Buffer[] = [];
  return new Promise((resolve, reject) => {
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', reject);
    socket.on('close', () => resolve(Buffer.concat(chunks).toString('latin1')));
    socket.write(text);
  });
}

describe('a problem is the answer', () => {
  test.each([
    ['headers that never end', 'GET /healthz HTTP/1.1\r\nHost: x\r\nX: ', 408, 'REQUEST_TIMEOUT'],
    [
      'a body that never ends',
      'POST /v1/verify HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc',
      408,
      'REQUEST_TIMEOUT',
    ],
    ['no HTTP', 'hello\r\n\r\n', 400, 'REQUEST_MALFORMED'],
    [
      'chunks that are none',
      'POST /v1/verify HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n',
      400,
      'REQUEST_MALFORMED',
    ],
    [
      'an address of 30 kB',
      `GET /?${'a'.repeat(30_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
      431,
      'HEADERS_TOO_LARGE',
    ],
    [
      'an address of 20 kB',
      `GET /?${'a'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
      414,
      'URI_TOO_LONG',
    ],
    ['no host', 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n', 400, 'REQUEST_MALFORMED'],
    [
      'a host that is none',
      'GET / HTTP/1.1\r\nHost: [\r\nConnection: close\r\n\r\n',
      400,
      'REQUEST_MALFORMED',
    ],
    ['a proxy asked for', 'CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n', 405, 'METHOD_NOT_ALLOWED'],
  ])('to %s, and the log has it once', async (_, text, status, code) => {
    f.log.length = 0;
    const answer = await raw(text);
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} \\w`));
    expect(head).toMatch(/^content-type: application\/problem\+json$/im);
    expect(head).toMatch(/^connection: close$/im);
    const problem = JSON.parse(body) as { instance: string };
    expect(problem).toMatchObject({ type: `urn:provenance:error:${code}`, title: code, status });
    const requestId = problem.instance.replace('urn:provenance:request:', '');
    await expect.poll(() => f.log).toHaveLength(1);
    expect(f.log[0]).toMatchObject({ requestId, status, error: code });
  });

  test('to an expectation there is none: it is left alone', async () => {
    const answer = await raw(
      'GET /healthz HTTP/1.1\r\nHost: x\r\nExpect: tea\r\nConnection: close\r\n\r\n',
    );
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  });
});

describe('parameters', () => {
  const status = async (path: string, init: RequestInit = {}) =>
    (await fetch(`${server.url}${path}`, init)).status;

  test('that a route does not have, or that stand twice, are 400 on every declared route', async () => {
    const response = await fetch(`${server.url}/openapi.json`);
    const { paths } = (await response.json()) as {
      paths: Record<string, Record<string, { responses: object }>>;
    };
    const id = '0011223344556677';
    for (const [path, methods] of Object.entries(paths)) {
      for (const [method, { responses }] of Object.entries(methods)) {
        const filled = path.replaceAll(/\{\w+\}/g, id);
        const init = { method: method.toUpperCase() };
        expect.soft(await status(`${filled}?modle=x`, init), `${method} ${path}`).toBe(400);
        expect.soft(await status(`${filled}?__proto__=x`, init), `${method} ${path}`).toBe(400);
        expect.soft(responses, `${method} ${path}`).toHaveProperty('400');
      }
    }
    expect(await status('/openapi.json?x=1')).toBe(400);
    expect(await status('/docs?x=1')).toBe(400);
    const body = (await art(5, 32)) as never;
    expect(await status('/v1/verify?tree=true&tree=false', { method: 'POST', body })).toBe(400);
    expect(await status('/v1/verify?tree=false', { method: 'POST', body })).toBe(200);
  });

  test('of which a list may stand more than once, and two questions may not be one', async () => {
    const hash = '0'.repeat(64);
    const values = `alg=org.provenance.pdq.1&value=${hash}&value=${hash}`;
    expect([200, 404]).toContain(await status(`/v1/trace?${values}`));
    expect(await status(`/v1/trace?${values}&sha256=${hash}`)).toBe(400);
    expect(await status(`/v1/trace?sha256=${hash}&value=${hash}`)).toBe(400);
    expect(await status(`/v1/trace?sha256=${hash}`)).toBe(404);
  });

  test('of the page are left alone: who shares its address adds to it', async () => {
    expect([200, 404]).toContain(await status('/?utm_source=x'));
  });
});

describe('the language of sentences', () => {
  const verify = async (path: string, headers: Record<string, string> = {}) => {
    const body = (await art(6, 32)) as never;
    const response = await fetch(`${server.url}${path}`, { method: 'POST', body, headers });
    const report = (await response.json()) as {
      language: string;
      verdict: { sentence: string; says: unknown };
      summary: { what: { sentence: string } };
    };
    return { status: response.status, told: response.headers.get('content-language'), report };
  };

  test.each([
    ['nothing', '', {}, 'en'],
    ['the address', '?language=ja', {}, 'ja'],
    ['the header', '', { 'accept-language': 'de, ja-JP;q=0.8, en;q=0.5' }, 'ja'],
    ['the address before the header', '?language=en', { 'accept-language': 'ja' }, 'en'],
    ['a header of neither', '', { 'accept-language': 'de, *;q=0.1' }, 'en'],
    ['a header that wants none of it', '', { 'accept-language': 'ja;q=0, en;q=nonsense' }, 'en'],
  ])('is asked for by %s', async (_, query, headers, language) => {
    for (const token of [{}, f.bearer('verify')]) {
      const { report, told } = await verify(`/v1/verify${query}`, { ...headers, ...token });
      expect(report.language).toBe(language);
      expect(told).toBe(language);
      const japanese = /\p{Script=Hiragana}/u;
      const sentences = [report.verdict.sentence, report.summary.what.sentence];
      for (const sentence of sentences) expect(japanese.test(sentence)).toBe(language === 'ja');
    }
  });

  test('is none that nothing is written in', async () => {
    expect((await verify('/v1/verify?language=de')).status).toBe(400);
  });

  test('is that of answers to requests too', async () => {
    const { createHash } = await import('node:crypto');
    const body = await art(8, 32);
    const sha256 = createHash('sha256').update(body).digest('hex');
    const opened = await fetch(`${server.url}/v1/requests`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ sha256, purpose: 'Why?' }),
    });
    const { id } = (await opened.json()) as { id: string };
    const path = `${server.url}/v1/requests/${id}`;
    await fetch(`${path}/answers?language=ja`, { method: 'POST', body: body as never });
    const read = async (query: string) =>
      ((await (await fetch(`${path}${query}`)).json()) as { answers: { sentence: string }[] })
        .answers[0]?.sentence;
    expect(await read('?language=ja')).toMatch(/\p{Script=Hiragana}/u);
    expect(await read('')).not.toMatch(/\p{Script=Hiragana}/u);
  });
});
