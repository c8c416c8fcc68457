import type { Plane } from '../image.ts';
import { cosines, quantiserSteps, BLOCK as SIDE } from './dct.ts';

/**
 * What a JPEG leaves of a luma plane: quantised like libjpeg does at this quality, without the coding.
 * Columns and rows beyond the last whole block stay as they are.
 *
 * @param quality 1..100
 */
export function afterJpeg(plane: Plane, quality: number): Plane {
  const steps = quantiserSteps(quality);
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
