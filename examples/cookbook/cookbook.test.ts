// The snippets of docs/cookbook.md. Their workers run what is built.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createDevelopmentCertificates, pemSigner, sign } from '@provenance/sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generateArt } from '../art.ts';
import { app as expressApp, verifier as ofExpress } from './express.ts';
import { app as fastifyApp, verifier as ofFastify } from './fastify.ts';
import { app as honoApp, verifier as ofHono } from './hono.ts';
import { handler } from './lambda.ts';
import { POST } from './next-route.ts';

let signed: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  const signer = await pemSigner(await createDevelopmentCertificates({ alg: 'ES256' }));
  const art = await generateArt(1, { width: 128, height: 96 });
  const model = { name: 'example-diffusion', version: '2.1' };
  const generator = { name: 'Example Studio', version: '1.4' };
  const { bytes } = await sign(art, { kind: 'created', model, generator }, { signer });
  signed = Uint8Array.from(bytes as Uint8Array);
});
afterAll(() => Promise.all([ofExpress.close(), ofFastify.close(), ofHono.close()]));

function form(bytes: Uint8Array<ArrayBuffer>): FormData {
  const data = new FormData();
  data.set('file', new Blob([bytes], { type: 'image/png' }), 'art.png');
  return data;
}
const ours = { decision: 'accept', labels: ['ai-generated'] };

describe('Next', () => {
  const post = (body: FormData) => POST(new Request('http://x/', { method: 'POST', body }));

  test('a route handler labels an upload', async () => {
    const answer = await post(form(signed));
    expect(await answer.json()).toMatchObject({ label: 'ai-generated' });
  });

  test('and refuses what is none, or too large', async () => {
    expect((await post(new FormData())).status).toBe(400);
    expect((await post(form(new Uint8Array(20_000_001)))).status).toBe(413);
  });
});

test('Hono', async () => {
  const answer = await honoApp.request('/upload', { method: 'POST', body: form(signed) });
  expect(await answer.json()).toEqual(ours);
});

test('Express', async () => {
  const server = createServer(expressApp);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  try {
    const { port } = server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}/upload`;
    const answer = await fetch(url, { method: 'POST', body: form(signed) });
    expect(await answer.json()).toEqual(ours);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test('Fastify, in its scope alone', async () => {
  const base = await fastifyApp.listen({ port: 0, host: '127.0.0.1' });
  try {
    const answer = await fetch(`${base}/upload`, { method: 'POST', body: form(signed) });
    expect(await answer.json()).toEqual(ours);
    const json = { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } };
    const looked = await fetch(`${base}/upload`, json);
    expect(await looked.json()).toMatchObject({ labels: ['unknown'] });
    expect(await (await fetch(`${base}/health`)).text()).toBe('ok');
  } finally {
    await fastifyApp.close();
  }
});

describe('Lambda', () => {
  const said = async (bytes: Uint8Array) => {
    const body = Buffer.from(bytes).toString('base64');
    const answer = await handler({ body, isBase64Encoded: true });
    return { status: answer.statusCode, ...JSON.parse(answer.body) };
  };

  test('a function labels what it is sent', async () => {
    expect(await said(signed)).toMatchObject({ status: 200, label: 'ai-generated' });
  });

  test('and refuses what is too large', async () => {
    expect(await said(new Uint8Array(6_000_001))).toMatchObject({ status: 413 });
    expect(await said(new Uint8Array())).toMatchObject({ status: 200, label: 'unknown' });
  });
});
