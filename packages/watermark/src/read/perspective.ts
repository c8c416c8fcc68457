import type { Layout } from '../format/layout.ts';
import { unitVector } from '../numeric/turn.ts';
import { best, climb, type WindowMap } from './climb.ts';
import { correlate, createShiftMap, putRow, repeatRows } from './correlation.ts';
import { phasePowerOf, powerOf } from './window-power.ts';
import { WINDOW, WINDOW_BINS, type Windows } from './windows.ts';

/** How far {@link searchPerspective} looks. */
const REACH = {
  /** Steps of p to each side, of {@link SLOPE_STEP}. */
  slopes: 2,
  /** Degrees to each side that are about upright. */
  upright: 16,
  /** Degrees to each side: with the symmetries of the pilots all directions. */
  rotation: 46,
  /** Scales of the tile's frequencies. */
  scales: [0.68, 1.65],
  /** Steps of the stretch. */
  stretches: 3,
  /** Candidates after each stage: coarse, first climb, second climb, phases. */
  keep: [1350, 200, 100, 8],
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
/** What one window can say in the coarse map: no line of one window speaks for all. */
const COARSE_CLIP = 3;
/** The inner orbits say nothing in one window, and are left out before phases count. */
const FIRST_ORBIT = 5;

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

let shiftMap: ReturnType<typeof createShiftMap> | undefined;
const pooled = new Float32Array(ANGLES * RADII);
const line = new Float32Array(RADII + 2 * MARGIN);

function coarse(windows: Windows, layouts: readonly Layout[], longer: number): WindowMap[] {
  shiftMap ??= createShiftMap(2 * ANGLES, STRIDE);
  const maps = logPolarMaps(windows);
  const stretches = stretchesUpTo(REACH.stretches);
  const places = layouts.map((layout) => stretches.map((stretch) => placesOf(layout, stretch)));
  const turns = Math.round((REACH.rotation / 180) * ANGLES);
  const rows = 2 * turns + 1;
  const upright = Math.round((REACH.upright / 180) * ANGLES);
  const firstShift = Math.round(Math.log(REACH.scales[0]) / LOG_STEP);
  const columns = Math.round(Math.log(REACH.scales[1]) / LOG_STEP) - firstShift + 1;
  const found: WindowMap[] = [];
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
      for (const [l, layout] of layouts.entries()) {
        for (const [n, [a, b, d]] of stretches.entries()) {
          const { sums } = correlate(shiftMap, places[l]![n]!, rows, columns);
          const add = (firstRow: number, endRow: number) => {
            let most = 0;
            let at = 0;
            for (let k = firstRow * columns; k < endRow * columns; k++) {
              if (sums[k]! > most) {
                most = sums[k]!;
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
            found.push({ layout, score: most, m });
          };
          // Pictures that are about upright are so much commoner that they get a place of their own.
          add(turns - upright, turns + upright + 1);
          add(0, turns - upright);
          add(turns + upright + 1, rows);
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
): WindowMap[] {
  let list = coarse(windows, layouts, longer);
  const [, afterFirst, afterSecond, afterPhases] = REACH.keep;
  const soft =
    ({ layout }: WindowMap) =>
    (m: Float64Array) =>
      powerOf(windows, windows.blurred, layout, m);
  const sharp =
    ({ layout }: WindowMap) =>
    (m: Float64Array) =>
      powerOf(windows, windows.power, layout, m);
  const phases =
    ({ layout }: WindowMap) =>
    (m: Float64Array) =>
      phasePowerOf(windows, layout, m);
  for (const map of list) climb(map, [1.2], windows, soft(map));
  list = best(list, afterFirst);
  for (const map of list) {
    climb(map, [0.6], windows, soft(map));
    climb(map, [0.6, 0.3, 0.15], windows, sharp(map));
  }
  list = best(list, afterSecond);
  for (const map of list) climb(map, [0.3, 0.15, 0.08], windows, phases(map));
  return best(list, afterPhases);
}
