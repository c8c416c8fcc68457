import { fftOf, loadAt, transform } from '../numeric/fft.ts';
import { unitVector } from '../numeric/turn.ts';
import type { Residual } from './prefilter.ts';

/** Side of a spectrum, in bins and pixels. */
export const BLOCK = 512;
const HALF = BLOCK / 2;
/** Columns kx = 0..256 of a spectrum, each with ky = -256..255. */
const COLUMNS = HALF + 1;

/**
 * Power of each frequency over that of its surroundings, minus one: near 0 everywhere but at peaks.
 * Frequency (kx, ky), kx >= 0, is at `kx * 512 + ky + 256`.
 */
export type WhiteSpectrum = Float32Array;

/** Peaks above this many times their surroundings say no more. */
const CLIP = 7;

/**
 * Averages the spectra of up to `most` blocks spread over a residual (Welch) and whitens the result.
 * The detector looks for pilots in it before it knows rotation and scale.
 */
export function whiteSpectrum(residual: Residual, most: number): WhiteSpectrum {
  const { width, height } = residual;
  const blockWidth = Math.min(BLOCK, width);
  const blockHeight = Math.min(BLOCK, height);
  const columns = Math.max(1, Math.round(width / BLOCK + 0.15));
  const rows = Math.max(1, Math.round(height / BLOCK + 0.15));
  const places: [number, number][] = [];
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      places.push([
        columns === 1
          ? (width - blockWidth) >> 1
          : Math.round((c * (width - BLOCK)) / (columns - 1)),
        rows === 1 ? (height - blockHeight) >> 1 : Math.round((r * (height - BLOCK)) / (rows - 1)),
      ]);
    }
  }
  const chosen = places.filter(
    (_, i) =>
      Math.floor((i * most) / places.length) !== Math.floor(((i - 1) * most) / places.length),
  );
  const { power } = scratch();
  power.fill(0);
  const windowX = taper(blockWidth);
  const windowY = taper(blockHeight);
  for (const place of chosen) addPower(residual, place, windowX, windowY);
  const reach = Math.min(
    24,
    Math.max(8, Math.round((12 * BLOCK) / Math.min(blockWidth, blockHeight))),
  );
  return whiten(power, reach);
}

/** Columns lie a cache line further apart than they are long: powers of two fall on each other there. */
const APART = BLOCK + 16;

const fft = fftOf(BLOCK);
let made: ReturnType<typeof makeScratch> | undefined;

function makeScratch() {
  return {
    re: new Float32Array(COLUMNS * APART),
    im: new Float32Array(COLUMNS * APART),
    power: new Float32Array(COLUMNS * BLOCK),
    mean: new Float32Array(COLUMNS * BLOCK),
  };
}

function scratch() {
  made ??= makeScratch();
  return made;
}

/** Adds the powers of one block. Two of its rows make one complex row; the columns kx < 0 say the same. */
function addPower(
  residual: Residual,
  [left, top]: readonly [number, number],
  windowX: Float32Array,
  windowY: Float32Array,
): void {
  const { re, im, power } = scratch();
  const { places, re: rowRe, im: rowIm } = fft;
  if (windowY.length < BLOCK) {
    re.fill(0);
    im.fill(0);
  }
  for (let y = 0; y < BLOCK; y += 2) {
    if (y >= windowY.length) break;
    loadRow(residual, left, top, y, windowX, windowY, rowRe);
    loadRow(residual, left, top, y + 1, windowX, windowY, rowIm);
    transform(fft);
    for (let kx = 0, to = places[y]!; kx < COLUMNS; kx++, to += APART) {
      const there = kx & (BLOCK - 1);
      const mirrored = -kx & (BLOCK - 1);
      const a = rowRe[there]!;
      const b = rowIm[there]!;
      const c = rowRe[mirrored]!;
      const d = rowIm[mirrored]!;
      re[to] = a + c;
      im[to] = b - d;
      re[to + HALF] = b + d;
      im[to + HALF] = c - a;
    }
  }
  for (let kx = 0; kx < COLUMNS; kx++) {
    loadAt(fft, re, im, kx * APART);
    transform(fft);
    const to = kx * BLOCK + HALF;
    for (let ky = -HALF; ky < HALF; ky++) {
      const x = rowRe[ky & (BLOCK - 1)]!;
      const y = rowIm[ky & (BLOCK - 1)]!;
      power[to + ky]! += x * x + y * y;
    }
  }
}

/** Tukey window, an eighth of it tapered. */
function taper(size: number): Float32Array {
  const out = new Float32Array(size).fill(1);
  const edge = size >> 4;
  for (let i = 0; i < edge; i++) {
    const v = 0.5 - 0.5 * unitVector((i + 0.5) / (2 * edge))[0];
    out[i] = v;
    out[size - 1 - i] = v;
  }
  return out;
}

function loadRow(
  { data, width }: Residual,
  left: number,
  top: number,
  y: number,
  windowX: Float32Array,
  windowY: Float32Array,
  out: number[],
): void {
  const { places } = fft;
  out.fill(0);
  if (y >= windowY.length) return;
  const from = (top + y) * width + left;
  const w = windowY[y]!;
  for (let x = 0; x < windowX.length; x++) out[places[x]!] = data[from + x]! * windowX[x]! * w;
}

/** Divides by the mean of the surroundings, in which peaks count four times the first mean at most. */
function whiten(power: Float32Array, reach: number): WhiteSpectrum {
  const { mean } = scratch();
  boxMean(power, reach, mean);
  const cut = new Float32Array(power.length);
  for (let i = 0; i < power.length; i++) {
    const v = power[i]!;
    const most = 3 * mean[i]!;
    cut[i] = v > most ? most : v;
  }
  boxMean(cut, reach, mean);
  const out = cut;
  for (let i = 0; i < power.length; i++) {
    const m = mean[i]!;
    const v = m > 0 ? power[i]! / m - 1 : 0;
    out[i] = v > CLIP ? CLIP : v;
  }
  // Lines of the picture and the 8 x 8 grid of JPEG: peaks that no mark made.
  out.fill(0, 0, 3 * BLOCK);
  for (let kx = 0; kx < COLUMNS; kx++) {
    out.fill(0, kx * BLOCK + HALF - 2, kx * BLOCK + HALF + 3);
    if ((kx & 63) > 1 && (kx & 63) < 63) continue;
    for (let y = 0; y < BLOCK; y++) if ((y & 63) <= 1 || (y & 63) === 63) out[kx * BLOCK + y] = 0;
  }
  return out;
}

/** Mean over (2 reach + 1)^2 bins, fewer at the rim. */
function boxMean(
  values: Float32Array,
  reach: number,
  out: Float32Array = new Float32Array(values.length),
): Float32Array {
  const sums = new Float64Array(BLOCK);
  const line = new Float64Array(BLOCK + 1);
  let rows = 0;
  for (let x = -reach; x < COLUMNS; x++) {
    const isAdded = x + reach < COLUMNS;
    const isTaken = x - reach - 1 >= 0;
    const added = (x + reach) * BLOCK;
    const taken = (x - reach - 1) * BLOCK;
    rows += Number(isAdded) - Number(isTaken);
    let sum = 0;
    if (isAdded && isTaken) {
      for (let y = 0; y < BLOCK; y++) {
        const s = sums[y]! + values[added + y]! - values[taken + y]!;
        sums[y] = s;
        sum += s;
        line[y + 1] = sum;
      }
    } else {
      for (let y = 0; y < BLOCK; y++) {
        if (isAdded) sums[y]! += values[added + y]!;
        if (isTaken) sums[y]! -= values[taken + y]!;
        sum += sums[y]!;
        line[y + 1] = sum;
      }
    }
    if (x < 0) continue;
    const to = x * BLOCK;
    const inner = 1 / (rows * (2 * reach + 1));
    for (let y = reach; y < BLOCK - reach; y++) {
      out[to + y] = (line[y + reach + 1]! - line[y - reach]!) * inner;
    }
    for (let y = 0; y < reach; y++) {
      const share = 1 / (rows * (y + reach + 1));
      out[to + y] = line[y + reach + 1]! * share;
      out[to + BLOCK - 1 - y] = (line[BLOCK]! - line[BLOCK - 1 - y - reach]!) * share;
    }
  }
  return out;
}

/** Means over (2 reach + 1)^2 bins: finds peaks that are not quite where a search looks. */
export function blur(spectrum: WhiteSpectrum, reach: number): WhiteSpectrum {
  return boxMean(spectrum, reach);
}

/** The value of a bin of either half plane; 0 outside. */
export function binAt(spectrum: WhiteSpectrum, kx: number, ky: number): number {
  const x = kx < 0 ? -kx : kx;
  const y = (kx < 0 ? -ky : ky) + HALF;
  return x >= HALF || y < 0 || y >= BLOCK - 1 ? 0 : spectrum[x * BLOCK + y]!;
}

/** The value at a fractional frequency of either half plane; 0 outside. */
export function sample(spectrum: WhiteSpectrum, fx: number, fy: number): number {
  const x = fx < 0 ? -fx : fx;
  const y = (fx < 0 ? -fy : fy) + HALF;
  const ix = Math.floor(x);
  const iy = Math.floor(y);
  if (ix >= HALF || iy < 0 || iy >= BLOCK - 1) return 0;
  const at = ix * BLOCK + iy;
  const u = x - ix;
  const v = y - iy;
  const top = spectrum[at]! + v * (spectrum[at + 1]! - spectrum[at]!);
  const bottom = spectrum[at + BLOCK]! + v * (spectrum[at + BLOCK + 1]! - spectrum[at + BLOCK]!);
  return top + u * (bottom - top);
}
