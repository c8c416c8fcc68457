import { TILE } from '../format/layout.ts';
import type { Affine, Homography } from './fold.ts';
import { type Phase, SYMMETRIES } from './sync.ts';

/** From pixels of the picture to the tile, the phase's symmetry and offset, and the pyramid level included. */
export function totalMap(map: Affine | Homography, phase: Phase, level: number): Homography {
  const [p, q, r, s] = SYMMETRIES[phase.symmetry]!;
  const slope = 'g' in map ? map : { g: 0, h: 0 };
  // Pixel X of the picture is at x = (X + 1/2) shrink - 1/2 of the level.
  const shrink = 2 ** -level;
  const shift = (shrink - 1) / 2;
  const depth = 1 + (slope.g + slope.h) * shift;
  const e = (map.e + (map.a + map.b) * shift) / depth;
  const f = (map.f + (map.c + map.d) * shift) / depth;
  const grow = shrink / depth;
  const g = slope.g * grow;
  const h = slope.h * grow;
  // Whole tiles are taken off, which in perspective is a matter of every pixel.
  const wrap = (v: number) => -TILE * Math.floor(v / TILE);
  const column = p * e + q * f + phase.offsetX;
  const row = r * e + s * f + phase.offsetY;
  const moveX = phase.offsetX + wrap(column);
  const moveY = phase.offsetY + wrap(row);
  return {
    a: (p * map.a + q * map.c) * grow + moveX * g,
    b: (p * map.b + q * map.d) * grow + moveX * h,
    c: (r * map.a + s * map.c) * grow + moveY * g,
    d: (r * map.b + s * map.d) * grow + moveY * h,
    e: column + wrap(column),
    f: row + wrap(row),
    g,
    h,
  };
}
