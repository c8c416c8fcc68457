import { luma } from '../quality/measure.ts';
import { type Rgb, rgb } from '../rgb.ts';

/** Of the mark, as everyone may know it. */
export const PERIOD = 256;

/** Values of one period, by rows. */
export type Tile = Float64Array;

/** Half the side of what is taken as the surroundings: wide enough to leave all of the mark's band. */
const REACH = 8;
/** No single edge is to be louder than all else. */
const LOUDEST = 16;

/** What is left of the luma of a picture without its original: less the mean of the surroundings. */
export function highPass(image: Rgb): Float32Array {
  const { data, width, height } = luma(image);
  // Sums over all that lies above and to the left: any box is four of them.
  const stride = width + 1;
  const sums = new Float64Array(stride * (height + 1));
  for (let y = 0, at = 0; y < height; y++) {
    let row = 0;
    for (let x = 0; x < width; x++, at++) {
      row += data[at]!;
      sums[(y + 1) * stride + x + 1] = sums[y * stride + x + 1]! + row;
    }
  }
  const out = new Float32Array(data.length);
  for (let y = 0, at = 0; y < height; y++) {
    const top = Math.max(0, y - REACH) * stride;
    const bottom = Math.min(height, y + REACH + 1) * stride;
    for (let x = 0; x < width; x++, at++) {
      const left = Math.max(0, x - REACH);
      const right = Math.min(width, x + REACH + 1);
      const sum =
        sums[bottom + right]! - sums[bottom + left]! - sums[top + right]! + sums[top + left]!;
      const mean = (sum * stride) / ((bottom - top) * (right - left));
      out[at] = Math.max(-LOUDEST, Math.min(LOUDEST, data[at]! - mean));
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
