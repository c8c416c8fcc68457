// Requests about content over HTTP: opened and answered by anybody, told in full to the operator alone.
// The workers run what is built: `npm test` builds first, and a test file run alone sees the last build.
import { createHash } from 'node:crypto';
import { createVerifier, type Verifier } from '@provenance/sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { art, type Fixture, fixture, json, key } from './service.ts';

let f: Fixture;
let app: ReturnType<Fixture['app']>['app'];
let marked: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  f = await fixture();
  app = f.app({ requests: { registry: async () => f.registry, perMinute: 100_000 } }).app;
  const answer = await app.request('/v1/mark?model=painter', {
    method: 'POST',
    body: await art(),
    headers: f.bearer('mark'),
  });
  marked = new Uint8Array(await answer.arrayBuffer());
});
afterAll(() => f.close());

const sha256 = (data: Uint8Array | string) => createHash('sha256').update(data).digest('hex');
const open = (about: object, headers: Record<string, string> = {}, to = app) =>
  to.request('/v1/requests', {
    method: 'POST',
    body: JSON.stringify(about),
    headers: { 'content-type': 'application/json', ...headers },
  });
const answer = (
  id: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
  query = '',
) => app.request(`/v1/requests/${id}/answers${query}`, { method: 'POST', body, headers });
const opened = async (about: Uint8Array | string, more: object = {}) =>
  (await (
    await open({ sha256: sha256(about), purpose: 'It looks like mine', ...more })
  ).json()) as {
    id: string;
  };

describe('a request', () => {
  test('is opened without a token, and written into the log with the day until which it is kept', async () => {
    const response = await open({ sha256: sha256(marked), purpose: 'Why?', asker: 'Aiko' });
    expect(response.status).toBe(201);
    const told = (await response.json()) as { id: string; retainUntil: string };
    expect(told).toMatchObject({ schema: 'provenance.request/1', answers: [] });
    expect(told).not.toHaveProperty('purpose');
    expect(told).not.toHaveProperty('asker');
    const days = (Date.parse(told.retainUntil) - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(363);
    expect(days).toBeLessThanOrEqual(365);
    const [event] = await f.registry.events({ subject: told.id });
    expect(event).toMatchObject({ type: 'request.opened', details: { asker: 'Aiko' } });
  });

  test('about our picture is answered with its record, and no figure that helps an attacker', async () => {
    const { id } = await opened(marked);
    const answered = await json(answer(id, marked));
    expect(answered).toMatchObject({
      id,
      answers: [
        {
          outcome: 'ours',
          by: 'hash',
          models: ['painter'],
          looked: ['hash', 'manifest', 'watermark', 'fingerprint'],
          says: { code: 'request.answer.ours.model' },
          sentence: expect.stringContaining('It is ours'),
        },
      ],
    });
    expect(JSON.stringify(answered)).not.toContain('chance');
    expect(await json(app.request(`/v1/requests/${id}`))).toEqual(answered);
  });

  test('about another text is answered: nothing was found', async () => {
    const text = 'Nobody has marked this text, and nobody has written anything like it down.';
    const { id } = await opened(text);
    const body = JSON.stringify({ text });
    expect(await json(answer(id, body, { 'content-type': 'application/json' }))).toMatchObject({
      answers: [
        {
          outcome: 'not-found',
          by: null,
          contentIds: [],
          looked: expect.not.arrayContaining(['watermark']),
        },
      ],
    });
  });

  test('is answered for the file that it is about alone', async () => {
    const { id } = await opened('another file');
    expect((await answer(id, marked)).status).toBe(400);
    expect(await json(app.request(`/v1/requests/${id}`))).toMatchObject({ answers: [] });
  });

  test('takes 16 answers and no more', async () => {
    const { id } = await opened('much asked');
    for (let i = 0; i < 16; i++) expect((await answer(id, 'much asked')).status).toBe(200);
    expect((await answer(id, 'much asked')).status).toBe(400);
    expect(await f.registry.events({ subject: id })).toHaveLength(17);
  });

  test.each([
    ['a hash that is none', { sha256: 'abc', purpose: 'x' }],
    ['no purpose', { sha256: '0'.repeat(64), purpose: '' }],
    ['two lines', { sha256: '0'.repeat(64), purpose: 'a\nb' }],
    ['a long name', { sha256: '0'.repeat(64), purpose: 'a', asker: 'b'.repeat(251) }],
    ['a name that is not known', { sha256: '0'.repeat(64), purpose: 'a', file: 'b' }],
  ])('is refused with %s', async (_, about) => {
    expect((await open(about)).status).toBe(400);
  });

  test('that nobody opened is not found', async () => {
    const none = '0'.repeat(12);
    expect((await app.request(`/v1/requests/${none}`)).status).toBe(404);
    expect((await answer(none, 'x')).status).toBe(404);
    expect((await app.request('/v1/requests/..%2Fetc')).status).toBe(400);
  });
});

describe('the operator', () => {
  test('reads who asks, adds a note, and erases', async () => {
    const admin = f.bearer('admin');
    const { id } = await opened(marked, { asker: 'Aiko' });
    const answered = await json(answer(id, marked, admin, '?note=By%20hand'));
    expect(answered).toMatchObject({
      purpose: 'It looks like mine',
      asker: 'Aiko',
      answers: [{ note: 'By hand', chance: expect.any(Number) }],
    });
    const erase = (headers: Record<string, string>) =>
      app.request(`/v1/requests/${id}`, { method: 'DELETE', headers });
    expect((await erase({})).status).toBe(401);
    expect((await erase(f.bearer('trace'))).status).toBe(403);
    expect((await erase(admin)).status).toBe(204);
    expect((await app.request(`/v1/requests/${id}`)).status).toBe(404);
    expect((await erase(admin)).status).toBe(404);
  });

  test('does not erase what a legal hold is on', async () => {
    const { id } = await opened('held');
    await f.registry.hold(id, { reason: 'A court asks', by: null });
    const held = await app.request(`/v1/requests/${id}`, {
      method: 'DELETE',
      headers: f.bearer('admin'),
    });
    expect([held.status, await held.json()]).toMatchObject([409, { title: 'RECORD_HELD' }]);
    expect((await app.request(`/v1/requests/${id}`)).status).toBe(200);
  });

  test('lists requests from one on, and those without an answer', async () => {
    const list = async (query: string, headers = f.bearer('admin')) => {
      const response = await app.request(`/v1/requests${query}`, { headers });
      const { requests } = (await response.json()) as { requests: { id: string }[] };
      return requests.map(({ id }) => id);
    };
    const [first, second, third] = [await opened('1'), await opened('2'), await opened('3')];
    await answer(second.id, '2');
    expect(await list(`?after=${first.id}`)).toEqual([second.id, third.id]);
    expect(await list(`?after=${first.id}&open=true`)).toEqual([third.id]);
    expect((await app.request('/v1/requests')).status).toBe(401);
    expect((await app.request('/v1/requests?state=x', { headers: f.bearer('admin') })).status).toBe(
      400,
    );
  });

  test('alone adds notes', async () => {
    const { id } = await opened('noted');
    expect((await answer(id, 'noted', {}, '?note=Mine')).status).toBe(401);
  });
});

describe('a server', () => {
  test('that takes no requests has none', async () => {
    expect((await open({ sha256: sha256('a'), purpose: 'b' }, {}, f.app().app)).status).toBe(404);
  });

  test('takes a few a minute of an address, and as many as the operator sends', async () => {
    const slow = f.app({ requests: { registry: async () => f.registry } }).app;
    const about = { sha256: sha256('a'), purpose: 'b' };
    for (let i = 0; i < 3; i++) expect((await open(about, {}, slow)).status).toBe(201);
    const late = await open(about, {}, slow);
    expect(late.status).toBe(429);
    expect(Number(late.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await open(about, f.bearer('admin'), slow)).status).toBe(201);
  });
});

describe('a verifier', () => {
  let bare: Verifier;
  beforeAll(() => {
    bare = createVerifier({ workers: 1, watermark: { keys: [{ key }] } });
  });
  afterAll(() => bare.close());

  test('without a registry does not trace', async () => {
    await expect(bare.trace(marked)).rejects.toThrow(TypeError);
  });
});
