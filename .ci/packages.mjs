// Packs every package as it would be published and checks the tarball: publint and
// are-the-types-wrong, and that no source condition is left in what users install. Then that the tarballs
// work where plain npm has installed them.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pack, packageNames } from './pack.mjs';
import { problemInPlainProject } from './plain-npm.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = (name) => join(root, 'node_modules/.bin', name);
const folder = mkdtempSync(join(tmpdir(), 'provenance-packages-'));
const tarballs = {};
let failed = 0;

function run(name, command, args, cwd) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status === 0) return true;
  failed++;
  console.error(`${name} failed:\n${stdout}${stderr}`);
  return false;
}

try {
  for (const name of packageNames()) {
    const cwd = join(root, 'packages', name);
    const { exports, publishConfig } = JSON.parse(readFileSync(join(cwd, 'package.json'), 'utf8'));
    const published = JSON.stringify(exports, (key, value) =>
      key === '@provenance/source' ? undefined : value,
    );
    if (JSON.stringify(publishConfig.exports) !== published) {
      failed++;
      console.error(`${name}: publishConfig.exports must be exports without @provenance/source`);
    }
    const path = pack(name, folder);
    tarballs[name] = path;
    run(`publint of ${name}`, bin('publint'), [path, '--strict'], root);
    run(`attw of ${name}`, bin('attw'), [path, '--profile', 'esm-only'], root);
    console.log(`${name}: checked`);
  }
  const problem = failed === 0 ? await problemInPlainProject(tarballs, folder) : null;
  if (problem !== null) {
    failed++;
    console.error(problem);
  } else if (failed === 0) {
    console.log(
      'installed by plain npm, scripts off, no native engine: mark, sign, verify, require, bundles, types',
    );
  }
} finally {
  rmSync(folder, { recursive: true });
}
process.exitCode = failed === 0 ? 0 : 1;
