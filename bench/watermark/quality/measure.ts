import type { Rgb } from '../rgb.ts';

/** Samples of one channel, 0..255. */
export interface Channel {
  readonly data: Float32Array;
  readonly width: number;
  readonly height: number;
}

/** Red, green and blue. */
export function channels({ data, width, height }: Rgb): readonly Channel[] {
  return [0, 1, 2].map((c) => {
    const samples = new Float32Array(width * height);
    for (let i = 0, at = c; i < samples.length; i++, at += 3) samples[i] = data[at]!;
    return { data: samples, width, height };
  });
}

/** BT.601, as JPEG and most figures of others have it. */
export function luma({ data, width, height }: Rgb): Channel {
  const samples = new Float32Array(width * height);
  for (let i = 0, at = 0; i < samples.length; i++, at += 3) {
    samples[i] = 0.299 * data[at]! + 0.587 * data[at + 1]! + 0.114 * data[at + 2]!;
  }
  return { data: samples, width, height };
}

/** Over all samples of all channels, in dB; Infinity for equal ones. */
export function psnr(before: readonly Channel[], after: readonly Channel[]): number {
  let error = 0;
  let count = 0;
  for (const [i, { data }] of before.entries()) {
    const other = after[i]!.data;
    for (let k = 0; k < data.length; k++) error += (data[k]! - other[k]!) ** 2;
    count += data.length;
  }
  return 10 * Math.log10((255 * 255 * count) / error);
}

/** Weights along one axis that add up to 1, and what makes a variance of samples of them. */
export interface Window {
  readonly weights: readonly number[];
  readonly correction: number;
}

/** 7 x 7, all alike, with the variance of samples: what most code means by SSIM. */
export const UNIFORM: Window = { weights: new Array(7).fill(1 / 7), correction: 49 / 48 };

/** 11 x 11, sigma 1.5: what the paper means by it. */
export const GAUSSIAN: Window = { weights: gaussianWeights(11, 1.5), correction: 1 };

/**
 * Mean structural similarity (Wang et al., IEEE Trans. Image Proc. 13, 2004; K1 = .01, K2 = .03) over
 * all places where the window fits.
 */
export function ssim(before: Channel, after: Channel, { weights, correction }: Window): number {
  const { width, height } = before;
  const taps = weights.length;
  const columns = width - taps + 1;
  // A ring of as many rows as the window is high, filtered sideways: a whole plane of each moment
  // would take 20 bytes a pixel.
  const ring = Array.from({ length: taps }, () => new Float64Array(5 * columns));
  const c1 = (0.01 * 255) ** 2;
  const c2 = (0.03 * 255) ** 2;
  const sums = new Float64Array(5 * columns);
  let total = 0;
  for (let y = 0; y < height; y++) {
    moments(before.data, after.data, y * width, columns, weights, ring[y % taps]!);
    if (y < taps - 1) continue;
    sums.fill(0);
    for (const [t, weight] of weights.entries()) {
      const row = ring[(y + 1 + t) % taps]!;
      for (let i = 0; i < sums.length; i++) sums[i]! += weight * row[i]!;
    }
    for (let i = 0; i < sums.length; i += 5) {
      const a = sums[i]!;
      const b = sums[i + 1]!;
      const varianceA = correction * (sums[i + 2]! - a * a);
      const varianceB = correction * (sums[i + 3]! - b * b);
      const covariance = correction * (sums[i + 4]! - a * b);
      total +=
        ((2 * a * b + c1) * (2 * covariance + c2)) /
        ((a * a + b * b + c1) * (varianceA + varianceB + c2));
    }
  }
  return total / (columns * (height - taps + 1));
}

/** Weighted sums of a, b, a a, b b and a b along one row. */
function moments(
  before: Float32Array,
  after: Float32Array,
  row: number,
  columns: number,
  weights: readonly number[],
  out: Float64Array,
): void {
  for (let x = 0, to = 0; x < columns; x++, to += 5) {
    let a = 0;
    let b = 0;
    let aa = 0;
    let bb = 0;
    let ab = 0;
    for (let t = 0, at = row + x; t < weights.length; t++, at++) {
      const weight = weights[t]!;
      const p = before[at]!;
      const q = after[at]!;
      a += weight * p;
      b += weight * q;
      aa += weight * p * p;
      bb += weight * q * q;
      ab += weight * p * q;
    }
    out[to] = a;
    out[to + 1] = b;
    out[to + 2] = aa;
    out[to + 3] = bb;
    out[to + 4] = ab;
  }
}

function gaussianWeights(taps: number, sigma: number): number[] {
  const raw = Array.from({ length: taps }, (_, i) => {
    const x = i - (taps - 1) / 2;
    return Math.exp(-(x * x) / (2 * sigma * sigma));
  });
  const sum = raw.reduce((all, weight) => all + weight, 0);
  return raw.map((weight) => weight / sum);
}
