type Samples = Uint8Array | Uint16Array;

/**
 * BT.601, as PDQ and JPEG have it, in thousandths: whole numbers are faster until they meet a weight. Not exported: another
 * module's constants are read anew each time, which made a row of colours take 1.2 times as long.
 */
const RED = 299;
const GREEN = 587;
const BLUE = 114;
const LOW = 0xffff;

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

/**
 * Luma of colours, in thousandths, whose samples are halves of numbers. Four pixels are twelve bytes: 0 and 2, 4
 * and 6, 8 and 10 of them are in three numbers of `even`, the others in three of `odd`.
 */
export function rgbOfSums(even: Uint32Array, odd: Uint32Array, luma: Float64Array): void {
  for (let x = 0, k = 0; x + 3 < luma.length; x += 4, k += 3) {
    const a = even[k]!;
    const b = odd[k]!;
    const c = even[k + 1]!;
    const d = odd[k + 1]!;
    const e = even[k + 2]!;
    const f = odd[k + 2]!;
    luma[x] = RED * (a & LOW) + GREEN * (b & LOW) + BLUE * (a >>> 16);
    luma[x + 1] = RED * (b >>> 16) + GREEN * (c & LOW) + BLUE * (d & LOW);
    luma[x + 2] = RED * (c >>> 16) + GREEN * (d >>> 16) + BLUE * (e & LOW);
    luma[x + 3] = RED * (f & LOW) + GREEN * (e >>> 16) + BLUE * (f >>> 16);
  }
}

/** The same of gray: four pixels are four bytes. */
export function grayOfSums(even: Uint32Array, odd: Uint32Array, luma: Float64Array): void {
  for (let x = 0, k = 0; x + 3 < luma.length; x += 4, k++) {
    luma[x] = even[k]! & LOW;
    luma[x + 1] = odd[k]! & LOW;
    luma[x + 2] = even[k]! >>> 16;
    luma[x + 3] = odd[k]! >>> 16;
  }
}
