import { fftOf, transformHalfPlane } from '../numeric/fft.ts';
import { hmac } from '../numeric/sha256.ts';
import { BAND_MAX, type Carriers, type Layout, TILE } from './layout.ts';
import { encodePayload } from './payload.ts';
import type { KeyTables } from './plan.ts';

/** Tile values are in 1/1024 of the root mean square. */
export const TILE_UNIT = 1024;

/** The periodic pattern of one payload. */
export interface Tile {
  /** Side in pixels: 256 times the tile scale. */
  readonly side: number;
  readonly values: Int16Array;
  /** The highest of their magnitudes. */
  readonly peak: number;
  readonly layout: Layout;
  /** Where in the tile the picture's first pixel lies, in pixels at tile scale 1. */
  readonly offsetX: number;
  readonly offsetY: number;
}

/**
 * The tile grows with the picture, so that a large picture still reads after it was made small: what a
 * viewer sees at full size on a screen is marked as if it had some 500 pixels a side.
 */
export function tileScaleOf(width: number, height: number): 1 | 2 | 4 | 8 {
  const pixels = width * height;
  return pixels >= 11.5e6 ? 8 : pixels >= 3.2e6 ? 4 : pixels >= 0.9e6 ? 2 : 1;
}

/** Small pictures need all the band, and a coarse tile has low frequencies enough. */
export function profileOf(width: number, height: number): number {
  const pixels = width * height;
  return pixels >= 0.2e6 && pixels < 0.9e6 ? 1 : 0;
}

/**
 * The layout and the offset are drawn from key and payload: pictures with different payloads do not
 * line up, so that averaging many of them shows no pattern.
 *
 * @param scale 1, 2, 4 or 8: pixels a tile sample
 * @param profile how amplitudes go with the radius: see layout.ts
 */
export function createTile(
  tables: KeyTables,
  payload: Uint8Array,
  scale: number,
  profile: number,
): Tile {
  const choice = hmac(tables.choiceKey, payload);
  const layout = tables.layouts[choice[0]! % tables.layouts.length]!;
  const code = encodePayload(payload, tables.checkKey);
  const side = TILE * scale;
  const fft = fftOf(side);
  // Half the amplitude: the transform gives twice the real part. And it is the forward one, so the
  // spectrum is conjugated.
  const re = new Float32Array((BAND_MAX + 1) * side);
  const im = new Float32Array((BAND_MAX + 1) * side);
  const put = (c: Carriers, i: number, x: number, y: number) => {
    const at = c.kx[i]! * side + fft.places[c.ky[i]! & (side - 1)]!;
    const a = (c.amplitudes[profile]![i]! * TILE_UNIT) / 2;
    re[at] = a * (x * c.cos[i]! - y * c.sin[i]!);
    im[at] = -a * (x * c.sin[i]! + y * c.cos[i]!);
  };
  const { pilots, data, bits, scrambler } = layout;
  for (let i = 0; i < pilots.count; i++) put(pilots, i, 1, 0);
  const sign = (bit: number) => (code[bit]! ^ scrambler[bit]! ? -Math.SQRT1_2 : Math.SQRT1_2);
  for (let i = 0; i < data.count; i++) put(data, i, sign(bits[2 * i]!), sign(bits[2 * i + 1]!));
  const used = Array.from({ length: BAND_MAX }, (_, i) => i + 1);
  const values = new Int16Array(side * side);
  let peak = 0;
  transformHalfPlane(fft, re, im, used, (y, row) => {
    const at = y * side;
    for (let x = 0; x < side; x++) {
      const v = Math.round(row[x]!);
      values[at + x] = v;
      if (v > peak) peak = v;
      else if (-v > peak) peak = -v;
    }
  });
  return { side, values, peak, layout, offsetX: choice[1]!, offsetY: choice[2]! };
}
