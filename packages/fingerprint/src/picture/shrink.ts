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

/** A small plane to make of a picture. */
export interface Shrinking {
  readonly columns: Weights;
  readonly rows: Weights;
  /** One row in so many is read, for all of them: from `thinned` weights of rows. */
  readonly step: number;
}

/**
 * Small planes of luma, 0..255, as it is seen on white: what lies under alpha 0 does not exist. Each pixel is
 * read once, whatever number of planes is made of it, and no plane of the picture's size is made.
 */
export function shrink(image: Image, shrinkings: readonly Shrinking[]): Float64Array[] {
  const { data, width, height, channels, bitDepth } = image;
  const lumaOf = channels === 3 ? rgbLine : channels === 1 ? grayLine : alphaLine;
  const unit = 1 / ((bitDepth === 8 ? 1 : 257) * (channels === 3 ? 1000 : 1));
  const luma = new Float64Array(width);
  const planes = shrinkings.map(({ columns, rows, step }) => ({
    out: new Float64Array(columns.first.length * rows.first.length),
    line: new Float64Array(columns.first.length),
    columns,
    rows,
    step,
    /** The first row of the plane that is not ready, and the row of the picture that is wanted next. */
    from: 0,
    next: 0,
  }));
  for (let y = 0; y < height; y++) {
    let isRead = false;
    for (const plane of planes) {
      const { columns, rows, step, line, out } = plane;
      if (y !== Math.min(plane.next * step + (step >> 1), height - 1)) continue;
      const at = plane.next++;
      while (
        plane.from < rows.first.length &&
        rows.first[plane.from]! + rows.at[plane.from + 1]! - rows.at[plane.from]! <= at
      ) {
        plane.from++;
      }
      if (plane.from === rows.first.length || rows.first[plane.from]! > at) continue;
      if (!isRead) lumaOf(data, y * width * channels, luma, channels);
      isRead = true;
      weigh(luma, columns, line);
      for (let i = plane.from; i < rows.first.length && rows.first[i]! <= at; i++) {
        const weight = rows.weights[rows.at[i]! + at - rows.first[i]!]! * unit;
        add(line, weight, out, i * line.length);
      }
    }
  }
  return planes.map(({ out }) => out);
}

function add(line: Float64Array, weight: number, out: Float64Array, to: number): void {
  for (let x = 0; x < line.length; x++) out[to + x]! += weight * line[x]!;
}

function weigh(luma: Float64Array, { first, at, weights }: Weights, line: Float64Array): void {
  for (let x = 0, k = 0; x < line.length; x++) {
    const end = at[x + 1]!;
    let sum = 0;
    for (let p = first[x]!; k < end; k++, p++) sum += weights[k]! * luma[p]!;
    line[x] = sum;
  }
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

function grayLine(data: Samples, start: number, luma: Float64Array): void {
  for (let x = 0; x < luma.length; x++) luma[x] = data[start + x]!;
}

/** In thousandths. */
function rgbLine(data: Samples, start: number, luma: Float64Array): void {
  for (let x = 0, p = start; x < luma.length; x++, p += 3) {
    luma[x] = RED * data[p]! + GREEN * data[p + 1]! + BLUE * data[p + 2]!;
  }
}

function alphaLine(data: Samples, start: number, luma: Float64Array, channels: number): void {
  const white = data instanceof Uint8Array ? 255 : 65535;
  for (let x = 0, p = start; x < luma.length; x++, p += channels) {
    const seen =
      channels === 2
        ? data[p]!
        : (RED * data[p]! + GREEN * data[p + 1]! + BLUE * data[p + 2]!) / 1000;
    luma[x] = white + ((seen - white) * data[p + channels - 1]!) / white;
  }
}
