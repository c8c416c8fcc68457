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
/** Variance over 5 x 5, in squared grey levels, of which a half is taken for the picture's own. */
const NOISE = 10;
/** The share of a pixel's surroundings that is not the picture, 0 to 1, in whole numbers: no rounding adds up. */
const WHOLE = 1024;
/** Bits that are cut from differences, so that 25 of them add up below 2^31. */
const CUT = 4;
/** Means of more pixels are rounded to a quarter of a grey level, as those of four are: no sum reaches 2^31. */
const MOST_LEVEL = 1;
/** Pixels around a part that its filter looks at: three times a mean of 5 x 5. */
const RIM = 6;

/** Steps of a grey level. */
function unitOf(level: number): number {
  return 4 ** Math.min(level, MOST_LEVEL);
}

// By level and by the sum of 25 deviations, each times 25, over 16, in pairs: what makes d / n of d, and
// n^-1/4. One division is left.
const TABLE = 10000;
const tables: Float64Array[] = [];

function tableOf(level: number): Float64Array {
  const known = tables[level];
  if (known) return known;
  const table = new Float64Array(2 * TABLE);
  const unit = unitOf(level);
  // Means of four pixels have half the rounding noise.
  const floor = FLOOR / 2 ** level;
  for (let i = 0; i < TABLE; i++) {
    const n = ((i + 0.5) * 16) / 625 + floor;
    table[2 * i] = 2 ** CUT / (625 * WHOLE * n * unit);
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
  const unit = unitOf(plane.level);
  const drop = 2 * Math.max(0, plane.level - MOST_LEVEL);
  const table = tableOf(plane.level);
  const perDeviation = 2 ** CUT / (400 * WHOLE * unit);
  const noise = NOISE * 625 * unit * unit;
  const scaled = WHOLE * noise;
  // Rings of rows: what comes into a sum of five rows, and what goes. At first of zeros.
  const pixels = new Uint16Array(8 * w);
  const means = new Int32Array(5 * w);
  const shares = new Int32Array(5 * w);
  const differences = new Int32Array(5 * w);
  const columns = new Int32Array(w);
  const squares = new Int32Array(w);
  const meanColumns = new Int32Array(w);
  const shareColumns = new Int32Array(w);
  const deviations = new Int32Array(w);
  for (let row = -RIM; row < height + RIM; row++) {
    const come = (row & 7) * w;
    const gone = ((row - 5) & 7) * w;
    readRow(
      plane,
      residual.x0 + left - RIM,
      residual.y0 + top + row,
      pixels.subarray(come, come + w),
    );
    if (drop > 0) for (let x = come; x < come + w; x++) pixels[x]! >>= drop;
    for (let x = 0; x < w; x++) {
      const a = pixels[come + x]!;
      const b = pixels[gone + x]!;
      columns[x] = (columns[x]! + a - b) | 0;
      squares[x] = (squares[x]! + Math.imul(a - b, a + b)) | 0;
    }
    if (row < 4 - RIM) continue;
    // The row two above: how much of each pixel's surroundings is noise, and their mean.
    const flat = ((row + 10) % 5) * w;
    let sum = (columns[0]! + columns[1]! + columns[2]! + columns[3]!) | 0;
    let square = (squares[0]! + squares[1]! + squares[2]! + squares[3]!) | 0;
    for (let x = 2; x < w - 2; x++) {
      sum = (sum + columns[x + 2]!) | 0;
      square = (square + squares[x + 2]!) | 0;
      const spread = (Math.imul(25, square) - Math.imul(sum, sum)) | 0;
      const share = (scaled / (spread + noise) + 0.5) | 0;
      const mean = Math.imul(share, sum);
      sum = (sum - columns[x - 2]!) | 0;
      square = (square - squares[x - 2]!) | 0;
      shareColumns[x] = (shareColumns[x]! + share - shares[flat + x]!) | 0;
      meanColumns[x] = (meanColumns[x]! + mean - means[flat + x]!) | 0;
      shares[flat + x] = share;
      means[flat + x] = mean;
    }
    if (row < 8 - RIM) continue;
    // Four above: what is left of a pixel.
    const middle = ((row - 4) & 7) * w;
    let share = (shareColumns[2]! + shareColumns[3]! + shareColumns[4]! + shareColumns[5]!) | 0;
    let mean = (meanColumns[2]! + meanColumns[3]! + meanColumns[4]! + meanColumns[5]!) | 0;
    for (let x = 4; x < w - 4; x++) {
      share = (share + shareColumns[x + 2]!) | 0;
      mean = (mean + meanColumns[x + 2]!) | 0;
      const d = (Math.imul(Math.imul(25, share), pixels[middle + x]!) - mean) >> CUT;
      share = (share - shareColumns[x - 2]!) | 0;
      mean = (mean - meanColumns[x - 2]!) | 0;
      const old = differences[flat + x]!;
      differences[flat + x] = d;
      deviations[x] =
        (deviations[x]! + (d ^ (d >> 31)) - (d >> 31) - (old ^ (old >> 31)) + (old >> 31)) | 0;
    }
    if (row < 12 - RIM) continue;
    const center = ((row + 8) % 5) * w + RIM;
    let total = (deviations[4]! + deviations[5]! + deviations[6]! + deviations[7]!) | 0;
    const to = (top + row - RIM) * residual.width + left;
    for (let x = 0; x < width; x++) {
      total = (total + deviations[x + RIM + 2]!) | 0;
      const index = (total * perDeviation) << 1;
      total = (total - deviations[x + RIM - 2]!) | 0;
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
