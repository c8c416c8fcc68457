import { BAND_MAX, BAND_MIN, type Carriers, type Layout, TILE } from '../format/layout.ts';
import { CODE_LENGTH } from '../format/polar.ts';
import { fftOf, rowsOfHalfPlane } from '../numeric/fft.ts';
import { unitVector } from '../numeric/turn.ts';
import type { FoldedSpectrum } from './fold.ts';

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
  /** Whether the picture is a negative: all of the mark with the other sign. */
  readonly inverted: boolean;
  /** Tile coordinates of the fold's origin, after the symmetry. */
  readonly offsetX: number;
  readonly offsetY: number;
  /** Pilot sum over its standard deviation without a mark. */
  readonly z: number;
}

const GRID = 128;
const fft = fftOf(GRID);
/** One pilot hit by a line of the picture must not speak for all. */
const PILOT_CLIP = 6;
/** Offsets are found to 1/8 tile sample, so k * offset is a whole number of 1/2048 turns. */
const FINE = 8;
const TURN = TILE * FINE;
const cosTable = new Float64Array(TURN);
const sinTable = new Float64Array(TURN);
for (let i = 0; i < TURN; i++) [cosTable[i], sinTable[i]] = unitVector(i / TURN);
const columnsRe = new Float32Array((GRID / 2) * GRID);
const columnsIm = new Float32Array((GRID / 2) * GRID);
const surface = new Float32Array(GRID * GRID);

/** A layout's pilots as a symmetry has them: bins over noise, turned back by the pilots' own phases. */
interface PilotBins {
  readonly re: Float64Array;
  readonly im: Float64Array;
  readonly energy: number;
  readonly count: number;
}

function pilotBins(
  spectrum: FoldedSpectrum,
  layout: Layout,
  symmetry: number,
  reach: number,
): PilotBins {
  const { re, im, noise } = spectrum;
  const { pilots } = layout;
  const [p, q, r, s] = SYMMETRIES[symmetry]!;
  const zr = new Float64Array(pilots.count);
  const zi = new Float64Array(pilots.count);
  let energy = 0;
  let count = 0;
  for (let i = 0; i < pilots.count; i++) {
    const kx = pilots.kx[i]!;
    const ky = pilots.ky[i]!;
    if (kx * kx + ky * ky > reach * reach) continue;
    // A tile t(Dx) has frequency k of t at (D transposed) k.
    const fx = p * kx + r * ky;
    const fy = q * kx + s * ky;
    const at = fx < 0 ? -fx * TILE + (-fy & (TILE - 1)) : fx * TILE + (fy & (TILE - 1));
    const j = fx < 0 ? -im[at]! : im[at]!;
    const c = pilots.cos[i]!;
    const d = pilots.sin[i]!;
    const x = re[at]! * c + j * d;
    const y = j * c - re[at]! * d;
    const n = noise[at]!;
    const power = (x * x + y * y) / n;
    const gain = Math.sqrt((power > PILOT_CLIP ? PILOT_CLIP / power : 1) / n);
    energy += power > PILOT_CLIP ? PILOT_CLIP : power;
    zr[i] = x * gain;
    zi[i] = y * gain;
    count++;
  }
  return { re: zr, im: zi, energy, count };
}

/**
 * Pilot power of a layout, clipped, in standard deviations over what noise has. It is the same under
 * every symmetry, so it tells in one test whether eight correlations are worth while.
 */
export function pilotExcess(spectrum: FoldedSpectrum, layout: Layout, reach: number): number {
  const { energy, count } = pilotBins(spectrum, layout, 0, reach);
  return (energy - count) / Math.sqrt(count);
}

/** Offsets that are looked at, besides the best one of the negative, which is rare. */
const PEAKS = 4;

/**
 * The best offsets of a layout under a symmetry, to 1/8 tile sample, best first, and the best one of the
 * negative; none if there is nothing.
 *
 * @param reach radius in bins up to which pilots count
 */
export function findPhases(
  spectrum: FoldedSpectrum,
  layout: Layout,
  symmetry: number,
  reach: number,
): Phase[] {
  const { pilots } = layout;
  const { re, im, energy } = pilotBins(spectrum, layout, symmetry, reach);
  if (!(energy > 0)) return [];
  correlation(pilots, re, im);
  const sum = (ox: number, oy: number) => {
    let total = 0;
    for (let i = 0; i < pilots.count; i++) {
      const turn = (pilots.kx[i]! * ox + pilots.ky[i]! * oy) & (TURN - 1);
      total += re[i]! * cosTable[turn]! + im[i]! * sinTable[turn]!;
    }
    return total;
  };
  const phases: Phase[] = [];
  const add = (peak: number, sign: 1 | -1) => {
    // A grid step is two tile samples.
    let x = 2 * FINE * (peak & (GRID - 1));
    let y = 2 * FINE * (peak >> 7);
    let value = sign * sum(x, y);
    for (let step = FINE; step >= 1; step >>= 1) {
      for (let moved = true; moved; ) {
        moved = false;
        for (let side = 0; side < 4; side++) {
          const dx = side === 0 ? step : side === 1 ? -step : 0;
          const dy = side === 2 ? step : side === 3 ? -step : 0;
          const v = sign * sum(x + dx, y + dy);
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
    const offsetX = (x & (TURN - 1)) / FINE;
    const offsetY = (y & (TURN - 1)) / FINE;
    // Two grid peaks may climb the same hill.
    if (phases.some((p) => p.offsetX === offsetX && p.offsetY === offsetY)) return;
    const z = value / Math.sqrt(energy / 2);
    phases.push({ layout, symmetry, inverted: sign < 0, offsetX, offsetY, z });
  };
  const { peaks, pit } = extremes(surface, PEAKS);
  for (const peak of peaks) add(peak, 1);
  if (pit >= 0) add(pit, -1);
  return phases.sort((a, b) => b.z - a.z);
}

/**
 * Fills `surface` with the pilot sum at every offset of two tile samples, times two. Pilots come in pairs
 * (kx, ky), (kx, -ky), of which a column has one or two: summing them is half the work of a transform.
 */
function correlation(pilots: Carriers, re: Float64Array, im: Float64Array): void {
  columnsRe.fill(0);
  columnsIm.fill(0);
  for (let i = 0; i < pilots.count; i += 2) {
    const to = pilots.kx[i]! * GRID;
    const ky = pilots.ky[i]!;
    const sumRe = re[i]! + re[i + 1]!;
    const sumIm = im[i]! + im[i + 1]!;
    const differenceRe = re[i]! - re[i + 1]!;
    const differenceIm = im[i]! - im[i + 1]!;
    for (let y = 0; y < GRID; y++) {
      // exp(-2 pi i ky y / 128) and its conjugate.
      const turn = (ky * y * (TURN / GRID)) & (TURN - 1);
      const c = cosTable[turn]!;
      const s = sinTable[turn]!;
      columnsRe[to + y]! += sumRe * c + differenceIm * s;
      columnsIm[to + y]! += sumIm * c - differenceRe * s;
    }
  }
  rowsOfHalfPlane(fft, columnsRe, columnsIm, [...new Set(pilots.kx)], (y, row) => {
    // Faster than `set`, which takes an array of numbers one by one through the engine.
    for (let x = 0, at = y * GRID; x < GRID; x++, at++) surface[at] = row[x]!;
  });
}

/** The highest local maxima above 0, and the lowest minimum below; indices into the grid, -1 for none. */
function extremes(values: Float32Array, count: number): { peaks: number[]; pit: number } {
  const peaks: number[] = [];
  let least = 0;
  let pit = -1;
  let lowest = 0;
  for (let i = 0; i < values.length; i++) {
    const v = values[i]!;
    if (v <= least && v >= lowest) continue;
    const x = i & (GRID - 1);
    const row = i - x;
    const right = values[row | ((x + 1) & (GRID - 1))]!;
    const left = values[row | ((x - 1) & (GRID - 1))]!;
    const up = values[((row + GRID * (GRID - 1)) & (GRID * GRID - 1)) | x]!;
    const down = values[((row + GRID) & (GRID * GRID - 1)) | x]!;
    if (v < 0) {
      if (v > right || v > left || v > up || v > down) continue;
      pit = i;
      lowest = v;
      continue;
    }
    if (v < right || v < left || v < up || v < down) continue;
    let at = peaks.length < count ? peaks.push(i) - 1 : count - 1;
    for (; at > 0 && values[peaks[at - 1]!]! < v; at--) peaks[at] = peaks[at - 1]!;
    peaks[at] = i;
    if (peaks.length === count) least = values[peaks[count - 1]!]!;
  }
  return { peaks, pit };
}

/**
 * The channel's gain is measured in bands: rings of radius, each cut in what lies near the axes and what
 * lies near the diagonals, which codecs treat worse.
 */
const RADIAL_BANDS = 6;
const BANDS = 2 * RADIAL_BANDS;

/** Weight, against its own pilots, of what all pilots say of a band. */
const PRIOR = 0.25;
/** Rounds of the estimate of gains. */
const ROUNDS = 4;

const bandBits = new Float32Array(BANDS * CODE_LENGTH);

/**
 * Log-likelihood ratios of the code bits, up to a common factor that the decoder does not need.
 *
 * @param out one a code bit, positive for 0
 * @returns how much the bands agree on the bits, in standard deviations of noise: about 2 without a mark, as the
 * gains are chosen for it, and above 5 with nearly every one that can be read
 */
export function softBits(spectrum: FoldedSpectrum, phase: Phase, out: Float32Array): number {
  const { re, im, noise } = spectrum;
  const { layout, symmetry, inverted, offsetX, offsetY } = phase;
  const sign = inverted ? -1 : 1;
  const { pilots, data, bits, scrambler } = layout;
  const [p, q, r, s] = SYMMETRIES[symmetry]!;
  // exp(-2 pi i k o / 256) for every k: products of two table values instead of a cosine each.
  const turnX = rotations(offsetX);
  const turnY = rotations(offsetY);
  const value = { x: 0, y: 0, n: 0 };
  const read = (kx: number, ky: number, c: number, d: number) => {
    const fx = p * kx + r * ky;
    const fy = q * kx + s * ky;
    const at = fx < 0 ? -fx * TILE + (-fy & (TILE - 1)) : fx * TILE + (fy & (TILE - 1));
    const j = fx < 0 ? -im[at]! : im[at]!;
    const xc = turnX.cos[kx & (TILE - 1)]!;
    const xs = turnX.sin[kx & (TILE - 1)]!;
    const yc = turnY.cos[ky & (TILE - 1)]!;
    const ys = turnY.sin[ky & (TILE - 1)]!;
    const oc = xc * yc - xs * ys;
    const os = xc * ys + xs * yc;
    // conj(exp(i phase) exp(i k o)) times the bin.
    const wc = sign * (c * oc - d * os);
    const ws = sign * (c * os + d * oc);
    value.x = re[at]! * wc + j * ws;
    value.y = j * wc - re[at]! * ws;
    value.n = noise[at]!;
  };
  const pilotTop = new Float64Array(BANDS);
  const pilotBottom = new Float64Array(BANDS);
  for (let i = 0; i < pilots.count; i++) {
    const kx = pilots.kx[i]!;
    const ky = pilots.ky[i]!;
    read(kx, ky, pilots.cos[i]!, pilots.sin[i]!);
    const band = bandOf(kx, ky) & ~1;
    const a = pilots.amplitudes[0]![i]!;
    const limit = 9 * Math.sqrt(value.n);
    const x = value.x > limit ? limit : value.x < -limit ? -limit : value.x;
    pilotTop[band]! += (a * x) / value.n;
    pilotBottom[band]! += (a * a) / value.n;
    // The rings of pilots have too few to cut them in two.
    pilotTop[band + 1] = pilotTop[band]!;
    pilotBottom[band + 1] = pilotBottom[band]!;
  }
  bandBits.fill(0);
  const energy = new Float64Array(BANDS);
  for (let i = 0; i < data.count; i++) {
    const kx = data.kx[i]!;
    const ky = data.ky[i]!;
    read(kx, ky, data.cos[i]!, data.sin[i]!);
    const { n } = value;
    const band = bandOf(kx, ky);
    const a = data.amplitudes[0]![i]!;
    const limit = 3 * Math.sqrt(n);
    const x = value.x > limit ? limit : value.x < -limit ? -limit : value.x;
    const y = value.y > limit ? limit : value.y < -limit ? -limit : value.y;
    bandBits[band * CODE_LENGTH + bits[2 * i]!]! += (a * x) / n;
    bandBits[band * CODE_LENGTH + bits[2 * i + 1]!]! += (a * y) / n;
    energy[band]! += (2 * a * a) / n;
  }
  const { gains, agreement } = bandGains(pilotTop, pilotBottom, energy);
  out.fill(0);
  for (let band = 0; band < BANDS; band++) {
    const g = gains[band]!;
    const at = band * CODE_LENGTH;
    for (let i = 0; i < CODE_LENGTH; i++) out[i]! += g * bandBits[at + i]!;
  }
  for (let i = 0; i < CODE_LENGTH; i++) if (scrambler[i]) out[i] = -out[i]!;
  return agreement;
}

function bandOf(kx: number, ky: number): number {
  const radius = Math.sqrt(kx * kx + ky * ky);
  const ring = Math.min(
    RADIAL_BANDS - 1,
    (((radius - BAND_MIN) * RADIAL_BANDS) / (BAND_MAX - BAND_MIN)) | 0,
  );
  const y = ky < 0 ? -ky : ky;
  // tan 22.5 and tan 67.5 degrees.
  return 2 * ring + (y > 0.4142 * kx && y < 2.4142 * kx ? 1 : 0);
}

/**
 * The gain of each band, first from its pilots and then also from the data: what two bands say of the same
 * code bit agrees by the product of their gains, whatever the bit.
 */
function bandGains(
  top: Float64Array,
  bottom: Float64Array,
  energy: Float64Array,
): { gains: Float64Array; agreement: number } {
  // In units in which the noise of a code bit in a band has the variance 1/2.
  const unit = new Float64Array(BANDS);
  const first = new Float64Array(BANDS);
  const weight = new Float64Array(BANDS);
  let tops = 0;
  let bottoms = 0;
  for (let b = 0; b < BANDS; b++) {
    tops += top[b]!;
    bottoms += bottom[b]!;
  }
  const mean = bottoms > 0 ? Math.max(tops / bottoms, 0) : 0;
  for (let b = 0; b < BANDS; b++) {
    unit[b] = Math.sqrt(energy[b]! / CODE_LENGTH);
    const own = bottom[b]!;
    first[b] =
      own > 0 ? (unit[b]! * (top[b]! + PRIOR * own * mean)) / (own * (1 + PRIOR)) : unit[b]! * mean;
    weight[b] = own > 0 && unit[b]! > 0 ? (2 * own) / (unit[b]! * unit[b]!) : 1;
  }
  const products = new Float64Array(BANDS * BANDS);
  for (let p = 0; p < BANDS; p++) {
    for (let q = 0; q < p; q++) {
      let sum = 0;
      for (let i = 0; i < CODE_LENGTH; i++) {
        sum += bandBits[p * CODE_LENGTH + i]! * bandBits[q * CODE_LENGTH + i]!;
      }
      const scale = unit[p]! * unit[q]!;
      const v = scale > 0 ? sum / CODE_LENGTH / scale : 0;
      products[p * BANDS + q] = v;
      products[q * BANDS + p] = v;
    }
  }
  const gains = Float64Array.from(first);
  for (let round = 0; round < ROUNDS; round++) {
    for (let p = 0; p < BANDS; p++) {
      let along = 0;
      let power = 0;
      for (let q = 0; q < BANDS; q++) {
        if (q === p) continue;
        along += products[p * BANDS + q]! * gains[q]!;
        power += gains[q]! * gains[q]!;
      }
      // A product has the variance 1/4 a code bit.
      const sure = 4 * CODE_LENGTH;
      gains[p] = (sure * along + weight[p]! * first[p]!) / (sure * power + weight[p]!);
    }
  }
  let sum = 0;
  let variance = 0;
  for (let p = 0; p < BANDS; p++) {
    for (let q = 0; q < p; q++) {
      const w = gains[p]! * gains[q]!;
      sum += w * products[p * BANDS + q]!;
      variance += (w * w) / (4 * CODE_LENGTH);
    }
  }
  for (let b = 0; b < BANDS; b++) gains[b] = unit[b]! > 0 ? gains[b]! / unit[b]! : 0;
  return { gains, agreement: variance > 0 ? sum / Math.sqrt(variance) : 0 };
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
