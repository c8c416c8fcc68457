import type { Plane } from '../image.ts';

/** Side of a mask cell, in pixels. */
export const CELL = 8;

/** Visibility of the mark: how much of it a place can hide. */
export interface Mask {
  readonly columns: number;
  readonly rows: number;
  /** Root mean square of the mark, in luma levels of 255, that a careful viewer just does not see. */
  readonly values: Float32Array;
  /** About the mean of |pixel - mean of its neighbours|: see {@link visibilityMask}. */
  readonly activity: Float32Array;
}

/**
 * Chosen so that the butteraugli distance is about the same in pictures as unlike as a flat desktop and a
 * baboon's face: over 39 pictures its 3-norm spread by 10 % (standard deviation of the logarithm).
 */
const FLAT = 0.66;
const GAIN = 0.465;
const CAP = 4.8;
/** Share of a cell's own activity; the rest is that of its quietest neighbour. */
const OWN = 0.8;

/**
 * Contrast masking from the local activity. The activity of a cell is the square of the mean square
 * root of |pixel - mean of its neighbours|: an edge in an otherwise flat cell counts little, since
 * the mark beside the edge would show. Every fourth pixel is looked at, in a quincunx.
 *
 * @param luma the even rows of the picture's luma
 * @param coarse whether the tile scale is above 1
 */
export function visibilityMask(luma: Plane, coarse: boolean): Mask {
  const { width, height } = luma;
  const columns = Math.ceil(width / CELL);
  const rows = Math.ceil((2 * height) / CELL);
  const roots = new Float32Array(columns);
  const sums = new Float32Array(columns);
  const counts = new Float32Array(columns);
  const activity = new Float32Array(columns * rows);
  const room = new Float32Array(columns * rows);
  for (let r = 0; r < rows; r++) {
    roots.fill(0);
    sums.fill(0);
    counts.fill(0);
    const end = Math.min(height, (r + 1) * (CELL / 2));
    for (let y = r * (CELL / 2); y < end; y++) addRow(luma, y, roots, sums, counts);
    for (let c = 0; c < columns; c++) {
      // The last column may be one pixel wide, with none of it looked at.
      const from = counts[c]! > 0 ? c : c - 1;
      const mean = roots[from]! / counts[from]!;
      activity[r * columns + c] = (mean * mean) / 4;
      room[r * columns + c] = roomOf(sums[from]! / counts[from]!, coarse);
    }
  }
  // The quietest neighbour pulls down: the mark of a busy cell reaches into it. Of rows first, then columns.
  const quietest = new Float32Array(columns * rows);
  for (let r = 0, at = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++, at++) {
      const own = activity[at]!;
      const before = c > 0 ? activity[at - 1]! : own;
      const after = c + 1 < columns ? activity[at + 1]! : own;
      const least = before < own ? before : own;
      quietest[at] = after < least ? after : least;
    }
  }
  const values = new Float32Array(columns * rows);
  for (let r = 0, at = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++, at++) {
      const own = quietest[at]!;
      const before = r > 0 ? quietest[at - columns]! : own;
      const after = r + 1 < rows ? quietest[at + columns]! : own;
      const two = before < own ? before : own;
      const least = after < two ? after : two;
      // The power 5/8 by square roots: Math.pow may differ between engines.
      const root = Math.sqrt(OWN * activity[at]! + (1 - OWN) * least);
      const hidden = FLAT + GAIN * root * Math.sqrt(Math.sqrt(root));
      values[at] = room[at]! * (hidden < CAP ? hidden : CAP);
    }
  }
  return { columns, rows, values, activity };
}

/** Adds one row to the sums of its cells. Rows two above and below are the next ones of the plane. */
function addRow(
  { data, width, height }: Plane,
  y: number,
  roots: Float32Array,
  sums: Float32Array,
  counts: Float32Array,
): void {
  const at = y * width;
  const up = Math.max(0, y - 1) * width;
  const down = Math.min(height - 1, y + 1) * width;
  let c = 0;
  let x = y & 1;
  let left = data[at + x]!;
  // Cells with a whole neighbourhood: four pixels each, and each is a neighbour of the next.
  for (; x + CELL < width; c++, x += CELL) {
    const p = data[at + x]!;
    const q = data[at + x + 2]!;
    const r = data[at + x + 4]!;
    const s = data[at + x + 6]!;
    const a = 4 * p - left - q - data[up + x]! - data[down + x]!;
    const b = 4 * q - p - r - data[up + x + 2]! - data[down + x + 2]!;
    const d = 4 * r - q - s - data[up + x + 4]! - data[down + x + 4]!;
    const e = 4 * s - r - data[at + x + 8]! - data[up + x + 6]! - data[down + x + 6]!;
    left = s;
    roots[c]! +=
      ROOTS[(a ^ (a >> 31)) - (a >> 31)]! +
      ROOTS[(b ^ (b >> 31)) - (b >> 31)]! +
      (ROOTS[(d ^ (d >> 31)) - (d >> 31)]! + ROOTS[(e ^ (e >> 31)) - (e >> 31)]!);
    sums[c]! += p + q + r + s;
    counts[c]! += 4;
  }
  for (; x < width; x += 2) {
    c = Math.floor(x / CELL);
    const v = data[at + x]!;
    const next = data[at + (x + 2 < width ? x + 2 : width - 1)]!;
    const d = 4 * v - left - next - data[up + x]! - data[down + x]!;
    left = v;
    roots[c]! += ROOTS[Math.abs(d)]!;
    sums[c]! += v;
    counts[c]! += 1;
  }
}

/** Share of its room that black may use: SSIM takes ill that a mark which is clipped there makes it lighter. */
const BLACK = 0.6;
/** The same at tile scales above 1, where SSIM sees less of a mark. */
const COARSE_BLACK = 0.85;

/** On white, half of the mark is clipped and the other half may be stronger. The dark hides more. */
function roomOf(brightness: number, coarse: boolean): number {
  if (brightness > 235) return 1 + 0.35 * Math.min(1, (brightness - 235) / 15);
  if (brightness >= 48) return 1;
  const dark = 1 + 0.25 * (1 - brightness / 48);
  const black = coarse ? COARSE_BLACK : BLACK;
  return brightness < 16 ? dark * (black + ((1 - black) * brightness) / 16) : dark;
}

const ROOTS = Float32Array.from({ length: 4 * 255 + 1 }, (_, i) => Math.sqrt(i));
