import type { Layout } from '../format/layout.ts';
import { unitVector } from '../numeric/turn.ts';
import { correlate, createShiftMap, putRow, repeatRows } from './correlation.ts';
import type { Homography } from './fold.ts';
import type { Residual } from './prefilter.ts';
import { WINDOW, WINDOW_BINS, type Windows } from './windows.ts';

/**
 * Where a layout's pilots lie in the windows of a picture in perspective: pixel x, from the middle, is at tile
 * place T(x) = A x / (1 + p x), up to an offset.
 */
export interface Perspective {
  readonly layout: Layout;
  /** A transposed, by rows: tile frequency k is at B k in the middle of the picture. */
  readonly matrix: readonly [number, number, number, number];
  /** p, in 1/pixel. */
  readonly slope: readonly [number, number];
  /** Pilot power over all windows, with their phases, in standard deviations without a mark. */
  readonly score: number;
}

/** How far {@link searchPerspective} looks. */
const REACH = {
  /** Steps of p to each side, of {@link SLOPE_STEP}. */
  slopes: 2,
  /** Degrees to each side. */
  rotation: 16,
  /** Scales of the tile's frequencies. */
  scales: [0.68, 1.4],
  /** Steps of the stretch. */
  stretches: 3,
  /** Candidates after each stage: coarse, first climb, second climb, phases. */
  keep: [900, 200, 100, 8],
} as const;

/** Change of 1/depth over the longer side. */
const SLOPE_STEP = 0.12;
/** Half the logarithm of the ratio of the axes, and directions of each. */
const STRETCH_STEP = 0.05;
const DIRECTIONS = [1, 6, 13, 19];
/** Rows of the log-polar map a half turn, and steps of ln(radius). */
const ANGLES = 160;
const LOG_STEP = 1 / 50;
const RADIUS_MIN = 9;
const RADIUS_MAX = 126;
const RADII = Math.floor(Math.log(RADIUS_MAX / RADIUS_MIN) / LOG_STEP) + 1;
/** Zeros before and behind a row, for pilots that a shift takes out of it. */
const MARGIN = 40;
const STRIDE = 2 * Math.ceil((RADII + 2 * MARGIN) / 2);
/** What one window can say in the coarse map, and in the climb: no line of one window speaks for all. */
const COARSE_CLIP = 3;
const CLIMB_CLIP = 2;
/** What one pilot can say with phases. */
const PHASE_CLIP = 8;
/** The inner orbits say nothing in one window, and are left out before phases count. */
const FIRST_ORBIT = 5;
/** Radius, in bins, at which the steps of the climb are measured. */
const UNIT_RADIUS = 45;

/** Where a log-polar map samples a window: index of the first of four bins, and fractions. */
interface MapTable {
  readonly at: Int32Array;
  readonly u: Float32Array;
  readonly v: Float32Array;
}

let mapTable: MapTable | undefined;

/** Row i is direction -90 + 180 i / ANGLES degrees. */
function makeMapTable(): MapTable {
  const count = ANGLES * RADII;
  const table = {
    at: new Int32Array(count),
    u: new Float32Array(count),
    v: new Float32Array(count),
  };
  for (let i = 0, k = 0; i < ANGLES; i++) {
    const [c, s] = unitVector(i / (2 * ANGLES) - 0.25);
    for (let j = 0; j < RADII; j++, k++) {
      const radius = RADIUS_MIN * Math.exp(j * LOG_STEP);
      const x = Math.max(0, radius * c);
      const y = radius * s + WINDOW / 2;
      const ix = Math.floor(x);
      const iy = Math.floor(y);
      table.at[k] = ix * WINDOW + iy;
      table.u[k] = x - ix;
      table.v[k] = y - iy;
    }
  }
  return table;
}

let maps = new Float32Array(0);

/** The log-polar maps of all windows, one after the other, until the next call. */
function logPolarMaps({ count, power }: Windows): Float32Array {
  mapTable ??= makeMapTable();
  const { at, u, v } = mapTable;
  if (maps.length < count * ANGLES * RADII) maps = new Float32Array(count * ANGLES * RADII);
  for (let w = 0, to = 0; w < count; w++) {
    const from = w * WINDOW_BINS;
    for (let k = 0; k < at.length; k++, to++) {
      const a = from + at[k]!;
      const top = power[a]! + v[k]! * (power[a + 1]! - power[a]!);
      const below = power[a + WINDOW]! + v[k]! * (power[a + WINDOW + 1]! - power[a + WINDOW]!);
      const value = top + u[k]! * (below - top);
      maps[to] = value > COARSE_CLIP ? COARSE_CLIP : value;
    }
  }
  return maps;
}

/**
 * The maps of all windows added up as a slope p has them. A frequency g of the middle is in a window at x at
 * f = d (g - p d (x g)), d = 1 / (1 + p x): linear in g, so a row is shifted as a whole.
 */
function pool(
  { count, x, y }: Windows,
  maps: Float32Array,
  px: number,
  py: number,
  out: Float32Array,
): void {
  out.fill(0);
  const gain = 1 / Math.sqrt(count);
  for (let w = 0; w < count; w++) {
    const d = 1 / (1 + px * x[w]! + py * y[w]!);
    for (let i = 0; i < ANGLES; i++) {
      const [c, s] = directions[i]!;
      const along = d * (x[w]! * c + y[w]! * s);
      const fx = d * (c - px * along);
      const fy = d * (s - py * along);
      const angle = Math.atan2(fx < 0 ? -fy : fy, fx < 0 ? -fx : fx);
      const row = (Math.round((angle / Math.PI + 0.5) * ANGLES) + ANGLES) % ANGLES;
      const shift = Math.log(fx * fx + fy * fy) / (2 * LOG_STEP);
      const whole = Math.floor(shift);
      const part = (shift - whole) * gain;
      const rest = gain - part;
      const from = (w * ANGLES + row) * RADII + whole;
      const first = whole < 0 ? -whole : 0;
      const end = Math.min(RADII, RADII - 1 - whole);
      const to = i * RADII;
      for (let j = first; j < end; j++) {
        out[to + j]! += rest * maps[from + j]! + part * maps[from + j + 1]!;
      }
    }
  }
}

const directions = Array.from({ length: ANGLES }, (_, i) => unitVector(i / (2 * ANGLES) - 0.25));

/** Hypotheses in flat arrays: matrix (4) and slope (2) of each. */
interface Hypothesis {
  layout: number;
  score: number;
  readonly m: Float64Array;
}

let shiftMap: ReturnType<typeof createShiftMap> | undefined;
const pooled = new Float32Array(ANGLES * RADII);
const line = new Float32Array(RADII + 2 * MARGIN);

function coarse(windows: Windows, layouts: readonly Layout[], longer: number): Hypothesis[] {
  shiftMap ??= createShiftMap(2 * ANGLES, STRIDE);
  const maps = logPolarMaps(windows);
  const stretches = stretchesUpTo(REACH.stretches);
  const places = layouts.map((layout) => stretches.map((stretch) => placesOf(layout, stretch)));
  const turns = Math.round((REACH.rotation / 180) * ANGLES);
  const rows = 2 * turns + 1;
  const firstShift = Math.round(Math.log(REACH.scales[0]) / LOG_STEP);
  const columns = Math.round(Math.log(REACH.scales[1]) / LOG_STEP) - firstShift + 1;
  const found: Hypothesis[] = [];
  const unit = SLOPE_STEP / longer;
  // A single window has no slope.
  const slopes = windows.count > 1 ? REACH.slopes : 0;
  for (let i = -slopes; i <= slopes; i++) {
    for (let j = -slopes; j <= slopes; j++) {
      pool(windows, maps, i * unit, j * unit, pooled);
      for (let r = 0; r < ANGLES; r++) {
        line.fill(0);
        for (let c = 0; c < RADII; c++) {
          const value = pooled[r * RADII + c]!;
          line[c + MARGIN] = value > 12 ? 12 : value < -4 ? -4 : value;
        }
        putRow(shiftMap, r, line, RADII + 2 * MARGIN);
      }
      repeatRows(shiftMap, ANGLES);
      for (let layout = 0; layout < layouts.length; layout++) {
        for (const [n, [a, b, d]] of stretches.entries()) {
          const { sums } = correlate(shiftMap, places[layout]![n]!, rows, columns);
          let best = 0;
          let at = 0;
          for (let k = 0; k < rows * columns; k++) {
            if (sums[k]! > best) {
              best = sums[k]!;
              at = k;
            }
          }
          const row = Math.floor(at / columns);
          const [c, s] = unitVector((row - turns) / (2 * ANGLES));
          const zoom = Math.exp((at - row * columns + firstShift) * LOG_STEP);
          const m = Float64Array.of(
            zoom * (c * a - s * b),
            zoom * (c * b - s * d),
            zoom * (s * a + c * b),
            zoom * (s * b + c * d),
            i * unit,
            j * unit,
          );
          found.push({ layout, score: best, m });
        }
      }
    }
  }
  return best(found, REACH.keep[0]);
}

type Stretch = readonly [number, number, number];

/** Symmetric matrices a, b, d of determinant 1. */
function stretchesUpTo(steps: number): readonly Stretch[] {
  const found: Stretch[] = [];
  for (let step = 0; step <= steps; step++) {
    const grow = Math.exp(step * STRETCH_STEP);
    const count = DIRECTIONS[step]!;
    for (let n = 0; n < count; n++) {
      const [c, s] = unitVector(n / count / 2);
      found.push([
        c * c * grow + (s * s) / grow,
        c * s * (grow - 1 / grow),
        s * s * grow + (c * c) / grow,
      ]);
    }
  }
  return found;
}

/** Places of the outer pilots in the shift map, for the first rotation and scale. */
function placesOf({ pilots }: Layout, [a, b, d]: Stretch): number[] {
  const turns = Math.round((REACH.rotation / 180) * ANGLES);
  const firstShift = Math.round(Math.log(REACH.scales[0]) / LOG_STEP);
  const places: number[] = [];
  for (let i = 4 * FIRST_ORBIT; i < pilots.count; i++) {
    const kx = pilots.kx[i]!;
    const ky = pilots.ky[i]!;
    const x = a * kx + b * ky;
    const y = b * kx + d * ky;
    const angle = Math.atan2(x < 0 ? -y : y, x < 0 ? -x : x);
    const row = (Math.round((angle / Math.PI + 0.5) * ANGLES) + 2 * ANGLES - turns) % ANGLES;
    const column = Math.round(Math.log(Math.sqrt(x * x + y * y) / RADIUS_MIN) / LOG_STEP);
    places.push(row * STRIDE + column + firstShift + MARGIN);
  }
  return places;
}

function best(list: Hypothesis[], count: number): Hypothesis[] {
  return list.sort((p, q) => q.score - p.score).slice(0, count);
}

/** Pilot power of a hypothesis over all windows, each capped; without phases. */
function powerOf(
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
    for (let i = 4 * FIRST_ORBIT; i < pilots.count; i++) {
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
      total += value > CLIMB_CLIP ? CLIMB_CLIP : value;
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
function phasePowerOf(
  { count, x, y, re, im }: Windows,
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
      const at = from + (ix << 8) + iy;
      const u = fx - ix;
      const v = fy - iy;
      const p = (1 - u) * (1 - v);
      const q = (1 - u) * v;
      const r = u * (1 - v);
      const s = u * v;
      const vr = p * re[at]! + q * re[at + 1]! + r * re[at + WINDOW]! + s * re[at + WINDOW + 1]!;
      const vi =
        sign * (p * im[at]! + q * im[at + 1]! + r * im[at + WINDOW]! + s * im[at + WINDOW + 1]!);
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
function climb(
  hypothesis: Hypothesis,
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

/**
 * Looks for the pilots under any homography of moderate size: shear, unequal scales with rotation, corners
 * that were moved, a picture that was photographed from the side. One window is too small to tell, and the
 * whole picture too large, since perspective smears its pilots: so windows are added up under one map, at first
 * their powers, in the end their amplitudes.
 *
 * @param longer the longer side of the residual, in pixels
 * @returns the best maps, best first
 */
export function searchPerspective(
  windows: Windows,
  layouts: readonly Layout[],
  longer: number,
): Perspective[] {
  let list = coarse(windows, layouts, longer);
  const [, afterFirst, afterSecond, afterPhases] = REACH.keep;
  const soft = (h: Hypothesis) => (m: Float64Array) =>
    powerOf(windows, windows.blurred, layouts[h.layout]!, m);
  const sharp = (h: Hypothesis) => (m: Float64Array) =>
    powerOf(windows, windows.power, layouts[h.layout]!, m);
  const phases = (h: Hypothesis) => (m: Float64Array) =>
    phasePowerOf(windows, layouts[h.layout]!, m);
  for (const h of list) climb(h, [1.2], windows, soft(h));
  list = best(list, afterFirst);
  for (const h of list) {
    climb(h, [0.6], windows, soft(h));
    climb(h, [0.6, 0.3, 0.15], windows, sharp(h));
  }
  list = best(list, afterSecond);
  for (const h of list) climb(h, [0.3, 0.15, 0.08], windows, phases(h));
  list = best(list, afterPhases);
  return list.map(({ layout, m, score }) => {
    const [a, b, c, d, px, py] = m as unknown as [number, number, number, number, number, number];
    const { count } = layouts[layout]!.pilots;
    return {
      layout: layouts[layout]!,
      matrix: [a, b, c, d],
      slope: [px, py],
      score: (score - count) / Math.sqrt(count),
    };
  });
}

/** The map from pixels of the plane to the tile; null for one whose horizon crosses the residual. */
export function projectionOf(
  { matrix: [a, b, c, d], slope: [px, py] }: Perspective,
  { width, height, x0, y0 }: Residual,
): Homography | null {
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
