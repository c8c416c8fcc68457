import { assertPayload } from '../format/payload.ts';
import { type Plan, tablesOf } from '../format/plan.ts';
import { createTile, profileOf, type Tile, tileScaleOf } from '../format/tile.ts';
import { assertImage, type Image, lumaOf, lumaOfEvenRows } from '../image.ts';
import { detect } from '../read/detect.ts';
import { apply, type Flat } from './apply.ts';
import { flatCells } from './flat.ts';
import { afterJpeg } from './jpeg.ts';
import { type Mask, visibilityMask } from './mask.ts';
import { flatMark } from './ripples.ts';
import { shape, VISIBILITIES, type Visibility } from './visibility.ts';

export interface EmbedOptions<Data extends Uint8Array | Uint16Array = Uint8Array | Uint16Array> {
  /** Where to write the marked samples; may be the picture's own. A new array without it. */
  readonly out?: Data;
  /** 1 is just invisible to a careful viewer; the mark grows in proportion. .25..4, by default 1. */
  readonly strength?: number;
  /** How far the mark may show where nothing hides it; by default `balanced`. See {@link Visibility}. */
  readonly visibility?: Visibility;
  /**
   * Scales the mark to this PSNR over the colour samples, 30..60 dB, instead of `strength` and
   * `visibility`: for comparisons. It is spread as that of `robust` is.
   */
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
const LEAST_PSNR = 38.3;

/** Strengths of about equal visibility: of fine tiles by profile, of coarser ones, which show more, by scale. */
const FINE = [1.01, 1] as const;
const COARSE = { 2: 0.664, 4: 0.72, 8: 0.6545 } as const;
/** Of the dense mark of flat areas: coarser tiles show more there as well. */
const COARSE_DENSE = 0.75;

/** Hides a payload in a picture: {@link embed} of a payload that {@link prepareEmbed} was given. */
export type Embedder = <Data extends Uint8Array | Uint16Array>(
  image: Image<Data>,
  options?: EmbedOptions<Data>,
) => Embedding<Data>;

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
  assertOptions(options);
  return prepareEmbed(plan, payload, image)(image, options);
}

/**
 * Does what of {@link embed} needs a picture's size and no pixels, which is a third of it: a decoder in another
 * thread may be busy with them meanwhile.
 *
 * @param payload 8 bytes
 * @returns what embeds, in pictures of this size alone
 * @throws TypeError, RangeError if an argument is not what it should be
 */
export function prepareEmbed(
  plan: Plan,
  payload: Uint8Array,
  { width, height }: Pick<Image, 'width' | 'height'>,
): Embedder {
  assertPayload(payload);
  const tables = tablesOf(plan);
  const scale = tileScaleOf(width, height);
  const isSmall = Math.min(width, height) < LEAST_SIDE;
  const tile = isSmall ? null : createTile(tables, payload, scale, profileOf(width, height));
  const wanted = Uint8Array.from(payload);
  return (image, options = {}) => {
    assertImage(image);
    if (image.width !== width || image.height !== height) {
      throw new RangeError(
        `Prepared for ${width} x ${height} pixels: a picture of ${image.width} x ${image.height} needs its own.`,
      );
    }
    assertOptions(options);
    return embedTile(image, plan, wanted, tile, options);
  };
}

/** @param tile null: the picture is too small for one */
function embedTile<Data extends Uint8Array | Uint16Array>(
  image: Image<Data>,
  plan: Plan,
  payload: Uint8Array,
  tile: Tile | null,
  options: EmbedOptions<Data>,
): Embedding<Data> {
  const { visibility = 'balanced' } = options;
  const { data, width, height, bitDepth } = image;
  const out =
    options.out ??
    ((bitDepth === 8 ? new Uint8Array(data.length) : new Uint16Array(data.length)) as Data);
  if (out.length !== data.length || out.BYTES_PER_ELEMENT !== data.BYTES_PER_ELEMENT) {
    throw new RangeError('`out` must have the length and the type of the samples.');
  }
  const tileScale = tileScaleOf(width, height);
  const profile = profileOf(width, height);
  if (tile === null) {
    const none = { survives: false, survivesJpeg: options.jpeg === undefined ? null : false };
    if (out !== data) out.set(data);
    return { data: out, psnr: Number.POSITIVE_INFINITY, strength: 0, tileScale, ...none };
  }
  const luma = lumaOfEvenRows(image);
  const mask = visibilityMask(luma, tileScale > 1);
  const rms = rmsOf(mask);
  // Codecs erase the weak mark of flat pictures first, and those have visibility to spare.
  const flatness = Math.max(0, Math.min(1, (20 * Math.log10(255 / rms) - 43) / 3));
  const usual = (tileScale === 1 ? FINE[profile]! : COARSE[tileScale]) * (0.925 + 0.16 * flatness);
  const { strength: factor = 1, psnr: level } = options;
  const look = level === undefined ? VISIBILITIES[visibility] : null;
  const cells = look && flatCells(luma, height, mask);
  if (look && cells) shape(mask, cells, repeatable(usual), look);
  const most = 255 / 10 ** ((level ?? LEAST_PSNR) / 20) / (look ? rmsOf(mask) : rms);
  const strength = repeatable(level === undefined ? Math.min(factor * usual, most) : most);
  let flat: Flat | null = null;
  if (look && cells && cells.count > 0) {
    const share = repeatable(Math.min(factor, most / usual));
    const dense = share * look.ripples.dense * (tileScale > 1 ? COARSE_DENSE : 1);
    const ripples = { ...look.ripples, dense, sparse: share * look.ripples.sparse };
    flat = { cells, mark: flatMark(tile, cells.kinds, mask.columns, ripples) };
  }
  const error = apply(image, tile, mask, strength, flat, out);
  const colours = image.channels === 2 ? 1 : image.channels === 4 ? 3 : image.channels;
  const peak = bitDepth === 8 ? 255 : 65535;
  const psnr = 10 * Math.log10((peak * peak * width * height * colours) / error);
  const marked = { ...image, data: out };
  // An older mark of the same key may be in the picture, and be found first.
  const reads = (picture: Image) =>
    detect(picture, plan, { effort: 'fast', expect: payload }).present;
  const survives = options.verify === false || reads(marked);
  let survivesJpeg: boolean | null = null;
  if (options.jpeg !== undefined) {
    const { data } = afterJpeg(lumaOf(marked), options.jpeg);
    survivesJpeg = reads({ data, width, height, channels: 1, bitDepth: 8 });
  }
  return { data: out, psnr, strength, tileScale, survives, survivesJpeg };
}

/** Powers and logarithms may differ between engines in the last bit; what comes of them shall not. */
function repeatable(value: number): number {
  return Math.round(value * 1024) / 1024;
}

function rmsOf({ values }: Mask): number {
  let power = 0;
  for (let at = 0; at < values.length; at++) power += values[at]! * values[at]!;
  return Math.sqrt(power / values.length);
}

function assertOptions({ strength, psnr, jpeg, visibility = 'balanced' }: EmbedOptions): void {
  assertWithin('strength', strength ?? 1, 0.25, 4);
  assertWithin('psnr', psnr ?? 40, 30, 60);
  assertWithin('jpeg', jpeg ?? 50, 1, 100);
  if (!Object.hasOwn(VISIBILITIES, visibility)) {
    throw new RangeError(`visibility must be ${Object.keys(VISIBILITIES).join(', ')}.`);
  }
}

function assertWithin(name: string, value: number, least: number, most: number): void {
  if (!(value >= least && value <= most)) {
    throw new RangeError(`${name} must be ${least}..${most}, not ${value}.`);
  }
}
