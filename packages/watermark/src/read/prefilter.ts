import type { Plane } from '../image.ts';

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

// By level and by the sum of 25 deviations, each times 25, over 16, in pairs: what makes d / n of 25 d, and
// n^-1/4. No division is left.
const TABLE = 10000;
const tables: Float64Array[] = [];

function tableOf(level: number): Float64Array {
  const known = tables[level];
  if (known) return known;
  const table = new Float64Array(2 * TABLE);
  const unit = 4 ** level;
  // Means of four pixels have half the rounding noise.
  const floor = FLOOR / 2 ** level;
  for (let i = 0; i < TABLE; i++) {
    const n = ((i + 0.5) * 16) / 625 + floor;
    table[2 * i] = 1 / (25 * n * unit);
    table[2 * i + 1] = FULL_SCALE * Math.sqrt(Math.sqrt(floor / n));
  }
  tables[level] = table;
  return table;
}

/**
 * What a picture tells about the mark in it: d = pixel - mean of 5 x 5, n = mean of |d| over 5 x 5 +
 * 0.75, out = clip(d / n, 2) / n^(1/4). Busy places say little and are turned down; no single edge
 * can outvote the rest.
 *
 * @param known a part of the part that was filtered before, and is copied
 */
export function prefilter(
  plane: Plane,
  x0: number,
  y0: number,
  width: number,
  height: number,
  known?: Residual,
): Residual {
  const residual = { data: new Int8Array(width * height), width, height, x0, y0 };
  if (!known) {
    filterPart(plane, residual, 0, 0, width, height);
    return residual;
  }
  const left = known.x0 - x0;
  const top = known.y0 - y0;
  const right = left + known.width;
  const bottom = top + known.height;
  filterPart(plane, residual, 0, 0, width, top);
  filterPart(plane, residual, 0, top, left, known.height);
  filterPart(plane, residual, right, top, width - right, known.height);
  filterPart(plane, residual, 0, bottom, width, height - bottom);
  for (let y = 0; y < known.height; y++) {
    const row = known.data.subarray(y * known.width, (y + 1) * known.width);
    residual.data.set(row, (top + y) * width + left);
  }
  return residual;
}

/** Fills a part of a residual. A pixel is the same whatever the part it is filtered in. */
function filterPart(
  plane: Plane,
  residual: Residual,
  left: number,
  top: number,
  width: number,
  height: number,
): void {
  if (width <= 0 || height <= 0) return;
  const { data } = residual;
  const w = width + 8;
  const table = tableOf(plane.level);
  const shift = 4 + 2 * plane.level;
  // Rings of six and of five rows, at first of zeros, which the running sums can take for rows gone by.
  const pixels = new Uint16Array(6 * w);
  const columns = new Int32Array(w);
  const differences = new Int32Array(5 * w);
  const deviations = new Int32Array(w);
  for (let row = -4; row < height + 4; row++) {
    // Pixel rows run four ahead of output rows, deviation rows two.
    const come = ((row + 6) % 6) * w;
    const gone = ((row + 7) % 6) * w;
    readRow(
      plane,
      residual.x0 + left - 4,
      residual.y0 + top + row,
      pixels.subarray(come, come + w),
    );
    for (let x = 0; x < w; x++) {
      columns[x] = columns[x]! + pixels[come + x]! - pixels[gone + x]!;
    }
    if (row < 0) continue;
    const middle = ((row + 4) % 6) * w;
    const replaced = ((row + 3) % 5) * w;
    let sum = columns[0]! + columns[1]! + columns[2]! + columns[3]!;
    for (let x = 2; x < w - 2; x++) {
      sum = (sum + columns[x + 2]!) | 0;
      const d = (Math.imul(25, pixels[middle + x]!) - sum) | 0;
      sum = (sum - columns[x - 2]!) | 0;
      const old = differences[replaced + x]!;
      differences[replaced + x] = d;
      deviations[x] =
        (deviations[x]! + (d ^ (d >> 31)) - (d >> 31) - (old ^ (old >> 31)) + (old >> 31)) | 0;
    }
    if (row < 4) continue;
    const center = ((row - 4 + 5) % 5) * w + 4;
    let total = deviations[2]! + deviations[3]! + deviations[4]! + deviations[5]!;
    const to = (top + row - 4) * residual.width + left;
    for (let x = 0; x < width; x++) {
      total = (total + deviations[x + 6]!) | 0;
      const index = (total >> shift) << 1;
      total = (total - deviations[x + 2]!) | 0;
      let v = differences[center + x]! * table[index]!;
      v = v > 2 ? 2 : v < -2 ? -2 : v;
      data[to + x] = ((v * table[index + 1]! + 128.5) | 0) - 128;
    }
  }
}

/** One row, its ends repeated beyond the plane. */
function readRow(plane: Plane, x: number, y: number, out: Uint16Array): void {
  const { data, width, height } = plane;
  const at = Math.min(height - 1, Math.max(0, y)) * width;
  const before = Math.max(0, -x);
  const after = Math.max(0, x + out.length - width);
  out.set(data.subarray(at + x + before, at + x + out.length - after), before);
  if (before > 0) out.fill(data[at]!, 0, before);
  if (after > 0) out.fill(data[at + width - 1]!, out.length - after);
}
