// A server in one file, which `plain-npm-bundles.mjs` bundles from installed packages: it listens, marks a picture and
// verifies it over HTTP, in worker processes. With `without-worker`, where none can start: calls are rejected, and
// the server goes on.
import assert from 'node:assert/strict';
import { createRegistry, openLmdb } from '@provenance/registry';
import {
  createDevelopmentCertificates,
  createMarker,
  createVerifier,
  loadTrust,
  pemSigner,
} from '@provenance/sdk';
import { listen, newToken, tokenList } from '@provenance/server';
import sharp from 'sharp';

const [, , folder, how] = process.argv;
const [width, height] = [512, 384];
const pixels = Buffer.alloc(width * height * 3);
for (let i = 0; i < pixels.length; i++) pixels[i] = (i * i + (i % 7) * 31 + i / width) % 256;
const picture = await sharp(pixels, { raw: { width, height, channels: 3 } })
  .png()
  .toBuffer();

const certificates = await createDevelopmentCertificates({ alg: 'Ed25519' });
const signer = await pemSigner(certificates);
const key = Uint8Array.from({ length: 32 }, (_, i) => i);
const registry = await createRegistry(await openLmdb(folder, { create: true }), { signer });
const trust = await loadTrust({ anchors: certificates.root });
const verifier = createVerifier({ workers: 1, trust, watermark: { keys: [{ key }] }, registry });
const marker = createMarker({ workers: 1, signer, watermarkKey: key, record: { registry } });
const { text, kept } = newToken('bundle', ['mark', 'verify']);
const server = await listen({
  verifier,
  marker,
  signer,
  registry: async () => registry,
  tokens: tokenList([kept]),
});
const post = (path, body) =>
  fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${text}` },
    body,
  });

if (how === 'without-worker') {
  const origin = { kind: 'created', generator: { name: 'a', version: '1' }, model: { name: 'm' } };
  for (let i = 0; i < 2; i++) {
    await assert.rejects(verifier.verify(picture), { code: 'WORKER_NOT_STARTED' });
    await assert.rejects(marker.mark(picture, origin), { code: 'WORKER_NOT_STARTED' });
  }
  assert.equal((await post('/v1/verify', picture)).ok, false);
  assert.equal((await fetch(`${server.url}/`)).status, 200);
} else {
  const response = await post('/v1/mark?model=painter', picture);
  assert.equal(response.status, 200);
  const answer = await post('/v1/verify', await response.arrayBuffer());
  assert.equal(answer.status, 200);
  const { verdict, watermark } = await answer.json();
  assert.deepEqual(
    [verdict.integrity, verdict.trust, watermark.present],
    ['intact', 'trusted', true],
  );
}
await server.close();
await Promise.all([verifier.close(), marker.close()]);
await registry.close();
console.log('done');
