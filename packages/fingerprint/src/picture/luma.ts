type Samples = Uint8Array | Uint16Array;

/**
 * BT.601, as PDQ and JPEG have it, in thousandths: whole numbers are faster until they meet a weight. Not exported: another
 * module's constants are read anew each time, which made a row of colours take 1.2 times as long.
 */
const RED = 299;
const GREEN = 587;
const BLUE = 114;

/** Luma of a row, from its first sample on. */
export function grayLine(data: Samples, start: number, luma: Float64Array): void {
  for (let x = 0; x < luma.length; x++) luma[x] = data[start + x]!;
}

/** The same of colours, in thousandths. */
export function rgbLine(data: Samples, start: number, luma: Float64Array): void {
  for (let x = 0, p = start; x < luma.length; x++, p += 3) {
    luma[x] = RED * data[p]! + GREEN * data[p + 1]! + BLUE * data[p + 2]!;
  }
}

/** The same on white, of any picture with alpha. */
export function alphaLine(
  data: Samples,
  start: number,
  luma: Float64Array,
  channels: number,
): void {
  const white = data instanceof Uint8Array ? 255 : 65535;
  for (let x = 0, p = start; x < luma.length; x++, p += channels) {
    const seen =
      channels === 2
        ? data[p]!
        : (RED * data[p]! + GREEN * data[p + 1]! + BLUE * data[p + 2]!) / 1000;
    luma[x] = white + ((seen - white) * data[p + channels - 1]!) / white;
  }
}
