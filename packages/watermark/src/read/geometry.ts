import { type Layout, TILE } from '../format/layout.ts';
import { unitVector } from '../numeric/turn.ts';
import {
  correlate,
  createShiftMap,
  highest,
  putRow,
  repeatRows,
  type ShiftMap,
} from './correlation.ts';
import { BLOCK, binAt, type WhiteSpectrum } from './spectrum.ts';

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
/** Zeros behind a row, so that no shifted look-up needs a test. */
const STRIDE = 2 * Math.ceil((RADII + 200) / 2);

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
  for (const layout of layouts) {
    const scores = correlate(map, logPolarPlaces(layout), ANGLES, SHIFTS);
    const best = highest(scores, count, ANGLES);
    // Pictures that were made smaller and not turned are so common that they get places of their own.
    const unturned = highest(scores, count >> 1, 1).filter(
      ({ column }) => !best.some((peak) => peak.row === 0 && peak.column === column),
    );
    for (const { row, column, score } of [...best, ...unturned]) {
      const [c, s] = unitVector(row / (4 * ANGLES));
      const zoom = (BLOCK / TILE) * exponential(column + FIRST_SHIFT);
      const matrix = [zoom * c, -zoom * s, zoom * s, zoom * c] as const;
      found.push({ layout, matrix, score, kind: 'similarity' });
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
let logPolar: ShiftMap | undefined;
const line = new Float32Array(RADII);

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
function logPolarMap(spectrum: WhiteSpectrum): ShiftMap {
  mapTable ??= makeMapTable();
  const { at, u, v } = mapTable;
  logPolar ??= createShiftMap(2 * ANGLES, STRIDE);
  for (let i = 0, k = 0; i < ANGLES; i++) {
    for (let j = 0; j < RADII; j++, k += 2) {
      const a = at[k]!;
      const b = at[k + 1]!;
      const a0 = spectrum[a]! + v[k]! * (spectrum[a + 1]! - spectrum[a]!);
      const a1 = spectrum[a + BLOCK]! + v[k]! * (spectrum[a + BLOCK + 1]! - spectrum[a + BLOCK]!);
      const b0 = spectrum[b]! + v[k + 1]! * (spectrum[b + 1]! - spectrum[b]!);
      const b1 =
        spectrum[b + BLOCK]! + v[k + 1]! * (spectrum[b + BLOCK + 1]! - spectrum[b + BLOCK]!);
      line[j] = a0 + u[k]! * (a1 - a0) + b0 + u[k + 1]! * (b1 - b0);
    }
    putRow(logPolar, i, line, RADII);
  }
  repeatRows(logPolar, ANGLES);
  return logPolar;
}

function logPolarPlaces(layout: Layout): number[] {
  return layout.orbits.flatMap(([a, b]) =>
    [
      [a, b],
      [b, a],
    ].map(([x, y]) => {
      const angle = Math.round((Math.atan2(y!, x!) / (Math.PI / 2)) * ANGLES);
      return angle * STRIDE + radiusColumn(x!, y!) + FIRST_SHIFT;
    }),
  );
}

/** The column of a log-polar map where a pilot of an unscaled picture is. */
function radiusColumn(x: number, y: number): number {
  const radius = (Math.sqrt(x * x + y * y) * BLOCK) / TILE;
  return Math.round(Math.log(radius / RADIUS_MIN) / LOG_STEP);
}

/** Steps of ln(scale) of the search for unequal scales, and its bounds, in bins and as scales. */
const STRETCH_STEP = 1 / 120;
const STRETCH_BIN = 5;
const STRETCH_MIN = 0.45;
const STRETCH_MAX = 2.1;
const STRETCH_BINS = Math.floor(Math.log(RADIUS_MAX / STRETCH_BIN) / STRETCH_STEP) + 1;
const FIRST_STRETCH = -Math.ceil(Math.log(STRETCH_MAX) / STRETCH_STEP);
const STRETCHES = Math.ceil(-Math.log(STRETCH_MIN) / STRETCH_STEP) - FIRST_STRETCH + 1;
/** Side of the map: with zeros behind its rows and columns, for pilots that a scale takes out of it. */
const STRETCH_STRIDE = 2 * Math.ceil((STRETCH_BINS + 20) / 2);

let stretched: ShiftMap | undefined;
/** Logarithmic bins of a side: where they are, the whole bin below and how far above it. */
const stretchBins = Float64Array.from(
  { length: STRETCH_BINS },
  (_, i) => STRETCH_BIN * exponential(i, STRETCH_STEP),
);
const stretchBelow = Int16Array.from(stretchBins, Math.floor);
const stretchAbove = stretchBins.map((bin) => bin - Math.floor(bin));
const sums = new Float32Array(RADIUS_MAX + 2);

/**
 * Tries all pairs of scales .45 .. 2.1 along the axes of a picture that was not turned: in the logarithm
 * of both frequencies they are shifts.
 */
export function searchStretches(
  spectrum: WhiteSpectrum,
  layouts: readonly Layout[],
  count: number,
): Candidate[] {
  const map = stretchMap(spectrum);
  const found: Candidate[] = [];
  const step = (k: number) =>
    Math.round(Math.log((k * BLOCK) / TILE / STRETCH_BIN) / STRETCH_STEP) + FIRST_STRETCH;
  const place = (kx: number, ky: number) => step(kx) * STRETCH_STRIDE + step(ky);
  const zoom = (shift: number) => (BLOCK / TILE) * exponential(shift + FIRST_STRETCH, STRETCH_STEP);
  for (const layout of layouts) {
    const places = layout.orbits.flatMap(([a, b]) => [place(a, b), place(b, a)]);
    const scores = correlate(map, places, STRETCHES, STRETCHES);
    for (const { row, column, score } of highest(scores, count, STRETCHES)) {
      found.push({ layout, matrix: [zoom(row), 0, 0, zoom(column)], score, kind: 'stretch' });
    }
  }
  return found.sort((a, b) => b.score - a.score);
}

/** Both quarter planes added up; rows and columns of the logarithms of the frequencies. */
function stretchMap(spectrum: WhiteSpectrum): ShiftMap {
  stretched ??= createShiftMap(STRETCH_STRIDE, STRETCH_STRIDE);
  let count = STRETCH_BINS;
  for (let i = 0; i < STRETCH_BINS; i++) {
    const x = stretchBins[i]!;
    const u = stretchAbove[i]!;
    const at = stretchBelow[i]! * BLOCK + BLOCK / 2;
    for (let k = 0; k < sums.length; k++) {
      const low = spectrum[at + k]! + spectrum[at - k]!;
      sums[k] = low + u * (spectrum[at + BLOCK + k]! + spectrum[at + BLOCK - k]! - low);
    }
    // Rows come in rising order: none reaches further than the one before.
    while (count > 0 && x * x + stretchBins[count - 1]! ** 2 > RADIUS_MAX * RADIUS_MAX) count--;
    for (let k = 0; k < count; k++) {
      const iy = stretchBelow[k]!;
      line[k] = sums[iy]! + stretchAbove[k]! * (sums[iy + 1]! - sums[iy]!);
    }
    putRow(stretched, i, line, count);
  }
  return stretched;
}

/** Shears tried by {@link searchShears}, as shares of a side, and their step: a bin and a half at radius 120. */
const SHEAR_MOST = 0.24;
const SHEAR_STEP = 0.0125;
const SHEARS = 2 * Math.round(SHEAR_MOST / SHEAR_STEP) + 1;

/**
 * Tries all pairs of a shear to the right and one down of a picture that was neither turned nor scaled: what
 * happens to a picture that is straightened by hand, or seen a little from the side.
 *
 * @param spectrum blurred by a bin
 */
export function searchShears(
  spectrum: WhiteSpectrum,
  layouts: readonly Layout[],
  count: number,
): Candidate[] {
  const zoom = BLOCK / TILE;
  const found: Candidate[] = [];
  for (const layout of layouts) {
    const { count: many, kx, ky } = layout.pilots;
    // Where a pilot is along x hangs on the one shear alone, along y on the other.
    const columns = new Int16Array(SHEARS * many);
    const rows = new Int16Array(SHEARS * many);
    for (let i = 0, at = 0; i < SHEARS; i++) {
      const shear = zoom * (i * SHEAR_STEP - SHEAR_MOST);
      for (let k = 0; k < many; k++, at++) {
        columns[at] = Math.round(zoom * kx[k]! + shear * ky[k]!);
        rows[at] = Math.round(shear * kx[k]! + zoom * ky[k]!);
      }
    }
    for (let i = 0; i < SHEARS; i++) {
      const across = zoom * (i * SHEAR_STEP - SHEAR_MOST);
      for (let j = 0; j < SHEARS; j++) {
        const down = zoom * (j * SHEAR_STEP - SHEAR_MOST);
        let score = 0;
        for (let k = 0, x = i * many, y = j * many; k < many; k++, x++, y++) {
          score += binAt(spectrum, columns[x]!, rows[y]!);
        }
        const last = found[count - 1];
        if (last && last.score >= score) continue;
        const matrix = [zoom, across, down, zoom] as const;
        const at = found.findIndex((other) => other.score < score);
        found.splice(at < 0 ? found.length : at, 0, { layout, matrix, score, kind: 'warp' });
        if (found.length > count) found.pop();
      }
    }
  }
  return found;
}
