import type { Image } from '../picture/image.ts';
import { type Affine, chain, factorFor, type Grid, inverse, reduce, sampleGrid } from './grid.ts';
import { STEPS, texture } from './texture.ts';

/** What is kept of how a picture looks. */
export interface Look {
  /** Of the picture, in pixels. */
  readonly width: number;
  readonly height: number;
  /** From its pixels to the tile of its watermark; null if it was not told. */
  readonly toTile: Affine | null;
  readonly grid: Grid;
  /** A value a cell, -STEPS..STEPS. */
  readonly texture: Float32Array;
}

const VERSION = 1;
const HEADER = 30;
/** Of 4 bits each: with the header, less than 2 KiB. */
const MOST_CELLS = 3800;
const MOST_COLUMNS = 255;

/** Cells that are as square as whole numbers allow. */
export function gridOf(width: number, height: number): Grid {
  const wanted = Math.round(Math.sqrt((MOST_CELLS * width) / height));
  const columns = Math.max(1, Math.min(MOST_COLUMNS, width, wanted));
  const rows = Math.max(1, Math.min(MOST_COLUMNS, height, Math.floor(MOST_CELLS / columns)));
  return { columns, rows };
}

/** From cells to the pixels of the picture that they were laid over. */
export function gridToPixels(width: number, height: number, { columns, rows }: Grid): Affine {
  const a = width / columns;
  const d = height / rows;
  return { a, b: 0, c: 0, d, e: (a - 1) / 2, f: (d - 1) / 2 };
}

export function describe(image: Image, toTile: Affine | null): Look {
  const { width, height } = image;
  const grid = gridOf(width, height);
  const map = gridToPixels(width, height, grid);
  const cells = new Float32Array(grid.columns * grid.rows);
  sampleGrid(reduce(image, factorFor(map)), grid, map, cells);
  const found = texture(cells, grid).map((v) => Math.max(-STEPS, Math.min(STEPS, Math.round(v))));
  return { width, height, toTile, grid, texture: found };
}

/**
 * Version, whether there is a map, width and height as 16 bits, the map's a to f as 32-bit floats, all
 * big-endian; then 4 bits a cell, by rows, the first cell in the high bits: the value and 8.
 */
export function encodeLook({ width, height, toTile, texture }: Look): Uint8Array {
  const bytes = new Uint8Array(HEADER + Math.ceil(texture.length / 2));
  const view = new DataView(bytes.buffer);
  view.setUint8(0, VERSION);
  view.setUint8(1, toTile ? 1 : 0);
  view.setUint16(2, width);
  view.setUint16(4, height);
  const { a, b, c, d, e, f } = toTile ?? { a: 0, b: 0, c: 0, d: 0, e: 0, f: 0 };
  for (const [i, value] of [a, b, c, d, e, f].entries()) view.setFloat32(6 + 4 * i, value);
  for (let i = 0; i < texture.length; i++) {
    bytes[HEADER + (i >> 1)]! |= (texture[i]! + 8) << (i & 1 ? 0 : 4);
  }
  return bytes;
}

/** @returns null for what {@link encodeLook} would not write: it comes from a database */
export function decodeLook(bytes: Uint8Array): Look | null {
  if (bytes.length < HEADER) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const flag = view.getUint8(1);
  if (view.getUint8(0) !== VERSION || flag > 1) return null;
  const width = view.getUint16(2);
  const height = view.getUint16(4);
  if (width === 0 || height === 0) return null;
  const grid = gridOf(width, height);
  const count = grid.columns * grid.rows;
  if (bytes.length !== HEADER + Math.ceil(count / 2)) return null;
  const [a, b, c, d, e, f] = Array.from({ length: 6 }, (_, i) => view.getFloat32(6 + 4 * i));
  const toTile = flag ? { a: a!, b: b!, c: c!, d: d!, e: e!, f: f! } : null;
  if (toTile && !isUsable(toTile)) return null;
  const texture = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    const nibble = (bytes[HEADER + (i >> 1)]! >> (i & 1 ? 0 : 4)) & 15;
    if (nibble === 0) return null;
    texture[i] = nibble - 8;
  }
  return { width, height, toTile, grid, texture };
}

/** Whether a map can be undone, and neither shrinks nor enlarges beyond what any picture has room for. */
export function isUsable(map: Affine): boolean {
  const back = inverse(map);
  const within = ({ a, b, c, d }: Affine) => Math.max(...[a, b, c, d].map(Math.abs)) <= 256;
  return (
    back !== null &&
    Object.values(map).every(Number.isFinite) &&
    Math.max(Math.abs(map.e), Math.abs(map.f)) <= 1e5 &&
    within(map) &&
    within(back) &&
    Object.values(chain(map, back)).every(Number.isFinite)
  );
}
