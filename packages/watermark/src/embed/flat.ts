import { type Image, lumaRows, type Plane } from '../image.ts';
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
 * @param even the even rows of the picture's luma
 */
export function flatCells(image: Image, even: Plane, { columns, rows, activity }: Mask): FlatCells {
  const kinds = new Uint8Array(columns * rows);
  const whole = { columns: Math.floor(image.width / CELL), rows: Math.floor(image.height / CELL) };
  const odd = new Uint8Array((CELL / 2) * image.width);
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
    if (!known) sumRow(image, even, r, 0, whole.columns, odd, above);
    sumRow(image, even, r + 1, 0, whole.columns, odd, below);
    known = true;
    for (let c = first; c <= last; c++) {
      if (!isFlat(above, below, SUMS * c)) continue;
      for (const [sums, row] of [
        [above, r],
        [below, r + 1],
      ] as const) {
        for (let k = c; k < c + 2; k++) {
          const at = row * columns + k;
          if (kinds[at] !== BUSY) continue;
          kinds[at] = kindOf(sums[SUMS * k]!);
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
  if (sum >= BRIGHT * CELL * CELL) return WHITE;
  return sum <= DARK * CELL * CELL ? BLACK : PLAIN;
}

/** A variance of 1, and what rounding luma to whole levels adds to it. */
const MOST_REST = 1.2;
/** Pixels of a window, and the sum of squares of twice a coordinate, from the middle, over all of them. */
const PIXELS = 4 * CELL * CELL;
const SPREAD = (PIXELS * (4 * CELL * CELL - 1)) / 3;

/** Whether what a plane leaves of the window of two cells above and two below has a variance below 1. */
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
    CELL * (c + d - a - b);
  const rest = squares - (sum * sum) / PIXELS - (across * across + down * down) / SPREAD;
  return rest < MOST_REST * PIXELS;
}

/** Sums of the cells `first` to `end` of one row of cells. */
function sumRow(
  image: Image,
  even: Plane,
  row: number,
  first: number,
  end: number,
  odd: Uint8Array,
  out: Float64Array,
): void {
  const { width } = image;
  const half = CELL / 2;
  lumaRows(image, { x0: 0, y0: row * CELL + 1, width, height: half, step: 2 }, odd);
  out.fill(0);
  for (let j = 0; j < CELL; j++) {
    const data = j & 1 ? odd : even.data;
    let at = (j & 1 ? j >> 1 : row * half + (j >> 1)) * width + first * CELL;
    const y = 2 * j + 1 - CELL;
    for (let to = SUMS * first; to < SUMS * end; to += SUMS, at += CELL) {
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
