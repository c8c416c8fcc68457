// What the page stands on. The page itself is looked at in a browser: `npm run check:browser-page`.
// `npm test` builds it first.
import { createHash } from 'node:crypto';
import { PDQ_ALG, pdqVariants } from '@provenance/fingerprint';
import { decodeImage } from '@provenance/image';
import { type Listening, listen } from '@provenance/server';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { illustrated, small } from './illustrated.ts';
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
    expect(policy).toMatch(/require-trusted-types-for 'script'/);
    const html = await response.text();
    // Inline scripts and styles would not run: there are none.
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=/);
    for (const [, path = ''] of html.matchAll(/(?:src|href)="(\/[^"]+)"/g)) {
      expect((await fetch(`${server.url}${path}`)).status).toBe(200);
    }
  });

  test('lets WebAssembly run where the reader of credentials is, and nowhere else', async () => {
    const policyOf = async (path: string) => {
      const response = await fetch(`${server.url}${path}`);
      await response.arrayBuffer();
      expect(response.status).toBe(200);
      return response.headers.get('content-security-policy') ?? '';
    };
    expect(await policyOf('/page/credential.js')).toMatch(
      /default-src 'none'; script-src 'wasm-unsafe-eval'; connect-src 'self';/,
    );
    for (const path of ['/page/fingerprint.js', '/page/page.js', '/page/c2pa.wasm']) {
      expect(await policyOf(path)).not.toContain('unsafe');
    }
  });

  test('is sent once to who has it', async () => {
    for (const path of ['/', '/page/c2pa.wasm']) {
      const first = await fetch(`${server.url}${path}`);
      await first.arrayBuffer();
      const headers = { 'if-none-match': first.headers.get('etag') ?? '' };
      const again = await fetch(`${server.url}${path}`, { headers });
      expect([again.status, (await again.arrayBuffer()).byteLength]).toEqual([304, 0]);
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

describe('GET /v1/trace?alg=&value=', () => {
  const hashesOf = async (bytes: Uint8Array) =>
    pdqVariants(await decodeImage(bytes)).hashes.map((hash) => Buffer.from(hash).toString('hex'));
  const ask = (values: readonly string[], headers = {}, alg = PDQ_ALG) => {
    const query = new URLSearchParams({ alg });
    for (const value of values) query.append('value', value);
    return fetch(`${server.url}/v1/trace?${query}`, { headers });
  };

  test('knows what looks alike, turned too, and tells strangers no distance', async () => {
    const turned = await sharp(files.stripped.bytes).rotate(90).toBuffer();
    const found = await ask(await hashesOf(turned));
    expect(found.status).toBe(200);
    const line = (await found.json()) as Record<string, unknown>;
    expect(line).toMatchObject({ record: { model: { name: 'painter' } } });
    expect(Object.keys(line).sort()).toEqual(['record', 'schema']);
    const known = await ask(await hashesOf(turned), f.bearer('trace'));
    expect(await known.json()).toHaveProperty('distance');
    expect((await ask(await hashesOf(files.unmarked.bytes))).status).toBe(404);
  });

  test.each<[string, readonly string[], string?]>([
    ['no value', []],
    ['what is no hash', ['abc']],
    ['more than there are ways to turn', Array.from({ length: 17 }, () => 'a'.repeat(64))],
    ['an algorithm that is not known', ['a'.repeat(64)], 'com.example.hash'],
  ])('refuses %s', async (_, values, alg) => {
    expect((await ask(values, {}, alg)).status).toBe(400);
  });
});

describe('POST /v1/verify?tree=true', () => {
  type Tree = { thumbnail: Shown; ingredients: { title: string; thumbnail: Shown }[] }[];
  type Shown = { mediaType: string; data: string } | null;
  const treeOf = async (bytes: Uint8Array) =>
    JSON.parse(await verify(bytes, '?tree=true')).manifests as Tree;

  test('has thumbnails of the manifests and of what has no credential', async () => {
    const [active, parent] = await treeOf(files.illustrated.bytes);
    expect(active?.thumbnail?.mediaType).toBe('image/jpeg');
    expect(parent?.thumbnail?.mediaType).toBe('image/jpeg');
    expect(
      active?.ingredients.map(({ title, thumbnail }) => [title, thumbnail?.mediaType]),
    ).toEqual([
      ['sea.png', undefined],
      ['boat.jpg', 'image/jpeg'],
    ]);
    const bytes = Buffer.from(active?.ingredients[1]?.thumbnail?.data ?? '', 'base64');
    expect(await sharp(bytes).metadata()).toMatchObject({ format: 'jpeg', width: 160 });
  });

  test('leaves out a thumbnail that unpacks to more pixels than a page should draw', async () => {
    const wide = {
      create: { width: 5000, height: 5000, channels: 3, background: '#123' },
    } as const;
    const bytes = await sharp(wide)
      .png({ compressionLevel: 9, palette: true, colours: 2 })
      .toBuffer();
    expect(bytes.length).toBeLessThan(2 ** 18);
    const bomb = { type: 'image/png', bytes };
    const picture = files.unmarked.bytes;
    const shown = await small(picture);
    const [active] = await treeOf(
      await illustrated(f, picture, { parent: shown, component: bomb }),
    );
    expect(active?.ingredients[1]).toMatchObject({ title: 'boat.jpg', thumbnail: null });
  });

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

describe('POST /v1/verify?map=true', () => {
  test('says where the mark is to who is known, and to nobody else', async () => {
    const ask = async (bytes: Uint8Array, headers = {}) => {
      const request = { method: 'POST', body: bytes as never, headers };
      return (await fetch(`${server.url}/v1/verify?map=true`, request)).json();
    };
    expect(await ask(files.partly.bytes)).not.toHaveProperty('watermarkMap');
    const trace = f.bearer('trace');
    expect(await ask(files.partly.bytes, trace)).not.toHaveProperty('watermarkMap');
    const known = f.bearer('verify');
    const { watermarkMap: map } = (await ask(files.partly.bytes, known)) as {
      watermarkMap: { cell: number; columns: number; rows: number; scores: number[] };
    };
    expect([map.cell, map.columns, map.rows]).toEqual([64, 8, 8]);
    const mean = (isIn: (column: number) => boolean) => {
      const of = map.scores.filter((_, i) => isIn(i % 8));
      return of.reduce((sum, each) => sum + each, 0) / of.length;
    };
    expect(mean((column) => column < 4)).toBeGreaterThan(3);
    expect(mean((column) => column >= 4)).toBeLessThan(1);
    expect(await ask(files.unmarked.bytes, known)).toMatchObject({ watermarkMap: null });
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
