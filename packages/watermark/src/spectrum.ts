import { fftOf, transformSquare } from './fft.ts';
import type { Residual } from './prefilter.ts';
import { unitVector } from './turn.ts';

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
  scratch ??= {
    re: new Float32Array(BLOCK * BLOCK),
    im: new Float32Array(BLOCK * BLOCK),
    power: new Float32Array(COLUMNS * BLOCK),
  };
  const { re, im, power } = scratch;
  power.fill(0);
  const windowX = taper(blockWidth);
  const windowY = taper(blockHeight);
  const fft = fftOf(BLOCK);
  for (let i = 0; i < chosen.length; i += 2) {
    // Two real blocks make one complex one; the powers of both are what its two halves add up to.
    load(residual, chosen[i]!, windowX, windowY, re);
    if (i + 1 < chosen.length) load(residual, chosen[i + 1]!, windowX, windowY, im);
    else im.fill(0);
    transformSquare(fft, re, im, blockHeight);
    for (let kx = 0; kx < COLUMNS; kx++) {
      const there = (kx & (BLOCK - 1)) * BLOCK;
      const mirrored = (-kx & (BLOCK - 1)) * BLOCK;
      const to = kx * BLOCK;
      for (let y = 0; y < BLOCK; y++) {
        const j = there + ((y + HALF) & (BLOCK - 1));
        const k = mirrored + ((HALF - y) & (BLOCK - 1));
        power[to + y]! += re[j]! * re[j]! + im[j]! * im[j]! + re[k]! * re[k]! + im[k]! * im[k]!;
      }
    }
  }
  const reach = Math.min(
    24,
    Math.max(8, Math.round((12 * BLOCK) / Math.min(blockWidth, blockHeight))),
  );
  return whiten(power, reach);
}

let scratch: { re: Float32Array; im: Float32Array; power: Float32Array } | undefined;

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

function load(
  residual: Residual,
  [left, top]: [number, number],
  windowX: Float32Array,
  windowY: Float32Array,
  out: Float32Array,
): void {
  out.fill(0);
  for (let y = 0; y < windowY.length; y++) {
    const from = (top + y) * residual.width + left;
    const w = windowY[y]!;
    for (let x = 0; x < windowX.length; x++) {
      out[y * BLOCK + x] = residual.data[from + x]! * windowX[x]! * w;
    }
  }
}

/** Divides by the mean of the surroundings, in which peaks count four times the first mean at most. */
function whiten(power: Float32Array, reach: number): WhiteSpectrum {
  const first = boxMean(power, reach);
  const cut = new Float32Array(power.length);
  for (let i = 0; i < power.length; i++) cut[i] = Math.min(power[i]!, 3 * first[i]!);
  const second = boxMean(cut, reach);
  const out = cut;
  for (let i = 0; i < power.length; i++) {
    const mean = second[i]!;
    const v = mean > 0 ? power[i]! / mean - 1 : 0;
    out[i] = v > CLIP ? CLIP : v;
  }
  // Lines of the picture and the 8 x 8 grid of JPEG: peaks that no mark made.
  for (let kx = 0; kx < COLUMNS; kx++) {
    for (let d = -2; d <= 2; d++) {
      out[kx * BLOCK + HALF + d] = 0;
      if (kx <= 2) out.fill(0, kx * BLOCK, (kx + 1) * BLOCK);
    }
    if ((kx & 63) > 1 && (kx & 63) < 63) continue;
    for (let y = 0; y < BLOCK; y++) if ((y & 63) <= 1 || (y & 63) === 63) out[kx * BLOCK + y] = 0;
  }
  return out;
}

/** Mean over (2 reach + 1)^2 bins, fewer at the rim. */
function boxMean(values: Float32Array, reach: number): Float32Array {
  const out = new Float32Array(values.length);
  const sums = new Float64Array(BLOCK);
  const line = new Float64Array(BLOCK + 1);
  let rows = 0;
  for (let x = -reach; x < COLUMNS; x++) {
    if (x + reach < COLUMNS) {
      const at = (x + reach) * BLOCK;
      for (let y = 0; y < BLOCK; y++) sums[y]! += values[at + y]!;
      rows++;
    }
    if (x - reach - 1 >= 0) {
      const at = (x - reach - 1) * BLOCK;
      for (let y = 0; y < BLOCK; y++) sums[y]! -= values[at + y]!;
      rows--;
    }
    if (x < 0) continue;
    for (let y = 0; y < BLOCK; y++) line[y + 1] = line[y]! + sums[y]!;
    for (let y = 0; y < BLOCK; y++) {
      const from = y > reach ? y - reach : 0;
      const to = y + reach + 1 < BLOCK ? y + reach + 1 : BLOCK;
      out[x * BLOCK + y] = (line[to]! - line[from]!) / (rows * (to - from));
    }
  }
  return out;
}

/** Means over (2 reach + 1)^2 bins: finds peaks that are not quite where a search looks. */
export function blur(spectrum: WhiteSpectrum, reach: number): WhiteSpectrum {
  return boxMean(spectrum, reach);
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
