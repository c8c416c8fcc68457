// Bundles the verify page into what the server hands out: one script, one style, one document. A bundle
// since its sentences and readers lie in packages, and a strict policy allows no map of imports.
import { cpSync, mkdirSync } from 'node:fs';
import { build } from 'esbuild';

const source = new URL('../packages/server/src/page/', import.meta.url);
const target = new URL('../packages/server/dist/page/', import.meta.url);

mkdirSync(target, { recursive: true });
await build({
  entryPoints: [new URL('page.ts', source).pathname],
  outfile: new URL('page.js', target).pathname,
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  conditions: ['@provenance/source'],
  legalComments: 'linked',
  logLevel: 'warning',
});
for (const name of ['page.html', 'page.css']) {
  cpSync(new URL(name, source), new URL(name, target));
}
