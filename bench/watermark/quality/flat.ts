import FFT from 'fft.js';
import type { Rgb } from '../rgb.ts';

/** Side of a window, and how far apart windows begin. */
const WINDOW = 16;
const STEP = 8;

/** How far a mark shows where there is nothing that could hide it. */
export interface FlatQuality {
  /** Of all windows, the share that is flat. */
  readonly share: number;
  /** Of the luma residual over flat windows, in levels; null without any. */
  readonly rms: number | null;
  /** Of the flat windows, the share with an RMS above {@link AIM}. */
  readonly above: number | null;
  /** Visibility at 60 pixels a degree, and at 30: twice as near, or enlarged to twice the size. */
  readonly far: number | null;
  readonly near: number | null;
  /** The farthest that a sample of pure white or black in a flat window has moved, in levels. */
  readonly edge: number;
}

/** RMS of a flat window that the default mark should not exceed, in levels. */
export const AIM = 0.52;

/**
 * Flat is a window whose luma is a plane but for a standard deviation of less than one level. The visibility
 * is the RMS over flat windows of sqrt 2 times the residual's contrast, filtered by the contrast sensitivity
 * of the eye: of luminance by Barten (SPIE PM72, 1999; 100 cd/m2, a field of two degrees), less in darker
 * places; and in squares of red-green and blue-yellow. 1: a single grating would be just seen.
 */
export function flatQuality(before: Rgb, after: Rgb): FlatQuality {
  const { width, height } = before;
  const { pixels, windows, all } = flatWindows(before);
  if (windows.length === 0) {
    return { share: 0, rms: null, above: null, far: null, near: null, edge: 0 };
  }
  const change = new Float32Array(width * height);
  let edge = 0;
  let sum = 0;
  let count = 0;
  for (let i = 0, at = 0; i < change.length; i++, at += 3) {
    if (!pixels[i]) continue;
    change[i] = lumaAt(after.data, at) - lumaAt(before.data, at);
    sum += change[i]! ** 2;
    count++;
    const level = before.data[at]!;
    if (level !== before.data[at + 1] || level !== before.data[at + 2]) continue;
    if (level !== 0 && level !== 255) continue;
    for (let c = 0; c < 3; c++) edge = Math.max(edge, Math.abs(after.data[at + c]! - level));
  }
  let above = 0;
  for (const first of windows) {
    let squares = 0;
    for (let y = 0; y < WINDOW; y++) {
      for (let x = 0; x < WINDOW; x++) squares += change[first + y * width + x]! ** 2;
    }
    if (Math.sqrt(squares) / WINDOW > AIM) above++;
  }
  const [far, near] = visibility(before, after, pixels, count);
  return {
    share: windows.length / all,
    rms: Math.sqrt(sum / count),
    above: above / windows.length,
    far: far!,
    near: near!,
    edge,
  };
}

const lumaAt = (data: Uint8Array, at: number) =>
  0.299 * data[at]! + 0.587 * data[at + 1]! + 0.114 * data[at + 2]!;

/** @returns first pixels of the flat windows, and a 1 for each pixel that is in one */
function flatWindows({ data, width, height }: Rgb) {
  const pixels = new Uint8Array(width * height);
  const windows: number[] = [];
  let all = 0;
  const middle = (WINDOW - 1) / 2;
  const spread = (WINDOW * WINDOW * (WINDOW * WINDOW - 1)) / 12;
  for (let top = 0; top + WINDOW <= height; top += STEP) {
    for (let left = 0; left + WINDOW <= width; left += STEP) {
      all++;
      let sum = 0;
      let squares = 0;
      let across = 0;
      let down = 0;
      for (let y = 0; y < WINDOW; y++) {
        for (let x = 0; x < WINDOW; x++) {
          const v = lumaAt(data, ((top + y) * width + left + x) * 3);
          sum += v;
          squares += v * v;
          across += (x - middle) * v;
          down += (y - middle) * v;
        }
      }
      const count = WINDOW * WINDOW;
      const rest = squares - (sum * sum) / count - (across * across + down * down) / spread;
      if (rest >= count) continue;
      windows.push(top * width + left);
      for (let y = 0; y < WINDOW; y++) {
        const at = (top + y) * width + left;
        pixels.fill(1, at, at + WINDOW);
      }
    }
  }
  return { pixels, windows, all };
}

/** Light that a screen reflects, as a share of white. */
const FLARE = 0.005;
const LINEAR = Float64Array.from({ length: 256 }, (_, v) =>
  v <= 10 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4,
);
/** From linear sRGB to the cones, each 1 for white (Hunt, Pointer and Estevez). */
const CONES = [
  [0.3139902, 0.6395129, 0.0464975],
  [0.1553724, 0.7578945, 0.0867014],
  [0.0177524, 0.1094421, 0.8725692],
] as const;

/** V at 60 and at 30 pixels a degree. */
function visibility(before: Rgb, after: Rgb, pixels: Uint8Array, count: number): number[] {
  const { width, height } = before;
  const bright = new Float64Array(width * height);
  const redGreen = new Float64Array(width * height);
  const blueYellow = new Float64Array(width * height);
  for (let i = 0, at = 0; i < pixels.length; i++, at += 3) {
    if (!pixels[i]) continue;
    const old = [0, 1, 2].map((c) => LINEAR[before.data[at + c]!]! + FLARE);
    const more = [0, 1, 2].map((c) => LINEAR[after.data[at + c]!]! + FLARE - old[c]!);
    const of = (weights: readonly number[], list: readonly number[]) =>
      weights[0]! * list[0]! + weights[1]! * list[1]! + weights[2]! * list[2]!;
    const luminance = [0.2126, 0.7152, 0.0722];
    const y = of(luminance, old);
    bright[i] = (of(luminance, more) / y) * Math.sqrt(5.03 / (63 / (120 * y) ** 0.83 + 3.65));
    const [l, m, s] = CONES.map((cone) => of(cone, more) / of(cone, old)) as [
      number,
      number,
      number,
    ];
    redGreen[i] = l - m;
    blueYellow[i] = s - (l + m) / 2;
  }
  const channels = [
    { contrast: bright, sensitivity: barten },
    { contrast: redGreen, sensitivity: (f: number) => 400 * Math.exp(-0.35 * f) },
    { contrast: blueYellow, sensitivity: (f: number) => 70 * Math.exp(-0.6 * f) },
  ];
  const sums = [0, 0];
  for (const { contrast, sensitivity } of channels) {
    const spectrum = transformed(contrast, width, height);
    for (const [k, perDegree] of [60, 30].entries()) {
      const seen = filtered(spectrum, (f) => sensitivity(f * perDegree));
      for (let i = 0; i < pixels.length; i++) {
        if (pixels[i]) sums[k]! += seen(i % width, Math.floor(i / width)) ** 2;
      }
    }
  }
  return sums.map((sum) => Math.sqrt((2 * sum) / count));
}

/** @param f cycles a degree */
function barten(f: number): number {
  const luminance = 100;
  const field = 2;
  return (
    (5200 * Math.exp(-0.0016 * f * f * (1 + 100 / luminance) ** 0.08)) /
    Math.sqrt(
      (1 + 144 / field ** 2 + 0.64 * f * f) *
        (63 / luminance ** 0.83 + 1 / (1 - Math.exp(-0.02 * f * f))),
    )
  );
}

/** A spectrum by columns: real and imaginary parts in turn. */
interface Spectrum {
  readonly columns: number;
  readonly rows: number;
  readonly lines: readonly number[][];
}

function transformed(values: Float64Array, width: number, height: number): Spectrum {
  const columns = 2 ** Math.ceil(Math.log2(width));
  const rows = 2 ** Math.ceil(Math.log2(height));
  const across = new FFT(columns);
  const down = new FFT(rows);
  const lines = Array.from({ length: columns }, () => down.createComplexArray().fill(0));
  const line = across.createComplexArray().fill(0);
  const out = across.createComplexArray();
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) line[2 * x] = values[y * width + x]!;
    across.transform(out, line);
    for (let x = 0; x < columns; x++) {
      lines[x]![2 * y] = out[2 * x]!;
      lines[x]![2 * y + 1] = out[2 * x + 1]!;
    }
  }
  const transform = (column: number[]) => {
    const made = down.createComplexArray();
    down.transform(made, column);
    return made;
  };
  return { columns, rows, lines: lines.map(transform) };
}

/**
 * The samples of what a filter leaves.
 *
 * @param gain of a frequency in cycles a pixel
 */
function filtered(
  { columns, rows, lines }: Spectrum,
  gain: (frequency: number) => number,
): (x: number, y: number) => number {
  const across = new FFT(columns);
  const down = new FFT(rows);
  const cycles = (k: number, length: number) => Math.min(k, length - k) / length;
  const back = lines.map((line, x) => {
    const weighted = line.slice();
    for (let y = 0; y < rows; y++) {
      const f = Math.hypot(cycles(x, columns), cycles(y, rows));
      const weight = f === 0 ? 0 : gain(f);
      weighted[2 * y]! *= weight;
      weighted[2 * y + 1]! *= weight;
    }
    const made = down.createComplexArray();
    down.inverseTransform(made, weighted);
    return made;
  });
  const result = new Float32Array(columns * rows);
  const line = across.createComplexArray();
  const out = across.createComplexArray();
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      line[2 * x] = back[x]![2 * y]!;
      line[2 * x + 1] = back[x]![2 * y + 1]!;
    }
    across.inverseTransform(out, line);
    for (let x = 0; x < columns; x++) result[y * columns + x] = out[2 * x]!;
  }
  return (x, y) => result[y * columns + x]!;
}
