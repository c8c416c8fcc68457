import { existsSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generateArt } from '../../../examples/art.ts';
import { type PictureFile, pictureFile } from './picture.ts';

const COUNT = 12;

/** Art that examples/art.ts makes: for machines without a network. Kept in the cache. */
export async function drawnPictures(
  cache: string,
  { width, height }: { width: number; height: number },
): Promise<readonly PictureFile[]> {
  await mkdir(cache, { recursive: true });
  const files: PictureFile[] = [];
  for (let seed = 0; seed < COUNT; seed++) {
    const path = join(cache, `art-${seed}-${width}x${height}.png`);
    if (!existsSync(path)) {
      await writeFile(`${path}.part`, await generateArt(seed, { width, height }));
      await rename(`${path}.part`, path);
    }
    files.push(await pictureFile(path, { name: `art-${seed}`, kind: 'drawn', heldOut: false }));
  }
  return files;
}
