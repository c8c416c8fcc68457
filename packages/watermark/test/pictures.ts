import type { Image } from '../src/index.ts';
import { unitVector } from '../src/numeric/turn.ts';

/** A picture of whole samples of 8 bits, gray. */
export type Gray = Image<Uint8Array> & { readonly channels: 1; readonly bitDepth: 8 };

export function gray(width: number, height: number, data: Uint8Array): Gray {
  return { data, width, height, channels: 1, bitDepth: 8 };
}

/** Binary PGM (Netpbm) of 8 bits, without comments: what {@link writePgm} writes. */
export function readPgm(bytes: Uint8Array): Gray {
  const [header, width, height] = /^P5\n(\d+) (\d+)\n255\n/.exec(
    Buffer.from(bytes.subarray(0, 32)).toString('latin1'),
  )!;
  return gray(Number(width), Number(height), Uint8Array.from(bytes.subarray(header.length)));
}

export function writePgm({ data, width, height }: Gray): Uint8Array {
  return Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`, 'latin1'), data]);
}

/**
 * Two waves, a disc and grain that grows to the right: smooth and busy places, an edge, and all of it
 * from arithmetic that no engine rounds differently.
 */
export function draw(width: number, height: number): Gray {
  const data = new Uint8Array(width * height);
  let state = 1;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      const grain = ((state >>> 24) - 128) * (0.05 + (0.1 * x) / width);
      const wave = unitVector(x / 130)[1] * unitVector(y / 170)[0];
      const disc = (x - 120) * (x - 120) + (y - 60) * (y - 60) < 1600 ? 30 : 0;
      data[y * width + x] = Math.round(115 + 55 * wave + disc + grain);
    }
  }
  return gray(width, height, data);
}

/** How another kind of picture is made from a gray one: see `embeddings` in format-1.json. */
export interface Derivation {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 2 | 3 | 4;
  readonly bitDepth: 8 | 16;
  /** Of four levels, the highest of them white: what is smooth becomes flat. */
  readonly posterised?: boolean;
}

/** Mirrored over and over to the size; colours apart by 8; transparent in the top left quarter. */
export function derive(
  source: Gray,
  { width, height, channels, bitDepth, posterised }: Derivation,
): Image {
  const length = width * height * channels;
  const data = bitDepth === 8 ? new Uint8Array(length) : new Uint16Array(length);
  const unit = bitDepth === 8 ? 1 : 257;
  const mirrored = (v: number, side: number) => {
    const at = v % (2 * side);
    return at < side ? at : 2 * side - 1 - at;
  };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = mirrored(y, source.height) * source.width + mirrored(x, source.width);
      const v = posterised ? source.data[from]! | 63 : source.data[from]!;
      const at = (y * width + x) * channels;
      for (let c = 0; c < channels; c++) {
        const alpha = channels % 2 === 0 && c === channels - 1;
        const hidden = 2 * x < width && 2 * y < height;
        data[at + c] = unit * (alpha ? (hidden ? 0 : 255) : Math.min(255, v + 8 * c));
      }
    }
  }
  return { data, width, height, channels, bitDepth };
}

export function crop(image: Gray, left: number, top: number, width: number, height: number): Gray {
  const out = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const at = (y + top) * image.width + left;
    out.set(image.data.subarray(at, at + width), y * width);
  }
  return gray(width, height, out);
}

/**
 * out(x, y) = image(a x + b y + e, c x + d y + f), bilinear, pixel centres at whole numbers, 128
 * outside. Enough for what shrinks by less than a half.
 */
export function warp(image: Gray, width: number, height: number, map: Affine): Gray {
  const { data } = image;
  const { a, b, c, d, e, f } = map;
  const out = new Uint8Array(width * height).fill(128);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const u = a * x + b * y + e;
      const v = c * x + d * y + f;
      const i = Math.min(Math.floor(u), image.width - 2);
      const j = Math.min(Math.floor(v), image.height - 2);
      if (i < 0 || j < 0 || u > image.width - 1 || v > image.height - 1) continue;
      const at = j * image.width + i;
      const below = at + image.width;
      const s = data[at]! + (u - i) * (data[at + 1]! - data[at]!);
      const t = data[below]! + (u - i) * (data[below + 1]! - data[below]!);
      out[y * width + x] = Math.round(s + (v - j) * (t - s));
    }
  }
  return gray(width, height, out);
}

/** From the pixels of a picture to those of the one it was made from. */
export interface Affine {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly e: number;
  readonly f: number;
}
