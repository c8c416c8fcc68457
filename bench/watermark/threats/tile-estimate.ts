import { luma } from '../quality/measure.ts';
import { type Rgb, rgb } from '../rgb.ts';

/** Of the mark, as everyone may know it. */
export const PERIOD = 256;

/** Values of one period, by rows. */
export type Tile = Float64Array;

/**
 * What is left of the luma of a picture without its original: less the mean of 5 x 5 around, and no
 * single edge louder than all else.
 */
export function highPass(image: Rgb): Float32Array {
  const { data, width, height } = luma(image);
  const out = new Float32Array(data.length);
  const reach = 2;
  for (let y = reach; y < height - reach; y++) {
    for (let x = reach; x < width - reach; x++) {
      let sum = 0;
      for (let v = y - reach; v <= y + reach; v++) {
        for (let u = x - reach; u <= x + reach; u++) sum += data[v * width + u]!;
      }
      out[y * width + x] = Math.max(-8, Math.min(8, data[y * width + x]! - sum / 25));
    }
  }
  return out;
}

/** What a picture's mark changed, for who has both. */
export function change(marked: Rgb, original: Rgb): Float32Array {
  const after = luma(marked).data;
  const before = luma(original).data;
  return after.map((value, i) => value - before[i]!);
}

/** The mean of all periods of a picture. */
export function foldMean(residual: Float32Array, { width, height }: Rgb): Tile {
  const sums = new Float64Array(PERIOD * PERIOD);
  const counts = new Uint32Array(PERIOD * PERIOD);
  for (let y = 0, at = 0; y < height; y++) {
    const row = (y % PERIOD) * PERIOD;
    for (let x = 0; x < width; x++, at++) {
      sums[row + (x % PERIOD)]! += residual[at]!;
      counts[row + (x % PERIOD)]!++;
    }
  }
  return sums.map((sum, i) => sum / Math.max(1, counts[i]!));
}

/** The mean of what several pictures say, each as loud as the others. */
export function averageTiles(tiles: readonly Tile[]): Tile {
  const out = new Float64Array(PERIOD * PERIOD);
  for (const tile of tiles) {
    const loudness = rms(tile) * tiles.length;
    for (let i = 0; i < out.length; i++) out[i]! += tile[i]! / loudness;
  }
  return out;
}

export function rms(values: Tile): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}

/** How much of one is in the other: the factor that leaves the least. */
export function projection(of: Tile, on: Tile): number {
  let both = 0;
  let own = 0;
  for (let i = 0; i < on.length; i++) {
    both += of[i]! * on[i]!;
    own += on[i]! * on[i]!;
  }
  return both / own;
}

/** Adds a periodic pattern to all colours. */
export function addTile(image: Rgb, tile: Tile, factor: number): Rgb {
  const out = new Uint8ClampedArray(image.data.length);
  for (let y = 0, at = 0; y < image.height; y++) {
    const row = (y % PERIOD) * PERIOD;
    for (let x = 0; x < image.width; x++) {
      const add = factor * tile[row + (x % PERIOD)]!;
      for (let c = 0; c < 3; c++, at++) out[at] = image.data[at]! + add;
    }
  }
  return rgb(new Uint8Array(out.buffer), image.width, image.height);
}
