import { type Layout, TILE } from './layout.ts';
import { BLOCK, sample, type WhiteSpectrum } from './spectrum.ts';
import { unitVector } from './turn.ts';

/** Where a layout's pilots may lie in a spectrum: tile bin k is at spectrum bin B k. */
export interface Candidate {
  readonly layout: Layout;
  /** B, by rows. */
  readonly matrix: readonly [number, number, number, number];
  /** Pilot sum over the spread of such sums in this picture. */
  readonly score: number;
  /** The search that found it. */
  readonly kind: 'similarity' | 'stretch' | 'warp';
}

/** Steps of angle in a quarter turn and of ln(radius): about one bin at radius 200. */
const ANGLES = 320;
const LOG_STEP = 1 / 200;
/** Radii of the map, in bins. */
const RADIUS_MIN = 12;
export const RADIUS_MAX = 246;
/** Scales of the picture against the tile. */
const SCALE_MIN = 0.2;
const SCALE_MAX = 2.4;

const RADII = Math.floor(Math.log(RADIUS_MAX / RADIUS_MIN) / LOG_STEP) + 1;
const FIRST_SHIFT = -Math.ceil(Math.log(SCALE_MAX) / LOG_STEP);
const SHIFTS = Math.ceil(-Math.log(SCALE_MIN) / LOG_STEP) - FIRST_SHIFT + 1;
/** Zeros on both sides of a row, so that no shifted look-up needs a test. */
const MARGIN = 400;
const STRIDE = RADII + 2 * MARGIN;

/**
 * Tries every rotation and every scale .2 .. 2.4 at once: in the logarithm of the radius and the angle
 * both are shifts (O Ruanaidh and Pun, Signal Processing 66, 1998), and the pilots are few, so the
 * correlation is 30 look-ups a hypothesis. The symmetry of the pilots makes a quarter turn enough.
 *
 * @param count how many candidates a layout to return
 */
export function searchSimilarities(
  spectrum: WhiteSpectrum,
  layouts: readonly Layout[],
  count: number,
): Candidate[] {
  const map = logPolarMap(spectrum);
  const found: Candidate[] = [];
  scoreScratch ??= new Float32Array(ANGLES * SHIFTS);
  const scores = scoreScratch;
  for (const layout of layouts) {
    correlate(map, layout, scores);
    standardise(scores, SHIFTS);
    const best = highest(scores, SHIFTS, count);
    // Pictures that were made smaller and not turned are so common that they get places of their own.
    const unturned = highest(scores.subarray(0, SHIFTS), SHIFTS, count >> 1);
    for (const at of new Set([...best, ...unturned])) {
      const angle = Math.floor(at / SHIFTS);
      const shift = (at % SHIFTS) + FIRST_SHIFT;
      const [c, s] = unitVector(angle / (4 * ANGLES));
      const zoom = (BLOCK / TILE) * exponential(shift);
      found.push({
        layout,
        matrix: [zoom * c, -zoom * s, zoom * s, zoom * c],
        score: scores[at]!,
        kind: 'similarity',
      });
    }
  }
  return found.sort((a, b) => b.score - a.score);
}

/** exp(n step) from the series and by repeated squaring: no engine's own exponential. */
function exponential(n: number, step: number = LOG_STEP): number {
  const growth = 1 + step + (step * step) / 2 + (step * step * step) / 6;
  let result = 1;
  let power = n < 0 ? 1 / growth : growth;
  for (let i = Math.abs(n); i > 0; i >>= 1, power *= power) if (i & 1) result *= power;
  return result;
}

/** Where the map samples a spectrum: index of the first of four bins and the fractions, twice a point. */
interface MapTable {
  readonly at: Int32Array;
  readonly u: Float32Array;
  readonly v: Float32Array;
}

let mapTable: MapTable | undefined;
let mapScratch: Float32Array | undefined;
let scoreScratch: Float32Array | undefined;

function makeMapTable(): MapTable {
  const count = 2 * ANGLES * RADII;
  const table = {
    at: new Int32Array(count),
    u: new Float32Array(count),
    v: new Float32Array(count),
  };
  const put = (i: number, x: number, y: number) => {
    const ix = Math.floor(x);
    const iy = Math.floor(y);
    table.at[i] = ix * BLOCK + iy + BLOCK / 2;
    table.u[i] = x - ix;
    table.v[i] = y - iy;
  };
  for (let i = 0, at = 0; i < ANGLES; i++) {
    const [c, s] = unitVector(i / (4 * ANGLES));
    for (let j = 0; j < RADII; j++, at += 2) {
      const radius = RADIUS_MIN * exponential(j);
      put(at, radius * c, radius * s);
      put(at + 1, radius * s, -radius * c);
    }
  }
  return table;
}

/** Both quarter planes of the spectrum added up; rows of angle, twice around. */
function logPolarMap(spectrum: WhiteSpectrum): Float32Array {
  mapTable ??= makeMapTable();
  const { at, u, v } = mapTable;
  mapScratch ??= new Float32Array(2 * ANGLES * STRIDE);
  const map = mapScratch;
  for (let i = 0, k = 0; i < ANGLES; i++) {
    const to = i * STRIDE + MARGIN;
    for (let j = 0; j < RADII; j++, k += 2) {
      const a = at[k]!;
      const b = at[k + 1]!;
      const a0 = spectrum[a]! + v[k]! * (spectrum[a + 1]! - spectrum[a]!);
      const a1 = spectrum[a + BLOCK]! + v[k]! * (spectrum[a + BLOCK + 1]! - spectrum[a + BLOCK]!);
      const b0 = spectrum[b]! + v[k + 1]! * (spectrum[b + 1]! - spectrum[b]!);
      const b1 =
        spectrum[b + BLOCK]! + v[k + 1]! * (spectrum[b + BLOCK + 1]! - spectrum[b + BLOCK]!);
      map[to + j] = a0 + u[k]! * (a1 - a0) + b0 + u[k + 1]! * (b1 - b0);
    }
    map.copyWithin((ANGLES + i) * STRIDE, i * STRIDE, (i + 1) * STRIDE);
  }
  return map;
}

function correlate(map: Float32Array, layout: Layout, scores: Float32Array): void {
  const starts: number[] = [];
  for (const [a, b] of layout.orbits) {
    for (const [x, y] of [
      [a, b],
      [b, a],
    ] as const) {
      const angle = Math.round((Math.atan2(y, x) / (Math.PI / 2)) * ANGLES);
      const radius = (Math.sqrt(x * x + y * y) * BLOCK) / TILE;
      const at = Math.round(Math.log(radius / RADIUS_MIN) / LOG_STEP) + FIRST_SHIFT + MARGIN;
      starts.push(angle * STRIDE + at);
    }
  }
  for (let i = 0; i < ANGLES; i++) {
    addRows(
      map,
      starts.map((start) => start + i * STRIDE),
      scores,
      i * SHIFTS,
      SHIFTS,
    );
  }
}

/** Sums rows of a map, five a pass: the sums are read and written a fifth as often. */
function addRows(
  map: Float32Array,
  starts: readonly number[],
  sums: Float32Array,
  to: number,
  count: number,
): void {
  sums.fill(0, to, to + count);
  for (let p = 0; p < starts.length; p += 5) {
    const a = starts[p]!;
    const b = starts[p + 1]!;
    const c = starts[p + 2]!;
    const d = starts[p + 3]!;
    const e = starts[p + 4]!;
    for (let j = 0; j < count; j++) {
      sums[to + j]! += map[a + j]! + map[b + j]! + map[c + j]! + map[d + j]! + map[e + j]!;
    }
  }
}

/** Each column by its own spread: textures that are strong at one scale gain nothing. */
function standardise(scores: Float32Array, columns: number): void {
  const rows = scores.length / columns;
  const mean = new Float64Array(columns);
  const gain = new Float64Array(columns);
  for (let i = 0; i < scores.length; i += columns) {
    for (let j = 0; j < columns; j++) {
      const v = scores[i + j]!;
      mean[j]! += v;
      gain[j]! += v * v;
    }
  }
  for (let j = 0; j < columns; j++) {
    mean[j]! /= rows;
    const variance = gain[j]! / rows - mean[j]! * mean[j]!;
    gain[j] = variance > 1e-6 ? 1 / Math.sqrt(variance) : 0;
  }
  for (let i = 0; i < scores.length; i += columns) {
    for (let j = 0; j < columns; j++) scores[i + j] = (scores[i + j]! - mean[j]!) * gain[j]!;
  }
}

/** The highest scores, none within two steps of a higher one. */
function highest(scores: Float32Array, columns: number, count: number): number[] {
  const rows = scores.length / columns;
  const found: number[] = [];
  let least = 3;
  for (let at = 0; at < scores.length; at++) {
    const v = scores[at]!;
    if (v <= least) continue;
    const row = Math.floor(at / columns);
    const column = at - row * columns;
    const near = found.findIndex((f) => {
      const other = Math.floor(f / columns);
      const apart = Math.abs(other - row);
      return Math.min(apart, rows - apart) <= 2 && Math.abs(f - other * columns - column) <= 2;
    });
    if (near >= 0) {
      if (scores[found[near]!]! < v) found[near] = at;
    } else {
      found.push(at);
    }
    found.sort((a, b) => scores[b]! - scores[a]!);
    if (found.length > count) found.pop();
    if (found.length === count) least = scores[found[count - 1]!]!;
  }
  return found;
}

/** Steps of ln(scale) of the search for unequal scales, and its bounds, in bins and as scales. */
const STRETCH_STEP = 1 / 120;
const STRETCH_BIN = 5;
const STRETCH_MIN = 0.45;
const STRETCH_MAX = 2.1;
const STRETCH_BINS = Math.floor(Math.log(RADIUS_MAX / STRETCH_BIN) / STRETCH_STEP) + 1;
const FIRST_STRETCH = -Math.ceil(Math.log(STRETCH_MAX) / STRETCH_STEP);
const STRETCHES = Math.ceil(-Math.log(STRETCH_MIN) / STRETCH_STEP) - FIRST_STRETCH + 1;
const STRETCH_MARGIN = 256;
const STRETCH_STRIDE = STRETCH_BINS + 2 * STRETCH_MARGIN;

/**
 * Tries all pairs of scales .45 .. 2.1 along the axes of a picture that was not turned: in the logarithm
 * of both frequencies they are shifts.
 */
export function searchStretches(
  spectrum: WhiteSpectrum,
  layouts: readonly Layout[],
  count: number,
): Candidate[] {
  const bins = Float64Array.from(
    { length: STRETCH_BINS },
    (_, i) => STRETCH_BIN * exponential(i, STRETCH_STEP),
  );
  // One row more, of zeros, for pilots that a scale takes out of the map.
  const map = new Float32Array((STRETCH_BINS + 1) * STRETCH_STRIDE);
  for (let i = 0; i < STRETCH_BINS; i++) {
    const x = bins[i]!;
    const at = i * STRETCH_STRIDE + STRETCH_MARGIN;
    for (let j = 0; j < STRETCH_BINS; j++) {
      const y = bins[j]!;
      if (x * x + y * y > RADIUS_MAX * RADIUS_MAX) break;
      map[at + j] = sample(spectrum, x, y) + sample(spectrum, x, -y);
    }
  }
  const found: Candidate[] = [];
  const scores = new Float32Array(STRETCHES * STRETCHES);
  const step = (k: number) =>
    Math.round(Math.log((k * BLOCK) / TILE / STRETCH_BIN) / STRETCH_STEP) + FIRST_STRETCH;
  for (const layout of layouts) {
    const places = layout.orbits.flatMap(([a, b]) => [
      [step(a), step(b)] as const,
      [step(b), step(a)] as const,
    ]);
    for (let i = 0; i < STRETCHES; i++) {
      const starts = places.map(([row, column]) => {
        const inside = row + i >= 0 && row + i < STRETCH_BINS;
        return (inside ? row + i : STRETCH_BINS) * STRETCH_STRIDE + STRETCH_MARGIN + column;
      });
      addRows(map, starts, scores, i * STRETCHES, STRETCHES);
    }
    standardise(scores, STRETCHES);
    for (const at of highest(scores, STRETCHES, count)) {
      const row = Math.floor(at / STRETCHES);
      const zoom = BLOCK / TILE;
      found.push({
        layout,
        matrix: [
          zoom * exponential(row + FIRST_STRETCH, STRETCH_STEP),
          0,
          0,
          zoom * exponential(at - row * STRETCHES + FIRST_STRETCH, STRETCH_STEP),
        ],
        score: scores[at]!,
        kind: 'stretch',
      });
    }
  }
  return found.sort((a, b) => b.score - a.score);
}

/** Unequal scales tried by {@link searchWarps}: half the logarithm of their ratio, and directions. */
const WARPS = [
  [0.025, 6],
  [0.05, 10],
  [0.075, 14],
] as const;
/** Shifts of that search: scales .4 .. 2.2. */
const FIRST_WARP_SHIFT = -158;
const WARP_SHIFTS = 342;

/**
 * Tries shear and unequal scales together with every rotation. The stretch is applied to the pilots, so
 * one map serves them all; but stretched pilots have no symmetry left, so the map covers a half turn.
 */
export function searchWarps(
  spectrum: WhiteSpectrum,
  layouts: readonly Layout[],
  count: number,
): Candidate[] {
  const map = new Float32Array(4 * ANGLES * STRIDE);
  for (let i = 0; i < 2 * ANGLES; i++) {
    const [c, s] = unitVector(i / (4 * ANGLES));
    const at = i * STRIDE + MARGIN;
    for (let j = 0; j < RADII; j++) {
      const radius = RADIUS_MIN * exponential(j);
      map[at + j] = sample(spectrum, radius * c, radius * s);
    }
    map.copyWithin((2 * ANGLES + i) * STRIDE, i * STRIDE, (i + 1) * STRIDE);
  }
  const found: Candidate[] = [];
  const scores = new Float32Array(ANGLES * WARP_SHIFTS);
  for (const layout of layouts) {
    for (const [half, directions] of WARPS) {
      for (let n = 0; n < directions; n++) {
        const [c, s] = unitVector(n / directions / 2);
        const grow = 1 + half + (half * half) / 2;
        const a = c * c * grow + (s * s) / grow;
        const b = c * s * (grow - 1 / grow);
        const d = s * s * grow + (c * c) / grow;
        const starts: number[] = [];
        for (const [kx, ky] of halfPlane(layout)) {
          const x = a * kx + b * ky;
          const y = b * kx + d * ky;
          const turn = Math.round((Math.atan2(y, x) / Math.PI) * 2 * ANGLES);
          const radius = (Math.sqrt(x * x + y * y) * BLOCK) / TILE;
          const at =
            Math.round(Math.log(radius / RADIUS_MIN) / LOG_STEP) + FIRST_WARP_SHIFT + MARGIN;
          starts.push(((turn + 2 * ANGLES) % (2 * ANGLES)) * STRIDE + at);
        }
        for (let i = 0; i < ANGLES; i++) {
          addRows(
            map,
            starts.map((start) => start + i * STRIDE),
            scores,
            i * WARP_SHIFTS,
            WARP_SHIFTS,
          );
        }
        standardise(scores, WARP_SHIFTS);
        for (const at of highest(scores, WARP_SHIFTS, 2)) {
          const angle = Math.floor(at / WARP_SHIFTS);
          const [p, q] = unitVector(angle / (4 * ANGLES));
          const zoom = (BLOCK / TILE) * exponential(at - angle * WARP_SHIFTS + FIRST_WARP_SHIFT);
          found.push({
            layout,
            matrix: [
              zoom * (p * a - q * b),
              zoom * (p * b - q * d),
              zoom * (q * a + p * b),
              zoom * (q * b + p * d),
            ],
            score: scores[at]!,
            kind: 'warp',
          });
        }
      }
    }
  }
  return found.sort((x, y) => y.score - x.score).slice(0, count);
}

/** The pilots' frequencies. */
export function* halfPlane(layout: Layout): Generator<readonly [number, number]> {
  for (let i = 0; i < layout.pilots.count; i++) yield [layout.pilots.kx[i]!, layout.pilots.ky[i]!];
}
