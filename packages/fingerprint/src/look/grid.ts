import type { Image } from '../picture/image.ts';
import { shrink } from '../picture/shrink.ts';
import type { Weights } from '../picture/weights.ts';

/** (x, y) to (a x + b y + e, c x + d y + f). Pixel centres are at whole numbers. */
export interface Affine {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly e: number;
  readonly f: number;
}

/** @param second what is done after `first` */
export function chain(first: Affine, second: Affine): Affine {
  const { a, b, c, d, e, f } = second;
  return {
    a: a * first.a + b * first.c,
    b: a * first.b + b * first.d,
    c: c * first.a + d * first.c,
    d: c * first.b + d * first.d,
    e: a * first.e + b * first.f + e,
    f: c * first.e + d * first.f + f,
  };
}

/** @returns null for a map that cannot be undone */
export function inverse({ a, b, c, d, e, f }: Affine): Affine | null {
  const det = a * d - b * c;
  const back = { a: d / det, b: -b / det, c: -c / det, d: a / det };
  const map = { ...back, e: -(back.a * e + back.b * f), f: -(back.c * e + back.d * f) };
  return Object.values(map).every(Number.isFinite) ? map : null;
}

/** A picture's size, in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Where a map takes the centres of a picture's pixels. */
export function extent({ width, height }: Size, { a, b, c, d, e, f }: Affine) {
  const x = [0, a * (width - 1), b * (height - 1), a * (width - 1) + b * (height - 1)];
  const y = [0, c * (width - 1), d * (height - 1), c * (width - 1) + d * (height - 1)];
  return {
    left: e + Math.min(...x),
    right: e + Math.max(...x),
    top: f + Math.min(...y),
    bottom: f + Math.max(...y),
  };
}

/** A picture's luma at a fraction of its size, ready to be looked at under many maps. */
export interface Reduced {
  readonly plane: Float64Array;
  readonly columns: number;
  readonly rows: number;
  /** Pixels of the picture, each way, that a sample is the mean of. */
  readonly factor: number;
  readonly width: number;
  readonly height: number;
}

/** @param factor 1 or more */
export function reduce(image: Image, factor: number): Reduced {
  const { width, height } = image;
  const columns = boxes(width, factor);
  const rows = boxes(height, factor);
  const plane = shrink(image, [{ columns, rows, step: 1 }])[0]!;
  return { plane, columns: columns.first.length, rows: rows.first.length, factor, width, height };
}

/** Means of so many samples each; the last of what is left. */
function boxes(length: number, factor: number): Weights {
  const count = Math.ceil(length / factor);
  const first = Int32Array.from({ length: count }, (_, i) => i * factor);
  const at = Int32Array.from({ length: count + 1 }, (_, i) => Math.min(length, i * factor));
  const weights = new Float64Array(length);
  for (let i = 0; i < count; i++) weights.fill(1 / (at[i + 1]! - at[i]!), at[i]!, at[i + 1]!);
  return { first, at, weights, total: 1 };
}

/** Cells that are laid over a picture, by rows. */
export interface Grid {
  readonly columns: number;
  readonly rows: number;
}

/** Sub-samples along each axis of a cell, at most: there are two to four samples. */
const MOST_SUBSAMPLES = 2;

/**
 * The mean luma of each cell of a grid that is laid over a picture; NaN where a cell lies outside.
 *
 * @param map from the grid, whose cells have their centres at whole numbers, to pixels of the picture
 * @returns how many cells lie inside
 */
export function sampleGrid(image: Reduced, grid: Grid, map: Affine, out: Float32Array): number {
  const { plane, columns, rows, factor, width, height } = image;
  const { a, b, c, d, e, f } = map;
  const across = subsamples(Math.sqrt(a * a + c * c) / factor);
  const down = subsamples(Math.sqrt(b * b + d * d) / factor);
  const share = 1 / (across * down);
  let inside = 0;
  for (let j = 0, to = 0; j < grid.rows; j++) {
    for (let i = 0; i < grid.columns; i++, to++) {
      const x = a * i + b * j + e;
      const y = c * i + d * j + f;
      if (!(x > -0.5 && y > -0.5 && x < width - 0.5 && y < height - 0.5)) {
        out[to] = Number.NaN;
        continue;
      }
      let sum = 0;
      for (let k = 0; k < down; k++) {
        const v = (k + 0.5) / down - 0.5;
        for (let l = 0; l < across; l++) {
          const u = (l + 0.5) / across - 0.5;
          const px = (x + a * u + b * v + 0.5) / factor - 0.5;
          const py = (y + c * u + d * v + 0.5) / factor - 0.5;
          const left = Math.max(0, Math.min(columns - 1, Math.floor(px)));
          const top = Math.max(0, Math.min(rows - 1, Math.floor(py)));
          const s = Math.max(0, Math.min(1, px - left));
          const t = Math.max(0, Math.min(1, py - top));
          const at = top * columns + left;
          const right = left + 1 < columns ? 1 : 0;
          const below = at + (top + 1 < rows ? columns : 0);
          const upper = plane[at]! + s * (plane[at + right]! - plane[at]!);
          const lower = plane[below]! + s * (plane[below + right]! - plane[below]!);
          sum += upper + t * (lower - upper);
        }
      }
      out[to] = sum * share;
      inside++;
    }
  }
  return inside;
}

function subsamples(samples: number): number {
  return Math.max(1, Math.min(MOST_SUBSAMPLES, Math.round(samples)));
}

/** Pixels each way to reduce a picture by, so that two samples are left along a cell of a grid. */
export function factorFor({ a, b, c, d }: Affine): number {
  return Math.max(1, Math.floor(Math.min(Math.sqrt(a * a + c * c), Math.sqrt(b * b + d * d)) / 2));
}
