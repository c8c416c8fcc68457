// Runs the pinned pnpm from nothing but Node and npm: the copy in node_modules, else corepack, else
// npx. A bare `corepack pnpm` is not enough: Node 25 and later ship without corepack.
// `setup` installs from the lock file and builds.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const version = packageManager.slice('pnpm@'.length).split('+')[0];

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
  return run('npx', ['--yes', `pnpm@${version}`, ...args]);
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
