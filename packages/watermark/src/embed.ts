import { detect } from './detect.ts';
import { assertImage, type Image, lumaOf, lumaOfEvenRows } from './image.ts';
import { afterJpeg } from './jpeg.ts';
import { TILE } from './layout.ts';
import { CELL, type Mask, visibilityMask } from './mask.ts';
import { PAYLOAD_BYTES } from './payload.ts';
import { type Plan, tablesOf } from './plan.ts';
import { createTile, profileOf, TILE_UNIT, type Tile, tileScaleOf } from './tile.ts';

export interface EmbedOptions<Data extends Uint8Array | Uint16Array = Uint8Array | Uint16Array> {
  /** Where to write the marked samples; may be the picture's own. A new array without it. */
  readonly out?: Data;
  /** 1 is just invisible to a careful viewer; the mark grows in proportion. .25..4, by default 1. */
  readonly strength?: number;
  /** Scales the mark to this PSNR over the colour samples, 30..60 dB, instead of `strength`. */
  readonly psnr?: number;
  /** Read the mark back; by default true. */
  readonly verify?: boolean;
  /** Read it back after a simulated JPEG of this quality as well, 1..100. Not done by default. */
  readonly jpeg?: number;
}

/** What {@link embed} made and reached. */
export interface Embedding<Data extends Uint8Array | Uint16Array = Uint8Array | Uint16Array> {
  /** The marked samples. */
  readonly data: Data;
  /** Over the colour samples, in dB; Infinity if nothing changed. */
  readonly psnr: number;
  /** The factor of the mask that was applied. */
  readonly strength: number;
  /** Pixels a tile sample: 1, 2, 4 or 8. */
  readonly tileScale: number;
  /** Whether the payload was read back from the result. False: the picture cannot carry it. */
  readonly survives: boolean;
  /** Whether it was also read back after the simulated JPEG; null if that was not asked for. */
  readonly survivesJpeg: boolean | null;
}

/** Smaller pictures are returned unmarked, with `survives` false. */
const LEAST_SIDE = 128;
/** However much a picture hides: not below this PSNR, in dB, unless it was asked for. */
const LEAST_PSNR = 38.15;

/**
 * White paper gives way by this share of the local mark, evenly and so unseen: clipping would take half of
 * it. Measured on a page of text: 4 dB after JPEG 50. Black ground gives way by less: as much would be as
 * unseen, but SSIM takes it for a change of structure.
 */
const HEADROOM = 0.7 * TILE_UNIT;
const BLACK_HEADROOM = 0.3 * TILE_UNIT;

/** A coarser pattern shows more: strengths by tile scale that give equal butteraugli distances. */
const COARSE = { 1: 1, 2: 0.63, 4: 0.7, 8: 0.64 } as const;
/** The same for the profiles. */
const SHAPE = [0.935, 1] as const;

/**
 * Hides a payload in a picture.
 *
 * @param payload 8 bytes
 * @throws TypeError, RangeError if an argument is not what it should be
 */
export function embed<Data extends Uint8Array | Uint16Array>(
  image: Image<Data>,
  plan: Plan,
  payload: Uint8Array,
  options: EmbedOptions<Data> = {},
): Embedding<Data> {
  assertImage(image);
  if (!(payload instanceof Uint8Array)) throw new TypeError('A payload is a Uint8Array.');
  if (payload.length !== PAYLOAD_BYTES) {
    throw new RangeError(`A payload has ${PAYLOAD_BYTES} bytes, this one ${payload.length}.`);
  }
  assertWithin('strength', options.strength ?? 1, 0.25, 4);
  assertWithin('psnr', options.psnr ?? 40, 30, 60);
  assertWithin('jpeg', options.jpeg ?? 50, 1, 100);
  const { data, width, height, bitDepth } = image;
  const out =
    options.out ??
    ((bitDepth === 8 ? new Uint8Array(data.length) : new Uint16Array(data.length)) as Data);
  if (out.length !== data.length || out.BYTES_PER_ELEMENT !== data.BYTES_PER_ELEMENT) {
    throw new RangeError('`out` must have the length and the type of the samples.');
  }
  const tileScale = tileScaleOf(width, height);
  const profile = profileOf(width, height);
  if (Math.min(width, height) < LEAST_SIDE) {
    const none = { survives: false, survivesJpeg: options.jpeg === undefined ? null : false };
    if (out !== data) out.set(data);
    return { data: out, psnr: Number.POSITIVE_INFINITY, strength: 0, tileScale, ...none };
  }
  const tile = createTile(tablesOf(plan), payload, tileScale, profile);
  const mask = visibilityMask(lumaOfEvenRows(image));
  let power = 0;
  for (const v of mask.values) power += v * v;
  const rms = Math.sqrt(power / mask.values.length);
  const atPsnr = (psnr: number) => 255 / 10 ** (psnr / 20) / rms;
  // Codecs erase the weak mark of flat pictures first, and those have visibility to spare.
  const flat = Math.max(0, Math.min(1, (20 * Math.log10(255 / rms) - 43) / 3));
  const wanted =
    options.psnr !== undefined
      ? atPsnr(options.psnr)
      : Math.min(
          (options.strength ?? 1) * COARSE[tileScale] * SHAPE[profile]! * (0.925 + 0.16 * flat),
          atPsnr(LEAST_PSNR),
        );
  // Powers and logarithms may differ between engines in the last bit; the strength shall not.
  const strength = Math.round(wanted * 1024) / 1024;
  const error = apply(image, tile, mask, strength, out);
  const colours = image.channels === 2 ? 1 : image.channels === 4 ? 3 : image.channels;
  const peak = bitDepth === 8 ? 255 : 65535;
  const psnr = 10 * Math.log10((peak * peak * width * height * colours) / error);
  const marked = { ...image, data: out };
  const reads = (picture: Image) => {
    const found = detect(picture, plan, { effort: 'fast' });
    return found.payload !== null && payload.every((b, i) => b === found.payload![i]);
  };
  const survives = options.verify === false || reads(marked);
  let survivesJpeg: boolean | null = null;
  if (options.jpeg !== undefined) {
    const { data } = afterJpeg(lumaOf(marked), options.jpeg);
    survivesJpeg = reads({ data, width, height, channels: 1, bitDepth: 8 });
  }
  return { data: out, psnr, strength, tileScale, survives, survivesJpeg };
}

function assertWithin(name: string, value: number, least: number, most: number): void {
  if (!(value >= least && value <= most)) {
    throw new RangeError(`${name} must be ${least}..${most}, not ${value}.`);
  }
}

/**
 * Adds strength x mask x tile, the same to red, green and blue: brightness changes and hue does not.
 * Against the direction of luma that costs 1.3 dB of PSNR, and at equal butteraugli distance it reads
 * half a decibel better.
 *
 * @returns the sum of squared errors over the colour samples
 */
function apply(
  image: Image,
  tile: Tile,
  mask: Mask,
  strength: number,
  out: Uint8Array | Uint16Array,
): number {
  const { width, height, bitDepth } = image;
  const unit = (strength * (bitDepth === 8 ? 1 : 257)) / TILE_UNIT;
  const top = (tile.offsetY * tile.side) / TILE;
  const left = (tile.offsetX * tile.side) / TILE;
  let above = new Int32Array(width);
  let below = new Int32Array(width);
  const pattern = new Int16Array(width);
  const applyRow = image.channels === 3 && bitDepth === 8 ? applyRgb : applyAny;
  // Between these no pixel lacks room for the mark.
  let most = 0;
  for (const v of mask.values) most = Math.max(most, v);
  const low = Math.ceil(most * unit * HEADROOM);
  const high = (bitDepth === 8 ? 255 : 65535) - low;
  let cellRow = -1;
  let error = 0;
  for (let y = 0; y < height; y++) {
    // Mask values are those of cell centres; between them they are interpolated.
    const cy = Math.max(0, Math.min(mask.rows - 1, (y + 0.5) / CELL - 0.5));
    const row = Math.floor(cy);
    if (row !== cellRow) {
      [above, below] = [below, above];
      if (cellRow < 0) maskLine(mask, row, unit, above);
      maskLine(mask, Math.min(mask.rows - 1, row + 1), unit, below);
      cellRow = row;
    }
    tileLine(tile, left, y + top, pattern);
    error += applyRow(image, y, above, below, 16 * (cy - row), pattern, low, high, out);
  }
  return error;
}

/** One row of the periodic pattern. */
function tileLine({ side, values }: Tile, left: number, y: number, out: Int16Array): void {
  const at = (y & (side - 1)) * side;
  for (let x = 0, from = left & (side - 1); x < out.length; from = 0) {
    const count = Math.min(side - from, out.length - x);
    out.set(values.subarray(at + from, at + from + count), x);
    x += count;
  }
}
type ApplyRow = (
  image: Image,
  y: number,
  above: Int32Array,
  below: Int32Array,
  sixteenths: number,
  pattern: Int16Array,
  low: number,
  high: number,
  out: Uint8Array | Uint16Array,
) => number;

/** The commonest kind of picture, in whole numbers: a fifth faster than in floating point. */
const applyRgb: ApplyRow = (image, y, above, below, sixteenths, pattern, low, high, out) => {
  const { data, width } = image;
  let at = (y * width * 3) | 0;
  let error = 0;
  for (let x = 0; x < width; x++) {
    const a = above[x]!;
    const m = (a + (Math.imul(sixteenths, below[x]! - a) >> 4)) | 0;
    let exact = Math.imul(m, pattern[x]!);
    const r = data[at]!;
    if (r < low || r > high) {
      exact = (exact + giveWay(data, at, 3, m / MASK_UNIT, 255) * MASK_UNIT) | 0;
    }
    const delta = (exact + MASK_UNIT / 2) >> MASK_BITS;
    const g = data[at + 1]!;
    const b = data[at + 2]!;
    let u = (r + delta) | 0;
    let v = (g + delta) | 0;
    let w = (b + delta) | 0;
    if ((u | v | w) & ~255) {
      // A sample below 0 or above 255 has bits there.
      u = u < 0 ? 0 : u > 255 ? 255 : u;
      v = v < 0 ? 0 : v > 255 ? 255 : v;
      w = w < 0 ? 0 : w > 255 ? 255 : w;
      error = (error + (u - r) * (u - r) + (v - g) * (v - g) + (w - b) * (w - b)) | 0;
    } else {
      error = (error + Math.imul(3 * delta, delta)) | 0;
    }
    out[at] = u;
    out[at + 1] = v;
    out[at + 2] = w;
    at = (at + 3) | 0;
  }
  return error;
};

/** Gray or colours, with or without alpha. What is under alpha 0 is not seen, and is not marked. */
const applyAny: ApplyRow = (image, y, above, below, sixteenths, pattern, low, high, out) => {
  const { data, width, channels, bitDepth } = image;
  const peak = bitDepth === 8 ? 255 : 65535;
  const opaque = channels & 1;
  const colours = opaque ? channels : channels - 1;
  let at = y * width * channels;
  let error = 0;
  for (let x = 0; x < width; x++, at += channels) {
    const a = above[x]!;
    const m = (a + ((sixteenths * (below[x]! - a)) >> 4)) / MASK_UNIT;
    let exact = m * pattern[x]!;
    const first = data[at]!;
    if (first < low || first > high) exact += giveWay(data, at, colours, m, peak);
    let delta = Math.floor(exact + 0.5);
    if (!opaque) {
      const alpha = data[at + colours]!;
      out[at + colours] = alpha;
      if (alpha === 0) delta = 0;
    }
    for (let k = 0; k < colours; k++) {
      const old = data[at + k]!;
      const exactly = old + delta;
      const v = exactly < 0 ? 0 : exactly > peak ? peak : exactly;
      out[at + k] = v;
      error += (v - old) * (v - old);
    }
  }
  return error;
};

/** How far a pixel is to move so that all its colours have room for a mark `m`, if all lack it. */
function giveWay(
  data: Uint8Array | Uint16Array,
  at: number,
  colours: number,
  m: number,
  peak: number,
): number {
  let least = data[at]!;
  let most = least;
  for (let k = 1; k < colours; k++) {
    least = Math.min(least, data[at + k]!);
    most = Math.max(most, data[at + k]!);
  }
  const above = least + m * HEADROOM - peak;
  if (above > 0) return -above;
  const below = m * BLACK_HEADROOM - most;
  return below > 0 ? below : 0;
}

/** Mask values times `unit` are kept in whole numbers of this part: a mark has less than 128 levels. */
const MASK_BITS = 24;
const MASK_UNIT = 2 ** MASK_BITS;

/** One row of cells, interpolated between their centres to pixels and times `unit`. */
function maskLine({ columns, values }: Mask, row: number, unit: number, out: Int32Array): void {
  const half = CELL / 2;
  const scale = unit * MASK_UNIT;
  const first = row * columns;
  out.fill(scale * values[first]!, 0, half);
  for (let c = 0, x = half; x < out.length; c++) {
    const from = scale * values[first + c]!;
    const step = (scale * values[first + Math.min(columns - 1, c + 1)]! - from) / CELL;
    const end = Math.min(out.length, x + CELL);
    for (let v = from + step / 2; x < end; x++, v += step) out[x] = v;
  }
}
