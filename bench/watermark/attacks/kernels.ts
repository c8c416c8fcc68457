import { gaussian } from '../../random.ts';
import { type Rgb, rgb } from '../rgb.ts';
import { type Attack, type AttackGroup, each } from './attack.ts';
import { median } from './filters.ts';

/** A weighted mean over places (dx, dy, weight); the rim is repeated. */
function convolved({ data, width, height }: Rgb, taps: readonly (readonly number[])[]): Rgb {
  const sums = new Float32Array(data.length);
  let all = 0;
  for (const [dx, dy, weight] of taps as readonly (readonly [number, number, number])[]) {
    all += weight;
    for (let y = 0, to = 0; y < height; y++) {
      const row = Math.min(height - 1, Math.max(0, y + dy)) * width;
      for (let x = 0; x < width; x++, to += 3) {
        const at = (row + Math.min(width - 1, Math.max(0, x + dx))) * 3;
        sums[to]! += weight * data[at]!;
        sums[to + 1]! += weight * data[at + 1]!;
        sums[to + 2]! += weight * data[at + 2]!;
      }
    }
  }
  return rgb(
    Uint8Array.from(sums, (sum) => Math.round(sum / all)),
    width,
    height,
  );
}

/** A shake along a line of so many pixels, in a random direction. */
const motion =
  (length: number): Attack =>
  async (image, { random }) => {
    const turn = Math.PI * random();
    const taps = new Map<string, number[]>();
    const steps = 4 * length;
    for (let i = 0; i <= steps; i++) {
      const way = (i / steps - 0.5) * (length - 1);
      const [x, y] = [way * Math.cos(turn), way * Math.sin(turn)];
      for (const [px, py] of [
        [Math.floor(x), Math.floor(y)],
        [Math.floor(x) + 1, Math.floor(y)],
        [Math.floor(x), Math.floor(y) + 1],
        [Math.floor(x) + 1, Math.floor(y) + 1],
      ] as const) {
        const weight = (1 - Math.abs(x - px)) * (1 - Math.abs(y - py));
        const known = taps.get(`${px} ${py}`);
        if (known) known[2]! += weight;
        else if (weight > 1e-9) taps.set(`${px} ${py}`, [px, py, weight]);
      }
    }
    return convolved(image, [...taps.values()]);
  };

const squareTaps = (radius: number, weightOf: (x: number, y: number) => number) => {
  const taps: number[][] = [];
  for (let y = -radius; y <= radius; y++) {
    for (let x = -radius; x <= radius; x++) {
      const weight = weightOf(x, y);
      if (weight > 0) taps.push([x, y, weight]);
    }
  }
  return taps;
};

const box =
  (side: number): Attack =>
  async (image) =>
    convolved(
      image,
      squareTaps(side >> 1, () => 1),
    );

/** A lens out of focus. */
const disk =
  (radius: number): Attack =>
  async (image) =>
    convolved(
      image,
      squareTaps(radius, (x, y) => (x * x + y * y <= radius * radius ? 1 : 0)),
    );

const lumaAt = (data: Uint8Array, at: number) =>
  0.299 * data[at]! + 0.587 * data[at + 1]! + 0.114 * data[at + 2]!;

/** Neighbours within two sigma, by distance and by the difference of luma (Tomasi and Manduchi, 1998). */
const bilateral =
  (sigma: number, range: number): Attack =>
  async ({ data, width, height }) => {
    const luma = new Float32Array(width * height);
    for (let i = 0; i < luma.length; i++) luma[i] = lumaAt(data, 3 * i);
    const near = Float64Array.from({ length: 256 }, (_, d) =>
      Math.exp(-(d * d) / (2 * range * range)),
    );
    const taps = squareTaps(2 * sigma, (x, y) => Math.exp(-(x * x + y * y) / (2 * sigma * sigma)));
    const out = new Uint8Array(data.length);
    for (let y = 0, i = 0; y < height; y++) {
      for (let x = 0; x < width; x++, i++) {
        let [red, green, blue, all] = [0, 0, 0, 0];
        for (const [dx, dy, distance] of taps) {
          const at =
            Math.min(height - 1, Math.max(0, y + dy!)) * width +
            Math.min(width - 1, Math.max(0, x + dx!));
          const weight = distance! * near[Math.abs(luma[at]! - luma[i]!) | 0]!;
          all += weight;
          red += weight * data[3 * at]!;
          green += weight * data[3 * at + 1]!;
          blue += weight * data[3 * at + 2]!;
        }
        out[3 * i] = Math.round(red / all);
        out[3 * i + 1] = Math.round(green / all);
        out[3 * i + 2] = Math.round(blue / all);
      }
    }
    return rgb(out, width, height);
  };

/**
 * Non-local means (Buades and others, 2005): patches of 3 x 3, places within five pixels. The distances
 * of patches are box means of squared differences of luma, one place of comparison after the other.
 */
const nonLocalMeans =
  (strength: number): Attack =>
  async ({ data, width, height }) => {
    const count = width * height;
    const luma = new Float32Array(count);
    for (let i = 0; i < count; i++) luma[i] = lumaAt(data, 3 * i);
    const sums = new Float32Array(3 * count);
    const all = new Float32Array(count);
    const square = new Float32Array(count);
    for (let dy = -5; dy <= 5; dy++) {
      for (let dx = -5; dx <= 5; dx++) {
        const there = (x: number, y: number) =>
          Math.min(height - 1, Math.max(0, y + dy)) * width +
          Math.min(width - 1, Math.max(0, x + dx));
        for (let y = 0, i = 0; y < height; y++) {
          for (let x = 0; x < width; x++, i++) square[i] = (luma[i]! - luma[there(x, y)]!) ** 2;
        }
        for (let y = 1; y < height - 1; y++) {
          for (let x = 1; x < width - 1; x++) {
            const i = y * width + x;
            let distance = 0;
            for (let k = i - width; k <= i + width; k += width) {
              distance += square[k - 1]! + square[k]! + square[k + 1]!;
            }
            const weight = Math.exp(-distance / 9 / (strength * strength));
            const at = there(x, y);
            all[i]! += weight;
            for (let c = 0; c < 3; c++) sums[3 * i + c]! += weight * data[3 * at + c]!;
          }
        }
      }
    }
    const out = data.slice();
    for (let i = 0; i < count; i++) {
      if (all[i]! === 0) continue;
      for (let c = 0; c < 3; c++) out[3 * i + c] = Math.round(sums[3 * i + c]! / all[i]!);
    }
    return rgb(out, width, height);
  };

const noisy =
  (sigmaOf: (sample: number) => number): Attack =>
  async ({ data, width, height }, { random }) => {
    const out = Uint8ClampedArray.from(data, (v) => v + sigmaOf(v) * gaussian(random));
    return rgb(new Uint8Array(out.buffer), width, height);
  };

/** Blurs and denoisers beyond the Gaussian, and noise that goes with the light. */
export const kernels: AttackGroup = {
  ...each('motion blur', [5, 9], motion),
  ...each('box blur', [3, 5, 7], box),
  ...each('disk blur', [2, 3], disk),
  ...each('bilateral', [20, 40], (range) => bilateral(2, range)),
  ...each('non-local means', [6, 12], nonLocalMeans),
  // Shot noise: so many photons make white.
  ...each('poisson', [400, 100], (photons) => noisy((v) => 255 * Math.sqrt(v / 255 / photons))),
  ...each('speckle', [0.1, 0.2], (sigma) => noisy((v) => sigma * v)),
  ...each('median', [9], median),
};
