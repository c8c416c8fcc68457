import { fftOf, transformHalfPlane } from './fft.ts';
import { type FoldedSpectrum, ringOf } from './fold.ts';
import { BAND_MIN, type Carriers, type Layout, TILE } from './layout.ts';
import { CODE_LENGTH } from './polar.ts';
import { unitVector } from './turn.ts';

/** The symmetries of the square: (x, y) to (p x + q y, r x + s y). Identity first. */
export const SYMMETRIES: readonly (readonly [number, number, number, number])[] = [
  [1, 0, 0, 1],
  [0, -1, 1, 0],
  [-1, 0, 0, -1],
  [0, 1, -1, 0],
  [-1, 0, 0, 1],
  [1, 0, 0, -1],
  [0, 1, 1, 0],
  [0, -1, -1, 0],
];

/** Where a layout's pilots line up best. */
export interface Phase {
  readonly layout: Layout;
  readonly symmetry: number;
  /** Tile coordinates of the fold's origin, after the symmetry. */
  readonly offsetX: number;
  readonly offsetY: number;
  /** Pilot sum over its standard deviation without a mark. */
  readonly z: number;
}

const GRID = 128;
/** One pilot hit by a line of the picture must not speak for all. */
const PILOT_CLIP = 6;
/** Offsets are found to 1/8 tile sample, so k * offset is a whole number of 1/2048 turns. */
const FINE = 8;
const TURN = TILE * FINE;
const cosTable = new Float64Array(TURN);
const sinTable = new Float64Array(TURN);
for (let i = 0; i < TURN; i++) [cosTable[i], sinTable[i]] = unitVector(i / TURN);
const rowsRe = new Float32Array((GRID / 2) * GRID);
const rowsIm = new Float32Array((GRID / 2) * GRID);
const surface = new Float32Array(GRID * GRID);

/** A layout's pilots as a symmetry has them: bins over noise, turned back by the pilots' own phases. */
interface PilotBins {
  readonly re: Float64Array;
  readonly im: Float64Array;
  readonly energy: number;
}

function pilotBins(spectrum: FoldedSpectrum, layout: Layout, symmetry: number): PilotBins {
  const { re, im, noise } = spectrum;
  const { pilots } = layout;
  const [p, q, r, s] = SYMMETRIES[symmetry]!;
  const zr = new Float64Array(pilots.count);
  const zi = new Float64Array(pilots.count);
  let energy = 0;
  for (let i = 0; i < pilots.count; i++) {
    const kx = pilots.kx[i]!;
    const ky = pilots.ky[i]!;
    // A tile t(Dx) has frequency k of t at (D transposed) k.
    const at = ((p * kx + r * ky) & (TILE - 1)) * TILE + ((q * kx + s * ky) & (TILE - 1));
    const c = pilots.cos[i]!;
    const d = pilots.sin[i]!;
    const x = re[at]! * c + im[at]! * d;
    const y = im[at]! * c - re[at]! * d;
    const n = noise[ringOf(Math.sqrt(kx * kx + ky * ky))]!;
    const power = (x * x + y * y) / n;
    const gain = Math.sqrt((power > PILOT_CLIP ? PILOT_CLIP / power : 1) / n);
    energy += power > PILOT_CLIP ? PILOT_CLIP : power;
    zr[i] = x * gain;
    zi[i] = y * gain;
  }
  return { re: zr, im: zi, energy };
}

/**
 * Pilot power of a layout, clipped, in standard deviations over what noise has. It is the same under
 * every symmetry, so it tells in one test whether eight correlations are worth while.
 */
export function pilotExcess(spectrum: FoldedSpectrum, layout: Layout): number {
  const { energy } = pilotBins(spectrum, layout, 0);
  return (energy - layout.pilots.count) / Math.sqrt(layout.pilots.count);
}

/** The best offset of a layout under a symmetry, to 1/8 tile sample. z is 0 if there is nothing. */
export function findPhase(spectrum: FoldedSpectrum, layout: Layout, symmetry: number): Phase {
  const { pilots } = layout;
  const { re, im, energy } = pilotBins(spectrum, layout, symmetry);
  if (!(energy > 0)) return { layout, symmetry, offsetX: 0, offsetY: 0, z: 0 };
  correlation(pilots, re, im);
  const sum = (ox: number, oy: number) => {
    let total = 0;
    for (let i = 0; i < pilots.count; i++) {
      const turn = (pilots.kx[i]! * ox + pilots.ky[i]! * oy) & (TURN - 1);
      total += re[i]! * cosTable[turn]! + im[i]! * sinTable[turn]!;
    }
    return total;
  };
  let bestX = 0;
  let bestY = 0;
  let best = 0;
  for (const peak of topPeaks(surface, 4)) {
    // A grid step is two tile samples.
    let x = 2 * FINE * (peak & (GRID - 1));
    let y = 2 * FINE * (peak >> 7);
    let value = sum(x, y);
    for (let step = FINE; step >= 1; step >>= 1) {
      for (let moved = true; moved; ) {
        moved = false;
        for (let side = 0; side < 4; side++) {
          const dx = side === 0 ? step : side === 1 ? -step : 0;
          const dy = side === 2 ? step : side === 3 ? -step : 0;
          const v = sum(x + dx, y + dy);
          if (v > value) {
            value = v;
            x += dx;
            y += dy;
            moved = true;
            break;
          }
        }
      }
    }
    if (value > best) {
      best = value;
      bestX = x;
      bestY = y;
    }
  }
  return {
    layout,
    symmetry,
    offsetX: (bestX & (TURN - 1)) / FINE,
    offsetY: (bestY & (TURN - 1)) / FINE,
    z: best / Math.sqrt(energy / 2),
  };
}

/** Fills `surface` with the pilot sum at every offset of two tile samples, times two. */
function correlation(pilots: Carriers, re: Float64Array, im: Float64Array): void {
  rowsRe.fill(0);
  rowsIm.fill(0);
  const used = new Set<number>();
  for (let i = 0; i < pilots.count; i++) {
    const kx = pilots.kx[i]!;
    const to = kx * GRID + (pilots.ky[i]! & (GRID - 1));
    rowsRe[to] = re[i]!;
    rowsIm[to] = im[i]!;
    used.add(kx);
  }
  transformHalfPlane(fftOf(GRID), rowsRe, rowsIm, [...used], (y, row) =>
    surface.set(row, y * GRID),
  );
}

/** The highest local maxima, indices into the grid. */
function topPeaks(values: Float32Array, count: number): number[] {
  const peaks: number[] = [];
  let least = 0;
  for (let i = 0; i < values.length; i++) {
    const v = values[i]!;
    if (v <= least) continue;
    const x = i & (GRID - 1);
    const row = i - x;
    const up = (row + GRID * (GRID - 1)) & (GRID * GRID - 1);
    const down = (row + GRID) & (GRID * GRID - 1);
    if (
      v < values[row | ((x + 1) & (GRID - 1))]! ||
      v < values[row | ((x - 1) & (GRID - 1))]! ||
      v < values[up | x]! ||
      v < values[down | x]!
    ) {
      continue;
    }
    let at = peaks.length < count ? peaks.push(i) - 1 : count - 1;
    for (; at > 0 && values[peaks[at - 1]!]! < v; at--) peaks[at] = peaks[at - 1]!;
    peaks[at] = i;
    if (peaks.length === count) least = values[peaks[count - 1]!]!;
  }
  return peaks;
}

/** The channel's gain is measured in bands of radius; the last one takes the rest. */
const BANDS = 6;
const BANDS_WIDTH = 42;

/**
 * Log-likelihood ratios of the code bits, up to a common factor that the decoder does not need.
 *
 * @param out one a code bit, positive for 0
 */
export function softBits(spectrum: FoldedSpectrum, phase: Phase, out: Float32Array): void {
  const { re, im, noise } = spectrum;
  const { layout, symmetry, offsetX, offsetY } = phase;
  const { pilots, data, bits, scrambler } = layout;
  const [p, q, r, s] = SYMMETRIES[symmetry]!;
  // exp(-2 pi i k o / 256) for every k: products of two table values instead of a cosine each.
  const turnX = rotations(offsetX);
  const turnY = rotations(offsetY);
  const value = { x: 0, y: 0 };
  const read = (kx: number, ky: number, c: number, d: number) => {
    const at = ((p * kx + r * ky) & (TILE - 1)) * TILE + ((q * kx + s * ky) & (TILE - 1));
    const xc = turnX.cos[kx & (TILE - 1)]!;
    const xs = turnX.sin[kx & (TILE - 1)]!;
    const yc = turnY.cos[ky & (TILE - 1)]!;
    const ys = turnY.sin[ky & (TILE - 1)]!;
    const oc = xc * yc - xs * ys;
    const os = xc * ys + xs * yc;
    // conj(exp(i phase) exp(i k o)) times the bin.
    const wc = c * oc - d * os;
    const ws = c * os + d * oc;
    value.x = re[at]! * wc + im[at]! * ws;
    value.y = im[at]! * wc - re[at]! * ws;
  };
  const top = new Float64Array(BANDS);
  const bottom = new Float64Array(BANDS);
  for (let i = 0; i < pilots.count; i++) {
    const kx = pilots.kx[i]!;
    const ky = pilots.ky[i]!;
    read(kx, ky, pilots.cos[i]!, pilots.sin[i]!);
    const radius = Math.sqrt(kx * kx + ky * ky);
    const band = bandOf(radius);
    const a = pilots.amplitude[i]!;
    const n = noise[ringOf(radius)]!;
    top[band]! += (a * value.x) / n;
    bottom[band]! += (a * a) / n;
  }
  const gains = bandGains(top, bottom);
  out.fill(0);
  for (let i = 0; i < data.count; i++) {
    const kx = data.kx[i]!;
    const ky = data.ky[i]!;
    read(kx, ky, data.cos[i]!, data.sin[i]!);
    const radius = Math.sqrt(kx * kx + ky * ky);
    const n = noise[ringOf(radius)]!;
    const w = (data.amplitude[i]! * gains[bandOf(radius)]!) / n;
    const limit = 3 * Math.sqrt(n);
    const x = value.x > limit ? limit : value.x < -limit ? -limit : value.x;
    const y = value.y > limit ? limit : value.y < -limit ? -limit : value.y;
    out[bits[2 * i]!]! += w * x;
    out[bits[2 * i + 1]!]! += w * y;
  }
  for (let i = 0; i < CODE_LENGTH; i++) if (scrambler[i]) out[i] = -out[i]!;
}

function bandOf(radius: number): number {
  const band = (((radius - BAND_MIN) * BANDS) / BANDS_WIDTH) | 0;
  return band >= BANDS ? BANDS - 1 : band;
}

/** Gains from the pilots, each drawn towards that of all by the weight of four of its pilots. */
function bandGains(top: Float64Array, bottom: Float64Array): Float64Array {
  let tops = 0;
  let bottoms = 0;
  for (let b = 0; b < BANDS; b++) {
    tops += top[b]!;
    bottoms += bottom[b]!;
  }
  const mean = Math.max(tops / bottoms, 1e-9);
  const prior = 0.25;
  return Float64Array.from(top, (t, b) => {
    const own = bottom[b]!;
    const g = own > 0 ? (t + prior * own * mean) / (own * (1 + prior)) : mean;
    return Math.max(g, 0.02 * mean);
  });
}

function rotations(offset: number): { cos: Float64Array; sin: Float64Array } {
  const cos = new Float64Array(TILE);
  const sin = new Float64Array(TILE);
  for (let i = 0; i < TILE; i++) {
    const k = i < TILE / 2 ? i : i - TILE;
    const [c, s] = unitVector((k * offset) / TILE);
    cos[i] = c;
    sin[i] = s;
  }
  return { cos, sin };
}
