import type { Layout } from '../format/layout.ts';
import { unitVector } from '../numeric/turn.ts';
import { best, climb, type WindowMap } from './climb.ts';
import { correlate, createShiftMap, putRow, repeatRows } from './correlation.ts';
import { phasePowerOf } from './window-power.ts';
import { WINDOW, WINDOW_BINS, type Windows } from './windows.ts';

// The grid is as fine as the pilots of a whole picture of 512 pixels are sharp: measured on photographs of screens,
// half of their power is lost at .03 of a slope, .0075 of a stretch, and 1 % of a scale or a turn.

/** Change of 1/depth over {@link APERTURE}: its steps, and the most. */
const SLOPE_STEP = 0.05;
const SLOPE_MOST = 0.25;
/** Pixels that the grid is for: of larger pictures only windows in a middle of this side are looked at. */
const APERTURE = 512;
/** Steps of half the logarithm of the ratio of the axes, and the most. */
const STRETCH_STEP = 0.012;
const STRETCH_MOST = 0.12;
/** How far from the line that a camera allows a stretch may lie. */
const STRETCH_ASIDE = 0.009;
/** Width of what is photographed over the distance of the camera, from far off to as close as a phone gets. */
const CLOSENESS = [0.3, 1.3] as const;
/** Degrees to each side. */
const ROTATION = 10;
/** Scales of the tile's frequencies. */
const SCALES = [0.72, 1.35] as const;
/** Rows of the log-polar map a half turn, and steps of ln(radius). */
const ANGLES = 270;
const LOG_STEP = 0.0117;
const RADIUS_MIN = 21.5;
const RADIUS_MAX = 79;
const RADII = Math.floor(Math.log(RADIUS_MAX / RADIUS_MIN) / LOG_STEP) + 1;
/** Zeros before and behind a row, for pilots that a shift takes out of it. */
const MARGIN = 60;
const STRIDE = 2 * Math.ceil((RADII + 2 * MARGIN) / 2);
/** The inner pilots say little and blur hides them: 40 are added up. */
const FIRST_PILOT = 20;
/** What one pilot can say. */
const CLIP = 7;
/** Candidates after each stage: coarse, first climb, second climb. */
const KEEP = [300, 80, 16] as const;

const TURNS = Math.round((ROTATION / 180) * ANGLES);
const ROWS = 2 * TURNS + 1;
const FIRST_SHIFT = Math.round(Math.log(SCALES[0]) / LOG_STEP);
const COLUMNS = Math.round(Math.log(SCALES[1]) / LOG_STEP) - FIRST_SHIFT + 1;

const TURN = 1024;
const cosTable = new Float64Array(TURN);
const sinTable = new Float64Array(TURN);
for (let i = 0; i < TURN; i++) [cosTable[i], sinTable[i]] = unitVector(i / TURN);

const directions = Array.from({ length: ANGLES }, (_, i) => unitVector(i / (2 * ANGLES) - 0.25));
const radii = Float64Array.from({ length: RADII }, (_, j) => RADIUS_MIN * Math.exp(j * LOG_STEP));
const sumRe = new Float64Array(ANGLES * RADII);
const sumIm = new Float64Array(ANGLES * RADII);
const line = new Float32Array(RADII + 2 * MARGIN);
let shiftMap: ReturnType<typeof createShiftMap> | undefined;

/**
 * The spectrum of the middle of a picture as if a slope were taken out of it, in log-polar coordinates: amplitudes of
 * windows, turned by what the slope says of their middles, and added up. The phase of a frequency g of the middle
 * is in a window at x that of x g / (1 + p x), whatever the rest of the map is.
 *
 * @returns how many windows were added
 */
function addWindows({ count, x, y, amplitudes }: Windows, px: number, py: number): number {
  sumRe.fill(0);
  sumIm.fill(0);
  const reach = (APERTURE - WINDOW) / 2 + WINDOW / 8;
  let used = 0;
  for (let w = 0; w < count; w++) {
    const wx = x[w]!;
    const wy = y[w]!;
    if (!(Math.abs(wx) <= reach && Math.abs(wy) <= reach)) continue;
    used++;
    const d = 1 / (1 + px * wx + py * wy);
    const from = w * WINDOW_BINS;
    for (let i = 0, row = 0; i < ANGLES; i++, row += RADII) {
      const [c, s] = directions[i]!;
      const along = d * (wx * c + wy * s);
      const gx = d * (c - px * along);
      const gy = d * (s - py * along);
      const sign = gx < 0 ? -1 : 1;
      const fx = sign * gx;
      const fy = sign * gy;
      const turns = (along * TURN) / WINDOW;
      const far = 126 / Math.max(fx, Math.abs(fy));
      for (let j = 0; j < RADII; j++) {
        const radius = radii[j]!;
        if (radius >= far) break;
        const u = radius * fx;
        const v = radius * fy + WINDOW / 2;
        // Turns are negative to one side: a whole number of them is added before the fraction is cut.
        const turn = (radius * turns + (64 * TURN + 0.5)) & (TURN - 1);
        const cos = cosTable[turn]!;
        const sin = sinTable[turn]!;
        const column = u | 0;
        const place = v | 0;
        const at = 2 * (from + column * WINDOW + place);
        const below = at + 2 * WINDOW;
        const right = u - column;
        const down = v - place;
        const a = (1 - right) * (1 - down);
        const b = (1 - right) * down;
        const e = right * (1 - down);
        const f = right * down;
        const re =
          a * amplitudes[at]! +
          b * amplitudes[at + 2]! +
          e * amplitudes[below]! +
          f * amplitudes[below + 2]!;
        const im =
          sign *
          (a * amplitudes[at + 1]! +
            b * amplitudes[at + 3]! +
            e * amplitudes[below + 1]! +
            f * amplitudes[below + 3]!);
        sumRe[row + j]! += re * cos + im * sin;
        sumIm[row + j]! += im * cos - re * sin;
      }
    }
  }
  return used;
}

/** A symmetric matrix of determinant 1 by rows, the second value once: what a tilt does to frequencies. */
type Stretch = readonly [number, number, number];

/**
 * The stretches that a camera may have made of a flat thing with a slope: along the slope, by 1 / cos(tilt), where
 * the slope is tan(tilt) times the closeness.
 *
 * @param across steps of {@link SLOPE_STEP}
 */
function stretchesOf(across: number, down: number): readonly Stretch[] {
  const slope = SLOPE_STEP * Math.hypot(across, down);
  const half = (closeness: number) => -Math.log(Math.cos(Math.atan(slope / closeness))) / 2;
  const [most, least] = CLOSENESS.map(half) as [number, number];
  const square = across * across + down * down;
  const c = square > 0 ? (across * across - down * down) / square : 1;
  const s = square > 0 ? (2 * across * down) / square : 0;
  const found: Stretch[] = [];
  const steps = Math.floor(STRETCH_MOST / STRETCH_STEP);
  for (let i = -steps; i <= steps; i++) {
    for (let j = -steps; j <= steps; j++) {
      const x = i * STRETCH_STEP;
      const y = j * STRETCH_STEP;
      const along = x * c + y * s;
      if (Math.abs(y * c - x * s) > STRETCH_ASIDE) continue;
      if (along < least - STRETCH_STEP / 2 || along > most + STRETCH_STEP / 2) continue;
      // exp of the symmetric matrix (x, y; y, -x).
      const size = Math.hypot(x, y);
      const even = Math.cosh(size);
      const odd = size > 0 ? Math.sinh(size) / size : 1;
      found.push([even + odd * x, odd * y, even - odd * x]);
    }
  }
  return found;
}

/** Places of the outer pilots in the shift map, for the first rotation and scale. */
function placesOf({ pilots }: Layout, [a, b, d]: Stretch): number[] {
  const places: number[] = [];
  for (let i = FIRST_PILOT; i < pilots.count; i++) {
    const kx = pilots.kx[i]!;
    const ky = pilots.ky[i]!;
    const x = a * kx + b * ky;
    const y = b * kx + d * ky;
    const angle = Math.atan2(x < 0 ? -y : y, x < 0 ? -x : x);
    const row = (Math.round((angle / Math.PI + 0.5) * ANGLES) + 2 * ANGLES - TURNS) % ANGLES;
    const column = Math.round(Math.log(Math.sqrt(x * x + y * y) / RADIUS_MIN) / LOG_STEP);
    places.push(row * STRIDE + column + FIRST_SHIFT + MARGIN);
  }
  return places;
}

/** The best rotation and scale of every slope and stretch. */
function coarse(windows: Windows, layouts: readonly Layout[]): WindowMap[] {
  shiftMap ??= createShiftMap(2 * ANGLES, STRIDE);
  const found: WindowMap[] = [];
  const steps = Math.floor(SLOPE_MOST / SLOPE_STEP);
  const unit = SLOPE_STEP / APERTURE;
  for (let across = -steps; across <= steps; across++) {
    for (let down = -steps; down <= steps; down++) {
      if (across * across + down * down > steps * steps) continue;
      const used = addWindows(windows, across * unit, down * unit);
      for (let i = 0, at = 0; i < ANGLES; i++) {
        for (let j = MARGIN; j < MARGIN + RADII; j++, at++) {
          const power = (sumRe[at]! * sumRe[at]! + sumIm[at]! * sumIm[at]!) / used - 1;
          line[j] = power > CLIP ? CLIP : power;
        }
        putRow(shiftMap, i, line, RADII + 2 * MARGIN);
      }
      repeatRows(shiftMap, ANGLES);
      for (const stretch of stretchesOf(across, down)) {
        const [a, b, d] = stretch;
        for (const layout of layouts) {
          const { sums } = correlate(shiftMap, placesOf(layout, stretch), ROWS, COLUMNS);
          let most = 0;
          let at = 0;
          for (let k = 0; k < ROWS * COLUMNS; k++) {
            if (sums[k]! > most) {
              most = sums[k]!;
              at = k;
            }
          }
          const row = Math.floor(at / COLUMNS);
          const [c, s] = unitVector((row - TURNS) / (2 * ANGLES));
          const zoom = Math.exp((at - row * COLUMNS + FIRST_SHIFT) * LOG_STEP);
          const m = Float64Array.of(
            zoom * (c * a - s * b),
            zoom * (c * b - s * d),
            zoom * (s * a + c * b),
            zoom * (s * b + c * d),
            across * unit,
            down * unit,
          );
          found.push({ layout, score: most, m });
        }
      }
    }
  }
  return found;
}

/**
 * Looks for the pilots in a picture that was photographed from the side, upright to {@link ROTATION} degrees. A camera
 * leaves few maps to try, so they are tried on the whole picture at once: where blur and noise have left too little in
 * any one window for {@link searchPerspective}, that still tells.
 *
 * @returns the best maps, best first; none of a picture of one window
 */
export function searchTilts(windows: Windows, layouts: readonly Layout[]): WindowMap[] {
  if (windows.count < 2) return [];
  const climbAll = (list: WindowMap[], steps: readonly number[]) => {
    for (const map of list) climb(map, steps, windows, (m) => phasePowerOf(windows, map.layout, m));
    return list;
  };
  const near = climbAll(best(coarse(windows, layouts), KEEP[0]), [0.5, 0.25]);
  return best(climbAll(best(near, KEEP[1]), [0.12, 0.06]), KEEP[2]);
}
