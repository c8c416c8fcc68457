import type { Plane } from '../image.ts';
import { unitVector } from '../numeric/turn.ts';

const SIDE = 8;

/** Luminance quantisation at quality 50 (ITU-T T.81, table K.1), rows of rising vertical frequency. */
const QUALITY_50 = [
  16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56,
  14, 17, 22, 29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113,
  92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
];

/** Orthonormal DCT-II: frequency u of sample x at `u * 8 + x`. */
const cosines = new Float64Array(SIDE * SIDE);
for (let u = 0; u < SIDE; u++) {
  for (let x = 0; x < SIDE; x++) {
    cosines[u * SIDE + x] =
      (u === 0 ? Math.SQRT1_2 : 1) * 0.5 * unitVector(((2 * x + 1) * u) / 32)[0];
  }
}

/**
 * What a JPEG leaves of a luma plane: quantised like libjpeg does at this quality, without the coding.
 * Columns and rows beyond the last whole block stay as they are.
 *
 * @param quality 1..100
 */
export function afterJpeg(plane: Plane, quality: number): Plane {
  const scale = quality < 50 ? 5000 / quality : 200 - 2 * quality;
  const steps = QUALITY_50.map((q) =>
    Math.max(1, Math.min(255, Math.floor((q * scale + 50) / 100))),
  );
  const { data, width, height } = plane;
  const out = new Uint8Array(data);
  const block = new Float64Array(SIDE * SIDE);
  const half = new Float64Array(SIDE * SIDE);
  for (let y = 0; y + SIDE <= height; y += SIDE) {
    for (let x = 0; x + SIDE <= width; x += SIDE) {
      for (let j = 0; j < SIDE; j++) {
        const at = (y + j) * width + x;
        for (let i = 0; i < SIDE; i++) block[j * SIDE + i] = data[at + i]! - 128;
      }
      multiply(block, half, false);
      multiply(half, block, false);
      for (let k = 0; k < block.length; k++) {
        block[k] = Math.round(block[k]! / steps[k]!) * steps[k]!;
      }
      multiply(block, half, true);
      multiply(half, block, true);
      for (let j = 0; j < SIDE; j++) {
        const at = (y + j) * width + x;
        for (let i = 0; i < SIDE; i++) {
          const v = Math.round(block[j * SIDE + i]! + 128);
          out[at + i] = v < 0 ? 0 : v > 255 ? 255 : v;
        }
      }
    }
  }
  return { ...plane, data: out };
}

/** Transforms the rows and stores them as columns: twice of it is the whole transform, upright again. */
function multiply(from: Float64Array, to: Float64Array, inverse: boolean): void {
  for (let row = 0; row < SIDE; row++) {
    for (let k = 0; k < SIDE; k++) {
      let sum = 0;
      for (let i = 0; i < SIDE; i++) {
        sum += cosines[inverse ? i * SIDE + k : k * SIDE + i]! * from[row * SIDE + i]!;
      }
      to[k * SIDE + row] = sum;
    }
  }
}
