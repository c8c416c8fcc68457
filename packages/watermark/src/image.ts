/**
 * A picture in memory: interleaved samples, rows from the top without padding, sample c of pixel
 * (x, y) at `(y * width + x) * channels + c`. Alpha, if any, is last and not premultiplied.
 */
export interface Image<Data extends Uint8Array | Uint16Array = Uint8Array | Uint16Array> {
  readonly data: Data;
  /** Columns, in pixels. */
  readonly width: number;
  /** Rows, in pixels. */
  readonly height: number;
  /** 1 gray, 2 gray and alpha, 3 RGB, 4 RGB and alpha. */
  readonly channels: 1 | 2 | 3 | 4;
  /** 8: a Uint8Array, 0..255. 16: a Uint16Array, 0..65535. */
  readonly bitDepth: 8 | 16;
}

/** @throws TypeError, RangeError if the fields contradict each other */
export function assertImage(image: Image): void {
  const { data, width, height, channels, bitDepth } = image;
  if (!(bitDepth === 8 ? data instanceof Uint8Array : data instanceof Uint16Array)) {
    throw new TypeError(`An image of bit depth ${bitDepth} has the wrong type of samples.`);
  }
  for (const [name, value, least, most] of [
    ['width', width, 1, 65535],
    ['height', height, 1, 65535],
    ['channels', channels, 1, 4],
  ] as const) {
    if (!Number.isInteger(value) || value < least || value > most) {
      throw new RangeError(`${name} must be an integer ${least}..${most}, not ${value}.`);
    }
  }
  if (data.length !== width * height * channels) {
    throw new RangeError(
      `An image of ${width} x ${height} x ${channels} has ${width * height * channels} samples, not ${data.length}.`,
    );
  }
}

/** One plane of samples. */
export interface Plane {
  readonly data: Uint8Array | Uint16Array;
  readonly width: number;
  readonly height: number;
  /** The picture is at level 0, half its size at 1. Samples of level n are in 1/4^n of 255. */
  readonly level: number;
}

/** Luma (BT.601, the one JPEG uses) as it is seen on white: what lies under alpha 0 does not exist. */
export function lumaOf(image: Image): Plane {
  return lumaOfPart(image, 0, 0, image.width, image.height);
}

/** The luma of the even rows alone. */
export function lumaOfEvenRows(image: Image): Plane {
  const { width } = image;
  const height = (image.height + 1) >> 1;
  const data = new Uint8Array(width * height);
  lumaRows(image, { x0: 0, y0: 0, width, height, step: 2 }, data);
  return { data, width, height, level: 0 };
}

/** The luma of a part that begins at column `x0` and row `y0`. */
export function lumaOfPart(
  image: Image,
  x0: number,
  y0: number,
  width: number,
  height: number,
): Plane {
  const data = new Uint8Array(width * height);
  lumaRows(image, { x0, y0, width, height, step: 1 }, data);
  return { data, width, height, level: 0 };
}

/** Rows of a part, each `step`-th. */
interface Rows {
  readonly x0: number;
  readonly y0: number;
  readonly width: number;
  readonly height: number;
  readonly step: number;
}

function lumaRows(image: Image, { x0, y0, width, height, step }: Rows, out: Uint8Array): void {
  const { data, channels, bitDepth } = image;
  const shift = bitDepth - 8;
  const opaque = bitDepth === 8 ? 255 : 65535;
  for (let row = 0; row < height; row++) {
    const first = ((y0 + row * step) * image.width + x0) * channels;
    const to = row * width;
    if (channels === 3 && bitDepth === 8) {
      lumaOfRgb(data, first, width, out, to);
    } else if (channels < 3) {
      for (let x = 0, at = first; x < width; x++, at += channels) out[to + x] = data[at]! >> shift;
    } else {
      const half = 128 << shift;
      for (let x = 0, at = first; x < width; x++, at += channels) {
        out[to + x] =
          (77 * data[at]! + 150 * data[at + 1]! + 29 * data[at + 2]! + half) >> (8 + shift);
      }
    }
    if (channels === 2 || channels === 4) {
      for (let x = 0, at = first + channels - 1; x < width; x++, at += channels) {
        const alpha = data[at]!;
        if (alpha < opaque) {
          out[to + x] = 255 + Math.round(((out[to + x]! - 255) * alpha) / opaque);
        }
      }
    }
  }
}

/** The same with all numbers written out, in a third of the time. */
function lumaOfRgb(
  data: Uint8Array | Uint16Array,
  at: number,
  count: number,
  out: Uint8Array,
  to: number,
): void {
  for (let x = 0; x < count; x++, at += 3) {
    out[to + x] = (77 * data[at]! + 150 * data[at + 1]! + 29 * data[at + 2]! + 128) >> 8;
  }
}

/**
 * Sums of 2 x 2 pixels, not rounded to 8 bits again: after a blur there is little else than what
 * rounding would take. An odd last row or column is left out.
 */
export function halve({ data, width, height, level }: Plane): Plane {
  const w = width >> 1;
  const h = height >> 1;
  const out = new Uint16Array(w * h);
  if (data instanceof Uint8Array && (width & 3) === 0 && (data.byteOffset & 3) === 0) {
    halveBytes(data, width, out);
  } else {
    for (let y = 0; y < h; y++) {
      let at = 2 * y * width;
      for (let x = 0, to = y * w; x < w; x++, to++, at += 2) {
        out[to] = data[at]! + data[at + 1]! + data[at + width]! + data[at + width + 1]!;
      }
    }
  }
  return { data: out, width: w, height: h, level: level + 1 };
}

/** Four bytes a word, of which two sums come: a quarter of the time, in either order of bytes. */
function halveBytes(data: Uint8Array, width: number, out: Uint16Array): void {
  const words = width >> 2;
  const from = new Int32Array(data.buffer, data.byteOffset, data.length >> 2);
  const to = new Int32Array(out.buffer, 0, out.length >> 1);
  for (let i = 0, at = 0; i < to.length; at += words) {
    for (const end = i + words; i < end; i++, at++) {
      const p = from[at]!;
      const q = from[at + words]!;
      to[i] = (p & 0xff00ff) + ((p >>> 8) & 0xff00ff) + (q & 0xff00ff) + ((q >>> 8) & 0xff00ff);
    }
  }
}
