import type { Layout } from '../format/layout.ts';
import { unitVector } from '../numeric/turn.ts';
import { WINDOW, WINDOW_BINS, type Windows } from './windows.ts';

/** Pilots of the inner orbits say nothing in one window, and are left out before phases count. */
const FIRST_PILOT = 20;
/** What one pilot of one window can say, without phases: no line of one window speaks for all. */
const CLIP = 2;
/** What one pilot can say with phases. */
const PHASE_CLIP = 8;

/** Pilot power of a hypothesis over all windows, each capped; without phases. */
export function powerOf(
  { count, x, y }: Windows,
  plane: Float32Array,
  { pilots }: Layout,
  m: Float64Array,
): number {
  const a = m[0]!;
  const b = m[1]!;
  const c = m[2]!;
  const e = m[3]!;
  const px = m[4]!;
  const py = m[5]!;
  let total = 0;
  for (let w = 0; w < count; w++) {
    const wx = x[w]!;
    const wy = y[w]!;
    const d = 1 / (1 + px * wx + py * wy);
    // f = d (B - d p (x B)) k: one matrix a window.
    const ra = d * (a - d * px * (wx * a + wy * c));
    const rb = d * (b - d * px * (wx * b + wy * e));
    const rc = d * (c - d * py * (wx * a + wy * c));
    const re = d * (e - d * py * (wx * b + wy * e));
    const from = w * WINDOW_BINS + WINDOW / 2;
    for (let i = FIRST_PILOT; i < pilots.count; i++) {
      const kx = pilots.kx[i]!;
      const ky = pilots.ky[i]!;
      let fx = ra * kx + rb * ky;
      let fy = rc * kx + re * ky;
      if (fx < 0) {
        fx = -fx;
        fy = -fy;
      }
      if (!(fx < 127 && fy < 126 && fy > -127)) continue;
      const ix = fx | 0;
      const iy = ((fy + 256) | 0) - 256;
      const at = from + (ix << 8) + iy;
      const u = fx - ix;
      const v = fy - iy;
      const top = plane[at]! + v * (plane[at + 1]! - plane[at]!);
      const below = plane[at + WINDOW]! + v * (plane[at + WINDOW + 1]! - plane[at + WINDOW]!);
      const value = top + u * (below - top);
      total += value > CLIP ? CLIP : value;
    }
  }
  return total;
}

const sumRe = new Float64Array(64);
const sumIm = new Float64Array(64);
const TURN = 4096;
const turnCos = new Float64Array(TURN);
const turnSin = new Float64Array(TURN);
for (let i = 0; i < TURN; i++) [turnCos[i], turnSin[i]] = unitVector(i / TURN);

/**
 * Pilot power with the phases between windows: each pilot's amplitudes are turned back by what the map says of
 * their windows' middles, and added before they are squared. It needs neither offset nor pilot phases.
 */
export function phasePowerOf(
  { count, x, y, amplitudes }: Windows,
  { pilots }: Layout,
  m: Float64Array,
): number {
  const a = m[0]!;
  const b = m[1]!;
  const c = m[2]!;
  const e = m[3]!;
  const px = m[4]!;
  const py = m[5]!;
  sumRe.fill(0);
  sumIm.fill(0);
  for (let w = 0; w < count; w++) {
    const wx = x[w]!;
    const wy = y[w]!;
    const d = 1 / (1 + px * wx + py * wy);
    const tx = wx * a + wy * c;
    const ty = wx * b + wy * e;
    const ra = d * (a - d * px * tx);
    const rb = d * (b - d * px * ty);
    const rc = d * (c - d * py * tx);
    const rd = d * (e - d * py * ty);
    // k T(x) / 256 in 1/4096 turns.
    const phaseX = (tx * d * TURN) / WINDOW;
    const phaseY = (ty * d * TURN) / WINDOW;
    const from = w * WINDOW_BINS + WINDOW / 2;
    for (let i = 0; i < pilots.count; i++) {
      const kx = pilots.kx[i]!;
      const ky = pilots.ky[i]!;
      let fx = ra * kx + rb * ky;
      let fy = rc * kx + rd * ky;
      let sign = 1;
      if (fx < 0) {
        fx = -fx;
        fy = -fy;
        sign = -1;
      }
      if (!(fx < 127 && fy < 126 && fy > -127)) continue;
      const ix = fx | 0;
      const iy = ((fy + 256) | 0) - 256;
      const at = 2 * (from + (ix << 8) + iy);
      const below = at + 2 * WINDOW;
      const u = fx - ix;
      const v = fy - iy;
      const p = (1 - u) * (1 - v);
      const q = (1 - u) * v;
      const r = u * (1 - v);
      const s = u * v;
      const vr =
        p * amplitudes[at]! +
        q * amplitudes[at + 2]! +
        r * amplitudes[below]! +
        s * amplitudes[below + 2]!;
      const vi =
        sign *
        (p * amplitudes[at + 1]! +
          q * amplitudes[at + 3]! +
          r * amplitudes[below + 1]! +
          s * amplitudes[below + 3]!);
      const turn = Math.round(phaseX * kx + phaseY * ky) & (TURN - 1);
      const cos = turnCos[turn]!;
      const sin = turnSin[turn]!;
      sumRe[i]! += vr * cos + vi * sin;
      sumIm[i]! += vi * cos - vr * sin;
    }
  }
  let total = 0;
  for (let i = 0; i < pilots.count; i++) {
    const power = (sumRe[i]! * sumRe[i]! + sumIm[i]! * sumIm[i]!) / count;
    total += power > PHASE_CLIP ? PHASE_CLIP : power;
  }
  return total;
}
