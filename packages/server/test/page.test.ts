// What the page stands on. The page itself is looked at in a browser: `npm run check:browser-page`.
// `npm test` builds it first.
import { createHash } from 'node:crypto';
import { type Listening, listen } from '@provenance/server';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type PageFiles, pageFiles } from './page-files.ts';
import { type Fixture, fixture } from './service.ts';

let f: Fixture;
let server: Listening;
let files: PageFiles;
beforeAll(async () => {
  f = await fixture();
  server = await listen(f.options);
  files = await pageFiles(f, server.url);
});
afterAll(async () => {
  await server.close();
  await f.close();
});

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const verify = async (body: Uint8Array, query = '') => {
  const response = await fetch(`${server.url}/v1/verify${query}`, {
    method: 'POST',
    body: body as never,
  });
  expect(response.status).toBe(200);
  return response.text();
};

describe('the page', () => {
  test('has a policy that lets nothing in and nothing out to others', async () => {
    const response = await fetch(`${server.url}/`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^text\/html/);
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/default-src 'none'/);
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    const html = await response.text();
    // Inline scripts and styles would not run: there are none.
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=/);
    for (const [, path = ''] of html.matchAll(/(?:src|href)="(\/[^"]+)"/g)) {
      expect((await fetch(`${server.url}${path}`)).status).toBe(200);
    }
  });

  test('is not among what an address may ask for a minute', async () => {
    const { app } = f.app({ limits: { anonymousPerMinute: 2 } });
    for (let i = 0; i < 5; i++) expect((await app.request('/')).status).toBe(200);
  });
});

describe('GET /v1/trace?sha256=', () => {
  const ask = (hash: string) => fetch(`${server.url}/v1/trace?sha256=${hash}`);

  test('knows exactly the bytes that were handed out, and tells no more than a trace does', async () => {
    const known = await ask(sha256(files.marked.bytes).toUpperCase());
    expect(known.status).toBe(200);
    const { record } = (await known.json()) as { record: Record<string, unknown> };
    expect(record).toMatchObject({ model: { name: 'painter' } });
    expect(Object.keys(record).sort()).toEqual(
      ['contentId', 'issuer', 'manifestId', 'mediaType', 'model', 'time'].sort(),
    );
    expect((await ask(sha256(files.stripped.bytes))).status).toBe(404);
  });

  test.each(['', 'abc', 'z'.repeat(64), 'a'.repeat(65)])('refuses %j', async (hash) => {
    expect((await ask(hash)).status).toBe(400);
  });
});

describe('POST /v1/verify?tree=true', () => {
  test('has the manifests and what they were made from', async () => {
    const { c2pa, manifests } = JSON.parse(await verify(files.edited.bytes, '?tree=true'));
    expect(manifests[0].label).toBe(c2pa.activeManifest);
    const [parent] = manifests[0].ingredients;
    expect(parent).toMatchObject({ relationship: 'parentOf', failures: [] });
    expect(manifests.map(({ label }: { label: string }) => label)).toContain(parent.activeManifest);
    expect(JSON.parse(await verify(files.edited.bytes))).not.toHaveProperty('manifests');
    expect(JSON.parse(await verify(files.unmarked.bytes, '?tree=true')).manifests).toEqual([]);
  });
});

test('what looks alike is told to strangers without a distance', async () => {
  // No mark is left in it, and it looks the same to the fingerprint.
  const small = await sharp(files.marked.bytes).resize(96).jpeg({ quality: 40 }).toBuffer();
  const text = await verify(small);
  expect(JSON.parse(text).registry).toMatchObject({ asked: 'fingerprint' });
  expect(JSON.parse(text).registry.records).toHaveLength(1);
  expect(text).not.toMatch(/"distance"|of 256 bits|bits differ/);
  const known = await fetch(`${server.url}/v1/verify`, {
    method: 'POST',
    body: small as never,
    headers: f.bearer('verify'),
  });
  expect(await known.text()).toMatch(/of 256 bits/);
});
