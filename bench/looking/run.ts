// What verify takes for a picture at the limit that it has by itself (packages/sdk/src/picture/cost.ts), over
// what it takes for one of a few pixels. Each in a process of its own.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import sharp, { type Sharp } from 'sharp';
import { environment } from '../environment.ts';

const USAGE = `npm run bench:looking -- [OPTION...]

--only A,B         parts of names: png, avif, ...
--effort EFFORT    fast, standard (default), exhaustive
--repeat N         the least of so many runs; default 2
`;

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    effort: { type: 'string', default: 'standard' },
    repeat: { type: 'string', default: '2' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
if (values.help) {
  process.stdout.write(USAGE);
  process.exit();
}

const CHILD = fileURLToPath(new URL('child.js', import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'provenance-bench-'));

interface Picture {
  readonly name: string;
  readonly megapixels: number;
  readonly write: (flat: Sharp, noise: () => Sharp) => Sharp;
}

const PICTURES: readonly Picture[] = [
  { name: 'flat.jpg', megapixels: 50, write: (flat) => flat.removeAlpha().jpeg() },
  { name: 'noise.jpg', megapixels: 50, write: (_, noise) => noise().jpeg({ quality: 85 }) },
  {
    name: 'noise-444.jpg',
    megapixels: 50,
    write: (_, noise) => noise().jpeg({ quality: 85, chromaSubsampling: '4:4:4' }),
  },
  {
    name: 'cmyk.jpg',
    megapixels: 50,
    write: (_, noise) => noise().toColourspace('cmyk').jpeg({ quality: 85 }),
  },
  {
    name: 'progressive-444.jpg',
    megapixels: 26,
    write: (_, noise) =>
      noise().jpeg({ quality: 85, progressive: true, chromaSubsampling: '4:4:4' }),
  },
  {
    name: 'progressive-cmyk.jpg',
    megapixels: 26,
    write: (_, noise) => noise().toColourspace('cmyk').jpeg({ quality: 85, progressive: true }),
  },
  { name: 'flat.png', megapixels: 32, write: (flat) => flat.png() },
  { name: 'noise.png', megapixels: 32, write: (_, noise) => noise().png({ compressionLevel: 1 }) },
  { name: 'interlaced.png', megapixels: 32, write: (flat) => flat.png({ progressive: true }) },
  {
    name: 'flat-16.png',
    megapixels: 16,
    write: (flat) => flat.toColourspace('rgb16').png(),
  },
  {
    name: 'noise-16.png',
    megapixels: 16,
    write: (_, noise) => noise().toColourspace('rgb16').png({ compressionLevel: 1 }),
  },
  {
    name: 'interlaced-16.png',
    megapixels: 16,
    write: (flat) => flat.toColourspace('rgb16').png({ progressive: true }),
  },
  { name: 'lossless.webp', megapixels: 26, write: (flat) => flat.webp({ lossless: true }) },
  {
    name: 'lossless-noise.webp',
    megapixels: 26,
    write: (_, noise) => noise().webp({ lossless: true, effort: 0 }),
  },
  {
    name: 'lossy.webp',
    megapixels: 26,
    write: (_, noise) => noise().webp({ quality: 60, effort: 0 }),
  },
  { name: 'flat.gif', megapixels: 32, write: (flat) => flat.gif({ effort: 1 }) },
  { name: 'noise.gif', megapixels: 32, write: (_, noise) => noise().gif({ effort: 1 }) },
  { name: 'plain.tif', megapixels: 24, write: (_, noise) => noise().tiff({ compression: 'none' }) },
  { name: 'flat.tif', megapixels: 24, write: (flat) => flat.tiff({ compression: 'lzw' }) },
  {
    name: 'noise-16.tif',
    megapixels: 16,
    write: (_, noise) => noise().toColourspace('rgb16').tiff({ compression: 'deflate' }),
  },
  { name: 'flat.avif', megapixels: 13, write: (flat) => flat.avif({ effort: 0 }) },
  {
    name: 'noise.avif',
    megapixels: 13,
    write: (_, noise) => noise().avif({ effort: 0, quality: 60 }),
  },
  {
    name: 'flat-10.avif',
    megapixels: 9,
    write: (flat) => flat.avif({ effort: 0, bitdepth: 10 }),
  },
];

function drawn(megapixels: number): { flat: Sharp; noise: () => Sharp } {
  const width = Math.floor(Math.sqrt((megapixels * 1e6 * 4) / 3) / 8) * 8;
  const height = Math.floor((megapixels * 1e6) / width);
  const background = { r: 90, g: 120, b: 60, alpha: 0.5 };
  const noise = () => {
    const data = Buffer.alloc(width * height * 3);
    let state = 1;
    for (let i = 0; i < data.length; i++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      data[i] = 100 + (state >>> 27);
    }
    return sharp(data, { raw: { width, height, channels: 3 }, limitInputPixels: false });
  };
  const create = { width, height, channels: 4, background } as const;
  return { flat: sharp({ create, limitInputPixels: false }), noise };
}

interface Cost {
  readonly notLooked: string | null;
  readonly seconds: number;
  /** In kB. */
  readonly maxRSS: number;
}

async function look(file: string): Promise<Cost> {
  const costs: Cost[] = [];
  for (let i = 0; i < Number(values.repeat); i++) {
    const { stdout } = await promisify(execFile)(process.execPath, [CHILD, file, values.effort]);
    costs.push(JSON.parse(stdout));
  }
  return {
    notLooked: costs[0]?.notLooked ?? null,
    seconds: Math.min(...costs.map(({ seconds }) => seconds)),
    maxRSS: Math.max(...costs.map(({ maxRSS }) => maxRSS)),
  };
}

try {
  const tiny = join(folder, 'tiny.png');
  await drawn(0.1).noise().png().toFile(tiny);
  const base = await look(tiny);
  process.stdout.write('| picture | megapixels | MB | s |\n| --- | --- | --- | --- |\n');
  for (const { name, megapixels, write } of PICTURES) {
    if (!values.only.split(',').some((part) => name.includes(part))) continue;
    const file = join(folder, name);
    const { flat, noise } = drawn(megapixels);
    await write(flat, noise).toFile(file);
    const { notLooked, seconds, maxRSS } = await look(file);
    await rm(file);
    const cells =
      notLooked === null
        ? [((maxRSS - base.maxRSS) / 1024).toFixed(0), (seconds - base.seconds).toFixed(1)]
        : [notLooked, ''];
    process.stdout.write(`| ${[name, megapixels, ...cells].join(' | ')} |\n`);
  }
  const { cpu, cores, node } = environment();
  process.stdout.write(
    `\nOver ${(base.maxRSS / 1024).toFixed(0)} MB and ${base.seconds.toFixed(1)} s of a small picture; ${values.effort}. ${cores} cores of ${cpu}, Node ${node}.\n`,
  );
} finally {
  await rm(folder, { recursive: true });
}
