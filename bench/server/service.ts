// The server that is measured, in a process of its own: prints its address, and serves until it is ended.
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRegistry, openLmdb } from '@provenance/registry';
import {
  createDevelopmentCertificates,
  createMarker,
  createVerifier,
  pemSigner,
} from '@provenance/sdk';
import { listen } from '@provenance/server';

const key = new Uint8Array(32).fill(7);
const signer = await pemSigner(await createDevelopmentCertificates({ alg: 'Ed25519' }));
const folder = await mkdtemp(join(tmpdir(), 'provenance-bench-'));
const registry = await createRegistry(await openLmdb(folder, { create: true }), { signer });
const { url } = await listen({
  verifier: createVerifier({ watermark: { keys: [{ key }] }, registry }),
  marker: createMarker({ signer, watermarkKey: key, record: { registry } }),
  registry: async () => registry,
  open: true,
  resolution: { openQueries: true },
});
console.log(url);
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.({ rss: process.memoryUsage.rss(), cpu: (user + system) / 1000 });
});
