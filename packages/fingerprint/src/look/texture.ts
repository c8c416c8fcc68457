import type { Grid } from './grid.ts';

/** Textures are in this many steps either way. */
export const STEPS = 7;
/** Cells around a cell that it is compared with, each way. */
const REACH = 3;
/** Differences of this size, in units of luma, are noise and the mark itself. */
const NOISE = 1.5;

/**
 * How each cell differs from those around it, in 3.5ths of their standard deviation: what brightness,
 * contrast and slow shading do not change. Cells of NaN, which lie outside a picture, stay NaN and do not
 * count.
 */
export function texture(cells: Float32Array, { columns, rows }: Grid): Float32Array {
  const stride = columns + 1;
  const counts = new Float64Array(stride * (rows + 1));
  const sums = new Float64Array(stride * (rows + 1));
  const squares = new Float64Array(stride * (rows + 1));
  for (let y = 0, at = 0; y < rows; y++) {
    let count = 0;
    let sum = 0;
    let square = 0;
    for (let x = 0; x < columns; x++, at++) {
      const value = cells[at]!;
      if (!Number.isNaN(value)) {
        count++;
        sum += value;
        square += value * value;
      }
      const to = (y + 1) * stride + x + 1;
      counts[to] = counts[to - stride]! + count;
      sums[to] = sums[to - stride]! + sum;
      squares[to] = squares[to - stride]! + square;
    }
  }
  const out = new Float32Array(cells.length);
  const box = (s: Float64Array, from: number, to: number, left: number, right: number) =>
    s[to + right]! - s[to + left]! - s[from + right]! + s[from + left]!;
  for (let y = 0, at = 0; y < rows; y++) {
    const from = Math.max(0, y - REACH) * stride;
    const to = Math.min(rows, y + REACH + 1) * stride;
    for (let x = 0; x < columns; x++, at++) {
      const left = Math.max(0, x - REACH);
      const right = Math.min(columns, x + REACH + 1);
      const count = box(counts, from, to, left, right);
      const mean = box(sums, from, to, left, right) / count;
      const variance = Math.max(0, box(squares, from, to, left, right) / count - mean * mean);
      out[at] = ((STEPS / 2) * (cells[at]! - mean)) / (Math.sqrt(variance) + NOISE);
    }
  }
  return out;
}
