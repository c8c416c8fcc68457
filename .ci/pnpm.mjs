// Runs the pinned pnpm from nothing but Node and npm: the copy in node_modules, else corepack, else a
// download that is held against the hash in package.json before anything of it runs, as corepack does. A
// bare `corepack pnpm` is not enough: Node 25 and later ship without corepack. Nor is `npx pnpm`, which runs
// what the registry hands out.
// `setup` installs from the lock file and builds.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const [, version, hash] = /^pnpm@([\d.]+)\+sha512\.([0-9a-f]{128})$/.exec(packageManager) ?? [];

function run(command, args) {
  const result = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  return result.error ? 127 : (result.status ?? 1);
}

function available(command, args) {
  const result = spawnSync(command, args, { cwd: root, stdio: 'ignore' });
  return !result.error && result.status === 0;
}

function pnpm(args) {
  const installed = join(root, 'node_modules/pnpm/bin/pnpm.cjs');
  if (existsSync(installed)) return run(process.execPath, [installed, ...args]);
  if (available('corepack', ['pnpm', '--version'])) return run('corepack', ['pnpm', ...args]);
  const folder = mkdtempSync(join(tmpdir(), 'pnpm-'));
  try {
    return run(process.execPath, [downloaded(folder), ...args]);
  } catch (error) {
    console.error(`pnpm cannot be fetched: ${error.message}`);
    return 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The path of the program in `folder`, checked and unpacked. `npm pack` runs nothing of what it fetches. */
function downloaded(folder) {
  if (hash === undefined) throw new Error('packageManager in package.json names no sha512 of it.');
  const pack = ['pack', `pnpm@${version}`, '--silent', '--ignore-scripts', '--pack-destination'];
  const tarball = join(folder, `pnpm-${version}.tgz`);
  if (!available('npm', [...pack, folder]) || !existsSync(tarball)) {
    throw new Error(`npm did not hand out pnpm ${version}: see \`npm pack pnpm@${version}\`.`);
  }
  const found = createHash('sha512').update(readFileSync(tarball)).digest('hex');
  if (found !== hash) {
    throw new Error(
      `its SHA-512 is ${found}, and package.json wants ${hash}. Nothing of it was run.`,
    );
  }
  if (!available('tar', ['-xzf', tarball, '-C', folder])) throw new Error('tar cannot unpack it.');
  return join(folder, 'package/bin/pnpm.cjs');
}

const args = process.argv.slice(2);
if (args[0] === 'setup') {
  const quiet = [
    'install',
    '--frozen-lockfile',
    '--prefer-offline',
    '--reporter=append-only',
    '--loglevel=warn',
  ];
  process.exitCode = pnpm(quiet) || pnpm(['run', '--silent', 'build']);
} else {
  process.exitCode = pnpm(args);
}
