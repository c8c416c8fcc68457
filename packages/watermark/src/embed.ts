import { detect } from './detect.ts';
import { assertImage, type Image, lumaOf } from './image.ts';
import { TILE } from './layout.ts';
import { CELL, type Mask, visibilityMask } from './mask.ts';
import { PAYLOAD_BYTES } from './payload.ts';
import type { Plan } from './plan.ts';
import { createTile, TILE_UNIT, type Tile, tileScaleOf } from './tile.ts';

export interface EmbedOptions<Data extends Uint8Array | Uint16Array = Uint8Array | Uint16Array> {
  /** Where to write the marked samples; may be the picture's own. A new array without it. */
  readonly out?: Data;
  /** 1 is just invisible to a careful viewer; the mark grows in proportion. .25..4, by default 1. */
  readonly strength?: number;
  /** Scales the mark to this PSNR over the colour samples, 30..60 dB, instead of `strength`. */
  readonly psnr?: number;
  /** Read the mark back; by default true. */
  readonly verify?: boolean;
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
}

/** Smaller pictures are returned unmarked, with `survives` false. */
const LEAST_SIDE = 128;
/** However much a picture hides: not below this PSNR, in dB, unless it was asked for. */
const LEAST_PSNR = 38.15;

/**
 * White paper and black ground give way by this share of the local mark, evenly and so unseen: clipping
 * would take half of it. Measured on a page of text: 4 dB after JPEG 50.
 */
const HEADROOM = 0.7 * TILE_UNIT;

/** A coarser pattern shows more: strengths by tile scale that give equal butteraugli distances. */
const COARSE = { 1: 1, 2: 0.64, 4: 0.66, 8: 0.6 } as const;

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
  const { data, width, height, bitDepth } = image;
  const out =
    options.out ??
    ((bitDepth === 8 ? new Uint8Array(data.length) : new Uint16Array(data.length)) as Data);
  if (out.length !== data.length || out.BYTES_PER_ELEMENT !== data.BYTES_PER_ELEMENT) {
    throw new RangeError('`out` must have the length and the type of the samples.');
  }
  const tileScale = tileScaleOf(width, height);
  if (Math.min(width, height) < LEAST_SIDE) {
    if (out !== data) out.set(data);
    return { data: out, psnr: Number.POSITIVE_INFINITY, strength: 0, tileScale, survives: false };
  }
  const tile = createTile(plan, payload, tileScale);
  const mask = visibilityMask(lumaOf(image));
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
          (options.strength ?? 1) * COARSE[tileScale] * (0.943 + 0.26 * flat),
          atPsnr(LEAST_PSNR),
        );
  // Powers and logarithms may differ between engines in the last bit; the strength shall not.
  const strength = Math.round(wanted * 1024) / 1024;
  const error = apply(image, tile, mask, strength, out);
  const colours = image.channels === 2 ? 1 : image.channels === 4 ? 3 : image.channels;
  const peak = bitDepth === 8 ? 255 : 65535;
  const psnr = 10 * Math.log10((peak * peak * width * height * colours) / error);
  let survives = true;
  if (options.verify !== false) {
    const found = detect({ ...image, data: out }, plan, { effort: 'fast' });
    survives = found.payload !== null && payload.every((b, i) => b === found.payload![i]);
  }
  return { data: out, psnr, strength, tileScale, survives };
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
  const { data, width, height, channels, bitDepth } = image;
  const { side, values } = tile;
  const wrap = side - 1;
  const peak = bitDepth === 8 ? 255 : 65535;
  const unit = (strength * (bitDepth === 8 ? 1 : 257)) / TILE_UNIT;
  const left = (tile.offsetX * side) / TILE;
  const top = (tile.offsetY * side) / TILE;
  const colours = channels < 3 ? 1 : 3;
  const hasAlpha = channels !== colours;
  const above = new Float32Array(width);
  const below = new Float32Array(width);
  let cellRow = -1;
  let error = 0;
  for (let y = 0; y < height; y++) {
    // Mask values are those of cell centres; between them they are interpolated.
    const cy = Math.max(0, Math.min(mask.rows - 1, (y + 0.5) / CELL - 0.5));
    const row = Math.floor(cy);
    if (row !== cellRow) {
      maskLine(mask, row, unit, above);
      maskLine(mask, Math.min(mask.rows - 1, row + 1), unit, below);
      cellRow = row;
    }
    const f = cy - row;
    const line = ((y + top) & wrap) * side;
    let at = y * width * channels;
    let rowError = 0;
    for (let x = 0; x < width; x++) {
      const m = above[x]! + f * (below[x]! - above[x]!);
      let exact = m * values[line + ((x + left) & wrap)]!;
      const room = m * HEADROOM;
      if (data[at]! + room > peak || data[at]! < room)
        exact += giveWay(data, at, colours, room, peak);
      // Rounded half up; the shift keeps the truncation away from zero.
      let delta = ((exact + 65536.5) | 0) - 65536;
      if (colours === 3) {
        const r = data[at]!;
        const g = data[at + 1]!;
        const b = data[at + 2]!;
        // What is under alpha 0 is not seen, and is not marked.
        if (hasAlpha) {
          const alpha = data[at + 3]!;
          out[at + 3] = alpha;
          if (alpha === 0) delta = 0;
        }
        let u = r + delta;
        let v = g + delta;
        let w = b + delta;
        if ((u | v | w) & ~peak) {
          // A sample below 0 or above the peak has bits there.
          u = u < 0 ? 0 : u > peak ? peak : u;
          v = v < 0 ? 0 : v > peak ? peak : v;
          w = w < 0 ? 0 : w > peak ? peak : w;
          rowError += (u - r) * (u - r) + (v - g) * (v - g) + (w - b) * (w - b);
        } else {
          rowError += 3 * delta * delta;
        }
        out[at] = u;
        out[at + 1] = v;
        out[at + 2] = w;
      } else {
        const gray = data[at]!;
        if (hasAlpha) {
          const alpha = data[at + 1]!;
          out[at + 1] = alpha;
          if (alpha === 0) delta = 0;
        }
        let v = gray + delta;
        v = v < 0 ? 0 : v > peak ? peak : v;
        out[at] = v;
        rowError += (v - gray) * (v - gray);
      }
      at += channels;
    }
    error += rowError;
  }
  return error;
}

/** How far a pixel is to move so that all its colours have room for the mark, if all lack it. */
function giveWay(
  data: Uint8Array | Uint16Array,
  at: number,
  colours: number,
  room: number,
  peak: number,
): number {
  let least = data[at]!;
  let most = least;
  for (let k = 1; k < colours; k++) {
    least = Math.min(least, data[at + k]!);
    most = Math.max(most, data[at + k]!);
  }
  if (least + room > peak) return peak - room - least;
  return most < room ? room - most : 0;
}

/** One row of cells, interpolated to pixels and times `unit`. */
function maskLine(mask: Mask, row: number, unit: number, out: Float32Array): void {
  const { columns, values } = mask;
  for (let x = 0; x < out.length; x++) {
    const cx = Math.max(0, Math.min(columns - 1, (x + 0.5) / CELL - 0.5));
    const c = Math.floor(cx);
    const a = values[row * columns + c]!;
    const b = values[row * columns + Math.min(columns - 1, c + 1)]!;
    out[x] = unit * (a + (cx - c) * (b - a));
  }
}
