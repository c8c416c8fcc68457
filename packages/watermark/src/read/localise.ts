import { TILE } from '../format/layout.ts';
import type { KeyTables } from '../format/plan.ts';
import { createTile, TILE_UNIT } from '../format/tile.ts';
import type { Plane } from '../image.ts';
import type { Homography } from './fold.ts';
import { prefilter } from './prefilter.ts';

/** Where in a picture a mark is: a grid of cells, rows from the top. */
export interface Localisation {
  /** Side of a cell, in pixels. */
  readonly cell: number;
  readonly columns: number;
  readonly rows: number;
  /**
   * Correlation with the mark in standard deviations of a cell without one. Above 3 a cell is marked;
   * near 0 it is not, or hides the mark too well to tell.
   */
  readonly scores: Float32Array;
}

const CELL = 64;

/** Correlates every cell of a picture with the mark that was read from it. */
export function localise(
  luma: Plane,
  tables: KeyTables,
  payload: Uint8Array,
  map: Homography,
  inverted: boolean,
): Localisation {
  const { width, height } = luma;
  const tile = createTile(tables, payload, 1, 0).values;
  const columns = Math.ceil(width / CELL);
  const rows = Math.ceil(height / CELL);
  const sums = new Float64Array(columns * rows);
  const powers = new Float64Array(columns * rows);
  const { a, b, c, d, e, f, g, h } = map;
  const { data } = prefilter(luma, 0, 0, width, height);
  const wrap = TILE - 1;
  for (let y = 0; y < height; y++) {
    const cells = Math.floor(y / CELL) * columns;
    for (let x = 0; x < width; x++) {
      const depth = 1 / (1 + g * x + h * y);
      const u = Math.round((a * x + b * y + e) * depth) & wrap;
      const v = Math.round((c * x + d * y + f) * depth) & wrap;
      const at = cells + Math.floor(x / CELL);
      const r = data[y * width + x]!;
      sums[at]! += (r * tile[v * TILE + u]!) / TILE_UNIT;
      powers[at]! += r * r;
    }
  }
  const sign = inverted ? -1 : 1;
  const scores = new Float32Array(columns * rows);
  for (let i = 0; i < scores.length; i++) {
    scores[i] = powers[i]! > 0 ? (sign * sums[i]!) / Math.sqrt(powers[i]!) : 0;
  }
  return { cell: CELL, columns, rows, scores };
}
