import { fftOf, loadAt, transform } from '../numeric/fft.ts';
import { unitVector } from '../numeric/turn.ts';
import type { Residual } from './prefilter.ts';

/** Side of a window, in pixels and bins. */
export const WINDOW = 256;
const HALF = WINDOW / 2;
/** Columns kx = 0..128 of a window's spectrum, each with ky = -128..127. */
const COLUMNS = HALF + 1;
/** Values of one window in each plane. */
export const WINDOW_BINS = COLUMNS * WINDOW;

/**
 * Spectra of overlapping windows of a residual, over that of their surroundings. Frequency (kx, ky), kx >= 0,
 * of window w is at `w * WINDOW_BINS + kx * 256 + ky + 128`; the other half plane is conjugated.
 */
export interface Windows {
  readonly count: number;
  /** Their middles, in pixels from the middle of the residual. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Power minus one, at most {@link CLIP}: 0 in the mean without a mark. */
  readonly power: Float32Array;
  /** The same, each bin with its eight neighbours: finds what is a bin away. */
  readonly blurred: Float32Array;
  /**
   * Amplitudes whose squares are 1 in the mean, with phases against the window's middle: real and imaginary part
   * side by side, at twice the place of the power.
   */
  readonly amplitudes: Float32Array;
}

/** Peaks above this many times their surroundings say no more. */
const CLIP = 7;
/** Half the side of the surroundings, in bins. */
const REACH = 8;

const fft = fftOf(WINDOW);
const window = taper();

/** Tukey window, half of it tapered. */
function taper(): Float32Array {
  const out = new Float32Array(WINDOW).fill(1);
  const edge = WINDOW >> 2;
  for (let i = 0; i < edge; i++) {
    const v = 0.5 - 0.5 * unitVector((i + 0.5) / (2 * edge))[0];
    out[i] = v;
    out[WINDOW - 1 - i] = v;
  }
  return out;
}

/** Starts of windows that overlap by about half and cover a length. */
function starts(length: number): number[] {
  if (length <= WINDOW) return [(length - WINDOW) >> 1];
  const steps = Math.max(1, Math.round((length - WINDOW) / HALF));
  return Array.from({ length: steps + 1 }, (_, i) => Math.round((i * (length - WINDOW)) / steps));
}

/** The planes of the last windows: megabytes, which to ask the system for takes as long as the transforms. */
let scratch = makeScratch(0);

function makeScratch(count: number) {
  const plane = () => new Float32Array(count * WINDOW_BINS);
  return {
    power: plane(),
    blurred: plane(),
    amplitudes: new Float32Array(2 * count * WINDOW_BINS),
    mean: new Float32Array(WINDOW_BINS),
    sums: new Float64Array((COLUMNS + 1) * (WINDOW + 1)),
  };
}

/**
 * @param residual what a window lacks at its rim is taken as 0
 * @returns windows whose planes the next call overwrites
 */
export function windowsOf(residual: Residual): Windows {
  const lefts = starts(residual.width);
  const tops = starts(residual.height);
  const count = lefts.length * tops.length;
  if (scratch.power.length < count * WINDOW_BINS) scratch = makeScratch(count);
  const { mean, sums, ...planes } = scratch;
  const windows: Windows = {
    count,
    x: new Float64Array(count),
    y: new Float64Array(count),
    ...planes,
  };
  let w = 0;
  for (const top of tops) {
    for (const left of lefts) {
      windows.x[w] = left + (WINDOW - 1) / 2 - (residual.width - 1) / 2;
      windows.y[w] = top + (WINDOW - 1) / 2 - (residual.height - 1) / 2;
      const at = w * WINDOW_BINS;
      const amplitudes = windows.amplitudes.subarray(2 * at, 2 * (at + WINDOW_BINS));
      const power = windows.power.subarray(at, at + WINDOW_BINS);
      spectrumOf(residual, left, top, amplitudes);
      for (let i = 0, k = 0; i < WINDOW_BINS; i++, k += 2) {
        power[i] = amplitudes[k]! * amplitudes[k]! + amplitudes[k + 1]! * amplitudes[k + 1]!;
      }
      boxMean(power, REACH, sums, mean);
      whiten(amplitudes, power, mean);
      boxMean(power, 1, sums, windows.blurred.subarray(at, at + WINDOW_BINS));
      w++;
    }
  }
  return windows;
}

const columnRe = new Float32Array(COLUMNS * WINDOW);
const columnIm = new Float32Array(COLUMNS * WINDOW);

/** Two rows make one complex row; the columns kx < 0 say the same. Phases are turned to the middle. */
function spectrumOf(residual: Residual, left: number, top: number, out: Float32Array): void {
  const { places, re: rowRe, im: rowIm } = fft;
  for (let y = 0; y < WINDOW; y += 2) {
    loadRow(residual, left, top + y, window[y]!, rowRe);
    loadRow(residual, left, top + y + 1, window[y + 1]!, rowIm);
    transform(fft);
    for (let kx = 0, to = places[y]!; kx < COLUMNS; kx++, to += WINDOW) {
      const there = kx & (WINDOW - 1);
      const mirrored = -kx & (WINDOW - 1);
      const a = rowRe[there]!;
      const b = rowIm[there]!;
      const c = rowRe[mirrored]!;
      const d = rowIm[mirrored]!;
      columnRe[to] = a + c;
      columnIm[to] = b - d;
      columnRe[to + HALF] = b + d;
      columnIm[to + HALF] = c - a;
    }
  }
  // The middle lies half a pixel before sample 128.
  for (let kx = 0; kx < COLUMNS; kx++) {
    const from = kx * WINDOW;
    loadAt(fft, columnRe, columnIm, from);
    transform(fft);
    for (let ky = -HALF; ky < HALF; ky++) {
      const x = rowRe[ky & (WINDOW - 1)]!;
      const y = rowIm[ky & (WINDOW - 1)]!;
      const turn = kx + ky + WINDOW;
      const c = middleCos[turn]!;
      const s = middleSin[turn]!;
      const to = 2 * (from + ky + HALF);
      out[to] = x * c - y * s;
      out[to + 1] = x * s + y * c;
    }
  }
}

/** exp(2 pi i k 127.5 / 256) for k = kx + ky, from -256 on. */
const middleCos = new Float64Array(2 * WINDOW);
const middleSin = new Float64Array(2 * WINDOW);
for (let i = 0; i < 2 * WINDOW; i++) {
  [middleCos[i], middleSin[i]] = unitVector(((i - WINDOW) * (WINDOW - 1)) / (2 * WINDOW));
}

function loadRow(
  { data, width, height }: Residual,
  left: number,
  y: number,
  weight: number,
  out: number[],
): void {
  const { places } = fft;
  out.fill(0);
  if (y < 0 || y >= height) return;
  const first = left < 0 ? -left : 0;
  const end = Math.min(WINDOW, width - left);
  for (let x = first, from = y * width + left + first; x < end; x++, from++) {
    out[places[x]!] = data[from]! * window[x]! * weight;
  }
}

/** Mean over (2 reach + 1)^2 bins, fewer at the rim. */
function boxMean(values: Float32Array, reach: number, sums: Float64Array, out: Float32Array): void {
  const stride = WINDOW + 1;
  for (let x = 0; x < COLUMNS; x++) {
    let row = 0;
    const from = x * WINDOW;
    const to = (x + 1) * stride + 1;
    for (let y = 0; y < WINDOW; y++) {
      row += values[from + y]!;
      sums[to + y] = sums[to + y - stride]! + row;
    }
  }
  for (let x = 0; x < COLUMNS; x++) {
    const first = x < reach ? 0 : x - reach;
    const last = x + reach >= COLUMNS ? COLUMNS : x + reach + 1;
    const top = first * stride;
    const bottom = last * stride;
    for (let y = 0; y < WINDOW; y++) {
      const left = y < reach ? 0 : y - reach;
      const right = y + reach >= WINDOW ? WINDOW : y + reach + 1;
      const sum =
        sums[bottom + right]! - sums[bottom + left]! - sums[top + right]! + sums[top + left]!;
      out[x * WINDOW + y] = sum / ((last - first) * (right - left));
    }
  }
}

/** Lines of the picture and the 8 x 8 grid of JPEG are set to 0: peaks that no mark made. */
function whiten(amplitudes: Float32Array, power: Float32Array, mean: Float32Array): void {
  for (let kx = 0, at = 0; kx < COLUMNS; kx++) {
    for (let ky = -HALF; ky < HALF; ky++, at++) {
      const m = mean[at]!;
      const axis = kx < 2 || (ky > -2 && ky < 2) || ((kx & 31) === 0 && (ky & 31) === 0);
      if (axis || !(m > 0)) {
        amplitudes[2 * at] = amplitudes[2 * at + 1] = power[at] = 0;
        continue;
      }
      const gain = 1 / Math.sqrt(m);
      amplitudes[2 * at]! *= gain;
      amplitudes[2 * at + 1]! *= gain;
      const v = power[at]! / m - 1;
      power[at] = v > CLIP ? CLIP : v;
    }
  }
}
