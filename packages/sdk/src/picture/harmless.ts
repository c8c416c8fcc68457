import { fileOfPixels } from './raw.ts';

const SIDE = 256;

/** A picture of noise, in which a mark can hide, and with which nothing is wrong. */
export async function harmlessPicture(): Promise<Uint8Array> {
  const pixels = new Uint8Array(SIDE * SIDE);
  let state = 1;
  for (let i = 0; i < pixels.length; i++) {
    // Numerical Recipes: good enough for a texture, and the same everywhere.
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    pixels[i] = 64 + (state >>> 25);
  }
  return fileOfPixels({ pixels, width: SIDE, height: SIDE, channels: 1 });
}
