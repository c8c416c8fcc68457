// Bundles the verify page into what the server hands out: one script, one style, one document, and what runs
// beside it. Bundles since its sentences and readers lie in packages, and a strict policy allows no map of imports.
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const source = new URL('../packages/server/src/page/', import.meta.url);
const target = new URL('../packages/server/dist/page/', import.meta.url);

mkdirSync(target, { recursive: true });
for (const [name, entry] of [
  ['page.js', 'page.ts'],
  ['fingerprint.js', 'fingerprint-worker.ts'],
  ['credential.js', 'credential-worker.ts'],
]) {
  await build({
    entryPoints: [new URL(entry, source).pathname],
    outfile: new URL(name, target).pathname,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    conditions: ['@provenance/source'],
    legalComments: 'linked',
    logLevel: 'warning',
  });
}
for (const name of ['page.html', 'page.css']) {
  cpSync(new URL(name, source), new URL(name, target));
}

const { resolve } = createRequire(new URL('../packages/server/package.json', import.meta.url));
const wasm = resolve('@contentauth/c2pa-wasm/c2pa.wasm');
// Nine megabytes, three on the way.
writeFileSync(new URL('c2pa.wasm.gz', target), gzipSync(readFileSync(wasm), { level: 9 }));
cpSync(
  new URL('LICENSE', `file://${resolve('@contentauth/c2pa-wasm/package.json')}`),
  new URL('c2pa.LICENSE.txt', target),
);
