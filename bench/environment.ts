import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, loadavg, platform, totalmem } from 'node:os';

/** Where results were made: the class of the machine, and nothing that names it. */
export interface Environment {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly platform: string;
  readonly node: string;
  readonly packages: Readonly<Record<string, string>>;
  /** With `+` where files of the packages differed from it. */
  readonly commit: string;
}

const PACKAGES = ['@provenance/sdk', '@contentauth/c2pa-node', 'sharp', 'benchmark'];

export function environment(): Environment {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    platform: `${platform()}-${arch()}`,
    node: process.version,
    packages: Object.fromEntries(PACKAGES.map((name) => [name, versionOf(name)])),
    commit: commit(),
  };
}

/** The machine, the software and the commit, on one line. */
export function environmentText(): string {
  const { cpu, cores, memoryGiB, platform, node, packages, commit } = environment();
  return `${cpu}, ${cores} cores, ${memoryGiB} GiB, ${platform}; Node ${node}, sharp ${packages.sharp}; commit ${commit}`;
}

/** Processes that wanted to run, averaged over the last minute: this one is among them. */
export function load(): number {
  return Number(loadavg()[0]!.toFixed(2));
}

function versionOf(name: string): string {
  const file = new URL(`node_modules/${name}/package.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')).version;
}

function commit(): string {
  const root = new URL('..', import.meta.url);
  const git = (...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8' });
  try {
    const changed = git('status', '--porcelain', '--', 'packages', 'pnpm-lock.yaml') !== '';
    return `${git('rev-parse', '--short=12', 'HEAD').trim()}${changed ? '+' : ''}`;
  } catch {
    return 'unknown';
  }
}
