import type { Plane } from './image.ts';

/** A prefiltered part of a plane: signed samples. */
export interface Residual {
  readonly data: Int8Array;
  readonly width: number;
  readonly height: number;
  /** Where it lies in the plane. */
  readonly x0: number;
  readonly y0: number;
}

/** Takes the largest value, 2 in a flat place, to 127. */
const FULL_SCALE = 63.5;
/** Added to the mean deviation at level 0: below it the rounding of the picture is all there is. */
const FLOOR = 0.75;

// By level and by the sum of 25 deviations, each times 25, over 16: d/n and n^-1/4 need no division.
const TABLE = 10000;

interface Tables {
  readonly inverse: Float64Array;
  readonly weight: Float64Array;
}
const tables: Tables[] = [];

function tablesOf(level: number): Tables {
  const known = tables[level];
  if (known) return known;
  const inverse = new Float64Array(TABLE);
  const weight = new Float64Array(TABLE);
  const unit = 4 ** level;
  // Means of four pixels have half the rounding noise.
  const floor = FLOOR / 2 ** level;
  for (let i = 0; i < TABLE; i++) {
    const n = ((i + 0.5) * 16) / 625 + floor;
    inverse[i] = 1 / (25 * n * unit);
    weight[i] = FULL_SCALE * Math.sqrt(Math.sqrt(floor / n));
  }
  const made = { inverse, weight };
  tables[level] = made;
  return made;
}

/**
 * What a picture tells about the mark in it: d = pixel - mean of 5 x 5, n = mean of |d| over 5 x 5 +
 * 0.75, out = clip(d / n, 2) / n^(1/4). Busy places say little and are turned down; no single edge
 * can outvote the rest.
 */
export function prefilter(
  plane: Plane,
  x0: number,
  y0: number,
  width: number,
  height: number,
): Residual {
  const out = new Int8Array(width * height);
  const w = width + 8;
  const { inverse, weight } = tablesOf(plane.level);
  const shift = 4 + 2 * plane.level;
  const line = new Uint16Array(w);
  // Rings of five rows, at first of zeros, which the running sums can take for rows gone by.
  const pixels = new Uint16Array(5 * w);
  const columns = new Int32Array(w);
  const differences = new Int32Array(5 * w);
  const deviations = new Int32Array(w);
  for (let row = -4; row < height + 4; row++) {
    // Pixel rows run four ahead of output rows, deviation rows two.
    const slot = ((row + 5) % 5) * w;
    readRow(plane, x0 - 4, y0 + row, w, line);
    for (let x = 0; x < w; x++) {
      const v = line[x]!;
      columns[x] = columns[x]! + v - pixels[slot + x]!;
      pixels[slot + x] = v;
    }
    if (row < 0) continue;
    const middle = ((row + 3) % 5) * w;
    let sum = columns[0]! + columns[1]! + columns[2]! + columns[3]!;
    for (let x = 2; x < w - 2; x++) {
      sum += columns[x + 2]!;
      const d = (25 * pixels[middle + x]! - sum) | 0;
      sum -= columns[x - 2]!;
      const old = differences[middle + x]!;
      differences[middle + x] = d;
      deviations[x] =
        deviations[x]! + (d ^ (d >> 31)) - (d >> 31) - (old ^ (old >> 31)) + (old >> 31);
    }
    if (row < 4) continue;
    const center = ((row - 4 + 5) % 5) * w;
    let total = deviations[2]! + deviations[3]! + deviations[4]! + deviations[5]!;
    const to = (row - 4) * width;
    for (let x = 0; x < width; x++) {
      total += deviations[x + 6]!;
      const index = total >> shift;
      total -= deviations[x + 2]!;
      let v = differences[center + x + 4]! * inverse[index]!;
      v = v > 2 ? 2 : v < -2 ? -2 : v;
      out[to + x] = ((v * weight[index]! + 128.5) | 0) - 128;
    }
  }
  return { data: out, width, height, x0, y0 };
}

/** One row, its ends repeated beyond the plane. */
function readRow(plane: Plane, x: number, y: number, w: number, out: Uint16Array): void {
  const { data, width, height } = plane;
  const at = Math.min(height - 1, Math.max(0, y)) * width;
  const before = Math.max(0, -x);
  const after = Math.max(0, x + w - width);
  out.set(data.subarray(at + x + before, at + x + w - after), before);
  if (before > 0) out.fill(data[at]!, 0, before);
  if (after > 0) out.fill(data[at + width - 1]!, w - after);
}
