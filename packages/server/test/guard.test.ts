// The guard in front of `POST /v1/mark`. The workers run what is built.
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { addWork, createRegistry, type IssuerRegistry, openLmdb } from '@provenance/registry';
import { createGuard, createMarker, type Marker, verify } from '@provenance/sdk';
import { describeWork } from '@provenance/sdk/internal';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { generateArt } from '../../../examples/art.ts';
import { type Fixture, fixture, key } from './service.ts';

type BodyInit = NonNullable<RequestInit['body']>;

let f: Fixture;
let registry: IssuerRegistry;
let work: string;
let picture: Uint8Array;
let part: Uint8Array;
let other: Uint8Array;
const asked = { contact: 'rights@example.org', reason: 'asked for', title: null };
/** Long enough for a piece of it to be known again. */
const said =
  'The ferry had left an hour ago, and with it the last of the crates that nobody wanted to sign for. Marta counted the ones that had stayed behind: four, and a fifth without a label. She wrote the number on the back of her hand, since the book was locked in the office, and went to look for whoever had the key. The pier was empty but for two gulls and a bicycle, and the light at its end turned as it always had, twice for the rocks and once for the harbour.';

beforeAll(async () => {
  f = await fixture();
  picture = await generateArt(1, { width: 640, height: 480 });
  other = await generateArt(2, { width: 640, height: 480 });
  part = await sharp(picture)
    .extract({ left: 200, top: 100, width: 330, height: 250 })
    .flop()
    .jpeg()
    .toBuffer();
});
afterAll(() => f.close());
beforeEach(async () => {
  const backend = await openLmdb(await mkdtemp(join(f.folder, 'guarded-')), { create: true });
  registry = await createRegistry(backend, { signer: f.signer });
  onTestFinished(() => registry.close());
  const { id } = await addWork(registry, {
    ...asked,
    ...(await describeWork(picture)),
    by: null,
    retainUntil: null,
  });
  work = id;
});

/** The service as `provenance serve` has it with a guard in its configuration. */
function guarded(action: 'block' | 'flag' | 'log') {
  const guard = createGuard({ registry, action, refreshSeconds: 0 });
  const record = { registry };
  const marker: Marker = createMarker({
    workers: 1,
    signer: f.signer,
    watermarkKey: key,
    guard,
    record,
  });
  onTestFinished(() => marker.close());
  const { app } = f.app({ marker, guard, record, registry: async () => registry });
  return (body: Uint8Array | string, headers: Record<string, string> = {}, path = '/v1/mark') =>
    app.request(path, {
      method: 'POST',
      body: body as BodyInit,
      headers: { ...f.bearer('mark'), ...headers },
    });
}

describe('block', () => {
  test('what is like a work is 422 with the header, and nothing of it is handed out or recorded', async () => {
    const mark = guarded('block');
    for (const type of ['application/json', '*/*']) {
      const response = await mark(part, { accept: type });
      expect(response.status).toBe(422);
      expect(response.headers.get('provenance-guard')).toBe('blocked');
      expect(response.headers.get('content-type')).toBe('application/problem+json');
      const body = await response.text();
      expect(JSON.parse(body)).toMatchObject({ title: 'GUARD_BLOCKED', status: 422 });
      // Who asked for the work is no business of whoever marks.
      expect(body).not.toContain(asked.contact);
      expect(body).not.toContain(asked.reason);
    }
    expect((await registry.stats()).records).toBe(0);
  });

  test('what is like no work is handed out, and the header says that it was looked at', async () => {
    const response = await guarded('block')(other);
    expect(response.status).toBe(200);
    expect(response.headers.get('provenance-guard')).toBe('clear');
    const marked = new Uint8Array(await response.arrayBuffer());
    expect((await verify(marked)).verdict.integrity).toBe('intact');
    expect((await registry.stats()).records).toBe(1);
  });

  test('a text is compared too, and one that streams ends as what failed', async () => {
    await addWork(registry, {
      ...asked,
      ...(await describeWork({ text: said })),
      by: null,
      retainUntil: null,
    });
    const mark = guarded('block');
    const json = { 'content-type': 'application/json' };
    const whole = await mark(JSON.stringify({ text: said }), json);
    expect(whole.status).toBe(422);
    expect(whole.headers.get('provenance-guard')).toBe('blocked');
    const streamed = await mark(said, { 'content-type': 'text/plain' }, '/v1/mark/stream');
    await expect(streamed.text()).rejects.toThrow();
    expect((await registry.stats()).records).toBe(0);
  });
});

describe.each([
  ['flag', 'flagged'],
  ['log', 'logged'],
] as const)('%s', (action, status) => {
  test(`what is like a work is handed out, and said to be ${status}`, async () => {
    const mark = guarded(action);
    const response = await mark(part);
    expect(response.status).toBe(200);
    expect(response.headers.get('provenance-guard')).toBe(status);
    const answer: unknown = await (await mark(part, { accept: 'application/json' })).json();
    expect(answer).toMatchObject({ guard: { status, matches: [{ work }] } });
  });
});

test('without a guard no header speaks of one', async () => {
  const { app } = f.app();
  const given = { method: 'POST', body: other as BodyInit, headers: f.bearer('mark') };
  const response = await app.request('/v1/mark', given);
  expect(response.status).toBe(200);
  expect(response.headers.get('provenance-guard')).toBeNull();
});
