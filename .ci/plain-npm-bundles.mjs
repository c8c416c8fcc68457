// Bundles a server from packages as plain npm installed them, with esbuild and with webpack, and has it at work where
// nothing else of them lies. The calls are those of docs/server.md.
import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import webpack from 'webpack';
import webpackConfig from '../examples/cookbook/webpack.config.js';

const NATIVE = ['sharp', 'lmdb', '@contentauth/c2pa-node'];
/** What lies beside a bundle here. The native engine is not installed: c2pa-wasm reads. */
const BESIDE = ['sharp', 'lmdb', '@contentauth/c2pa-wasm'];

const BANNER =
  "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);";

/** @returns What is wrong; null: nothing. */
export async function problemInBundles(project, folder) {
  copyFileSync(
    fileURLToPath(new URL('plain-npm-server.mjs', import.meta.url)),
    join(project, 'server.mjs'),
  );
  const modules = join(project, 'node_modules');
  const entry = {
    server: join(project, 'server.mjs'),
    'provenance-worker': join(modules, '@provenance/sdk/dist/worker.js'),
    'provenance-engine': join(modules, '@provenance/c2pa/dist/engine/child.js'),
  };
  for (const [name, bundle] of Object.entries({ esbuild: withEsbuild, webpack: withWebpack })) {
    const out = join(folder, `bundle-${name}`);
    mkdirSync(out);
    try {
      await bundle(entry, out);
    } catch (error) {
      return `${name}: ${error.message}`;
    }
    const problem = problemOf(out, modules);
    if (problem !== null) return `the bundle of ${name}: ${problem}`;
  }
  return null;
}

function withEsbuild(entryPoints, outdir) {
  return esbuild.build({
    ...{ entryPoints, outdir, bundle: true, platform: 'node', format: 'esm' },
    ...{ external: NATIVE, banner: { js: BANNER }, logLevel: 'error' },
  });
}

function withWebpack(entry, path) {
  const config = {
    ...webpackConfig,
    entry,
    output: { ...webpackConfig.output, path },
    // Nobody hands it out: less work for this check.
    optimization: { minimize: false },
  };
  return new Promise((resolve, reject) => {
    webpack(config, (error, stats) => {
      if (error) reject(error);
      else if (stats.hasErrors() || stats.hasWarnings()) {
        reject(new Error(stats.toString({ preset: 'errors-warnings' })));
      } else resolve();
    });
  });
}

function problemOf(out, modules) {
  writeFileSync(join(out, 'package.json'), '{"type":"module"}');
  for (const name of BESIDE) {
    const link = join(out, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(modules, name), link);
  }
  const page = join(modules, '@provenance/server/dist/page');
  cpSync(page, join(out, 'provenance-page'), { recursive: true });
  const run = (...args) => {
    const command = [join(out, 'server.js'), join(out, 'registry'), ...args];
    // A package manager's NODE_PATH would lead back to the packages.
    const env = { PATH: process.env.PATH };
    const options = { cwd: out, encoding: 'utf8', env, timeout: 120_000 };
    const { status, stdout, stderr } = spawnSync(process.execPath, command, options);
    return status === 0 && stdout === 'done\n' ? null : `${status ?? 'no end'}: ${stdout}${stderr}`;
  };
  const problem = run();
  if (problem !== null) return problem;
  rmSync(join(out, 'provenance-worker.js'));
  const without = run('without-worker');
  return without === null ? null : `where no worker can start: ${without}`;
}
