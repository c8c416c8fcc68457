import { type Affine, chain, extent, inverse, type Size } from './grid.ts';

/** Side of a watermark's tile. */
const TILE = 256;
/** Placements that are looked at: a bound on time. With so many, others may have been left out. */
export const MOST_PLACEMENTS = 512;
/** Placements that are put in order. */
const MOST_SORTED = 8192;

/**
 * Where a marked picture can lie in another one that has its mark: the tile tells all but which of its
 * periods.
 *
 * @param knownToTile from pixels of the marked picture
 * @param queryToTile from pixels of the other one
 * @returns maps from pixels of the marked picture to those of the other one, the largest overlap first
 */
export function placementsByTile(
  known: Size,
  knownToTile: Affine,
  query: Size,
  queryToTile: Affine,
): Affine[] {
  const back = inverse(queryToTile)!;
  const k = extent(known, knownToTile);
  const q = extent(query, queryToTile);
  const found: { map: Affine; overlap: number }[] = [];
  const columns = periods(k.left, k.right, q.left, q.right);
  const rows = periods(k.top, k.bottom, q.top, q.bottom);
  if (columns.length * rows.length > MOST_SORTED) return [];
  for (const { shift: e, overlap: width } of columns) {
    for (const { shift: f, overlap: height } of rows) {
      const move = { a: 1, b: 0, c: 0, d: 1, e, f };
      found.push({ map: chain(chain(knownToTile, move), back), overlap: width * height });
    }
  }
  found.sort((a, b) => b.overlap - a.overlap);
  return found.slice(0, MOST_PLACEMENTS).map(({ map }) => map);
}

/** Whole periods by which one interval can be moved onto another, and how far they then overlap. */
function periods(from: number, to: number, low: number, high: number) {
  const first = Math.ceil((low - to) / TILE);
  const last = Math.floor((high - from) / TILE);
  return Array.from(
    { length: Math.min(MOST_SORTED + 1, Math.max(0, last - first + 1)) },
    (_, i) => {
      const shift = (first + i) * TILE;
      return { shift, overlap: Math.min(high, to + shift) - Math.max(low, from + shift) };
    },
  );
}

/** The eight ways to lay a square: x and y of its unit vectors. */
const LAID = [
  [1, 0, 0, 1],
  [0, -1, 1, 0],
  [-1, 0, 0, -1],
  [0, 1, -1, 0],
  [1, 0, 0, -1],
  [-1, 0, 0, 1],
  [0, 1, 1, 0],
  [0, -1, -1, 0],
] as const;

/** Shares of the sides that a slight crop leaves. */
const SHARES = [1, 0.95, 0.9, 0.85];

/**
 * Where a known picture lies in another one if nothing is known of that: all of it, turned and mirrored in
 * the eight ways, and less of it by slight crops. Maps as above.
 */
export function placementsByGuess(known: Size, query: Size): Affine[] {
  const maps: Affine[] = [];
  for (const [a, b, c, d] of LAID) {
    for (const share of SHARES) {
      for (const x of share === 1 ? [0] : [-1, 0, 1]) {
        for (const y of share === 1 ? [0] : [-1, 0, 1]) {
          // Both pictures from -1 to 1; what is shown is `share` of it, moved by what there is to spare.
          const unit = {
            a: a / share,
            b: b / share,
            c: c / share,
            d: d / share,
            e: (x * (1 - share)) / share,
            f: (y * (1 - share)) / share,
          };
          maps.push(chain(chain(toUnit(known), unit), inverse(toUnit(query))!));
        }
      }
    }
  }
  return maps;
}

/** From pixels to -1..1. */
function toUnit({ width, height }: Size): Affine {
  return { a: 2 / width, b: 0, c: 0, d: 2 / height, e: 1 / width - 1, f: 1 / height - 1 };
}
