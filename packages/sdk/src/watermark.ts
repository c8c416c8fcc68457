import type { FileInput } from '@provenance/content/node';
import type { DecodeOptions, EncodeOptions } from '@provenance/image';
import type { Detection, DetectOptions, EmbedOptions, Plan } from '@provenance/watermark';

/** Loaded on first use: who only signs and verifies has no pixels to look at. */
const pixels = () => Promise.all([import('@provenance/image'), import('@provenance/watermark')]);

/** 32 secret bytes, or the plan made of them: make it once and use it for many pictures. */
export type WatermarkKey = Uint8Array | Plan;

export interface EmbedWatermarkOptions {
  readonly key: WatermarkKey;
  /** 8 bytes. Use each for one picture only: averaging shows a pattern that many share. */
  readonly payload: Uint8Array;
  readonly watermark?: Pick<EmbedOptions, 'strength' | 'psnr'>;
  readonly decode?: DecodeOptions;
  readonly encode?: Omit<EncodeOptions, 'mediaType'>;
}

export interface MarkedImage {
  /** The picture in its own format; null if it cannot carry a mark that is read back. */
  readonly bytes: Uint8Array | null;
  readonly mediaType: string;
  readonly keyId: string;
  /** Over the colour samples, before the format's own loss; in dB. */
  readonly psnr: number;
}

/**
 * Hides a payload in a picture and encodes it in the same format. The mark is read back from the file
 * that comes out: a picture that is too small, too flat or too strongly compressed to carry one is
 * said to be so, and never handed out as marked.
 *
 * @throws ProvenanceError what decoding and encoding throw (IMAGE_*, CONTENT_*, FILE_*).
 * @throws TypeError or RangeError for a key or payload that is none.
 */
export async function embedWatermark(
  input: FileInput,
  { key, payload, watermark = {}, decode = {}, encode = {} }: EmbedWatermarkOptions,
): Promise<MarkedImage> {
  const [{ decodeImage, encodeImage }, { createPlan, detect, embed }] = await pixels();
  const plan = planOf(key, createPlan);
  const image = await decodeImage(input, decode);
  const { mediaType } = image;
  const marked = embed(image, plan, payload, { ...watermark, verify: false });
  const bytes = await encodeImage({ ...image, data: marked.data }, encode);
  const read = detect(await decodeImage(bytes, decode), plan, { effort: 'fast' });
  const survives = read.payload !== null && Buffer.compare(read.payload, payload) === 0;
  return { bytes: survives ? bytes : null, mediaType, keyId: plan.keyId, psnr: marked.psnr };
}

/**
 * Looks for the mark of one or several keys in a picture file, without the original.
 *
 * @throws ProvenanceError what decoding throws (IMAGE_*, CONTENT_*, FILE_*).
 */
export async function detectWatermark(
  input: FileInput,
  keys: WatermarkKey | readonly WatermarkKey[],
  { decode = {}, ...options }: DetectOptions & { readonly decode?: DecodeOptions } = {},
): Promise<Detection> {
  const [{ decodeImage }, { createPlan, detect }] = await pixels();
  const plans = (Array.isArray(keys) ? keys : [keys]).map((key) => planOf(key, createPlan));
  return detect(await decodeImage(input, decode), plans, options);
}

function planOf(key: WatermarkKey, createPlan: (key: Uint8Array) => Plan): Plan {
  return key instanceof Uint8Array ? createPlan(key) : key;
}
