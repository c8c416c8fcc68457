import { createPlan, embed } from '@provenance/watermark';
import { below, randomBytes } from '../../random.ts';
import { fromSharp, type Rgb, rgb, toSharp } from '../rgb.ts';
import { type Attack, type AttackGroup, each } from './attack.ts';
import { fill } from './local.ts';

/** Pixels of `piece` from (left, top) of `host` on. */
function paste(host: Rgb, piece: Rgb, left: number, top: number): void {
  for (let y = 0; y < piece.height; y++) {
    const row = piece.data.subarray(y * piece.width * 3, (y + 1) * piece.width * 3);
    host.data.set(row, ((top + y) * host.width + left) * 3);
  }
}

const fitted = (image: Rgb, width: number, height: number) =>
  fromSharp(toSharp(image).resize(width, height, { fit: 'cover' }));

/** The whole picture, at its size, as this percentage of a larger one. */
const collage =
  (percent: number): Attack =>
  async (image, { random, other }) => {
    const grow = 10 / Math.sqrt(percent);
    const host = await fitted(
      other,
      Math.round(image.width * grow),
      Math.round(image.height * grow),
    );
    const left = below(random, host.width - image.width + 1);
    const top = below(random, host.height - image.height + 1);
    paste(host, image, left, top);
    return host;
  };

/** One of n x n pictures with white between; the others have no mark, or that of another key. */
const grid =
  (count: number, marked: boolean): Attack =>
  async (image, { random, other }) => {
    const gap = 8;
    const { width, height } = image;
    const host = rgb(
      new Uint8Array((count * (width + gap) + gap) * (count * (height + gap) + gap) * 3).fill(255),
      count * (width + gap) + gap,
      count * (height + gap) + gap,
    );
    const chosen = below(random, count * count);
    const plan = createPlan(randomBytes(random, 32));
    for (let i = 0; i < count * count; i++) {
      let piece = image;
      if (i !== chosen) {
        piece = await fitted(other, width, height);
        if (marked) {
          const { data } = embed(piece, plan, randomBytes(random, 8), { verify: false });
          piece = rgb(data, width, height);
        }
      }
      const column = i % count;
      paste(
        host,
        piece,
        gap + column * (width + gap),
        gap + ((i - column) / count) * (height + gap),
      );
    }
    return host;
  };

const blend =
  (share: (x: number, y: number, image: Rgb) => number, colour: readonly number[]): Attack =>
  async (image) => {
    const out = image.data.slice();
    for (let y = 0, at = 0; y < image.height; y++) {
      for (let x = 0; x < image.width; x++, at += 3) {
        const s = share(x, y, image);
        for (let c = 0; c < 3; c++)
          out[at + c] = Math.round(out[at + c]! * (1 - s) + colour[c]! * s);
      }
    }
    return rgb(out, image.width, image.height);
  };

/** Discs of flat colours with white rims until they cover this percentage of the area, one at least. */
const stickers =
  (percent: number): Attack =>
  async (image, { random }) => {
    const { width, height } = image;
    const out = rgb(image.data.slice(), width, height);
    const side = Math.min(width, height);
    for (let area = 0; area < (percent / 100) * width * height; ) {
      const radius = side * (0.06 + 0.08 * random());
      const mx = below(random, width);
      const my = below(random, height);
      const colour = [below(random, 256), below(random, 256), below(random, 256)];
      for (const [r, paint] of [
        [radius, [255, 255, 255]],
        [radius * 0.85, colour],
      ] as const) {
        for (let y = Math.max(0, Math.ceil(my - r)); y < Math.min(height, my + r); y++) {
          const half = Math.sqrt(r * r - (y - my) ** 2);
          const left = Math.max(0, Math.round(mx - half));
          fill(out, { left, top: y, width: Math.round(mx + half) - left, height: 1 }, paint);
        }
      }
      area += Math.PI * radius * radius;
    }
    return out;
  };

/** White bars above and below with a line of letters each; letters are bars, as in `text band`. */
const memeBorder: Attack = async (image, { random }) => {
  const bar = Math.round(image.height / 6);
  const { width } = image;
  const height = image.height + 2 * bar;
  const out = rgb(new Uint8Array(width * height * 3).fill(255), width, height);
  paste(out, image, 0, bar);
  const letter = Math.round(bar * 0.6);
  const stroke = Math.max(2, Math.round(letter / 5));
  for (const top of [Math.round(bar * 0.2), height - Math.round(bar * 0.8)]) {
    for (let x = letter; x < width - letter; x += letter) {
      if (random() < 0.15) continue;
      fill(out, { left: x, top, width: stroke, height: letter }, [0, 0, 0]);
      fill(
        out,
        { left: x, top: top + below(random, letter), width: letter >> 1, height: stroke },
        [0, 0, 0],
      );
    }
  }
  return out;
};

/** Pictures in pictures, and what is laid over them. */
export const collages: AttackGroup = {
  ...each('collage', [50, 25, 10, 5], collage),
  ...each('grid', [2, 3], (count) => grid(count, false)),
  'grid 2, others marked': grid(2, true),
  ...each('veil', [0.3, 0.5], (share) => blend(() => share, [255, 255, 255])),
  // Diagonal lettering of a stock agency, as stripes.
  stripes: blend(
    (x, y, { width }) => ((x + y) % Math.round(width / 8) < width / 40 ? 0.5 : 0),
    [255, 255, 255],
  ),
  // From nothing to nearly black, as captions lie on.
  'gradient over': blend((_, y, { height }) => 0.8 * (y / height), [0, 0, 0]),
  ...each('stickers', [15, 30], stickers),
  'meme border': memeBorder,
};
