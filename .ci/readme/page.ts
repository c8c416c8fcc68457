// What the verify page weighs, as the server hands it out.
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { table, urlOf } from './text.ts';

const FILES = [
  ['page.js', 'the page: messages of both languages, readers of labels and texts', 'at once'],
  ['page.html', 'its document', 'at once'],
  ['page.css', 'its style', 'at once'],
  ['fingerprint.js', 'worker that makes fingerprints', 'with a picture'],
  ['credential.js', 'worker that reads credentials', 'with a credential'],
  ['c2pa.wasm.gz', 'WebAssembly of that worker, packed', 'with a credential'],
] as const;

/** Bundled anew: what an older build left would be measured otherwise. To two digits, for every edit changes the third. */
export function page(): string {
  const script = fileURLToPath(urlOf('.ci/page.mjs'));
  const { status, stderr } = spawnSync(process.execPath, [script], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the page was not built:\n${stderr}`);
  return table(
    ['file', 'what it is', 'fetched', 'kB'],
    FILES.map(([file, what, when]) => {
      const { size } = statSync(urlOf(`packages/server/dist/page/${file}`));
      return [`\`${file}\``, what, when, String(Number((size / 1000).toPrecision(2)))];
    }),
  );
}
