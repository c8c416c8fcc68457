import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { below } from '../../random.ts';
import { fromSharp, toSharp } from '../rgb.ts';
import { type Attack, type AttackGroup, each } from './attack.ts';

/**
 * Debian's packages with the programs and fonts of this group: it is measured only where somebody asks for it,
 * since other machines have other versions.
 */
export const PACKAGES =
  'libjxl-tools libopenjp2-tools libheif-examples ffmpeg fonts-dejavu-core fonts-noto-cjk fonts-noto-color-emoji';

const run = promisify(execFile);

/** One program: its name, and its arguments. */
type Command = readonly [string, ...(readonly string[])];

/** Through a file of a format that sharp's build does not write, by programs that do. */
function through(
  extension: string,
  commands: (from: string, file: string, to: string) => readonly Command[],
): Attack {
  return async (image) => {
    const folder = await mkdtemp(join(tmpdir(), 'attack-'));
    try {
      const [from, file, to] = ['from.png', `file.${extension}`, 'to.png'].map((name) =>
        join(folder, name),
      ) as [string, string, string];
      await toSharp(image).png({ compressionLevel: 1 }).toFile(from);
      for (const [program, ...args] of commands(from, file, to)) {
        await run(program, args).catch((cause: Error) => {
          throw new Error(`${program} failed; it is of Debian's ${PACKAGES}.`, { cause });
        });
      }
      return await fromSharp(sharp(to).autoOrient());
    } finally {
      await rm(folder, { recursive: true });
    }
  };
}

/** JPEG XL by its distance: 1 is what its authors call visually lossless. */
const jpegXl = (distance: number) =>
  through('jxl', (from, file, to) => [
    ['cjxl', from, file, '-d', String(distance), '--quiet'],
    ['djxl', file, to, '--quiet'],
  ]);

/** JPEG 2000 with loss, by how many times smaller the file is. */
const jpeg2000 = (times: number) =>
  through('jp2', (from, file, to) => [
    ['opj_compress', '-i', from, '-o', file, '-I', '-r', String(times)],
    ['opj_decompress', '-i', file, '-o', to],
  ]);

const heic = (quality: number) =>
  through('heic', (from, file, to) => [
    ['heif-enc', '-q', String(quality), from, '-o', file],
    ['heif-convert', file, to],
  ]);

const EVEN = 'pad=ceil(iw/2)*2:ceil(ih/2)*2';

/** A still in a video, by the constant rate factor of x264. */
const h264 = (crf: number) =>
  through('mp4', (from, file, to) => [
    [
      ...['ffmpeg', '-loglevel', 'error', '-i', from, '-vf', EVEN, '-pix_fmt', 'yuv420p'],
      ...['-c:v', 'libx264', '-crf', String(crf), file],
    ] as unknown as Command,
    ['ffmpeg', '-loglevel', 'error', '-i', file, '-frames:v', '1', to],
  ]);

/** Words and signs as people put them on pictures, in as many lines. */
const LINES = ['SALE 50%', '今だけ無料', 'when you see it', '😀🎉❤️🔥', '@example'];

const written =
  (count: number): Attack =>
  async (image, { random }) => {
    const { width, height } = image;
    const lines = await Promise.all(
      Array.from({ length: count }, async (_, i) => {
        const size = Math.round(Math.min(width, height) * (0.06 + 0.05 * random()));
        const colour = i % 2 ? 'white' : 'black';
        const text = `<span foreground="${colour}">${LINES[i % LINES.length]}</span>`;
        const font = `DejaVu Sans Bold ${size}`;
        const drawn = await sharp({ text: { text, font, rgba: true, dpi: 72 } })
          .png()
          .toBuffer({ resolveWithObject: true });
        return {
          input: drawn.data,
          left: below(random, Math.max(1, width - drawn.info.width)),
          top: below(random, Math.max(1, height - drawn.info.height)),
        };
      }),
    );
    // In two steps: in one pipeline sharp flattens before it lays one picture on another.
    return fromSharp(
      sharp(await toSharp(image).composite(lines).png({ compressionLevel: 1 }).toBuffer()),
    );
  };

export const programs: AttackGroup = {
  ...each('jpeg xl', [1, 2, 4], jpegXl),
  ...each('jpeg 2000', [20, 40, 80], jpeg2000),
  ...each('heic', [70, 50, 30], heic),
  ...each('h.264', [22, 28, 33], h264),
  ...each('lines of text', [3, 8], written),
};
