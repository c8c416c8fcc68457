import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRegistry, openLmdb } from '@provenance/registry';
import { createDevelopmentCertificates, mark, pemSigner, trace } from '@provenance/sdk';
import { generateArt } from '../art.ts';

const folder = await mkdtemp(join(tmpdir(), 'registry-'));
const signer = await pemSigner(await createDevelopmentCertificates({ alg: 'Ed25519' }));
const registry = await createRegistry(await openLmdb(folder, { create: true }), { signer });

const watermarkKey = crypto.getRandomValues(new Uint8Array(32));
const origin = { kind: 'created', generator: { name: 'Studio', version: '1' } } as const;
const record = { registry, requestId: 'r-17' };
const { bytes } = await mark(await generateArt(1), origin, { signer, watermarkKey, record });
const { records } = await trace(bytes as Uint8Array, { registry });
console.log(records.map(({ by, record }) => [by, record.requestId]));

await registry.close();
await rm(folder, { recursive: true });
