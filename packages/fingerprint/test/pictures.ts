import type { Image } from '../src/index.ts';

/** A picture of 8 bits. */
export type Picture = Image<Uint8Array>;

/** Samples of one channel, 0..255, from a function of the pixel. */
export function gray(
  width: number,
  height: number,
  sample: (x: number, y: number) => number,
): Picture {
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data[y * width + x] = Math.round(sample(x, y));
  }
  return { data, width, height, channels: 1, bitDepth: 8 };
}

/** Whole numbers, 0..2^32 - 1: the same from every engine. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state ^ (state >>> 15)) >>> 0;
  };
}

/**
 * Soft hills of light at random places, and grain: no two seeds look alike. Of whole numbers and
 * divisions alone, which no engine rounds differently.
 */
export function hills(seed: number, width: number, height: number): Picture {
  const next = random(seed * 7919 + 17);
  const size = Math.max(width, height);
  const spots = Array.from({ length: 40 }, () => ({
    x: next() % width,
    y: next() % height,
    r: size / (5 + (next() % 20)),
    v: (next() % 161) - 80,
  }));
  return gray(width, height, (x, y) => {
    let v = 120 + (next() % 9) - 4;
    for (const spot of spots) {
      const d = ((x - spot.x) ** 2 + (y - spot.y) ** 2) / (spot.r * spot.r);
      if (d < 9) v += spot.v / (1 + 4 * d * d);
    }
    return Math.max(0, Math.min(255, v));
  });
}

/** out(x, y) = image(from(x, y)), which must lie inside. */
export function rearranged(
  image: Picture,
  width: number,
  height: number,
  from: (x: number, y: number) => readonly [number, number],
): Picture {
  return gray(width, height, (x, y) => {
    const [i, j] = from(x, y);
    return image.data[j * image.width + i]!;
  });
}

/** The eight ways to lay a picture, in the order of `pdqVariants`. */
export function laid(image: Picture): readonly Picture[] {
  const { width: w, height: h } = image;
  return [
    image,
    rearranged(image, h, w, (x, y) => [w - 1 - y, x]),
    rearranged(image, w, h, (x, y) => [w - 1 - x, h - 1 - y]),
    rearranged(image, h, w, (x, y) => [y, h - 1 - x]),
    rearranged(image, w, h, (x, y) => [x, h - 1 - y]),
    rearranged(image, w, h, (x, y) => [w - 1 - x, y]),
    rearranged(image, h, w, (x, y) => [y, x]),
    rearranged(image, h, w, (x, y) => [w - 1 - y, h - 1 - x]),
  ];
}

export function crop(
  image: Picture,
  left: number,
  top: number,
  width: number,
  height: number,
): Picture {
  return rearranged(image, width, height, (x, y) => [left + x, top + y]);
}

/** Light that varies over 16 to 26 pixels everywhere: a picture of which every part can be told. */
export function pebbles(seed: number, width: number, height: number): Picture {
  const next = random(Math.imul(seed, 0x9e3779b1) + 29);
  const size = 16 + (seed % 11);
  const columns = Math.ceil(width / size) + 2;
  const lattice = Array.from(
    { length: columns * (Math.ceil(height / size) + 2) },
    () => next() % 200,
  );
  return gray(width, height, (x, y) => {
    const i = Math.floor(x / size);
    const j = Math.floor(y / size);
    const s = x / size - i;
    const t = y / size - j;
    const at = j * columns + i;
    const upper = lattice[at]! + s * (lattice[at + 1]! - lattice[at]!);
    const below = at + columns;
    const lower = lattice[below]! + s * (lattice[below + 1]! - lattice[below]!);
    return 28 + upper + t * (lower - upper);
  });
}
