import { unitVector } from '../numeric/turn.ts';

/** Side of a block of JPEG, in pixels. */
export const BLOCK = 8;

/** Luminance quantisation at quality 50 (ITU-T T.81, table K.1), rows of rising vertical frequency. */
const QUALITY_50 = [
  16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56,
  14, 17, 22, 29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113,
  92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
];

/**
 * Steps of the luma quantiser as libjpeg has them, rows of rising vertical frequency.
 *
 * @param quality 1..100
 */
export function quantiserSteps(quality: number): number[] {
  const scale = quality < 50 ? 5000 / quality : 200 - 2 * quality;
  return QUALITY_50.map((q) => Math.max(1, Math.min(255, Math.floor((q * scale + 50) / 100))));
}

/** Orthonormal DCT-II: frequency u of sample x at `u * 8 + x`. */
export const cosines = new Float64Array(BLOCK * BLOCK);
for (let u = 0; u < BLOCK; u++) {
  for (let x = 0; x < BLOCK; x++) {
    cosines[u * BLOCK + x] =
      (u === 0 ? Math.SQRT1_2 : 1) * 0.5 * unitVector(((2 * x + 1) * u) / 32)[0];
  }
}
