import { type Layout, TILE } from '../format/layout.ts';
import type { Affine } from './fold.ts';
import { type Candidate, RADIUS_MAX } from './geometry.ts';
import { BLOCK, binAt, sample, type WhiteSpectrum } from './spectrum.ts';

/** How far from its place a pilot is looked for, in bins, round by round. */
const SIMILAR_ROUNDS = [2, 2, 1];
const AFFINE_ROUNDS = [2, 2, 1, 1, 1];
/** A warp is coarser tried, so its first rounds look further. */
const WARP_ROUNDS = [3, 3, 2, 2, 1, 1, 1];

/** Unequal scales and angles, as shares of the scale, that a fit to the peaks of a small picture makes of none. */
const UNEVEN = 0.008;
const TURNED = 0.006;

type Matrix = Candidate['matrix'];

/**
 * Moves a candidate onto the peaks near its pilots by weighted least squares: first rotation and scale,
 * then any linear map, so that moderate shear and unequal scales are found as well.
 */
export function refine(spectrum: WhiteSpectrum, candidate: Candidate): Candidate {
  const { layout, kind } = candidate;
  let { matrix } = candidate;
  for (const reach of kind === 'similarity' ? SIMILAR_ROUNDS : []) {
    matrix = fit(spectrum, layout, matrix, reach, 'similarity') ?? matrix;
  }
  for (const reach of kind === 'warp' ? WARP_ROUNDS : AFFINE_ROUNDS) {
    matrix = fit(spectrum, layout, matrix, reach, 'affine') ?? matrix;
  }
  return { layout, matrix, score: scoreOf(spectrum, layout, matrix), kind };
}

/**
 * What a refined map is with one scale and no shear, and without an angle that is next to none; null if it
 * is not nearly that. The fewer numbers, the better they are known: of 30 thumbnails of 300 pixels 14 are
 * read without it, 18 with it, and 22 are if the map is told.
 */
export function simplify(spectrum: WhiteSpectrum, { layout, matrix }: Candidate): Matrix | null {
  const [p, q, r, s] = matrix;
  const scale = Math.abs(p + s);
  if (!(Math.abs(p - s) + Math.abs(q + r) < UNEVEN * scale)) return null;
  if (!(Math.abs(r - q) < TURNED * scale)) return null;
  const once = fit(spectrum, layout, matrix, 1, 'scale');
  return once && fit(spectrum, layout, once, 1, 'scale');
}

/** One round: the map of so much freedom that comes closest to the peaks; null if they are too few. */
function fit(
  spectrum: WhiteSpectrum,
  { pilots }: Layout,
  [p, q, r, s]: Matrix,
  reach: number,
  freedom: 'scale' | 'similarity' | 'affine',
): Matrix | null {
  let kxx = 0;
  let kxy = 0;
  let kyy = 0;
  let xx = 0;
  let xy = 0;
  let yx = 0;
  let yy = 0;
  for (let i = 0; i < pilots.count; i++) {
    const kx = pilots.kx[i]!;
    const ky = pilots.ky[i]!;
    if (!findPeak(spectrum, p * kx + q * ky, r * kx + s * ky, reach)) continue;
    const w = peak.weight;
    kxx += w * kx * kx;
    kxy += w * kx * ky;
    kyy += w * ky * ky;
    xx += w * peak.x * kx;
    xy += w * peak.x * ky;
    yx += w * peak.y * kx;
    yy += w * peak.y * ky;
  }
  const determinant = kxx * kyy - kxy * kxy;
  if (!(determinant > 1e-6 * kxx * kyy)) return null;
  if (freedom === 'affine') {
    return [
      (xx * kyy - xy * kxy) / determinant,
      (xy * kxx - xx * kxy) / determinant,
      (yx * kyy - yy * kxy) / determinant,
      (yy * kxx - yx * kxy) / determinant,
    ];
  }
  const c = (xx + yy) / (kxx + kyy);
  const d = freedom === 'scale' ? 0 : (yx - xy) / (kxx + kyy);
  return [c, -d, d, c];
}

function scoreOf(spectrum: WhiteSpectrum, { pilots }: Layout, [p, q, r, s]: Matrix): number {
  let score = 0;
  let weights = 0;
  let count = 0;
  for (let i = 0; i < pilots.count; i++) {
    const fx = p * pilots.kx[i]! + q * pilots.ky[i]!;
    const fy = r * pilots.kx[i]! + s * pilots.ky[i]!;
    if (fx * fx + fy * fy > RADIUS_MAX * RADIUS_MAX) continue;
    const w = pilots.amplitudes[0]![i]!;
    score += w * sample(spectrum, fx, fy);
    weights += w * w;
    count++;
  }
  return count > 7 ? score / Math.sqrt(weights) : 0;
}

/** The peak that {@link findPeak} found last: its place in bins, and its height. */
const peak = { x: 0, y: 0, weight: 0 };

/** Whether there is a peak above .5 at most `reach` bins from a place; it is then in {@link peak}. */
function findPeak(spectrum: WhiteSpectrum, fx: number, fy: number, reach: number): boolean {
  if (!(fx * fx + fy * fy <= RADIUS_MAX * RADIUS_MAX)) return false;
  // In the half plane that is kept; a window that reaches over its edge reads the other one mirrored.
  const sign = fx < 0 ? -1 : 1;
  const cx = Math.round(sign * fx);
  const cy = Math.round(sign * fy);
  let best = 0.5;
  let bx = 0;
  let by = 0;
  for (let x = cx - reach; x <= cx + reach; x++) {
    const mirrored = x < 0 ? -1 : 1;
    const row = mirrored * x * BLOCK + BLOCK / 2;
    for (let y = cy - reach; y <= cy + reach; y++) {
      const v = spectrum[row + mirrored * y]!;
      if (v > best) {
        best = v;
        bx = x;
        by = y;
      }
    }
  }
  if (best <= 0.5) return false;
  peak.x = sign * (bx + vertex(binAt(spectrum, bx - 1, by), best, binAt(spectrum, bx + 1, by)));
  peak.y = sign * (by + vertex(binAt(spectrum, bx, by - 1), best, binAt(spectrum, bx, by + 1)));
  peak.weight = best;
  return true;
}

/** Where the parabola through three values has its top, from the middle one. */
function vertex(a: number, b: number, c: number): number {
  const bend = a - 2 * b + c;
  return bend < -1e-6 ? Math.max(-0.5, Math.min(0.5, (0.5 * (a - c)) / bend)) : 0;
}

/** The map from pixels to the tile that puts tile bin k at spectrum bin B k. */
export function toTile([p, q, r, s]: Matrix): Affine {
  const g = TILE / BLOCK;
  return { a: g * p, b: g * r, c: g * q, d: g * s, e: 0, f: 0 };
}
