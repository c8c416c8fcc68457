// Installs packed tarballs with plain npm, scripts off, in an empty project; takes the native engine away; and
// has `plain-npm-project.mjs` and the command line at work there. Then CommonJS takes them, and TypeScript in each way of
// resolving modules, the declarations of what they depend on included; bundlers make a server of them; and what they weigh
// is held against a budget.
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { problemInBundles } from './plain-npm-bundles.mjs';
import { sizeOf } from './plain-npm-size.mjs';

/** What a project gets that asks for these, and all they stand on. */
const WANTED = ['sdk', 'cli'];

/** Of the sdk with all that it depends on. The native engine, which npm may leave out, has 47 MB more. */
const BUDGET = { packages: 89, megabytes: 80 };

/**
 * @param tarballs Path of each, by the package's name without its scope.
 * @param folder An empty one.
 * @returns What is wrong; null: nothing.
 */
export async function problemInPlainProject(tarballs, folder) {
  const project = join(folder, 'project');
  mkdirSync(project);
  const needed = closureOf(WANTED);
  const dependencies = Object.fromEntries(
    needed.map((name) => [`@provenance/${name}`, `file:../${basename(tarballs[name])}`]),
  );
  const manifest = { name: 'project', private: true, type: 'module', dependencies };
  writeFileSync(join(project, 'package.json'), JSON.stringify(manifest));
  const env = { ...process.env };
  // npm hands its own configuration down to what it runs.
  for (const name of Object.keys(env)) if (/^(npm|pnpm)_/i.test(name)) delete env[name];
  delete env.C2PA_LIBRARY_PATH;
  const run = (command, ...args) => {
    const result = spawnSync(command, args, { cwd: project, encoding: 'utf8', env });
    return { ...result, said: `${result.stdout}${result.stderr}` };
  };
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];
  const installed = run('npm', 'install', ...flags);
  if (installed.status !== 0) return `npm install: ${installed.said}`;
  // Its manifest asks for Node 22: npm leaves it out on 20.
  const engine = join(project, 'node_modules/@contentauth/c2pa-node');
  rmSync(engine, { recursive: true, force: true });
  const size = sizeOf(project, '@provenance/sdk');
  console.log(`the sdk: ${size.packages} packages, ${size.megabytes} MB`);
  if (size.packages > BUDGET.packages || size.megabytes > BUDGET.megabytes) {
    return `the sdk is above its budget of ${BUDGET.packages} packages and ${BUDGET.megabytes} MB`;
  }

  const script = fileURLToPath(new URL('plain-npm-project.mjs', import.meta.url));
  copyFileSync(script, join(project, 'index.mjs'));
  const tried = run(process.execPath, 'index.mjs');
  if (tried.status !== 0) return `mark, sign and verify: ${tried.said}`;
  const cli = join(project, 'node_modules/.bin/provenance');
  const doctor = run(cli, 'doctor');
  if (doctor.status !== 0) return `provenance doctor: ${doctor.said}`;
  const verified = run(cli, 'verify', '--no-config', '--trust-anchors', 'root.pem', 'signed.png');
  if (verified.status !== 0) return `provenance verify: ${verified.said}`;
  const key = ['--signer-key', 'awskms:///alias/a', '--cert', 'certificate.pem'];
  const signed = run(cli, 'sign', '--no-config', '--model', 'm', ...key, 'signed.png');
  if (signed.status !== 10 || !signed.said.includes('install @aws-sdk/client-kms')) {
    return `a key in a service whose library is not installed: ${signed.said}`;
  }

  writeFileSync(join(project, 'required.cjs'), REQUIRED);
  const required = run(process.execPath, '--no-warnings', 'required.cjs');
  if (required.status !== 0) return `require in CommonJS: ${required.said}`;
  return (
    problemWithVerifying(project, run) ??
    (await problemInBundles(project, folder)) ??
    problemWithTypes(project, run)
  );
}

/** What no one needs who only verifies; the native engine is gone already. */
const UNNEEDED = ['lmdb', 'pg'];

const VERIFIED = `
import { readFileSync } from 'node:fs';
import { createVerifier, loadTrust, verify } from '@provenance/sdk';
const trust = await loadTrust({ anchors: readFileSync('root.pem', 'utf8') });
const verifier = createVerifier({ workers: 1, trust });
for (const report of [await verify(readFileSync('signed.png'), { trust }), await verifier.verify('signed.png')]) {
  if (report.verdict.trust !== 'trusted') throw new Error(report.verdict.trust);
}
await verifier.close();
const { openLmdb } = await import('@provenance/registry');
await openLmdb('registry', { create: true }).then(
  () => { throw new Error('a registry in a folder without lmdb'); },
  ({ code, message }) => {
    if (code !== 'REGISTRY_UNAVAILABLE' || !message.includes('npm install lmdb@' + process.argv[2])) {
      throw new Error(code + ': ' + message);
    }
  },
);
`;

function problemWithVerifying(project, run) {
  const at = (name) => join(project, 'node_modules', name);
  for (const name of UNNEEDED) renameSync(at(name), at(`.${name}`));
  writeFileSync(join(project, 'verified.mjs'), VERIFIED);
  const registry = JSON.parse(readFileSync(at('@provenance/registry/package.json'), 'utf8'));
  const verified = run(process.execPath, 'verified.mjs', registry.peerDependencies.lmdb);
  for (const name of UNNEEDED) renameSync(at(`.${name}`), at(name));
  return verified.status === 0
    ? null
    : `verify without ${UNNEEDED.join(', ')} and the native engine: ${verified.said}`;
}

/** Node 20.19 and later load ES modules with require(), unless one waits at its top level. */
const REQUIRED = `
const { verify } = require('@provenance/sdk');
require('@provenance/server/express');
verify(require('node:fs').readFileSync('signed.png')).then(({ verdict }) => {
  if (verdict.integrity !== 'intact') throw new Error(verdict.integrity);
});
`;

const TYPED = `
import { loadTrust, type Signer, verify } from '@provenance/sdk';
import { run } from '@provenance/cli';
import { createApp } from '@provenance/server';
import { verifyUploads } from '@provenance/server/hono';
import { openLmdb } from '@provenance/registry';
import { kmsSigner } from '@provenance/kms';
import { writeFileAtomically } from '@provenance/content/node';
export const kind: Promise<string> = verify(new Uint8Array(1)).then(({ verdict }) => verdict.origin.kind);
// @ts-expect-error: types are there, and not any
export const wrong: number = verify(new Uint8Array(1));
export const used: unknown[] = [loadTrust, run, createApp, verifyUploads, openLmdb, kmsSigner, writeFileAtomically];
export type Used = Signer;
`;

const WAYS = [
  ['nodenext', 'nodenext'],
  ['node16', 'node16'],
  ['esnext', 'bundler'],
];

function problemWithTypes(project, run) {
  const root = fileURLToPath(new URL('../', import.meta.url));
  const types = join(project, 'node_modules/@types');
  mkdirSync(types, { recursive: true });
  if (!existsSync(join(types, 'node'))) {
    symlinkSync(join(root, 'node_modules/@types/node'), join(types, 'node'));
  }
  writeFileSync(join(project, 'typed.ts'), TYPED);
  for (const [module, moduleResolution] of WAYS) {
    const options = {
      ...{ module, moduleResolution, target: 'es2022', lib: ['es2023', 'dom'] },
      ...{ strict: true, skipLibCheck: false, noEmit: true, types: ['node'] },
    };
    const config = JSON.stringify({ compilerOptions: options, files: ['typed.ts'] });
    writeFileSync(join(project, 'tsconfig.json'), config);
    const checked = run(process.execPath, join(root, 'node_modules/typescript/bin/tsc'), '-p', '.');
    if (checked.status !== 0) return `TypeScript, ${moduleResolution}: ${checked.said}`;
  }
  return null;
}

/** Packages with those of ours that they depend on. */
function closureOf(names) {
  const found = new Set(names);
  for (const name of found) {
    const path = new URL(`../packages/${name}/package.json`, import.meta.url);
    const { dependencies = {} } = JSON.parse(readFileSync(path, 'utf8'));
    for (const each of Object.keys(dependencies)) {
      if (each.startsWith('@provenance/')) found.add(each.slice('@provenance/'.length));
    }
  }
  return [...found];
}
