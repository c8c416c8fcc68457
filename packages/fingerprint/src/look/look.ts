import { assertImage, type Image } from '../picture/image.ts';
import { type Agreement, agreement, type Window } from './agreement.ts';
import { type Affine, chain, extent, factorFor, inverse, reduce, sampleGrid } from './grid.ts';
import {
  decodeLook,
  describe,
  encodeLook,
  gridToPixels,
  isUsable,
  type Look,
} from './look-descriptor.ts';
import { MOST_PLACEMENTS, placementsByGuess, placementsByTile } from './placements.ts';
import { texture } from './texture.ts';

/** Names the descriptor in records. */
export const LOOK_ALG = 'org.provenance.look.1';

/** What is needed of a watermark's geometry: that of `detect` in @provenance/watermark will do. */
export interface MarkGeometry {
  /** Pixels to tile coordinates, which repeat after 256: u = a x + b y + e, v = c x + d y + f. */
  readonly toTile: Affine;
}

/** What {@link compareLook} found. */
export interface LookComparison {
  /**
   * `same`: the picture shows the one described, or a part of it, in `region`. `different`: it does not,
   * though what should be seen there would be recognised. `undecided`: too little to tell.
   */
  readonly verdict: 'same' | 'different' | 'undecided';
  /** How surprising the agreement is, like standard deviations: 0 and up; copies have 50 and more. */
  readonly score: number;
  /** Pixels of the picture that show the one described; null unless `same`. */
  readonly region: Region | null;
  /** The region's share of the picture's area, 0..1; 0 unless `same`. */
  readonly share: number;
}

export interface Region {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Scores from which on it is the same. */
const SAME = 14;
/** Scores below which it is not, if a score of ENOUGH was possible. */
const DIFFERENT = 10;
const ENOUGH = 25;
/** Beyond doubt: no other placement is looked at. */
const CERTAIN = 40;
/** Cells of the grid that a picture must show to be looked at. */
const LEAST_SEEN = 80;

/**
 * A description of a marked picture, less than 2 KiB, by which {@link compareLook} tells later whether
 * another one shows it or a part of it. It is to be made of the pixels that are handed out.
 *
 * @param geometry where the mark lies in this very picture: what `detect` says when the mark is read back.
 *   Without it, parts of the picture will not be recognised.
 * @throws TypeError, RangeError if the picture contradicts itself or the geometry cannot be
 */
export function look(image: Image, geometry: MarkGeometry | null = null): Uint8Array {
  assertImage(image);
  return encodeLook(describe(image, mapOf(geometry)));
}

/**
 * Whether a picture shows the one that was described, or a part of it, scaled, turned or mirrored.
 * The mark that both carry tells how they lie to each other but for whole periods of its tile; there, both
 * are compared by how each place differs from its surroundings.
 *
 * @param descriptor from {@link look}; of bytes that are none, the verdict is `undecided`
 * @param geometry of the mark that was read in `image`. Without it, slight crops are all that is looked
 *   for, and the verdict is never `different`.
 * @throws TypeError, RangeError if the picture contradicts itself or the geometry cannot be
 */
export function compareLook(
  descriptor: Uint8Array,
  image: Image,
  geometry: MarkGeometry | null,
): LookComparison {
  assertImage(image);
  const queryToTile = mapOf(geometry);
  if (!(descriptor instanceof Uint8Array)) throw new TypeError('A descriptor is a Uint8Array.');
  const known = decodeLook(descriptor);
  if (known === null) return UNDECIDED;
  const byTile = queryToTile !== null && known.toTile !== null;
  const placements = byTile
    ? placementsByTile(known, known.toTile, image, queryToTile)
    : placementsByGuess(known, image);
  const { best, possible } = search(known, image, placements);
  if (best !== null && best.score >= SAME) {
    return { verdict: 'same', score: best.score, ...regionOf(best.window!, best.map, image) };
  }
  const score = best?.score ?? 0;
  const allSeen = byTile && placements.length < MOST_PLACEMENTS;
  const different = allSeen && score < DIFFERENT && possible >= ENOUGH;
  return { verdict: different ? 'different' : 'undecided', score, region: null, share: 0 };
}

const UNDECIDED: LookComparison = { verdict: 'undecided', score: 0, region: null, share: 0 };

function mapOf(geometry: MarkGeometry | null): Affine | null {
  if (geometry === null) return null;
  if (typeof geometry?.toTile !== 'object' || geometry.toTile === null) {
    throw new TypeError('A geometry is what detect() of @provenance/watermark says, or null.');
  }
  if (!isUsable(geometry.toTile)) {
    throw new RangeError('The geometry maps no picture to a tile: take it from detect().');
  }
  return geometry.toTile;
}

/** The placement that agrees best, and the highest score that any could have had. */
function search(known: Look, image: Image, placements: readonly Affine[]) {
  const toPixels = gridToPixels(known.width, known.height, known.grid);
  let best: (Agreement & { map: Affine }) | null = null;
  let possible = 0;
  const maps = placements.map((placement) => chain(toPixels, placement));
  if (maps.length === 0) return { best, possible };
  // Placements differ in where they lie, and by little in size.
  const reduced = reduce(image, Math.min(factorFor(maps[0]!), image.width, image.height));
  for (const placed of maps) {
    const part = partOf(known, placed, image);
    if (part === null) continue;
    const { grid, values, map } = part;
    const cells = new Float32Array(values.length);
    if (sampleGrid(reduced, grid, map, cells) < LEAST_SEEN) continue;
    const found = agreement(values, texture(cells, grid), grid, SAME);
    possible = Math.max(possible, found.possible);
    if (best === null || found.score > best.score) best = { ...found, map };
    if (best.score >= CERTAIN) break;
  }
  return { best, possible };
}

/** The cells that a picture can show, and the map from those; null for few. */
function partOf({ grid, texture }: Look, map: Affine, { width, height }: Image) {
  const back = inverse(map);
  if (back === null) return null;
  const seen = extent({ width, height }, back);
  const left = Math.max(0, Math.floor(seen.left));
  const top = Math.max(0, Math.floor(seen.top));
  const columns = Math.min(grid.columns, Math.ceil(seen.right) + 1) - left;
  const rows = Math.min(grid.rows, Math.ceil(seen.bottom) + 1) - top;
  if (!(columns > 0 && rows > 0 && columns * rows >= LEAST_SEEN)) return null;
  const values = new Float32Array(columns * rows);
  for (let y = 0; y < rows; y++) {
    const from = (top + y) * grid.columns + left;
    values.set(texture.subarray(from, from + columns), y * columns);
  }
  const move = { a: 1, b: 0, c: 0, d: 1, e: left, f: top };
  return { grid: { columns, rows }, values, map: chain(move, map) };
}

function regionOf(window: Window, { a, b, c, d, e, f }: Affine, { width, height }: Image) {
  const x: number[] = [];
  const y: number[] = [];
  for (const i of [window.left - 0.5, window.right - 0.5]) {
    for (const j of [window.top - 0.5, window.bottom - 0.5]) {
      x.push(a * i + b * j + e + 0.5);
      y.push(c * i + d * j + f + 0.5);
    }
  }
  const left = Math.max(0, Math.round(Math.min(...x)));
  const top = Math.max(0, Math.round(Math.min(...y)));
  const right = Math.min(width, Math.round(Math.max(...x)));
  const bottom = Math.min(height, Math.round(Math.max(...y)));
  const area =
    (window.right - window.left) * (window.bottom - window.top) * Math.abs(a * d - b * c);
  const region = { left, top, width: right - left, height: bottom - top };
  return { region, share: Math.min(area, region.width * region.height) / (width * height) };
}
