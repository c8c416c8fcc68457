import { type Layout, TILE } from '../format/layout.ts';
import { unitVector } from '../numeric/turn.ts';
import type { Affine, Homography } from './fold.ts';
import type { Residual } from './prefilter.ts';
import { type Phase, SYMMETRIES } from './sync.ts';
import { totalMap } from './total-map.ts';

/**
 * A map from pixels to the tile that is bent: a homography, and what is added to its tile coordinates, a cubic of
 * the place in the residual, from -1 to 1 along both sides.
 */
export interface Bent {
  readonly map: Homography;
  /** Coefficients of {@link POWERS} for u and for v, in tile samples. */
  readonly u: Float64Array;
  readonly v: Float64Array;
}

/** Powers of x and y of the terms of a cubic, by degree. */
const POWERS = [
  [0, 0],
  [1, 0],
  [0, 1],
  [2, 0],
  [1, 1],
  [0, 2],
  [3, 0],
  [2, 1],
  [1, 2],
  [0, 3],
] as const;
const TERMS = POWERS.length;
/** Terms up to each degree, and the steps in which their coefficients are looked for, in tile samples. */
const DEGREES = [
  { terms: 3, steps: [1, 0.5, 0.25], tried: true },
  { terms: 6, steps: [2, 1, 0.5, 0.25], tried: false },
  { terms: 10, steps: [2, 1, 0.5, 0.25], tried: true },
] as const;
/** Rounds over all coefficients with one step. */
const MOST_ROUNDS = 6;
/** Side of the blocks in which the mark moves as a whole, in pixels. */
const BLOCK = 64;
const TURN = 4096;
const turnCos = new Float64Array(TURN);
const turnSin = new Float64Array(TURN);
for (let i = 0; i < TURN; i++) [turnCos[i], turnSin[i]] = unitVector(i / TURN);

/**
 * Follows a mark from where it was found to where it is elsewhere: climbs the coherent sum of all pilots over
 * blocks of the residual, first with a linear displacement, then with a square and with a cubic one. What is far
 * from the place where the mark was found counts only once the terms before have brought it close.
 *
 * @param noise of the folded spectrum under `map`
 * @yields the map with the linear displacement alone, which is enough where noise hid a map's last bit, and then
 * the cubic one
 */
export function* followMark(
  residual: Residual,
  map: Affine | Homography,
  phase: Phase,
  noise: Float32Array,
): Generator<Bent> {
  const total = totalMap(map, phase, 0);
  const { pilots } = phase.layout;
  const { count } = pilots;
  const blocks = blockSums(residual, total, phase, noise);
  const u = new Float64Array(TERMS);
  const v = new Float64Array(TERMS);
  const scale = TURN / TILE;
  const score = () => {
    let sum = 0;
    for (let b = 0, at = 0; b < blocks.count; b++) {
      let du = 0;
      let dv = 0;
      for (let i = 0; i < TERMS; i++) {
        const power = blocks.powers[b * TERMS + i]!;
        du += u[i]! * power;
        dv += v[i]! * power;
      }
      du *= scale;
      dv *= scale;
      for (let i = 0; i < count; i++, at++) {
        const turn = Math.round(pilots.kx[i]! * du + pilots.ky[i]! * dv) & (TURN - 1);
        sum += blocks.re[at]! * turnCos[turn]! + blocks.im[at]! * turnSin[turn]!;
      }
    }
    return sum;
  };
  let best = score();
  for (const { terms, steps, tried } of DEGREES) {
    for (const step of steps) {
      for (let round = 0, moved = true; moved && round < MOST_ROUNDS; round++) {
        moved = false;
        for (let i = 0; i < 2 * terms; i++) {
          const axis = i & 1 ? v : u;
          const kept = axis[i >> 1]!;
          for (const by of [step, -step]) {
            axis[i >> 1] = kept + by;
            const next = score();
            if (next > best) {
              best = next;
              moved = true;
              break;
            }
            axis[i >> 1] = kept;
          }
        }
      }
    }
    if (tried) yield { map: total, u, v };
  }
}

/** What each block has of each pilot, turned back by the phase that the map says, over the pilot's noise. */
interface BlockSums {
  readonly count: number;
  /** Pilot i of block b at `b * pilots + i`. */
  readonly re: Float64Array;
  readonly im: Float64Array;
  /** The terms of a cubic in the middles of the blocks. */
  readonly powers: Float64Array;
}

function blockSums(
  { data, width, height, x0, y0 }: Residual,
  map: Homography,
  { layout, symmetry, inverted }: Phase,
  noise: Float32Array,
): BlockSums {
  const { pilots } = layout;
  const columns = Math.max(1, Math.round(width / BLOCK));
  const rows = Math.max(1, Math.round(height / BLOCK));
  const count = columns * rows;
  const re = new Float64Array(count * pilots.count);
  const im = new Float64Array(count * pilots.count);
  const powers = new Float64Array(count * TERMS);
  const weights = pilotWeights(layout, symmetry, inverted, noise);
  const cos = new Float64Array(2 * BLOCK);
  const sin = new Float64Array(2 * BLOCK);
  for (let b = 0, at = 0; b < count; b++) {
    const left = Math.round(((b % columns) * width) / columns);
    const right = Math.round((((b % columns) + 1) * width) / columns);
    const top = Math.round((Math.floor(b / columns) * height) / rows);
    const bottom = Math.round(((Math.floor(b / columns) + 1) * height) / rows);
    const px = (left + right - 1) / 2;
    const py = (top + bottom - 1) / 2;
    for (const [i, [m, n]] of POWERS.entries()) {
      powers[b * TERMS + i] =
        ((2 * px) / (width - 1) - 1) ** m * ((2 * py) / (height - 1) - 1) ** n;
    }
    // The map about the middle of the block: its value, and its derivatives.
    const x = px + x0;
    const y = py + y0;
    const depth = 1 / (1 + map.g * x + map.h * y);
    const u = (map.a * x + map.b * y + map.e) * depth;
    const v = (map.c * x + map.d * y + map.f) * depth;
    const ux = (map.a - u * map.g) * depth;
    const uy = (map.b - u * map.h) * depth;
    const vx = (map.c - v * map.g) * depth;
    const vy = (map.d - v * map.h) * depth;
    for (let i = 0; i < pilots.count; i++, at++) {
      const kx = pilots.kx[i]! / TILE;
      const ky = pilots.ky[i]! / TILE;
      const across = kx * ux + ky * vx;
      const down = kx * uy + ky * vy;
      for (let j = 0; j < right - left; j++) {
        const turn = Math.round(across * (left + j - px) * TURN) & (TURN - 1);
        cos[j] = turnCos[turn]!;
        sin[j] = turnSin[turn]!;
      }
      let sumRe = 0;
      let sumIm = 0;
      for (let row = top; row < bottom; row++) {
        let rowRe = 0;
        let rowIm = 0;
        for (let from = row * width + left, j = 0; j < right - left; j++, from++) {
          const value = data[from]!;
          rowRe += value * cos[j]!;
          rowIm -= value * sin[j]!;
        }
        const turn = Math.round((down * (row - py) + kx * u + ky * v) * TURN) & (TURN - 1);
        const c = turnCos[turn]!;
        const s = turnSin[turn]!;
        sumRe += rowRe * c + rowIm * s;
        sumIm += rowIm * c - rowRe * s;
      }
      const c = pilots.cos[i]! * weights[i]!;
      const s = pilots.sin[i]! * weights[i]!;
      re[at] = sumRe * c + sumIm * s;
      im[at] = sumIm * c - sumRe * s;
    }
  }
  return { count, re, im, powers };
}

/** Amplitude over noise of each pilot, as the spectrum has them under a symmetry; below 0 for a negative. */
function pilotWeights(
  { pilots }: Layout,
  symmetry: number,
  inverted: boolean,
  noise: Float32Array,
): Float64Array {
  const [p, q, r, s] = SYMMETRIES[symmetry]!;
  const weights = new Float64Array(pilots.count);
  for (let i = 0; i < pilots.count; i++) {
    const fx = p * pilots.kx[i]! + r * pilots.ky[i]!;
    const fy = q * pilots.kx[i]! + s * pilots.ky[i]!;
    const at = fx < 0 ? -fx * TILE + (-fy & (TILE - 1)) : fx * TILE + (fy & (TILE - 1));
    weights[i] = ((inverted ? -1 : 1) * pilots.amplitudes[0]![i]!) / noise[at]!;
  }
  return weights;
}

/** Adds a residual up modulo the tile under a bent map. Pixels at or behind the horizon are left out. */
export function foldBent(
  { data, width, height, x0, y0 }: Residual,
  { map, u, v }: Bent,
  into: Int32Array,
): void {
  const { a, b, c, d, e, f, g, h } = map;
  const mask = TILE - 1;
  for (let row = 0, at = 0; row < height; row++) {
    const y = row + y0;
    const n = (2 * row) / Math.max(1, height - 1) - 1;
    // A row's cubics in x.
    const u0 = u[0]! + n * (u[2]! + n * (u[5]! + n * u[9]!));
    const u1 = u[1]! + n * (u[4]! + n * u[8]!);
    const u2 = u[3]! + n * u[7]!;
    const u3 = u[6]!;
    const v0 = v[0]! + n * (v[2]! + n * (v[5]! + n * v[9]!));
    const v1 = v[1]! + n * (v[4]! + n * v[8]!);
    const v2 = v[3]! + n * v[7]!;
    const v3 = v[6]!;
    for (let column = 0; column < width; column++, at++) {
      const x = column + x0;
      const depth = 1 + g * x + h * y;
      if (!(depth > 1e-3)) continue;
      const inverse = 1 / depth;
      const m = (2 * column) / Math.max(1, width - 1) - 1;
      const du = u0 + m * (u1 + m * (u2 + m * u3));
      const dv = v0 + m * (v1 + m * (v2 + m * v3));
      const i = Math.floor((a * x + b * y + e) * inverse + du + 0.5) & mask;
      const j = Math.floor((c * x + d * y + f) * inverse + dv + 0.5) & mask;
      into[(j << 8) | i]! += data[at]!;
    }
  }
}
