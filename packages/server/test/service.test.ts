import { createHash } from 'node:crypto';
// The workers run what is built: `npm test` builds first, and a test file run alone sees the last build.
import { ProvenanceError } from '@provenance/content';
import { createVerifier, verify } from '@provenance/sdk';
import { listen, newToken, tokenList } from '@provenance/server';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { art, type Fixture, fixture, json, key } from './service.ts';

type BodyInit = NonNullable<RequestInit['body']>;

let f: Fixture;
let app: ReturnType<Fixture['app']>['app'];
let picture: Uint8Array;
beforeAll(async () => {
  f = await fixture();
  app = f.app().app;
  picture = await art();
});
afterAll(() => f.close());
beforeEach(() => {
  f.log.length = f.faults.length = 0;
});

const post = (path: string, body: BodyInit | Uint8Array, headers: Record<string, string> = {}) =>
  app.request(path, { method: 'POST', body: body as BodyInit, headers });
const mark = (body: Uint8Array | string, query = '', headers: Record<string, string> = {}) =>
  post(`/v1/mark${query}`, body, { ...f.bearer('mark'), ...headers });

describe('POST /v1/mark', () => {
  test('gives the marked picture, which verifies here and elsewhere', async () => {
    const query =
      '?model=painter&modelVersion=2&title=Art&requestId=r-7&contentId=00112233445566aa';
    const response = await mark(picture, query, { 'content-type': 'image/png' });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('image/png');
    expect(response.headers.get('provenance-content-id')).toBe('00112233445566aa');
    expect(response.headers.get('provenance-record')).toBe('written');
    const marked = new Uint8Array(await response.arrayBuffer());
    const here = await verify(marked, { watermark: { keys: [key] } });
    expect(here.watermark?.contentId).toBe('00112233445566aa');
    expect(here.verdict.origin.model).toContain('painter');
    const there = await (await post('/v1/verify', marked)).json();
    expect(there).toMatchObject({
      schema: 'provenance.verify/2',
      verdict: { integrity: 'intact', origin: { kind: 'ai-generated' } },
      watermark: { present: true, contentId: '00112233445566aa' },
    });
  });

  test('takes raw samples and texts, and answers as JSON where that is asked for', async () => {
    const side = 128;
    const samples = new Uint8Array(side * side * 3);
    for (let i = 0; i < samples.length; i++) samples[i] = 128 + 90 * Math.sin(i / 29 + (i % 97));
    const type = { 'content-type': 'application/vnd.provenance.pixels' };
    const raw = await mark(samples, `?width=${side}&height=${side}&channels=3`, type);
    expect(raw.status).toBe(200);
    expect(raw.headers.get('content-type')).toBe('image/png');
    const short = await mark(samples, `?width=${side}&height=${side + 1}&channels=3`, type);
    expect(short.status).toBe(400);

    const text = { text: 'What a model wrote. '.repeat(20) };
    const answer = await mark(JSON.stringify(text), '', {
      'content-type': 'application/json',
      accept: 'application/json',
    });
    const { content, record, unmarked } = await json(answer);
    expect({ unmarked, status: record.status }).toEqual({
      unmarked: 'not-a-picture',
      status: 'written',
    });
    const signed = Buffer.from(content, 'base64').toString();
    const report = await json(
      post('/v1/verify', JSON.stringify({ text: signed }), {
        'content-type': 'application/json',
      }),
    );
    expect(report.verdict.integrity).toBe('intact');
  });

  test('signs a text as it streams, as it is or as events', async () => {
    const pieces = ['One ', 'piece, ', 'and é', 'nough of it.'];
    const body = () => new Blob(pieces).stream();
    const send = (headers: Record<string, string>) =>
      app.request('/v1/mark/stream?model=writer', {
        method: 'POST',
        body: body(),
        headers: { 'content-type': 'text/plain', ...f.bearer('mark'), ...headers },
        duplex: 'half',
      } as RequestInit);
    const text = await (await send({})).text();
    expect(text.startsWith(pieces.join(''))).toBe(true);
    const report = await verify({ text });
    expect(report.verdict.integrity).toBe('intact');
    const events = await (await send({ accept: 'text/event-stream' })).text();
    const data = [...events.matchAll(/^data: (".*")$/gm)].map(([, json]) => JSON.parse(json ?? ''));
    expect((await verify({ text: data.join('') })).verdict.integrity).toBe('intact');
  });

  test('records a text that streams, as it records any other', async () => {
    const recording = f.app({ record: { registry: f.registry } }).app;
    const send = (query: string, headers: Record<string, string> = {}) =>
      recording.request(`/v1/mark/stream${query}`, {
        method: 'POST',
        body: new Blob(['A text ', 'that streams.']).stream(),
        headers: { 'content-type': 'text/plain', ...f.bearer('mark'), ...headers },
        duplex: 'half',
      } as RequestInit);
    const response = await send('?model=writer&requestId=s-1&contentId=00000000000000a1');
    expect(response.headers.get('provenance-content-id')).toBe('00000000000000a1');
    const bytes = new Uint8Array(await response.arrayBuffer());
    const [kept] = await f.registry.byContentHash(createHash('sha256').update(bytes).digest());
    expect(kept?.record).toMatchObject({
      contentId: '00000000000000a1',
      mediaType: 'text/plain',
      requestId: 's-1',
      model: { name: 'writer', version: null },
    });
    const events = await send('', { accept: 'text/event-stream' });
    const id = events.headers.get('provenance-content-id') ?? '';
    expect(await f.registry.byContentId(id)).toBeNull();
    expect(await events.text()).toContain('event: end');
    expect((await f.registry.byContentId(id))?.record.mediaType).toBe('text/plain');
    // The id is taken: the text has no credential, and the stream ends as what failed.
    await expect((await send('?contentId=00000000000000a1')).text()).rejects.toThrow();
  });

  test.each([
    ['no model to a version', '?modelVersion=2', 400],
    ['a content id that is none', '?contentId=7', 400],
    ['a parameter that nobody knows', '?colour=red', 400],
    ['a retention that is no day', '?retainUntil=soon', 400],
    ['a retention until no day of the calendar', '?retainUntil=2130-02-30', 400],
    ['a retention that is over', '?retainUntil=2020-01-01', 400],
    ['a mark that it cannot carry', '?requireMark=true', 422],
  ])('refuses %s', async (_, query, status) => {
    const small = await art(1, 16);
    const response = await mark(small, query);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
  });

  test('refuses other content under the same content id', async () => {
    const query = '?contentId=0000000000000001';
    expect((await mark(await art(11), query)).status).toBe(200);
    const again = await mark(await art(12), query);
    expect(again.status).toBe(409);
    expect(await again.json()).toMatchObject({ type: 'urn:provenance:error:RECORD_EXISTS' });
  });
});

describe('who asks', () => {
  test.each<[string, () => Record<string, string>, number]>([
    ['nobody', () => ({}), 401],
    ['a forged token', () => ({ authorization: `Bearer prov_00000000_${'A'.repeat(43)}` }), 401],
    ['a token of another scope', () => f.bearer('verify'), 403],
    ['something else', () => ({ authorization: 'Basic YTpi' }), 401],
    ['an empty token', () => ({ authorization: 'Bearer ' }), 401],
  ])('%s may not mark', async (_, headers, status) => {
    const response = await post('/v1/mark', picture, headers());
    expect(response.status).toBe(status);
    if (status === 401) expect(response.headers.get('www-authenticate')).toBe('Bearer');
  });

  test('a token that has expired is none', async () => {
    const past = newToken('old', ['mark'], { expires: new Date(Date.now() - 1) });
    const future = newToken('new', ['mark'], { expires: new Date(Date.now() + 60_000) });
    const other = f.app({ tokens: tokenList([past.kept, future.kept]) }).app;
    const status = async (text: string) => {
      const headers = { authorization: `Bearer ${text}` };
      return (await other.request('/v1/mark', { method: 'POST', headers })).status;
    };
    expect(await status(past.text)).toBe(401);
    expect(await status(future.text)).not.toBe(401);
  });

  test('a bad token is refused also where none is needed', async () => {
    const response = await post('/v1/verify', picture, { authorization: 'Bearer nothing' });
    expect(response.status).toBe(401);
  });

  test('a server without watermark keys does not say that there is no mark', async () => {
    const verifier = createVerifier({ workers: 1 });
    try {
      const { app } = f.app({ verifier });
      const response = await app.request('/v1/detect', {
        method: 'POST',
        body: picture as BodyInit,
      });
      expect(response.status).toBe(415);
      expect(await response.text()).toMatch(/no watermark key/);
    } finally {
      await verifier.close();
    }
  });

  test('an anonymous caller learns no score, geometry, distance or number of bits', async () => {
    const marked = new Uint8Array(await (await mark(await art(21))).arrayBuffer());
    const { default: sharp } = await import('sharp');
    const stripped = new Uint8Array(await sharp(marked).jpeg({ quality: 80 }).toBuffer());
    const telling = /falsePositive|geometry|correctedBits|distance|keyId|requestId/;
    for (const path of ['/v1/verify', '/v1/detect']) {
      const anonymous = await (await post(path, stripped)).text();
      expect(anonymous).toMatch(/"present":true/);
      expect(anonymous).not.toMatch(telling);
      // The bound that holds of every mark, and not how far below it this one is.
      for (const [, odds] of anonymous.matchAll(/"odds":([^,}]+)/g)) expect(odds).toBe('1e-9');
      const known = await (await post(path, stripped, f.bearer('verify'))).text();
      expect(known).toMatch(/falsePositive/);
      expect(known).toMatch(/geometry/);
      // Another scope is not this one.
      expect(await (await post(path, stripped, f.bearer('mark'))).text()).not.toMatch(telling);
    }
    const report = await json(post('/v1/verify', stripped));
    expect(report).toMatchObject({ verdict: { recovered: 'watermark' } });
    expect(report.verdict.sentence).toMatch(
      /^Recovered by its watermark \(content id [0-9a-f]{16}, by chance in less than 1e-9 of pictures\):/,
    );
  });
});

describe('GET /v1/trace/{id}', () => {
  test('says what anybody may know, and proves it to who may trace', async () => {
    const query = '?contentId=00000000000000ff&model=painter&requestId=secret-7';
    await mark(await art(31), query);
    const anonymous = await (await app.request('/v1/trace/00000000000000FF')).text();
    expect(JSON.parse(anonymous).record).toMatchObject({ model: { name: 'painter' } });
    expect(anonymous).not.toMatch(/secret-7|receipt|contentHash/);
    const known = await json(
      app.request('/v1/trace/00000000000000ff', { headers: f.bearer('trace') }),
    );
    expect(known.record.requestId).toBe('secret-7');
    const { verifyReceipt, verifyInclusion } = await import('@provenance/registry');
    const receipt = Buffer.from(known.receipt, 'base64');
    expect((await verifyReceipt(receipt, f.certificates.certificates)).verified).toBe(true);
    const proof = {
      ...known.proof,
      leafHash: Buffer.from(known.proof.leafHash, 'hex'),
      path: known.proof.path.map((each: string) => Buffer.from(each, 'hex')),
      head: Buffer.from(known.proof.head, 'base64'),
    };
    const included = await verifyInclusion(proof, known.proof.certificates, { receipt });
    expect(included.verified).toBe(true);
  });

  test.each([
    ['/v1/trace/0000000000000abc', 404],
    ['/v1/trace/zz', 400],
    ['/v1/trace/..%2f..%2fetc%2fpasswd', 400],
    ['/v1/trace/%00', 400],
  ])('%s: %i', async (path, status) => {
    expect((await app.request(path)).status).toBe(status);
  });
});

describe('a request', () => {
  test.each([
    ['GET', '/nothing', 404, 'NOT_FOUND'],
    ['GET', '/v1/verify', 405, 'METHOD_NOT_ALLOWED'],
    ['DELETE', '/v1/trace/0000000000000001', 405, 'METHOD_NOT_ALLOWED'],
  ])('%s %.20s ends in a problem with a code and an id', async (method, path, status, code) => {
    const response = await app.request(path, { method });
    expect(response.status).toBe(status);
    const id = response.headers.get('x-request-id');
    expect(await response.json()).toMatchObject({
      type: `urn:provenance:error:${code}`,
      title: code,
      status,
      instance: `urn:provenance:request:${id}`,
    });
    expect(f.log.at(-1)).toMatchObject({ requestId: id, status, error: code });
  });

  test.each<[string, BodyInit, Record<string, string>, number]>([
    ['an empty body', '', {}, 400],
    ['a form', new FormData(), {}, 415],
    ['JSON that is none', '{', { 'content-type': 'application/json' }, 400],
    ['a list', '[]', { 'content-type': 'application/json' }, 400],
    ['a name twice', '{"text":"a","text":"b"}', { 'content-type': 'application/json' }, 400],
    [
      'a name twice, escaped',
      '{"text":"a","te\\u0078t":"b"}',
      { 'content-type': 'application/json' },
      400,
    ],
    ['no text', '{"text":7}', { 'content-type': 'application/json' }, 400],
    ['something besides', '{"text":"a","x":1}', { 'content-type': 'application/json' }, 400],
    ['no UTF-8', new Uint8Array([0x22, 0xff, 0x22]), { 'content-type': 'application/json' }, 400],
    ['more than the limit', new Uint8Array(2 ** 22 + 1), {}, 413],
    ['a length that is none', 'x', { 'content-length': 'many' }, 400],
    ['a length above the limit', 'x', { 'content-length': '99999999999' }, 413],
  ])('with %s is refused', async (_, body, headers, status) => {
    expect((await post('/v1/verify', body, headers)).status).toBe(status);
  });

  test('with an address that is too long is 414', async () => {
    expect((await app.request(`/v1/trace/${'0'.repeat(20_000)}`)).status).toBe(414);
  });

  test('with nested JSON of a million levels is refused, and the next one answered', async () => {
    const deep = '['.repeat(1_000_000);
    const headers = { 'content-type': 'application/json' };
    expect((await post('/v1/verify', deep, headers)).status).toBe(400);
    const closed = `${deep}${']'.repeat(1_000_000)}`;
    expect((await post('/v1/verify', closed, headers)).status).toBe(400);
    expect((await app.request('/healthz')).status).toBe(200);
  });

  test('is logged with hashes and codes, and nothing of its content', async () => {
    const secret = 'a secret sentence that nobody is to read';
    await mark(JSON.stringify({ text: secret }), '?title=hidden-title', {
      'content-type': 'application/json',
    });
    const logged = JSON.stringify(f.log);
    expect(f.log[0]).toMatchObject({ route: '/v1/mark', status: 200, method: 'POST' });
    expect(f.log[0]?.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(logged).not.toMatch(/secret|hidden|prov_/);
  });

  test('too many of them end in 429, of an address and of a token each', async () => {
    const few = f.app({ limits: { anonymousPerMinute: 4, tokenPerMinute: 6 } }).app;
    const statuses = async (count: number, headers: Record<string, string>) => {
      const all: number[] = [];
      for (let i = 0; i < count; i++) {
        all.push((await few.request('/v1/trace/0000000000000abc', { headers })).status);
      }
      return all;
    };
    expect(await statuses(3, {})).toEqual([404, 404, 429]);
    expect(await statuses(4, f.bearer('trace'))).toEqual([404, 404, 404, 429]);
    const limited = await few.request('/v1/trace/0000000000000abc');
    expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0);
    // Guessing tokens counts as well, and health is always told.
    const guess = { authorization: `Bearer prov_00000000_${'A'.repeat(43)}` };
    expect(await statuses(1, guess)).toEqual([429]);
    expect((await few.request('/healthz')).status).toBe(200);
  });

  test('that nobody has room for is 503 at once, and what was taken is answered', async () => {
    const verifier = createVerifier({ workers: 1, queue: 0 });
    const busy = f.app({ verifier }).app;
    try {
      const send = () => busy.request('/v1/verify', { method: 'POST', body: picture as BodyInit });
      const responses = await Promise.all([send(), send(), send()]);
      expect(responses.map(({ status }) => status).sort()).toEqual([200, 503, 503]);
      const over = responses.find(({ status }) => status === 503);
      expect(over?.headers.get('retry-after')).toBe('1');
      expect(await over?.json()).toMatchObject({ title: 'WORKER_OVERLOADED' });
    } finally {
      await verifier.close();
    }
    const narrow = f.app({ limits: { maxTotalBytes: 1000 } }).app;
    const full = await narrow.request('/v1/verify', { method: 'POST', body: picture as BodyInit });
    expect(full.status).toBe(503);
  });

  test('that no worker can be started for is 503', async () => {
    const verifier = createVerifier({ workers: 1 });
    const { execPath } = process;
    process.execPath = '/no/such/node';
    try {
      const { app } = f.app({ verifier });
      const answer = await app.request('/v1/verify', { method: 'POST', body: picture as BodyInit });
      expect(answer.status).toBe(503);
      const text = await answer.text();
      expect(JSON.parse(text)).toMatchObject({ title: 'WORKER_NOT_STARTED', status: 503 });
      expect(text).not.toContain('/no/such/node');
    } finally {
      process.execPath = execPath;
      await verifier.close();
    }
  });

  test('whose registry is down is 503, and a fault of ours tells nothing of it', async () => {
    const down = f.app({
      registry: async () => {
        throw new ProvenanceError('REGISTRY_UNAVAILABLE', undefined, {
          cause: new Error('postgresql://user:hunter2@host'),
        });
      },
    }).app;
    const response = await down.request('/v1/trace/0000000000000abc');
    expect(response.status).toBe(503);
    expect(await response.text()).not.toContain('hunter2');
    expect((await down.request('/readyz')).status).toBe(503);
    const broken = f.app({
      registry: async () => {
        throw new Error('hunter2 at /home/somebody');
      },
    }).app;
    const fault = await broken.request('/v1/trace/0000000000000abc');
    expect(fault.status).toBe(500);
    expect(await fault.text()).not.toMatch(/hunter2|somebody/);
    expect(String(f.faults[0])).toContain('hunter2');
  });
});

describe('the server', () => {
  test('describes itself: OpenAPI 3.1 of what it answers, and a page', async () => {
    const document = await json(app.request('/openapi.json'));
    expect(document.openapi).toBe('3.1.0');
    for (const [path, item] of Object.entries(document.paths)) {
      for (const method of Object.keys(item)) {
        const concrete = path.replace(/\{\w+\}/g, '0000000000000abc');
        const response = await app.request(concrete, { method: method.toUpperCase() });
        expect([404, 405].includes(response.status) && !path.includes('{')).toBe(false);
        expect(response.status).not.toBe(405);
      }
    }
    const page = await app.request('/docs');
    expect(await page.text()).toContain('/v1/verify');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  test('is ready, and tells its numbers to who may know them', async () => {
    expect((await app.request('/readyz')).status).toBe(200);
    expect((await app.request('/metrics')).status).toBe(401);
    const text = await (await app.request('/metrics', { headers: f.bearer('admin') })).text();
    expect(text).toMatch(
      /provenance_http_requests_total\{method="GET",route="\/readyz",status="200"\} \d/,
    );
    expect(text).toMatch(/provenance_workers_running\{pool="mark"\} 0/);
    // What nobody declared is one label, however many there are.
    await Promise.all(['a', 'b', 'c'].map((path) => app.request(`/${path}`)));
    const after = await (await app.request('/metrics', { headers: f.bearer('admin') })).text();
    expect(after.match(/route="\*"/g)?.length).toBe(
      after.match(/route="\*",le=|route="\*"[},]/g)?.length,
    );
    expect(after).not.toMatch(/route="\/[abc]"/);
  });

  test('refuses options that there are not: a limit that is passed over would be none', async () => {
    for (const wrong of [
      { policy: {} },
      { limits: { maxByte: 1 } },
      { resolution: { openQuery: true } },
      { requests: { keepdays: 1 } },
    ]) {
      expect(() => f.app(wrong as never)).toThrow(TypeError);
    }
    for (const wrong of [{ patience: { header: 1 } }, { idle: { tell: 1 } }, { Port: 0 }]) {
      await expect(listen({ ...f.options, ...(wrong as object) })).rejects.toThrow(TypeError);
    }
  });

  test('that is open is open on this machine alone, and to no page of another site', async () => {
    await expect(listen({ ...f.options, open: true, host: '0.0.0.0' })).rejects.toBeInstanceOf(
      TypeError,
    );
    const open = f.app({ open: true }).app;
    const as = async (host: string) =>
      (await open.request('/v1/trace/0000000000000abc', { headers: { host } })).status;
    expect(await as('127.0.0.1:8080')).toBe(404);
    expect(await as('localhost')).toBe(404);
    expect(await as('evil.example')).toBe(403);
    expect(await as('127.0.0.1.evil.example')).toBe(403);
    const marked = await open.request('/v1/mark', { method: 'POST', body: picture as BodyInit });
    expect(marked.status).toBe(200);
  });

  test.each<[string, Record<string, string>]>([
    ['another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
    ['another site, in an older browser', { origin: 'https://evil.example' }],
    ['another site, without its name', { 'sec-fetch-site': 'cross-site' }],
    [
      'another port of this machine',
      { origin: 'http://localhost:3000', 'sec-fetch-site': 'same-site' },
    ],
    ['a sandbox', { origin: 'null', 'sec-fetch-site': 'cross-site' }],
    ['a file', { origin: 'null' }],
  ])('that is open takes nothing of a page of %s', async (_, headers) => {
    const registry = async () => f.registry;
    const open = f.app({ open: true, requests: { registry } }).app;
    const routes = open.routes.filter(({ method }) => !['ALL', 'GET'].includes(method));
    expect(routes.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['/v1/mark', '/v1/mark/stream', '/v1/requests']),
    );
    const head = await f.registry.head();
    for (const { method, path } of routes) {
      const body = { ...(method !== 'DELETE' && { body: 'a text' }) };
      const own = { host: 'localhost:8787', 'content-type': 'text/plain' };
      const init = { method, ...body, headers: { ...own, ...headers } };
      const response = await open.request(path.replace(/:\w+/g, '0000000000000abc'), init);
      expect([path, response.status]).toEqual([path, 403]);
      expect(await response.json()).toMatchObject({ title: 'FORBIDDEN' });
    }
    expect(await f.registry.head()).toEqual(head);
  });

  test.each<[string, Record<string, string>]>([
    ['a program', {}],
    ['its own page', { origin: 'http://localhost:8787', 'sec-fetch-site': 'same-origin' }],
    ['its own page, in an older browser', { origin: 'http://localhost:8787' }],
    ['its own page, behind TLS', { origin: 'https://localhost:8787' }],
    ['its user', { 'sec-fetch-site': 'none' }],
  ])('that is open takes what %s sends', async (_, headers) => {
    const { app: open } = f.app({ open: true });
    const own = { host: 'localhost:8787', 'content-type': 'text/plain' };
    const init = { method: 'POST', body: 'a text', headers: { ...own, ...headers } };
    expect((await open.request('/v1/mark?model=painter', init)).status).toBe(200);
  });

  test('that is open takes a token from any page that has one', async () => {
    const { app: open } = f.app({ open: true });
    const other = { host: 'localhost', origin: 'https://studio.example', ...f.bearer('mark') };
    const init = {
      method: 'POST',
      body: 'a text',
      headers: { ...other, 'content-type': 'text/plain' },
    };
    expect((await open.request('/v1/mark?model=painter', init)).status).toBe(200);
    const wrong = { ...init, headers: { ...init.headers, authorization: 'Basic eDp5' } };
    expect((await open.request('/v1/mark?model=painter', wrong)).status).toBe(401);
  });

  test('finishes what it accepted before it closes', async () => {
    const verifier = createVerifier({ workers: 1 });
    const server = await listen({ ...f.options, verifier });
    const answer = fetch(`${server.url}/v1/verify`, { method: 'POST', body: picture as BodyInit });
    await expect.poll(() => verifier.load.running).toBe(1);
    const closed = server.close();
    await expect(fetch(`${server.url}/healthz`)).rejects.toThrow();
    expect((await answer).status).toBe(200);
    await closed;
    await verifier.close();
  });
});
