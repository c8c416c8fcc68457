// A server as one bundle, with its workers: nothing of this repository lies beside it, and only what is native
// comes from node_modules. `npm test` builds first: the page is copied from there.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { art } from './service.ts';

const packages = fileURLToPath(new URL('../../', import.meta.url));
/** What has native code, and so is in no bundle; and the packages that have it here. */
const NATIVE = {
  sharp: 'image',
  lmdb: 'registry',
  '@contentauth/c2pa-node': 'c2pa',
} as const;

/** A package manager's NODE_PATH would lead back here. */
const env = { PATH: process.env.PATH ?? '' };

const SERVER = `
import { createDevelopmentCertificates, createMarker, createVerifier, loadTrust, pemSigner } from '@provenance/sdk';
import { createRegistry, openLmdb } from '@provenance/registry';
import { listen, newToken, tokenList } from '@provenance/server';

const certificates = await createDevelopmentCertificates({ alg: 'Ed25519' });
const signer = await pemSigner(certificates);
const key = Uint8Array.from({ length: 32 }, (_, i) => i);
const registry = await createRegistry(await openLmdb(process.argv[2], { create: true }), { signer });
const trust = await loadTrust({ anchors: certificates.root });
const verifier = createVerifier({ workers: 1, trust, watermark: { keys: [{ key }] }, registry });
const marker = createMarker({ workers: 1, signer, watermarkKey: key, record: { registry } });
const { text, kept } = newToken('bundle', ['mark', 'verify']);
const server = await listen({ verifier, marker, signer, registry: async () => registry, tokens: tokenList([kept]) });
console.log(JSON.stringify({ url: server.url, token: text }));
process.once('SIGTERM', async () => {
  await server.close();
  await Promise.all([verifier.close(), marker.close()]);
  await registry.close();
});
`;

let folder: string;
let child: ChildProcess;
let url: string;
let token: string;
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'provenance-bundle-')));
  const entry = join(packages, 'server/test', `.bundle-${process.pid}.ts`);
  await writeFile(entry, SERVER);
  const external = Object.keys(NATIVE);
  try {
    await build({
      entryPoints: {
        server: entry,
        'provenance-worker': join(packages, 'sdk/src/worker.ts'),
        'provenance-engine': join(packages, 'c2pa/src/engine/child.ts'),
      },
      outdir: folder,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      conditions: ['@provenance/source'],
      external,
      // For what is CommonJS within it.
      banner: {
        js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
      },
      logLevel: 'error',
    });
  } finally {
    await rm(entry);
  }
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  for (const [name, room] of Object.entries(NATIVE)) {
    const target = await realpath(join(packages, room, 'node_modules', name));
    const link = join(folder, 'node_modules', name);
    await mkdir(dirname(link), { recursive: true });
    await symlink(target, link);
  }
  await cp(join(packages, 'server/dist/page'), join(folder, 'provenance-page'), {
    recursive: true,
  });
  child = spawn(process.execPath, [join(folder, 'server.js'), join(folder, 'registry')], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const complaints: string[] = [];
  child.stderr?.on('data', (text) => complaints.push(String(text)));
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  const [line] = (await Promise.race([
    once(lines, 'line'),
    once(child, 'exit').then(() => Promise.reject(new Error(complaints.join('')))),
  ])) as [string];
  ({ url, token } = JSON.parse(line));
}, 120_000);
afterAll(async () => {
  if (child?.exitCode === null) {
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
  await rm(folder, { recursive: true, force: true });
});

test('has no way to the packages that it was made of', () => {
  const args = ['-e', "require.resolve('@provenance/sdk/worker')"];
  const { status, stderr } = spawnSync(process.execPath, args, {
    cwd: folder,
    env,
    encoding: 'utf8',
  });
  expect(status).not.toBe(0);
  expect(stderr).toContain('MODULE_NOT_FOUND');
});

test('marks and verifies, in its own workers', async () => {
  const response = await fetch(`${url}/v1/mark?model=painter`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: (await art(3)) as never,
  });
  expect(response.status).toBe(200);
  const marked = await response.arrayBuffer();
  const answer = await fetch(`${url}/v1/verify`, { method: 'POST', body: marked });
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({
    verdict: { integrity: 'intact', trust: 'trusted', origin: { kind: 'ai-generated' } },
    watermark: { present: true },
  });
  expect((await fetch(`${url}/`)).headers.get('content-type')).toMatch(/^text\/html/);
});

test('finishes on SIGTERM', async () => {
  child.kill('SIGTERM');
  const [code] = await once(child, 'exit');
  expect(code).toBe(0);
});
