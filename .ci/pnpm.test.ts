// Finding L8: without corepack, what the registry handed out was run without a look at its hash.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';

const SCRIPT = fileURLToPath(new URL('pnpm.mjs', import.meta.url));

/** A clone without node_modules, on a machine whose npm hands out `tarball` and which has no corepack. */
let clone: string;
let tarball: string;
const at = (...names: string[]) => join(clone, ...names);
beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), 'provenance-pnpm-'));
  for (const name of ['.ci', 'bin', 'tmp', 'package/bin']) mkdirSync(at(name), { recursive: true });
  cpSync(SCRIPT, at('.ci/pnpm.mjs'));
  const marker = JSON.stringify(at('ran'));
  const program = `require('fs').writeFileSync(${marker}, process.argv.slice(2).join(' '));`;
  writeFileSync(at('package/bin/pnpm.cjs'), program);
  tarball = at('served.tgz');
  execFileSync('tar', ['-czf', tarball, '-C', clone, 'package']);
  command(
    'npm',
    `const to = process.argv.at(-1);
    require('fs').copyFileSync(${JSON.stringify(tarball)}, to + '/pnpm-1.2.3.tgz');`,
  );
  command('corepack', 'process.exit(1);');
});
afterEach(() => rmSync(clone, { recursive: true }));

function command(name: string, program: string): void {
  writeFileSync(at('bin', name), `#!${process.execPath}\n${program}\n`, { mode: 0o755 });
}

function pinned(packageManager: string): void {
  writeFileSync(at('package.json'), JSON.stringify({ packageManager }));
}

const sha512 = (bytes: Uint8Array) => createHash('sha512').update(bytes).digest('hex');

function pnpm(...args: string[]) {
  const env = { PATH: `${at('bin')}:/usr/bin:/bin`, TMPDIR: at('tmp') };
  const ran = spawnSync(process.execPath, [at('.ci/pnpm.mjs'), ...args], { env, encoding: 'utf8' });
  // Whatever came of it, nothing is left.
  expect(readdirSync(at('tmp'))).toEqual([]);
  return ran;
}

test('what has the hash of package.json is run', () => {
  pinned(`pnpm@1.2.3+sha512.${sha512(readFileSync(tarball))}`);
  expect(pnpm('install', '--offline')).toMatchObject({ status: 0, stderr: '' });
  expect(readFileSync(at('ran'), 'utf8')).toBe('install --offline');
});

test('what has another one is not', () => {
  const bytes = readFileSync(tarball);
  pinned(`pnpm@1.2.3+sha512.${sha512(bytes)}`);
  // A byte of the gzip header: tar would unpack it all the same.
  bytes[9] = (bytes[9] as number) ^ 1;
  writeFileSync(tarball, bytes);
  const ran = pnpm('install');
  expect(ran.status).toBe(1);
  expect(ran.stderr).toContain('SHA-512');
  expect(existsSync(at('ran'))).toBe(false);
});

test.each([
  'pnpm@1.2.3',
  'pnpm@1.2.3+sha512.',
  `pnpm@1.2.3+sha1.${'0'.repeat(40)}`,
  `npm@1.2.3+sha512.${'0'.repeat(128)}`,
])('without a hash nothing is fetched: %s', (packageManager) => {
  pinned(packageManager);
  command('npm', `require('fs').writeFileSync(${JSON.stringify(at('asked'))}, '');`);
  expect(pnpm('install').status).toBe(1);
  expect(existsSync(at('asked'))).toBe(false);
  expect(existsSync(at('ran'))).toBe(false);
});

test.each([
  ['fails', 'process.exit(1);'],
  ['gives nothing', ''],
])('an npm that %s is said to', (_, program) => {
  pinned(`pnpm@1.2.3+sha512.${sha512(readFileSync(tarball))}`);
  command('npm', program);
  const ran = pnpm('install');
  expect(ran.status).toBe(1);
  expect(ran.stderr).toContain('npm pack pnpm@1.2.3');
});
