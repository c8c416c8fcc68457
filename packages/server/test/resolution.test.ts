// The seventeen groups of tests of the C2PA Soft Binding Resolution API, with our own input.
// The workers run what is built: `npm test` builds first, and a test file run alone sees the last build.
import { createHash } from 'node:crypto';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { PDQ_ALG } from '@provenance/fingerprint';
import { SOFT_BINDING_ALGORITHM, sign } from '@provenance/sdk';
import { depositFolder, type Scope } from '@provenance/server';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { art, type Fixture, fixture, json } from './service.ts';

type Body = NonNullable<RequestInit['body']>;

const OTHER = 'com.example.mark';
const ID = 'fb00112233445566';
/** Its base64 has a plus, a slash and padding. */
const VALUE = Buffer.from(ID, 'hex').toString('base64');

let f: Fixture;
let app: ReturnType<Fixture['app']>['app'];
let marked: Uint8Array;
let store: Uint8Array;
let manifestId: string;
beforeAll(async () => {
  f = await fixture();
  app = f.app({ resolution: { deposits: depositFolder(join(f.folder, 'deposits')) } }).app;
  const picture = await art(3, 384);
  const result = await f.options.marker?.mark(
    picture,
    { kind: 'created', generator: { name: 'app', version: '1' } },
    { contentId: ID },
  );
  if (result === undefined) throw new Error('no marker');
  marked = result.bytes;
  store = result.manifestStore;
  manifestId = result.activeManifest;
});
afterAll(() => f.close());

const get = (path: string, scope: Scope | null = 'fetch:manifests') =>
  app.request(path, { headers: scope === null ? {} : f.bearer(scope) });
const send = (
  method: string,
  path: string,
  body: Body | Uint8Array | null,
  type: string,
  scope: Scope | null = 'fetch:manifests',
) =>
  app.request(path, {
    method,
    ...(body !== null && { body: body as Body }),
    headers: { ...(type !== '' && { 'content-type': type }), ...(scope ? f.bearer(scope) : {}) },
  });
const postJson = (path: string, body: unknown, scope: Scope = 'fetch:manifests') =>
  send('POST', path, JSON.stringify(body), 'application/json', scope);
const matches = async (response: Response | Promise<Response>) => {
  const answer = await response;
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { matches: { manifestId: string; similarityScore?: number }[] })
    .matches;
};
const byBinding = (alg: string, value: string, more = '') =>
  get(`/v1/matches/byBinding?alg=${alg}&value=${encodeURIComponent(value)}${more}`);

/** A store of another signer's, with bindings of its own. */
async function otherStore(alg: string, value: Uint8Array, seed: number) {
  const origin = { kind: 'created', generator: { name: 'other', version: '1' } } as const;
  const signed = await sign(
    await art(seed, 64),
    { ...origin, softBinding: { alg, value } },
    { signer: f.signer },
  );
  return { id: signed.activeManifest, bytes: signed.manifestStore };
}

describe('1 to 5: by a binding', () => {
  test('1: base64 in every form gives the same answer, by GET and POST', async () => {
    expect(VALUE).toBe('+wARIjNEVWY=');
    const url = VALUE.replace('+', '-').replace('/', '_');
    for (const value of [VALUE, VALUE.replace('=', ''), url, url.replace('=', '')]) {
      expect(await matches(byBinding(SOFT_BINDING_ALGORITHM, value))).toEqual([{ manifestId }]);
      const body = { alg: SOFT_BINDING_ALGORITHM, value };
      expect(await matches(postJson('/v1/matches/byBinding', body))).toEqual([{ manifestId }]);
    }
    const raw = `/v1/matches/byBinding?alg=${SOFT_BINDING_ALGORITHM}&value=${VALUE}`;
    expect(await matches(get(raw))).toEqual([{ manifestId }]);
  });

  test('2: maxResults', async () => {
    for (const bad of ['0', '-1', '1.5', 'abc', '', '99999']) {
      expect((await byBinding(OTHER, VALUE, `&maxResults=${bad}`)).status).toBe(400);
      const path = `/v1/matches/byBinding?maxResults=${bad}`;
      expect((await postJson(path, { alg: OTHER, value: VALUE })).status).toBe(400);
    }
    const value = Uint8Array.of(9, 9, 9);
    const stores = await Promise.all(
      Array.from({ length: 12 }, (_, i) => otherStore('com.example.many', value, 100 + i)),
    );
    for (const { bytes } of stores) {
      const left = await send(
        'POST',
        '/v1/manifests',
        bytes,
        'application/c2pa',
        'store:manifests',
      );
      expect(left.status).toBe(200);
    }
    const text = Buffer.from(value).toString('base64');
    expect(await matches(byBinding('com.example.many', text, '&maxResults=1'))).toHaveLength(1);
    expect(await matches(byBinding('com.example.many', text))).toHaveLength(10);
    expect(await matches(byBinding('com.example.many', text, '&maxResults=12'))).toHaveLength(12);
  });

  test('3: what is missing or malformed is 400, what is too large 413', async () => {
    const path = '/v1/matches/byBinding';
    for (const query of [
      '',
      `?alg=${OTHER}`,
      `?value=${VALUE}`,
      '?alg=&value=',
      `?alg=a b&value=${VALUE}`,
      '?alg=a&value=!!',
      '?alg=a&value=A',
    ]) {
      expect((await get(`${path}${query}`)).status).toBe(400);
    }
    for (const body of [
      '',
      'x',
      '[]',
      '7',
      '{}',
      '{"alg":"a"}',
      '{"alg":"a","value":"AA==","value":"BB=="}',
      '{"alg":7,"value":"AA=="}',
    ]) {
      expect((await send('POST', path, body, 'application/json')).status).toBe(400);
    }
    const large = { alg: OTHER, value: 'A'.repeat(5_000_000) };
    expect((await postJson(path, large)).status).toBe(413);
    expect((await get('/v1/services/status', null)).status).toBe(200);
  });

  test('4: a long value is 414 by GET, and 200 by POST', async () => {
    const value = 'A'.repeat(20_000);
    expect((await byBinding(OTHER, value)).status).toBe(414);
    expect(await matches(postJson('/v1/matches/byBinding', { alg: OTHER, value }))).toEqual([]);
  });

  test('5: an unknown algorithm or value leads nowhere, and is no mistake', async () => {
    expect(await matches(byBinding('org.example.nobody', VALUE))).toEqual([]);
    expect(await matches(byBinding(SOFT_BINDING_ALGORITHM, 'AAAAAAAAAAA='))).toEqual([]);
    // Of another length than the algorithm has.
    expect(await matches(byBinding(SOFT_BINDING_ALGORITHM, 'AAAA'))).toEqual([]);
    expect(await matches(byBinding(PDQ_ALG, 'AAAA'))).toEqual([]);
  });

  test('a fingerprint on record leads to its manifest, with a score', async () => {
    const found = await f.registry.byContentId(ID);
    const pdq = found?.record.fingerprints.find(({ alg }) => alg === PDQ_ALG);
    const near = Buffer.from(pdq?.value ?? []);
    near[0] = (near[0] ?? 0) ^ 0b1010_0101;
    const result = await matches(byBinding(PDQ_ALG, near.toString('base64')));
    expect(result).toEqual([{ manifestId, similarityScore: 98 }]);
  });
});

describe('6: by the content', () => {
  const byContent = (body: Body | Uint8Array, type: string, query = '') =>
    send('POST', `/v1/matches/byContent${query}`, body, type);

  test('finds what was marked, whatever was done to it', async () => {
    const jpeg = await sharp(marked).jpeg({ quality: 50 }).toBuffer();
    const cut = await sharp(marked)
      .extract({ left: 20, top: 10, width: 330, height: 340 })
      .png()
      .toBuffer();
    const screenshot = await sharp({
      create: { width: 700, height: 600, channels: 3, background: '#eee' },
    })
      .composite([{ input: Buffer.from(marked), left: 90, top: 70 }])
      .png()
      .toBuffer();
    for (const [bytes, type] of [
      [marked, 'image/png'],
      [jpeg, 'image/jpeg'],
      [cut, 'image/png'],
      [screenshot, 'image/png'],
      // The type is declared wrongly: the content tells.
      [jpeg, 'image/png'],
    ] as const) {
      const [first] = await matches(byContent(bytes, type));
      expect(first?.manifestId).toBe(manifestId);
    }
    expect(await matches(byContent(await art(77), 'image/png'))).toEqual([]);
  });

  test('asks only for the algorithm that is named, and takes a hint', async () => {
    const png = 'image/png';
    expect(await matches(byContent(marked, png, '?alg=org.example.nobody'))).toEqual([]);
    const [alike] = await matches(byContent(marked, png, `?alg=${PDQ_ALG}`));
    expect(alike).toMatchObject({ manifestId, similarityScore: expect.any(Number) });
    const hint = `?hintAlg=${SOFT_BINDING_ALGORITHM}&hintValue=${encodeURIComponent(VALUE)}`;
    expect(await matches(byContent(await art(78), png, hint))).toEqual([{ manifestId }]);
    for (const half of [`?hintAlg=${OTHER}`, `?hintValue=${VALUE}`]) {
      expect((await byContent(marked, png, half)).status).toBe(400);
    }
  });

  test('refuses what is no asset', async () => {
    expect((await byContent(marked, 'multipart/form-data; boundary=x')).status).toBe(415);
    expect((await byContent(marked, 'font/woff2')).status).toBe(415);
    expect((await byContent(marked, '')).status).toBe(415);
    expect((await byContent('', 'image/png')).status).toBe(400);
    expect((await byContent((await art(79)).slice(0, 4000), 'image/png')).status).toBe(400);
    expect((await byContent((await art(79)).slice(0, 20), 'image/png')).status).toBe(400);
  });

  test('finds a text by how it reads', async () => {
    const words = Array.from({ length: 300 }, (_, i) => `word${(i * 7919) % 1009}`).join(' ');
    const origin = { kind: 'created', generator: { name: 'app', version: '1' } } as const;
    const text = await f.options.marker?.mark({ text: words }, origin);
    const [found] = await matches(byContent(words, 'text/plain'));
    expect(found?.manifestId).toBe(text?.activeManifest);
  });
});

describe('7 and 8: manifests', () => {
  test('8: the bytes are those that were signed, of the type of a store', async () => {
    const response = await get(`/v1/manifests/${encodeURIComponent(manifestId)}`);
    expect(response.headers.get('content-type')).toBe('application/c2pa');
    expect(Buffer.from(await response.arrayBuffer()).equals(store)).toBe(true);
    const raw = await get(`/v1/manifests/${manifestId}`);
    expect(raw.status).toBe(200);
  });

  test('8: the active manifest alone, byte for byte', async () => {
    const edited = await f.options.marker?.mark(await sharp(marked).negate().png().toBuffer(), {
      kind: 'edited',
      generator: { name: 'app', version: '1' },
      parent: marked,
    });
    const id = edited?.activeManifest as string;
    const whole = Buffer.from(edited?.manifestStore ?? []);
    const one = await get(`/v1/manifests/${id}?returnActiveManifest=true`);
    const bytes = Buffer.from(await one.arrayBuffer());
    expect(bytes.length).toBeLessThan(whole.length);
    expect(bytes.readUInt32BE(0)).toBe(bytes.length);
    // Behind the store's own header and description.
    const start = 8 + bytes.readUInt32BE(8);
    expect(whole.includes(bytes.subarray(start))).toBe(true);
    const { readCredentials } = await import('@provenance/c2pa');
    const report = await readCredentials(bytes, { mediaType: 'application/c2pa' });
    expect(report.manifests.map(({ label }) => label)).toEqual([id]);
    expect((await get(`/v1/manifests/${id}?returnActiveManifest=maybe`)).status).toBe(400);
  });

  test('7: no id leads out of the store', async () => {
    for (const [id, status] of [
      ['urn:c2pa:00000000-0000-4000-8000-000000000000', 404],
      [manifestId.toUpperCase(), 404],
      [`${manifestId}:2`, 404],
      ['..%2f..%2fetc%2fpasswd', 400],
      ['%2e%2e%2f', 400],
      ['%2e%2e', 404],
      ['a%00b', 400],
      [`${'a'.repeat(10_000)}`, 400],
      ['%ff%fe', 400],
    ] as const) {
      const response = await get(`/v1/manifests/${id}`);
      expect([id, response.status]).toEqual([id, status]);
    }
  });
});

describe('9 and 10: what others leave here', () => {
  const leave = (bytes: Uint8Array | string, type = 'application/c2pa') =>
    send('POST', '/v1/manifests', bytes, type, 'store:manifests');
  const remove = (id: string) => send('DELETE', `/v1/manifests/${id}`, null, '', 'store:manifests');
  const bind = (method: string, body: unknown) =>
    send(method, '/v1/bindings', JSON.stringify(body), 'application/json', 'store:bindings');
  const value = Uint8Array.of(1, 2, 3, 4);
  const text = Buffer.from(value).toString('base64');

  test('9: one store is taken, and nothing else', async () => {
    const { id, bytes } = await otherStore(OTHER, Uint8Array.of(5), 201);
    const broken = Buffer.from(bytes);
    const at = broken.indexOf('c2pa.hash.data') + 60;
    broken[at] = (broken[at] ?? 0) ^ 0xff;
    const empty = Buffer.from(
      '00000028 6a756d62 00000020 6a756d64 63327061 00110010800000aa00389b71 03 6332706100 00'.replaceAll(
        ' ',
        '',
      ),
      'hex',
    );
    for (const bad of [
      await art(202, 32),
      '',
      bytes.slice(0, -10),
      Buffer.concat([bytes, bytes, bytes]),
      empty,
      broken,
    ]) {
      expect((await leave(bad)).status).toBe(400);
    }
    expect((await leave(bytes, 'application/octet-stream')).status).toBe(415);
    expect((await leave(new Uint8Array(2 ** 24 + 1))).status).toBe(413);
    expect((await get(`/v1/manifests/${id}`)).status).toBe(404);

    expect(await (await leave(bytes)).json()).toEqual({ manifestId: id });
    // The same again is the same; an own one is there already.
    expect(await (await leave(bytes)).json()).toEqual({ manifestId: id });
    expect(await (await leave(store)).json()).toEqual({ manifestId });
    const back = await get(`/v1/manifests/${id}`);
    const sha = (data: Uint8Array) => createHash('sha256').update(data).digest('hex');
    expect(sha(new Uint8Array(await back.arrayBuffer()))).toBe(sha(bytes));
    expect((await remove(id)).status).toBe(204);
    expect((await get(`/v1/manifests/${id}`)).status).toBe(404);
    expect((await remove(id)).status).toBe(404);
    // What was signed by the issuer of the registry is its own to erase.
    expect((await remove(manifestId)).status).toBe(403);
  });

  test('10: a value leads to what claims it, is led elsewhere, and is taken out', async () => {
    const [a, b] = [await otherStore(OTHER, value, 211), await otherStore(OTHER, value, 212)];
    const c = await otherStore(OTHER, Uint8Array.of(8), 213);
    for (const { bytes } of [a, b, c]) await leave(bytes);
    const ids = async () => (await matches(byBinding(OTHER, text))).map((each) => each.manifestId);
    expect((await ids()).sort()).toEqual([a.id, b.id].sort());
    expect((await bind('POST', { bindingValue: text, manifestId: a.id })).status).toBe(204);
    expect((await bind('PUT', { bindingValue: text, manifestId: b.id })).status).toBe(204);
    expect(await ids()).toEqual([b.id]);
    expect((await bind('POST', { bindingValue: text, manifestId: a.id })).status).toBe(204);
    expect((await ids()).sort()).toEqual([a.id, b.id].sort());

    expect((await bind('POST', { bindingValue: text, manifestId: 'urn:c2pa:none' })).status).toBe(
      404,
    );
    expect((await bind('POST', { bindingValue: text, manifestId: c.id })).status).toBe(400);
    const late = { bindingValue: text, manifestId: c.id, alg: OTHER };
    expect((await bind('POST', late)).status).toBe(400);
    expect((await bind('POST', { bindingValue: text })).status).toBe(400);
    expect((await remove(a.id)).status).toBe(204);
    expect(await ids()).toEqual([b.id]);
    await remove(b.id);
    expect(await ids()).toEqual([]);
    expect((await bind('PUT', { bindingValue: text, manifestId: b.id })).status).toBe(404);
    await remove(c.id);
  });

  test('16: algorithms with the same value do not mix', async () => {
    const [a, b] = [
      await otherStore('com.example.a', value, 221),
      await otherStore('com.example.b', value, 222),
    ];
    for (const { bytes } of [a, b]) await leave(bytes);
    expect(await matches(byBinding('com.example.a', text))).toEqual([{ manifestId: a.id }]);
    expect(await matches(byBinding('com.example.b', text))).toEqual([{ manifestId: b.id }]);
  });

  test('late bindings are taken where that is allowed, with their algorithm', async () => {
    const deposits = depositFolder(join(f.folder, 'late'));
    const lax = f.app({ resolution: { deposits, lateBindings: true } }).app;
    const { id, bytes } = await otherStore(OTHER, Uint8Array.of(8), 231);
    const ask = (path: string, body: Uint8Array | string, type: string, scope: Scope) =>
      lax.request(path, {
        method: 'POST',
        body: body as Body,
        headers: { 'content-type': type, ...f.bearer(scope) },
      });
    await ask('/v1/manifests', bytes, 'application/c2pa', 'store:manifests');
    const late = JSON.stringify({ bindingValue: text, manifestId: id, alg: 'com.example.late' });
    expect((await ask('/v1/bindings', late, 'application/json', 'store:bindings')).status).toBe(
      204,
    );
    const found = await deposits.byBinding({ alg: 'com.example.late', value: text });
    expect(found.map(({ label }) => label)).toEqual([id]);
    // A second one on the same folder sees the same: nothing is in memory alone.
    const other = depositFolder(join(f.folder, 'late'));
    expect((await other.byBinding({ alg: 'com.example.late', value: text }))[0]?.label).toBe(id);
  });
});

describe('11: receipts', () => {
  test('hold for their own manifest and no other, and only as they were given', async () => {
    const path = `/v1/manifests/${manifestId}/receipts`;
    const { verified, ...receipt } = (await (await get(path)).json()) as Record<string, unknown> & {
      anchor: { proof: Record<string, unknown> };
      repository: object;
    };
    expect(verified).toBe(true);
    expect(receipt).toMatchObject({
      '@type': 'org.c2pa.manifest-receipt',
      repository: { manifestId },
    });
    const check = async (body: unknown, at = path) => {
      const response = await postJson(at, body);
      return response.status === 200
        ? ((await response.json()) as { verified: boolean; error?: string })
        : response.status;
    };
    expect(await check(receipt)).toMatchObject({ verified: true });
    const origin = { kind: 'created', generator: { name: 'app', version: '1' } } as const;
    const other = await f.options.marker?.mark(await art(301), origin);
    const elsewhere = `/v1/manifests/${other?.activeManifest}/receipts`;
    expect(await check(receipt, elsewhere)).toMatchObject({
      verified: false,
      error: expect.any(String),
    });
    // Also where it only says that it is of that one.
    const lying = {
      ...receipt,
      repository: { ...receipt.repository, manifestId: other?.activeManifest },
    };
    expect(await check(lying, elsewhere)).toMatchObject({ verified: false });
    const proof = receipt.anchor.proof;
    const withProof = (changed: object) => ({
      ...receipt,
      anchor: { ...receipt.anchor, proof: { ...proof, ...changed } },
    });
    const flipped = (text: unknown) => {
      const bytes = Buffer.from(String(text), 'base64');
      bytes[bytes.length - 1] = (bytes[bytes.length - 1] ?? 0) ^ 1;
      return bytes.toString('base64');
    };
    for (const changed of [
      { receipt: flipped(proof.receipt) },
      { head: flipped(proof.head) },
      { leafHash: '0'.repeat(64) },
      { logIndex: 12345 },
      { receipt: 'AAAA' },
    ]) {
      expect(await check(withProof(changed))).toMatchObject({ verified: false });
    }
    expect(await check({ ...receipt, more: 1 })).toBe(400);
    expect(await check({ ...receipt, '@type': 'org.c2pa.other' })).toBe(400);
    expect(await check({ ...receipt, anchor: undefined })).toBe(400);
    expect((await get('/v1/manifests/urn:c2pa:none/receipts')).status).toBe(404);
  });
});

describe('12 and 13: who may, and what there is', () => {
  const routes: [string, string, Scope][] = [
    ['GET', '/v1/matches/byBinding?alg=a&value=AAAA', 'fetch:manifests'],
    ['POST', '/v1/matches/byBinding', 'fetch:manifests'],
    ['POST', '/v1/matches/byContent', 'fetch:manifests'],
    ['GET', '/v1/manifests/urn:c2pa:x', 'fetch:manifests'],
    ['GET', '/v1/manifests/urn:c2pa:x/receipts', 'fetch:manifests'],
    ['POST', '/v1/manifests/urn:c2pa:x/receipts', 'fetch:manifests'],
    ['POST', '/v1/manifests', 'store:manifests'],
    ['DELETE', '/v1/manifests/urn:c2pa:x', 'store:manifests'],
    ['POST', '/v1/bindings', 'store:bindings'],
    ['PUT', '/v1/bindings', 'store:bindings'],
  ];
  const scopes: Scope[] = [
    'mark',
    'verify',
    'trace',
    'admin',
    'fetch:manifests',
    'store:manifests',
    'store:bindings',
  ];

  test.each(routes)('12: %s %s takes its own scope alone', async (method, path, scope) => {
    expect((await app.request(path, { method })).status).toBe(401);
    for (const other of scopes) {
      const { status } = await app.request(path, { method, headers: f.bearer(other) });
      expect([other, status === 403]).toEqual([other, other !== scope]);
    }
  });

  test.each([
    '/v1/services/supportedAlgorithms',
    '/v1/services/status',
    '/v1/services/capabilities',
    '/.well-known/c2pa-soft-binding-resolution',
  ])('12: %s needs no token, and minds none', async (path) => {
    expect((await get(path, null)).status).toBe(200);
    const bad = { authorization: 'Bearer nothing' };
    expect((await app.request(path, { headers: bad })).status).toBe(200);
  });

  test('13: discovery is at the root, agrees with itself, and lists what answers', async () => {
    const wellKnown = '/.well-known/c2pa-soft-binding-resolution';
    expect((await get(`/v1${wellKnown}`, null)).status).toBe(404);
    const discovery = (await (await get(wellKnown, null)).json()) as Record<string, string>;
    const capabilities = (await (await get(discovery.capabilitiesEndpoint ?? '', null)).json()) as {
      c2paSpecificationVersion: string;
      supportedCapabilities: string[];
    };
    expect(discovery.apiEndpoint).toBe('/v1');
    expect(discovery.c2paSpecificationVersion).toBe('2.4.0');
    expect(capabilities.c2paSpecificationVersion).toBe('2.4.0');
    expect(await (await get(discovery.statusEndpoint ?? '', null)).json()).toMatchObject({
      status: 'ok',
    });
    const algorithms = (await (await get('/v1/services/supportedAlgorithms', null)).json()) as {
      watermarks: { alg: string }[];
      fingerprints: { alg: string }[];
    };
    expect(algorithms.watermarks).toEqual([{ alg: SOFT_BINDING_ALGORITHM }]);
    expect(algorithms.fingerprints.map(({ alg }) => alg)).toContain(PDQ_ALG);

    const whole = f.app({
      resolution: { deposits: depositFolder(join(f.folder, 'more')), byReference: true },
    }).app;
    const bare = f.app().app;
    const routesOf = {
      queryByContent: ['POST', '/v1/matches/byContent'],
      queryByReference: ['POST', '/v1/matches/byReference'],
      storeManifests: ['POST', '/v1/manifests'],
      storeBindings: ['PUT', '/v1/bindings'],
    } as const;
    for (const [server, count] of [
      [whole, 4],
      [app, 3],
      [bare, 1],
    ] as const) {
      const response = await server.request('/v1/services/capabilities');
      const { supportedCapabilities } = (await response.json()) as typeof capabilities;
      expect(supportedCapabilities).toHaveLength(count);
      for (const [name, [method, path]] of Object.entries(routesOf)) {
        const { status } = await server.request(path, { method });
        expect([name, ![404, 405].includes(status)]).toEqual([
          name,
          supportedCapabilities.includes(name),
        ]);
      }
    }
  });

  test('look-ups may be open to all, and then tell no score', async () => {
    const open = f.app({ resolution: { openQueries: true } }).app;
    const found = await f.registry.byContentId(ID);
    const pdq = found?.record.fingerprints.find(({ alg }) => alg === PDQ_ALG)?.value ?? [];
    const value = encodeURIComponent(Buffer.from(pdq).toString('base64'));
    const response = await open.request(`/v1/matches/byBinding?alg=${PDQ_ALG}&value=${value}`);
    expect(await response.json()).toEqual({ matches: [{ manifestId }] });
    expect((await open.request(`/v1/manifests/${manifestId}`)).status).toBe(200);
    // A receipt holds the request's own number: that is not for all.
    expect((await open.request(`/v1/manifests/${manifestId}/receipts`)).status).toBe(401);
  });
});

describe('14: by reference', () => {
  test('reaches no address of this machine or its network', async () => {
    const reached: string[] = [];
    const listener = createServer((socket) => {
      reached.push('connection');
      socket.destroy();
    });
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    const { port } = listener.address() as { port: number };
    const server = f.app({ resolution: { byReference: true } }).app;
    const ask = (body: unknown) =>
      server.request('/v1/matches/byReference', {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json', ...f.bearer('fetch:manifests') },
      });
    try {
      for (const referenceUrl of [
        `http://127.0.0.1:${port}/a.png`,
        'file:///etc/passwd',
        `https://127.0.0.1:${port}/a.png`,
        `https://localhost:${port}/a.png`,
        `https://[::1]:${port}/a.png`,
        `https://[::ffff:127.0.0.1]:${port}/a.png`,
        `https://2130706433:${port}/a.png`,
        `https://0x7f.1:${port}/a.png`,
        `https://user@127.0.0.1:${port}/a.png`,
        'https://169.254.169.254/latest/meta-data',
        'https://10.0.0.1/a.png',
        'https://',
        'https://\u0000/',
      ]) {
        const response = await ask({ referenceUrl, assetLength: 1000 });
        expect([referenceUrl, response.status]).toEqual([referenceUrl, 400]);
      }
      expect(reached).toEqual([]);
      expect((await ask({ referenceUrl: 'https://example.com/a', assetLength: 0 })).status).toBe(
        400,
      );
      expect((await ask({ referenceUrl: 'https://example.com/a' })).status).toBe(400);
      const large = { referenceUrl: 'https://example.com/a', assetLength: 2 ** 40 };
      expect((await ask(large)).status).toBe(413);
    } finally {
      listener.close();
    }
  });

  test('is off where nobody asked for it', async () => {
    expect((await postJson('/v1/matches/byReference', {})).status).toBe(404);
  });
});

test('what is asked for is in the OpenAPI document', async () => {
  const { paths } = await json(app.request('/openapi.json'));
  for (const path of [
    '/v1/matches/byBinding',
    '/v1/manifests/{activeManifestId}',
    '/v1/bindings',
  ]) {
    expect(Object.keys(paths)).toContain(path);
  }
});
