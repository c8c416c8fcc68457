import type { Layout } from '../format/layout.ts';
import type { Homography } from './fold.ts';
import type { Residual } from './prefilter.ts';
import type { Windows } from './windows.ts';

/**
 * Where a layout's pilots lie in the windows of a picture: pixel x, from the middle, is at tile place
 * T(x) = A x / (1 + p x), up to an offset.
 */
export interface WindowMap {
  readonly layout: Layout;
  /** A transposed, by rows: tile frequency k is at B k in the middle of the picture; then p, in 1/pixel. */
  readonly m: Float64Array;
  /** In the unit of what was climbed last. */
  score: number;
}

/** The best of a list, best first. Reorders the list. */
export function best(list: WindowMap[], count: number): WindowMap[] {
  return list.sort((p, q) => q.score - p.score).slice(0, count);
}

/** Radius, in bins, at which the steps of the climb are measured. */
const UNIT_RADIUS = 45;

/** Steps of one bin at {@link UNIT_RADIUS}: rotation, scale, two stretches, two slopes. */
const moved = new Float64Array(6);

function move(m: Float64Array, way: number, by: number, reachX: number, reachY: number): void {
  moved.set(m);
  const t = by / UNIT_RADIUS;
  switch (way) {
    case 0:
      moved[0] = m[0]! - t * m[2]!;
      moved[1] = m[1]! - t * m[3]!;
      moved[2] = m[2]! + t * m[0]!;
      moved[3] = m[3]! + t * m[1]!;
      return;
    case 1:
      for (let i = 0; i < 4; i++) moved[i] = m[i]! * (1 + t);
      return;
    case 2:
      moved[0] = m[0]! * (1 + t);
      moved[1] = m[1]! * (1 + t);
      moved[2] = m[2]! * (1 - t);
      moved[3] = m[3]! * (1 - t);
      return;
    case 3:
      moved[0] = m[0]! + t * m[2]!;
      moved[1] = m[1]! + t * m[3]!;
      moved[2] = m[2]! + t * m[0]!;
      moved[3] = m[3]! + t * m[1]!;
      return;
    case 4:
      moved[4] = m[4]! + t / reachX;
      return;
    default:
      moved[5] = m[5]! + t / reachY;
  }
}

/** Climbs with one step after the other until no direction is better. */
export function climb(
  hypothesis: WindowMap,
  steps: readonly number[],
  windows: Windows,
  scoreOf: (m: Float64Array) => number,
): void {
  const { m } = hypothesis;
  const reachX = Math.max(64, farthest(windows.x));
  const reachY = Math.max(64, farthest(windows.y));
  let score = scoreOf(m);
  for (const step of steps) {
    for (let way = 0, still = 0; still < 6; way = (way + 1) % 6) {
      move(m, way, step, reachX, reachY);
      let next = scoreOf(moved);
      if (!(next > score)) {
        move(m, way, -step, reachX, reachY);
        next = scoreOf(moved);
      }
      if (next > score) {
        m.set(moved);
        score = next;
        still = 0;
      }
      still++;
    }
  }
  hypothesis.score = score;
}

function farthest(places: Float64Array): number {
  let most = 0;
  for (const place of places) most = Math.max(most, Math.abs(place));
  return most;
}

/** The map from pixels of the plane to the tile; null for one whose horizon crosses the residual. */
export function projectionOf(
  { m }: WindowMap,
  { width, height, x0, y0 }: Residual,
): Homography | null {
  const [a, b, c, d, px, py] = m as unknown as [number, number, number, number, number, number];
  const mx = x0 + (width - 1) / 2;
  const my = y0 + (height - 1) / 2;
  if (!(Math.abs(px) * width + Math.abs(py) * height < 1.6)) return null;
  // T(x) = A (x - m) / (1 + p (x - m)), A = B transposed, with the denominator 1 at the plane's first pixel.
  const first = 1 - px * mx - py * my;
  if (!(first > 0.05)) return null;
  const g = 1 / first;
  return {
    a: g * a,
    b: g * c,
    c: g * b,
    d: g * d,
    e: -g * (a * mx + c * my),
    f: -g * (b * mx + d * my),
    g: g * px,
    h: g * py,
  };
}
