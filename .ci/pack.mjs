// Packs every package as it is published: `npm run pack -- --out DIR`. What was built is packed: `npm run setup` first.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** @returns Path of the tarball. */
export function pack(name, folder) {
  const cwd = join(root, 'packages', name);
  if (!existsSync(join(cwd, 'dist/index.js'))) {
    throw new Error(`${name} is not built: run \`npm run setup\` first.`);
  }
  const own = mkdtempSync(join(tmpdir(), 'provenance-pack-'));
  try {
    const pnpm = join(root, 'node_modules/.bin/pnpm');
    const args = ['pack', '--pack-destination', own];
    const { status, stdout, stderr } = spawnSync(pnpm, args, { cwd, encoding: 'utf8' });
    if (status !== 0) throw new Error(`pnpm pack of ${name} failed:\n${stdout}${stderr}`);
    const [tarball] = readdirSync(own);
    mkdirSync(folder, { recursive: true });
    copyFileSync(join(own, tarball), join(folder, tarball));
    return join(folder, tarball);
  } finally {
    rmSync(own, { recursive: true });
  }
}

/** Folders of packages/, which are their names without the scope. */
export const packageNames = () => readdirSync(join(root, 'packages')).sort();

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { out: { type: 'string' } } });
  if (values.out === undefined) {
    console.error('Say where: npm run pack -- --out DIR');
    process.exit(2);
  }
  for (const name of packageNames()) console.log(pack(name, resolve(root, values.out)));
}
