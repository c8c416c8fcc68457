import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import {
  checkKnownKeys,
  type KnownKeys,
  mediaTypeOfName,
  ProvenanceError,
} from '@provenance/content';
import { detectInputType, type FileInput, readInput } from '@provenance/content/node';
import type { DecodedImage, DecodeOptions, EncodeOptions, Loss, LossKind } from '@provenance/image';
import type { Fingerprint } from '@provenance/registry';
import type { Detection, DetectOptions, EmbedOptions, Plan } from '@provenance/watermark';
import {
  type FingerprintUse,
  lookOf,
  type PictureLook,
  pictureFingerprints,
} from '../content/fingerprint.ts';
import {
  type DescribedWork,
  type GuardedLook,
  guardedPicture,
  workOfPicture,
} from '../content/guarded.ts';
import { contentIdBytes, contentIdText } from '../content/id.ts';
import { mostPixels } from './cost.ts';
import { checkDetecting, checkPixelOptions, checkWatermarkKey } from './options.ts';
import { isExact, readBack } from './read-back.ts';

/** Loaded on first use: who only signs and verifies has no pixels to look at. */
export function pixels(): Promise<Pixels> {
  loaded ??= Promise.all([import('@provenance/image'), import('@provenance/watermark')]);
  return loaded;
}

type Pixels = [typeof import('@provenance/image'), typeof import('@provenance/watermark')];
let loaded: Promise<Pixels> | undefined;

/** 32 secret bytes, or the plan made of them: make it once and use it for many pictures. */
export type WatermarkKey = Uint8Array | Plan;

export interface EmbedWatermarkOptions {
  readonly watermarkKey: WatermarkKey;
  /** 16 hexadecimal digits. Use each for one picture only: averaging shows a pattern that many share. */
  readonly contentId: string;
  readonly watermark?: Pick<EmbedOptions, 'strength' | 'psnr' | 'visibility'>;
  readonly decode?: DecodeOptions;
  readonly encode?: Omit<EncodeOptions, 'mediaType'>;
  /**
   * Also mark a picture that loses something besides its credential by that: frames, CMYK separations,
   * HDR colours. What goes is in `losses`. Default false: such a picture carries no mark.
   */
  readonly allowLoss?: boolean;
}

const EMBED_KEYS: KnownKeys<EmbedWatermarkOptions> = {
  watermarkKey: true,
  contentId: 'string',
  watermark: true,
  decode: true,
  encode: true,
  allowLoss: 'boolean',
};

/**
 * Why content carries no mark:
 * - `not-a-picture`: only pictures can.
 * - `format`: a picture whose pixels cannot be read or written here.
 * - `large`: it has more pixels than are worked on without a limit of the caller's.
 * - `weak`: the mark was not read back; too small, too flat or too strongly compressed.
 * - a kind of loss: something that is in the file would go, see `losses`.
 */
export type Unmarked = 'not-a-picture' | 'format' | 'large' | 'weak' | 'too-little-text' | LossKind;

export interface MarkedImage {
  /** The picture in its own format; null if it cannot carry a mark that is read back. */
  readonly bytes: Uint8Array | null;
  /** Null if there are bytes. */
  readonly unmarked: Exclude<
    Unmarked,
    'not-a-picture' | 'format' | 'large' | 'too-little-text'
  > | null;
  /** What went, or would have gone if there are no bytes. Empty for most. */
  readonly losses: readonly Loss[];
  readonly mediaType: string;
  readonly keyId: string;
  /** Over the colour samples, before the format's own loss; in dB. Infinity: nothing was changed. */
  readonly psnr: number;
  /** The factor of the mask; 1 is just invisible to a careful viewer. */
  readonly strength: number;
}

/**
 * Hides a content id in the pixels of a picture file, and leaves everything else in it as it is, but for a
 * C2PA credential, which is signed for the old pixels. The mark is read back from the file that comes
 * out: a picture that is too small, too flat or too strongly compressed to carry one is said to be so,
 * and never handed out as marked.
 *
 * A picture that has a mark of the same key already carries both content ids from then on. Readers give that
 * of the stronger mark, the latest among equals; `detectWatermark` with `expect` asks for a given one.
 *
 * @throws ProvenanceError what decoding and encoding throw (IMAGE_*, CONTENT_*, FILE_*).
 * @throws TypeError or RangeError for a key or content id that is none.
 */
export async function embedWatermark(
  input: FileInput,
  options: EmbedWatermarkOptions,
): Promise<MarkedImage> {
  checkKnownKeys('options', options, EMBED_KEYS, {
    key: 'watermarkKey',
    payload: 'contentId',
  });
  const { watermark, encode } = options;
  checkPixelOptions({ watermark, encode });
  const { fingerprints: _, guarded: __, ...marked } = await embedAndLook(input, options);
  return marked;
}

/** A marked picture with what its origin record says of its look; of one that carries no mark as well. */
export interface LookedAtImage extends MarkedImage {
  readonly fingerprints: readonly Fingerprint[];
  /** What a guard is asked with; only where that was wanted. */
  readonly guarded?: GuardedLook;
}

/** Options of {@link embedAndLook}. */
export type EmbedLookedAt = EmbedWatermarkOptions & {
  readonly fingerprints?: FingerprintUse | undefined;
  /** Also look at it as a guard does. */
  readonly guard?: boolean;
};

/** {@link embedWatermark}, and fingerprints of what was made if they are asked for. */
export async function embedAndLook(
  input: FileInput,
  {
    watermarkKey,
    contentId,
    watermark = {},
    decode = {},
    encode = {},
    allowLoss = false,
    fingerprints,
    guard = false,
  }: EmbedLookedAt,
): Promise<LookedAtImage> {
  const [library, { createPlan, detect, prepareEmbed }] = await pixels();
  const { decodeImage, exchangeLosses, exchangePixels, openImage } = library;
  const plan = planOf(watermarkKey, createPlan);
  const payload = contentIdBytes(contentId);
  const file = await readInput(input, {
    ...(decode.maxBytes !== undefined && { maxBytes: decode.maxBytes }),
  });
  const opened = await openImage(file, decode);
  const prepare = async () => {
    // The decoder's thread has the file by then.
    await setImmediate();
    return prepareEmbed(plan, payload, opened);
  };
  const [image, embed] = await Promise.all([opened.decode(), prepare()]);
  const losses = exchangeLosses(file, image);
  const [loss] = losses;
  const base = { mediaType: image.mediaType, keyId: plan.keyId, losses };
  const unmarked = (seen: DecodedImage) => {
    const guarded = guard ? guardedPicture(seen) : undefined;
    return {
      bytes: null,
      fingerprints: pictureFingerprints(seen, null, fingerprints, guarded),
      ...(guarded && { guarded }),
    };
  };
  if (loss !== undefined && !allowLoss) {
    const psnr = Number.POSITIVE_INFINITY;
    return { ...base, ...unmarked(image), unmarked: loss.kind, psnr, strength: 0 };
  }
  // In place: what was decoded is needed no more, and pixels are the most memory of it all.
  const marked = embed(image, { ...watermark, out: image.data, verify: false });
  const { psnr, strength } = marked;
  const made = { ...image, data: marked.data };
  const common = { ...base, psnr, strength };
  const weak = () => ({ ...common, ...unmarked(made), unmarked: 'weak' as const });
  if (strength === 0) return weak();
  decode.signal?.throwIfAborted();
  const { bytes, present, ...seen } = await readBack(made, {
    encode: () => exchangePixels(file, made, encode),
    decode: (bytes) => decodeImage(bytes, decode),
    exact: isExact(made, encode),
    detect: (image) => detect(image, plan, { effort: 'fast', expect: payload }),
    fingerprints,
    guard,
  });
  return present ? { ...common, bytes, unmarked: null, ...seen } : weak();
}

/** What the mark in a picture is and says. */
export type WatermarkDetection = Omit<Detection, 'payload'> & {
  /** 16 hexadecimal digits, as the mark carries them; null without a mark. */
  readonly contentId: string | null;
};

export type DetectWatermarkOptions = Omit<DetectOptions, 'expect'> & {
  /** Only this content id counts: 16 hexadecimal digits. */
  readonly expect?: string;
  readonly decode?: DecodeOptions;
};

const DETECT_KEYS: KnownKeys<DetectWatermarkOptions> = {
  effort: true,
  expect: true,
  localise: 'boolean',
  decode: true,
};

/**
 * Looks for the mark of one or several keys in a picture file, without the original. Without
 * `decode.maxPixels`, a picture that would cost more than 300 MB is IMAGE_TOO_LARGE: from 50 megapixels of
 * JPEG, 32 of PNG and 13 of AVIF on.
 *
 * @throws ProvenanceError what decoding throws (IMAGE_*, CONTENT_*, FILE_*).
 */
export async function detectWatermark(
  input: FileInput,
  keys: WatermarkKey | readonly WatermarkKey[],
  given: DetectWatermarkOptions = {},
): Promise<WatermarkDetection> {
  checkKnownKeys('options', given, DETECT_KEYS);
  const { decode = {}, ...options } = given;
  const list = Array.isArray(keys) ? keys : [keys];
  checkDetecting('keys', list, options);
  const plans = await watermarkPlans(list);
  return (await examine(input, plans, { ...options, decode })).detection;
}

/** What came of {@link examine}. */
export interface Examined {
  readonly detection: WatermarkDetection;
  readonly look: PictureLook | null;
  /** The file is damaged or cut, and only a part of the picture could be looked at. */
  readonly isPartial: boolean;
}

/**
 * {@link detectWatermark}, and how the picture looks if that is asked for: from one decoding. Of a damaged
 * file, as much is looked at as there is.
 */
export async function examine(
  input: FileInput,
  plans: readonly Plan[],
  {
    decode = {},
    look = false,
    expect,
    ...options
  }: DetectWatermarkOptions & { readonly look?: boolean },
): Promise<Examined> {
  const [, { detect }] = await pixels();
  const image = await decodeToLook(input, decode);
  const { isPartial } = image;
  const { payload, ...found } = detect(image, plans, {
    ...options,
    ...(expect !== undefined && { expect: contentIdBytes(expect) }),
  });
  const detection = { ...found, contentId: payload && contentIdText(payload) };
  return { detection, look: look ? lookOf(image) : null, isPartial };
}

/** Decodes what is only looked at: without a limit of the caller's, as much as a look may cost. */
async function decodeToLook(input: FileInput, decode: DecodeOptions): Promise<DecodedImage> {
  const [{ openImage }] = await pixels();
  const opened = await openImage(input, { ...decode, partial: true });
  return opened.decode(decode.maxPixels ?? mostPixels(opened));
}

/** What came of {@link lookAt}. */
export type LookedAt = Omit<Examined, 'detection' | 'look'> & { readonly look: PictureLook };

/** How a picture looks, where there is no key to look for a mark with. */
export async function lookAt(input: FileInput, decode: DecodeOptions): Promise<LookedAt> {
  const image = await decodeToLook(input, decode);
  return { look: lookOf(image), isPartial: image.isPartial };
}

/**
 * What a guard is asked with for a picture file; null for what has no pixels that can be looked at here.
 *
 * @throws ProvenanceError what decoding throws (IMAGE_*, FILE_*), but for CONTENT_UNSUPPORTED.
 */
export async function guardedLookAt(
  input: FileInput,
  decode: DecodeOptions,
): Promise<GuardedLook | null> {
  try {
    return guardedPicture(await decodeToLook(input, decode));
  } catch (error) {
    if (error instanceof ProvenanceError && error.code === 'CONTENT_UNSUPPORTED') return null;
    throw error;
  }
}

/**
 * What a list of protected works keeps of a picture file.
 *
 * @throws ProvenanceError what decoding throws (IMAGE_*, CONTENT_*, FILE_*).
 */
export async function workOfFile(input: FileInput, decode: DecodeOptions): Promise<DescribedWork> {
  return workOfPicture(await decodeToLook(input, decode));
}

/** @throws TypeError or RangeError for a key that is none. */
export async function watermarkPlans(keys: readonly WatermarkKey[]): Promise<Plan[]> {
  const [, { createPlan }] = await pixels();
  return keys.map((key) => planOf(key, createPlan));
}

/**
 * Why the pixels of content are not to be looked for, by its first bytes; null if they are. A camera
 * raw file is a TIFF by content, and its first picture a preview: some only tell by their name or
 * declared type. SVG has no pixels.
 *
 * @throws ProvenanceError CONTENT_EMPTY, FILE_*.
 */
export async function withoutPixels(
  input: FileInput,
  declared?: string,
): Promise<'not-a-picture' | 'format' | null> {
  const [{ IMAGE_MEDIA_TYPES }] = await pixels();
  const detected = await detectInputType(input);
  const named = typeof input === 'string' ? input : input instanceof URL ? input.pathname : '';
  const mediaType = detected ?? declared;
  if (!mediaType?.startsWith('image/') || mediaType === 'image/svg+xml') return 'not-a-picture';
  const raw = (declared ?? mediaTypeOfName(named)) === 'image/x-adobe-dng';
  if (raw && detected === 'image/tiff') return 'format';
  return (IMAGE_MEDIA_TYPES as readonly string[]).includes(mediaType) ? null : 'format';
}

/**
 * Of the last keys that came as bytes, by their hash: to make the tables of one takes a third of the time that
 * looking at a picture does. A plan holds the same secrets.
 */
const plans = new Map<string, Plan>();
const MOST_PLANS = 8;

export function planOf(key: WatermarkKey, createPlan: (key: Uint8Array) => Plan): Plan {
  checkWatermarkKey(key);
  if (!(key instanceof Uint8Array)) return key;
  const hash = createHash('sha256').update(key).digest('hex');
  const plan = plans.get(hash) ?? createPlan(key);
  // The newest last.
  plans.delete(hash);
  plans.set(hash, plan);
  if (plans.size > MOST_PLANS) plans.delete(plans.keys().next().value!);
  return plan;
}
