import type { Image } from './image.ts';

/**
 * Weights that make few values of many along one side: value i is the sum of `weights[at[i] ..
 * at[i + 1])` times the samples from `first[i]` on. Neither first nor last samples ever step back.
 */
export interface Weights {
  readonly first: Int32Array;
  readonly at: Int32Array;
  readonly weights: Float64Array;
}

/** BT.601, as PDQ and JPEG have it, in thousandths: whole numbers are faster until they meet a weight. */
const RED = 299;
const GREEN = 587;
const BLUE = 114;

/**
 * A small plane of luma, 0..255, as it is seen on white: what lies under alpha 0 does not exist. Each
 * pixel is read about once and no plane of the picture's size is made.
 *
 * @param step one row in so many is read, for all of them: from `thinned` weights of rows
 */
export function shrink(image: Image, columns: Weights, rows: Weights, step = 1): Float64Array {
  const { data, width, height, channels, bitDepth } = image;
  const w = columns.first.length;
  const h = rows.first.length;
  const out = new Float64Array(w * h);
  const line = new Float64Array(w);
  const lineOf = channels === 3 ? rgbLine : channels === 1 ? grayLine : alphaLine;
  const unit = bitDepth === 8 ? 1 : 1 / 257;
  for (let y = 0, from = 0; y * step < height; y++) {
    while (from < h && rows.first[from]! + rows.at[from + 1]! - rows.at[from]! <= y) from++;
    if (from === h) break;
    if (rows.first[from]! > y) continue;
    const row = Math.min(y * step + (step >> 1), height - 1);
    lineOf(data, row * width * channels, columns, line, channels);
    for (let i = from; i < h && rows.first[i]! <= y; i++) {
      const weight = rows.weights[rows.at[i]! + y - rows.first[i]!]! * unit;
      for (let x = 0; x < w; x++) out[i * w + x]! += weight * line[x]!;
    }
  }
  return out;
}

/** One sample in `step` with the weight of all of them. */
export function thinned({ first, at, weights }: Weights, step: number): Weights {
  if (step === 1) return { first, at, weights };
  const out: number[] = [];
  const outFirst = first.map((k) => Math.floor(k / step));
  const outAt = new Int32Array(at.length);
  for (let i = 0; i < first.length; i++) {
    for (let k = at[i]!; k < at[i + 1]!; k++) {
      const to = outAt[i]! + Math.floor((first[i]! + k - at[i]!) / step) - outFirst[i]!;
      out[to] = (out[to] ?? 0) + weights[k]!;
    }
    outAt[i + 1] = out.length;
  }
  return { first: outFirst, at: outAt, weights: Float64Array.from(out) };
}

type Samples = Uint8Array | Uint16Array;

function grayLine(data: Samples, start: number, columns: Weights, line: Float64Array): void {
  const { first, at, weights } = columns;
  for (let x = 0; x < line.length; x++) {
    let sum = 0;
    for (let k = at[x]!, p = start + first[x]!; k < at[x + 1]!; k++, p++) {
      sum += weights[k]! * data[p]!;
    }
    line[x] = sum;
  }
}

function rgbLine(data: Samples, start: number, columns: Weights, line: Float64Array): void {
  const { first, at, weights } = columns;
  for (let x = 0; x < line.length; x++) {
    let sum = 0;
    for (let k = at[x]!, p = start + 3 * first[x]!; k < at[x + 1]!; k++, p += 3) {
      sum += weights[k]! * (RED * data[p]! + GREEN * data[p + 1]! + BLUE * data[p + 2]!);
    }
    line[x] = sum / 1000;
  }
}

function alphaLine(
  data: Samples,
  start: number,
  columns: Weights,
  line: Float64Array,
  channels: number,
): void {
  const { first, at, weights } = columns;
  const white = data instanceof Uint8Array ? 255 : 65535;
  for (let x = 0; x < line.length; x++) {
    let sum = 0;
    for (let k = at[x]!, p = start + channels * first[x]!; k < at[x + 1]!; k++, p += channels) {
      const luma =
        channels === 2
          ? data[p]!
          : (RED * data[p]! + GREEN * data[p + 1]! + BLUE * data[p + 2]!) / 1000;
      sum += weights[k]! * (white + ((luma - white) * data[p + channels - 1]!) / white);
    }
    line[x] = sum;
  }
}
