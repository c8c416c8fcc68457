// The command, as it is built, on each Node that `engines` allows: what has native code, worker processes and the registry
// are in what it does. Node comes from npm, whose packages have its binary in them. Ends with 3 where it cannot be had.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const VERSIONS = ['20.19.0', '22', '24'];
const TOO_OLD = '20.18.3';

const folder = mkdtempSync(join(tmpdir(), 'provenance-nodes-'));
const env = { ...process.env, XDG_CONFIG_HOME: join(folder, 'settings') };
// npm hands its own configuration down to what it runs.
for (const name of Object.keys(env)) if (/^(npm|pnpm)_/i.test(name)) delete env[name];

/** @returns Path of the binary; null: it cannot be had. */
function installed(version) {
  const cwd = join(folder, `node-${version}`);
  mkdirSync(cwd, { recursive: true });
  writeFileSync(join(cwd, 'package.json'), '{ "private": true }');
  // Its install script puts the binary in place.
  const args = ['install', '--no-audit', '--no-fund', '--prefer-offline', `node@${version}`];
  const { status } = spawnSync('npm', args, { cwd, env });
  return status === 0 ? join(cwd, 'node_modules/node/bin/node') : null;
}

function runWith(node, cwd) {
  return (...args) => {
    const command = join(root, 'packages/cli/bin/provenance.js');
    const { status, stdout, stderr } = spawnSync(node, [command, ...args], {
      cwd,
      env,
      encoding: 'utf8',
    });
    return { status, said: `${stdout}${stderr}` };
  };
}

/** @returns What is wrong; null: nothing. */
function problem(node, version) {
  const cwd = join(folder, `project-${version}`);
  mkdirSync(cwd);
  const run = runWith(node, cwd);
  const art = join(root, 'examples/art.ts');
  const drawing = `const { generateArt } = await import(${JSON.stringify(art)});
    require('node:fs').writeFileSync('art.png', await generateArt(1, { width: 384, height: 256 }));`;
  const flags = [
    '--conditions=@provenance/source',
    '--import',
    join(root, 'node_modules/tsx/dist/loader.mjs'),
  ];
  const drawn = spawnSync(
    process.execPath,
    [...flags, '--eval', `(async () => { ${drawing} })()`],
    { cwd, encoding: 'utf8' },
  );
  if (drawn.status !== 0) return `no picture: ${drawn.stderr}`;
  const steps = [
    [0, 'init', '--yes'],
    [0, 'mark', 'art.png', '--model', 'painter'],
    [0, 'verify', 'art.marked.png'],
    [0, 'trace', 'art.marked.png'],
    [0, 'log', 'verify'],
    [0, 'doctor'],
  ];
  for (const [expected, ...args] of steps) {
    const { status, said } = run(...args);
    if (status !== expected) return `provenance ${args.join(' ')} ended with ${status}:\n${said}`;
  }
  return null;
}

try {
  for (const version of [TOO_OLD, ...VERSIONS]) {
    const node = installed(version);
    if (node === null) {
      console.log(`node@${version} cannot be had from npm`);
      process.exitCode ||= 3;
      continue;
    }
    const refused = version === TOO_OLD && runWith(node, folder)('--version');
    const wrong = refused
      ? refused.status === 2 && /needs Node/.test(refused.said)
        ? null
        : `it was let in: ${refused.said}`
      : problem(node, version);
    console.log(`Node ${version}: ${wrong ?? (refused ? 'told that it is too old' : 'works')}`);
    if (wrong !== null) process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true });
}
