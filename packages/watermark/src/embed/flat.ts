import type { Plane } from '../image.ts';
import { CELL, type Mask } from './mask.ts';

/** What lies in a cell: something to hide in, or a plane. */
export const BUSY = 0;
export const PLAIN = 1;
/** Next to white, where the mark can only darken; next to black, where it can only lighten. */
export const WHITE = 2;
export const BLACK = 3;

/** Kinds of all cells. */
export interface FlatCells {
  /** By rows, as many as the mask has. */
  readonly kinds: Uint8Array;
  /** Of all cells, those that are flat. */
  readonly count: number;
}

/** Flat windows are less active than this: what is left of a plane by one level is 2 at most, and noise .8. */
const MOST_ACTIVE = 1.6;
/** A cell as bright, or as dark, on the average has no room for a mark that goes both ways. */
const BRIGHT = 253;
const DARK = 2;

/** Pixels of a cell that are looked at: those of even rows. */
const SEEN = (CELL * CELL) / 2;
/**
 * Variances. Half of the pixels may say a little more than all of them, and of white or black nothing flat is to
 * be missed: there, twice as much, which is the most that they can say, and what rounding luma adds.
 */
const MOST_REST = 1.3;
const MOST_REST_AT_EDGE = 2.4;

/** Sums over a cell: of luma, its squares, and luma times twice the distance from the middle. */
const SUM = 0;
const SQUARES = 1;
const ACROSS = 2;
const DOWN = 3;
const SUMS = 4;

/**
 * Finds the cells of all flat windows: 2 x 2 cells whose luma is a plane but for a standard deviation of less
 * than one level. Cells cut by the picture's edge are flat beside flat ones.
 *
 * @param even the even rows of the picture's luma; the others are not looked at, so a line of one pixel can hide
 *   in them, and gets less of a mark than it might
 * @param height of the picture
 */
export function flatCells(
  even: Plane,
  height: number,
  { columns, rows, activity }: Mask,
): FlatCells {
  const kinds = new Uint8Array(columns * rows);
  const whole = { columns: Math.floor(even.width / CELL), rows: Math.floor(height / CELL) };
  let above = new Float64Array(SUMS * columns);
  let below = new Float64Array(SUMS * columns);
  /** Whether the sums of the row above are known. */
  let known = false;
  let count = 0;
  for (let r = 0; r + 1 < whole.rows; r++) {
    let [first, last] = [columns, -1];
    for (let c = 0, at = r * columns; c + 1 < whole.columns; c++, at++) {
      const all = activity[at]! + activity[at + 1]!;
      if (all + activity[at + columns]! + activity[at + columns + 1]! >= 4 * MOST_ACTIVE) continue;
      if (last < 0) first = c;
      last = c;
    }
    if (last < 0) {
      known = false;
      continue;
    }
    // The row above may be known only where it had something flat.
    if (!known) sumRow(even, r, whole.columns, above);
    sumRow(even, r + 1, whole.columns, below);
    known = true;
    for (let c = first; c <= last; c++) {
      if (!isFlat(above, below, SUMS * c)) continue;
      for (let k = c, at = r * columns + c; k < c + 2; k++, at++) {
        if (kinds[at] === BUSY) {
          kinds[at] = kindOf(above[SUMS * k]!);
          count++;
        }
        if (kinds[at + columns] === BUSY) {
          kinds[at + columns] = kindOf(below[SUMS * k]!);
          count++;
        }
      }
    }
    [above, below] = [below, above];
  }
  return { kinds, count: count + cutCells(kinds, columns, rows, whole, activity) };
}

/** A cell that the picture's edge cuts is in no window. @returns how many became flat */
function cutCells(
  kinds: Uint8Array,
  columns: number,
  rows: number,
  whole: { readonly columns: number; readonly rows: number },
  activity: Float32Array,
): number {
  let count = 0;
  const like = (at: number, neighbour: number) => {
    if (kinds[neighbour] === BUSY || activity[at]! >= MOST_ACTIVE) return;
    kinds[at] = kinds[neighbour]!;
    count++;
  };
  if (whole.columns < columns) {
    for (let at = columns - 1; at < whole.rows * columns; at += columns) like(at, at - 1);
  }
  if (whole.rows < rows) {
    for (let at = whole.rows * columns; at < rows * columns; at++) like(at, at - columns);
  }
  return count;
}

function kindOf(sum: number): number {
  if (sum >= BRIGHT * SEEN) return WHITE;
  return sum <= DARK * SEEN ? BLACK : PLAIN;
}

/** Pixels of a window that are looked at, and the sums of squares of twice a coordinate, from the middle. */
const PIXELS = 2 * CELL * CELL;
const SPREAD_ACROSS = (PIXELS * (4 * CELL * CELL - 1)) / 3;
const SPREAD_DOWN = (PIXELS * (CELL * CELL - 1)) / 3;

/** Whether what a plane leaves of the window of two cells above and two below is less than a level. */
function isFlat(above: Float64Array, below: Float64Array, at: number): boolean {
  const next = at + SUMS;
  const a = above[at]!;
  const b = above[next]!;
  const c = below[at]!;
  const d = below[next]!;
  const sum = a + b + c + d;
  const squares =
    above[at + SQUARES]! + above[next + SQUARES]! + below[at + SQUARES]! + below[next + SQUARES]!;
  // The middle of a cell is half a cell from that of the window.
  const across =
    above[at + ACROSS]! +
    above[next + ACROSS]! +
    below[at + ACROSS]! +
    below[next + ACROSS]! +
    CELL * (b + d - a - c);
  const down =
    above[at + DOWN]! +
    above[next + DOWN]! +
    below[at + DOWN]! +
    below[next + DOWN]! +
    (CELL / 2) * (c + d - a - b);
  const plane =
    (sum * sum) / PIXELS + (across * across) / SPREAD_ACROSS + (down * down) / SPREAD_DOWN;
  const edge = kindOf(sum / 4) !== PLAIN;
  return squares - plane < PIXELS * (edge ? MOST_REST_AT_EDGE : MOST_REST);
}

/** Sums of the cells of one row of cells, `count` of them. */
function sumRow({ data, width }: Plane, row: number, count: number, out: Float64Array): void {
  out.fill(0);
  for (let j = 0; j < CELL / 2; j++) {
    const y = 2 * j + 1 - CELL / 2;
    let at = (row * (CELL / 2) + j) * width;
    for (let to = 0; to < SUMS * count; to += SUMS, at += CELL) {
      const a = data[at]!;
      const b = data[at + 1]!;
      const c = data[at + 2]!;
      const d = data[at + 3]!;
      const e = data[at + 4]!;
      const f = data[at + 5]!;
      const g = data[at + 6]!;
      const h = data[at + 7]!;
      const sum = a + b + c + d + e + f + g + h;
      out[to + SUM]! += sum;
      out[to + SQUARES]! += a * a + b * b + c * c + d * d + e * e + f * f + g * g + h * h;
      out[to + ACROSS]! += 7 * (h - a) + 5 * (g - b) + 3 * (f - c) + (e - d);
      out[to + DOWN]! += y * sum;
    }
  }
}
