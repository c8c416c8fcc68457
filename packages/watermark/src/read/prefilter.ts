import type { Plane } from '../image.ts';

/** A prefiltered part of a plane: signed samples. */
export interface Residual {
  readonly data: Int8Array;
  readonly width: number;
  readonly height: number;
  /** Where it lies in the plane. */
  readonly x0: number;
  readonly y0: number;
  /** The plane's level of the pyramid. */
  readonly level: number;
}

/** Takes the largest value, 2 in a flat place, to 127. */
const FULL_SCALE = 63.5;
/** Added to the mean deviation at level 0: below it the rounding of the picture is all there is. */
const FLOOR = 0.75;
/** Variance, in squared grey levels, of which a half is taken for the picture: what the mark has is about 4. */
const NOISE = 10;
/** The share of a pixel's surroundings that is not the picture, 0 to 1, in whole numbers: no rounding adds up. */
const WHOLE = 4096;
/** Pixels around a part that its filter looks at: three times a mean of 5 x 5. */
const RIM = 6;

// By level and by the sum of 25 deviations, each times 25, over 16, in pairs: what makes d / n of d, and
// n^-1/4. One division is left.
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
    table[2 * i] = 1 / (625 * WHOLE * n * unit);
    table[2 * i + 1] = FULL_SCALE * Math.sqrt(Math.sqrt(floor / n));
  }
  tables[level] = table;
  return table;
}

/**
 * What a picture tells about the mark in it: d = pixel - guided mean, n = mean of |d| over 5 x 5 + 0.75,
 * out = clip(d / n, 2) / n^(1/4). Busy places say little and are turned down; no single edge can outvote
 * the rest. The guided mean (He, Sun and Tang, "Guided image filtering", IEEE Trans. PAMI 35, 2013; the picture
 * guides itself) keeps edges, which a mean of 5 x 5 would leave in d: .6 dB more of the mark.
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
  const { level } = plane;
  const residual = { data: new Int8Array(width * height), width, height, x0, y0, level };
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
  const w = width + 2 * RIM;
  const unit = 4 ** plane.level;
  const table = tableOf(plane.level);
  const perDeviation = 1 / (400 * WHOLE * unit);
  const noise = NOISE * 625 * unit * unit;
  const scaled = WHOLE * noise;
  // Rings of rows: what comes into a sum of five rows, and what goes. At first of zeros.
  const pixels = new Uint16Array(8 * w);
  const means = new Float64Array(5 * w);
  const shares = new Float64Array(5 * w);
  const differences = new Float64Array(5 * w);
  const columns = new Float64Array(w);
  const squares = new Float64Array(w);
  const meanColumns = new Float64Array(w);
  const shareColumns = new Float64Array(w);
  const deviations = new Float64Array(w);
  for (let row = -RIM; row < height + RIM; row++) {
    const come = (row & 7) * w;
    const gone = ((row - 5) & 7) * w;
    readRow(
      plane,
      residual.x0 + left - RIM,
      residual.y0 + top + row,
      pixels.subarray(come, come + w),
    );
    for (let x = 0; x < w; x++) {
      const a = pixels[come + x]!;
      const b = pixels[gone + x]!;
      columns[x]! += a - b;
      squares[x]! += a * a - b * b;
    }
    if (row < 4 - RIM) continue;
    // The row two above: how much of each pixel's surroundings is noise, and their mean.
    const flat = ((row + 10) % 5) * w;
    let sum = columns[0]! + columns[1]! + columns[2]! + columns[3]!;
    let square = squares[0]! + squares[1]! + squares[2]! + squares[3]!;
    for (let x = 2; x < w - 2; x++) {
      sum += columns[x + 2]!;
      square += squares[x + 2]!;
      const share = (scaled / (25 * square - sum * sum + noise) + 0.5) | 0;
      const mean = share * sum;
      sum -= columns[x - 2]!;
      square -= squares[x - 2]!;
      shareColumns[x]! += share - shares[flat + x]!;
      meanColumns[x]! += mean - means[flat + x]!;
      shares[flat + x] = share;
      means[flat + x] = mean;
    }
    if (row < 8 - RIM) continue;
    // Four above: what is left of a pixel.
    const middle = ((row - 4) & 7) * w;
    let share = shareColumns[2]! + shareColumns[3]! + shareColumns[4]! + shareColumns[5]!;
    let mean = meanColumns[2]! + meanColumns[3]! + meanColumns[4]! + meanColumns[5]!;
    for (let x = 4; x < w - 4; x++) {
      share += shareColumns[x + 2]!;
      mean += meanColumns[x + 2]!;
      const d = 25 * share * pixels[middle + x]! - mean;
      share -= shareColumns[x - 2]!;
      mean -= meanColumns[x - 2]!;
      const old = differences[flat + x]!;
      differences[flat + x] = d;
      deviations[x]! += (d < 0 ? -d : d) - (old < 0 ? -old : old);
    }
    if (row < 12 - RIM) continue;
    const center = ((row + 8) % 5) * w + RIM;
    let total = deviations[4]! + deviations[5]! + deviations[6]! + deviations[7]!;
    const to = (top + row - RIM) * residual.width + left;
    for (let x = 0; x < width; x++) {
      total += deviations[x + RIM + 2]!;
      const index = (total * perDeviation) << 1;
      total -= deviations[x + RIM - 2]!;
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
