import { below } from '../../random.ts';
import { fromSharp, type Rgb, rgb, toSharp } from '../rgb.ts';
import { type Attack, type AttackGroup, each, piped } from './attack.ts';
import { crop } from './crops.ts';

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A box of the picture's shape at a random place; `percent` of its area. */
function randomBox(image: Rgb, percent: number, random: () => number): Box {
  const side = Math.sqrt(percent / 100);
  const width = Math.round(image.width * side);
  const height = Math.round(image.height * side);
  return {
    left: below(random, image.width - width + 1),
    top: below(random, image.height - height + 1),
    width,
    height,
  };
}

export function fill(
  image: Rgb,
  { left, top, width, height }: Box,
  colour: readonly number[],
): void {
  for (let y = top; y < Math.min(image.height, top + height); y++) {
    for (let x = left; x < Math.min(image.width, left + width); x++) {
      image.data.set(colour, (y * image.width + x) * 3);
    }
  }
}

const copyOf = ({ data, width, height }: Rgb) => rgb(data.slice(), width, height);

/** A box of the area is painted gray. */
const erase =
  (percent: number): Attack =>
  async (image, { random }) => {
    const out = copyOf(image);
    fill(out, randomBox(image, percent, random), [128, 128, 128]);
    return out;
  };

/**
 * A caption: a white band over an eighth of the height with two lines of black words. Letters are bars
 * and not a font's, which would differ between machines.
 */
const textBand: Attack = async (image, { random }) => {
  const out = copyOf(image);
  const height = Math.round(image.height / 8);
  const top = below(random, image.height - height + 1);
  fill(out, { left: 0, top, width: image.width, height }, [255, 255, 255]);
  const letter = Math.max(2, Math.round(height / 4));
  const stroke = Math.max(1, Math.round(letter / 6));
  for (let line = 0; line < 2; line++) {
    const y = top + Math.round(height * (0.15 + 0.45 * line));
    for (let x = letter; x < image.width - letter; x += Math.round(letter * 0.7)) {
      if (random() < 0.18) continue;
      fill(out, { left: x, top: y, width: stroke, height: letter }, [0, 0, 0]);
      const bar = y + Math.round((random() * 3) / 2) * ((letter - stroke) >> 1);
      fill(out, { left: x, top: bar, width: letter >> 1, height: stroke }, [0, 0, 0]);
    }
  }
  return out;
};

/** A solid disc in a box that covers this percentage of the area. */
const logo =
  (percent: number): Attack =>
  async (image, { random }) => {
    const out = copyOf(image);
    const { left, top, width, height } = randomBox(image, percent, random);
    fill(out, { left, top, width, height }, [250, 250, 250]);
    for (let y = 0; y < height; y++) {
      const half = Math.sqrt(Math.max(0, 0.25 - (y / height - 0.5) ** 2)) * width;
      const from = Math.round(left + width / 2 - half);
      fill(
        out,
        { left: from, top: top + y, width: Math.round(2 * half), height: 1 },
        [200, 30, 40],
      );
    }
    return out;
  };

/** A white frame, so many pixels wide. */
const padding = (pixels: number) =>
  piped((pipeline) =>
    pipeline.extend({
      top: pixels,
      bottom: pixels,
      left: pixels,
      right: pixels,
      background: '#fff',
    }),
  );

/** A random part of the marked picture, so much of its area, pasted into another picture. */
const splice =
  (percent: number): Attack =>
  async (image, scene) => {
    const { width, height } = image;
    const piece = await crop(Math.sqrt(percent / 100))(image, scene);
    const host = await fromSharp(toSharp(scene.other).resize(width, height, { fit: 'cover' }));
    const left = below(scene.random, width - piece.width + 1);
    const top = below(scene.random, height - piece.height + 1);
    for (let y = 0; y < piece.height; y++) {
      const row = piece.data.subarray(y * piece.width * 3, (y + 1) * piece.width * 3);
      host.data.set(row, ((top + y) * width + left) * 3);
    }
    return host;
  };

export const local: AttackGroup = {
  ...each('erase', [10, 25], erase),
  'text band': textBand,
  ...each('logo', [15], logo),
  ...each('padding', [48], padding),
  ...each('splice', [50, 20, 10], splice),
};
