// Group 17 of the resolution API: what the public harness (softbinding-api-conformance 2.0.0) asks of a server, in
// the order of its files. With stores that are some and claim what is bound to them all of it holds but the receipt of
// what others leave; with its own, which are text, this server refuses on purpose (docs/resolution-api.md).
import { join } from 'node:path';
import { sign } from '@provenance/sdk';
import { depositFolder, type Scope } from '@provenance/server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { art, type Fixture, fixture } from './service.ts';

const ALG = 'com.example.mark';
const VALUE = Uint8Array.of(1, 2, 3, 4);
const SEMANTIC = /^\d+\.\d+\.\d+$/;

let f: Fixture;
let app: ReturnType<Fixture['app']>['app'];
beforeAll(async () => {
  f = await fixture();
  app = f.app({ resolution: { deposits: depositFolder(join(f.folder, 'deposits')) } }).app;
});
afterAll(() => f.close());

const ask = (method: string, path: string, scope: Scope | null, body?: string | Uint8Array) =>
  app.request(path, {
    method,
    ...(body !== undefined && { body: body as NonNullable<RequestInit['body']> }),
    headers: {
      ...(body !== undefined && {
        'content-type': path.startsWith('/v1/bindings') ? 'application/json' : 'application/c2pa',
      }),
      ...(scope !== null && f.bearer(scope)),
    },
  });
const asJson = async (response: Response | Promise<Response>) =>
  (await (await response).json()) as Record<string, unknown>;
const bind = (method: string, bindingValue: string, manifestId: string) =>
  ask(method, '/v1/bindings', 'store:bindings', JSON.stringify({ bindingValue, manifestId }));
const text = Buffer.from(VALUE).toString('base64');

/** What the harness calls a test manifest, as a store that holds. */
async function leave(seed: number, query = '') {
  const origin = { kind: 'created', generator: { name: 'other', version: '1' } } as const;
  const softBinding = { alg: ALG, value: VALUE };
  const { manifestStore } = await sign(
    await art(seed, 64),
    { ...origin, softBinding },
    { signer: f.signer },
  );
  const response = await ask('POST', `/v1/manifests${query}`, 'store:manifests', manifestStore);
  expect(response.status).toBe(200);
  return { bytes: manifestStore, ...((await response.json()) as { manifestId: string }) };
}

describe('17: the public harness', () => {
  test('auth: 401 without a token and with one that is none', async () => {
    expect((await ask('POST', '/v1/manifests', null, 'x')).status).toBe(401);
    const headers = {
      authorization: 'Bearer not-a-real-token',
      'content-type': 'application/c2pa',
    };
    const forged = await app.request('/v1/manifests', { method: 'POST', body: 'x', headers });
    expect(forged.status).toBe(401);
    expect((await ask('DELETE', '/v1/manifests/urn:c2pa:none', null)).status).toBe(401);
    const open = await ask('GET', '/v1/manifests/urn:c2pa:none', null);
    expect([200, 401, 403, 404]).toContain(open.status);
  });

  test('bindings: made, found, led elsewhere; 404 for a manifest that is not here', async () => {
    const [first, second] = [await leave(401), await leave(402)];
    expect((await bind('POST', text, first.manifestId)).status).toBe(204);
    const path = `/v1/matches/byBinding?value=${encodeURIComponent(text)}&alg=${ALG}`;
    const { matches } = await asJson(ask('GET', path, 'fetch:manifests'));
    expect(matches).toContainEqual({ manifestId: first.manifestId });
    expect((await bind('PUT', text, second.manifestId)).status).toBe(204);
    expect((await bind('POST', text, 'urn:c2pa:none')).status).toBe(404);
  });

  test('manifests: 404 for an unknown one; the bytes that were left; gone once deleted', async () => {
    const path = (id: string) => `/v1/manifests/${encodeURIComponent(id)}`;
    const get = (id: string) => ask('GET', path(id), 'fetch:manifests');
    expect((await get('urn:c2pa:none')).status).toBe(404);
    const { manifestId, bytes } = await leave(403);
    const back = await get(manifestId);
    expect(new Uint8Array(await back.arrayBuffer())).toEqual(new Uint8Array(bytes));
    expect((await ask('DELETE', path(manifestId), 'store:manifests')).status).toBe(204);
    expect((await get(manifestId)).status).toBe(404);
  });

  test('discovery: two documents with one version, a status, both lists of algorithms', async () => {
    const service = (name: string) => asJson(ask('GET', `/v1/services/${name}`, null));
    const capabilities = await service('capabilities');
    expect(capabilities).toMatchObject({ supportedCapabilities: expect.any(Array) });
    expect(capabilities.c2paSpecificationVersion).toMatch(SEMANTIC);
    expect(['ok', 'degraded', 'down']).toContain((await service('status')).status);
    const { watermarks, fingerprints } = (await service('supportedAlgorithms')) as Record<
      string,
      { alg: string }[]
    >;
    for (const { alg } of [...(watermarks ?? []), ...(fingerprints ?? [])]) {
      expect(alg).toMatch(/./);
    }
    expect([watermarks, fingerprints]).toEqual([expect.any(Array), expect.any(Array)]);
    const known = await asJson(ask('GET', '/.well-known/c2pa-soft-binding-resolution', null));
    expect(known).toMatchObject({
      apiEndpoint: expect.any(String),
      c2paSpecificationVersion: capabilities.c2paSpecificationVersion,
    });
  });

  test('refused on purpose: bytes that are no store, values that are no base64, receipts for others', async () => {
    const noStore = 'softbinding-conformance-fixture:1';
    expect((await ask('POST', '/v1/manifests', 'store:manifests', noStore)).status).toBe(400);
    const { manifestId, ...rest } = await leave(404, '?returnReceipt=true');
    // The log is of what this issuer made: there is nothing in it to have a receipt of.
    expect(rest).not.toHaveProperty('receipt');
    expect((await bind('POST', 'conformance-binding-1', manifestId)).status).toBe(400);
    const unclaimed = Buffer.from([9, 9, 9, 9]).toString('base64');
    expect((await bind('POST', unclaimed, manifestId)).status).toBe(400);
  });
});
