import { readdir } from 'node:fs/promises';
import { join, parse, resolve } from 'node:path';
import { cacheFolder } from '../cache.ts';
import { choosePictures, ENOUGH } from './choose.ts';
import { drawnPictures } from './drawn.ts';
import { npmPictures } from './npm.ts';
import { type Picture, type PictureFile, pictureFile } from './picture.ts';
import { parseSize, type Size, sizeText } from './size.ts';

/** Pictures to measure, and what to say about them beside every figure. */
export interface PictureSet {
  readonly pictures: readonly Picture[];
  readonly size: Size;
  readonly description: string;
}

/** Options of the command line that choose pictures, for `parseArgs`. */
export const SET_OPTIONS = {
  prefix: { type: 'string', default: '' },
  size: { type: 'string', default: '512' },
  limit: { type: 'string' },
  'hold-out': { type: 'string' },
  drawn: { type: 'boolean', default: false },
} as const;

/** What `parseArgs` makes of {@link SET_OPTIONS}. */
export interface SetValues {
  /** Beginnings of names, with commas between. */
  readonly prefix: string;
  readonly size: string;
  /** At most so many pictures, spread over the set. */
  readonly limit?: string | undefined;
  /** Beginnings of names of a folder's pictures that no tuning has seen. */
  readonly 'hold-out'?: string | undefined;
  /** Made by code, and not those of packages. */
  readonly drawn: boolean;
}

/**
 * @param folder of pictures; without it those of packages, or without a network drawn ones
 * @param enough with fewer pictures of a fixed size, crops of larger ones are added
 * @throws RangeError if no picture fits
 */
export async function openSet(
  folder: string | undefined,
  values: SetValues,
  say: (text: string) => void,
  enough: number = ENOUGH,
): Promise<PictureSet> {
  const size = parseSize(values.size);
  const source = await openSource(folder, values, size, say);
  const begins = prefixTest(values.prefix);
  const files = source.files.filter(({ name }) => begins(name));
  const all = choosePictures(files, size, enough);
  if (all.length === 0) {
    throw new RangeError(
      `No picture of that name is ${sizeText(size)} or more; see --size, --prefix.`,
    );
  }
  const pictures = spread(all, values.limit === undefined ? all.length : Number(values.limit));
  const sources = new Set(pictures.map(({ path }) => path)).size;
  const held = pictures.filter(({ heldOut }) => heldOut).length;
  const description =
    `${pictures.length} pictures from ${sources} sources (${source.title}), ${sizeText(size)}; ` +
    `${held} of them held out from all tuning`;
  return { pictures, size, description };
}

interface Source {
  readonly files: readonly PictureFile[];
  readonly title: string;
}

async function openSource(
  folder: string | undefined,
  values: SetValues,
  size: Size,
  say: (text: string) => void,
): Promise<Source> {
  if (folder !== undefined) {
    const title = `${values.prefix === '' ? 'all' : values.prefix} of a folder`;
    return { files: await folderPictures(folder, values['hold-out']), title };
  }
  if (!values.drawn) {
    const files = await npmPictures(cacheFolder('npm'), say);
    if (files) return { files, title: 'npm packages, bench/watermark/pictures/npm.json' };
    say('npm cannot fetch it: going on with pictures made by examples/art.ts.');
  }
  const dimensions =
    size.kind === 'large' ? { width: 4000, height: 3000 } : { width: 1920, height: 1080 };
  const files = await drawnPictures(cacheFolder('drawn'), dimensions);
  return { files, title: 'made by examples/art.ts' };
}

async function folderPictures(
  folder: string,
  holdOut: string | undefined,
): Promise<readonly PictureFile[]> {
  // npm runs scripts in the project's folder and says in INIT_CWD where it was called.
  const path = resolve(process.env.INIT_CWD ?? '.', folder);
  const names = (await readdir(path)).filter((name) =>
    /\.(png|jpe?g|webp|avif|tiff?)$/i.test(name),
  );
  const isHeldOut = holdOut === undefined ? () => false : prefixTest(holdOut);
  return Promise.all(
    names.sort().map((file) => {
      const { name } = parse(file);
      return pictureFile(join(path, file), { name, kind: 'folder', heldOut: isHeldOut(name) });
    }),
  );
}

function prefixTest(prefixes: string): (name: string) => boolean {
  const list = prefixes.split(',');
  return (name) => list.some((prefix) => name.startsWith(prefix));
}

/** So many of a list, at even steps: a few of every package. */
function spread<T>(list: readonly T[], count: number): readonly T[] {
  if (!(count >= 1)) throw new RangeError('--limit is a number of pictures from 1 up.');
  if (count >= list.length) return list;
  return Array.from({ length: count }, (_, i) => list[Math.floor((i * list.length) / count)]!);
}
