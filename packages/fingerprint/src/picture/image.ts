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
