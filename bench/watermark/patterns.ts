import { below, gaussian, type Random } from '../random.ts';
import { type Rgb, rgb } from './rgb.ts';

/** A picture that code makes. */
export type Pattern = (width: number, height: number, random: Random) => Rgb;

/** From a function of the place to a gray value; rounded and clamped. */
function gray(width: number, height: number, value: (x: number, y: number) => number): Rgb {
  const out = new Uint8ClampedArray(width * height * 3);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 3) out.fill(value(x, y), at, at + 3);
  }
  return rgb(new Uint8Array(out.buffer), width, height);
}

export const flat: Pattern = (width, height, random) => {
  const level = below(random, 256);
  return gray(width, height, () => level);
};

export const gradient: Pattern = (width, height, random) => {
  const angle = 2 * Math.PI * random();
  const slope = random() * 255;
  const [dx, dy] = [Math.cos(angle) / width, Math.sin(angle) / height];
  return gray(
    width,
    height,
    (x, y) => 128 + slope * ((x - width / 2) * dx + (y - height / 2) * dy),
  );
};

/** White, or summed up along rows, which makes it coarse in one direction. */
export const noise: Pattern = (width, height, random) => {
  const sigma = 2 + 60 * random();
  const memory = random() < 0.5 ? 0 : 0.9 * random();
  let carried = 0;
  return gray(width, height, () => {
    carried = memory * carried + gaussian(random);
    return 128 + sigma * carried * Math.sqrt(1 - memory * memory);
  });
};

/** Periods that a detector of tiles could take for its own come often. */
const PERIODS = [4, 8, 16, 32, 64, 85.3, 100, 128, 192, 200, 256, 512];

/** Sums of waves, stripes, or a random tile over and over. */
export const periodic: Pattern = (width, height, random) => {
  const period = PERIODS[below(random, PERIODS.length)]!;
  const contrast = 3 + 100 * random();
  const kind = below(random, 3);
  if (kind === 0) {
    const waves = Array.from({ length: 1 + below(random, 60) }, () => ({
      kx: below(random, 70) / period,
      ky: (below(random, 140) - 70) / period,
      phase: random(),
    }));
    const scale = contrast / Math.sqrt(waves.length);
    return gray(width, height, (x, y) =>
      waves.reduce(
        (sum, { kx, ky, phase }) => sum + scale * Math.cos(2 * Math.PI * (kx * x + ky * y + phase)),
        128,
      ),
    );
  }
  if (kind === 1) {
    const angle = Math.PI * random();
    const [dx, dy] = [Math.cos(angle) / period, Math.sin(angle) / period];
    return gray(width, height, (x, y) =>
      (((x * dx + y * dy) % 1) + 1) % 1 < 0.5 ? 128 - contrast : 128 + contrast,
    );
  }
  const tile = randomTile(Math.round(period), random);
  return gray(width, height, (x, y) => 128 + (contrast / 3) * tile(x, y));
};

/** A periodic pattern of unit root mean square, blurred a little so that it passes for a mark. */
export function randomTile(side: number, random: Random): (x: number, y: number) => number {
  const white = Float64Array.from({ length: side * side }, () => gaussian(random));
  const sample = (x: number, y: number) => white[(y % side) * side + (x % side)]!;
  const values = white.map((_, i) => {
    const [x, y] = [i % side, Math.floor(i / side)];
    return (sample(x, y) + sample(x + 1, y) + sample(x, y + 1) + sample(x + 1, y + 1)) / 2;
  });
  return (x, y) => values[(y % side) * side + (x % side)]!;
}

/** Lines of words; letters are strokes on a grid, so that no font of the machine matters. */
export const textPage: Pattern = (width, height, random) => {
  const [paper, ink] = random() < 0.8 ? [255, 0] : [20, 230];
  const page = gray(width, height, () => paper);
  const size = 6 + below(random, 12);
  const stroke = Math.max(1, size >> 3);
  const dot = (x: number, y: number) => {
    if (x < width && y < height) page.data.fill(ink, (y * width + x) * 3, (y * width + x) * 3 + 3);
  };
  const bar = (left: number, top: number, w: number, h: number) => {
    for (let y = top; y < top + h; y++) for (let x = left; x < left + w; x++) dot(x, y);
  };
  for (let y = size; y + size < height; y += Math.round(size * 1.6)) {
    for (let x = size; x + size < width; x += Math.round(size * 0.75)) {
      if (random() < 0.17) continue;
      const wide = size >> 1;
      const shape = below(random, 64);
      if (shape & 1) bar(x, y, stroke, size);
      if (shape & 2) bar(x + wide - stroke, y, stroke, size);
      if (shape & 4) bar(x, y, wide, stroke);
      if (shape & 8) bar(x, y + (size >> 1), wide, stroke);
      if (shape & 16) bar(x, y + size - stroke, wide, stroke);
    }
  }
  return page;
};
