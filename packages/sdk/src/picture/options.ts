import { checkKnownKeys, type KnownKeys } from '@provenance/content';
import type { EncodeOptions, ImageLimits } from '@provenance/image';
import { type Effort, type EmbedOptions, KEY_BYTES } from '@provenance/watermark';
import { contentIdBytes } from '../content/id.ts';

export const EFFORTS: readonly unknown[] = [
  'fast',
  'standard',
  'exhaustive',
] satisfies readonly Effort[];

const LIMIT_KEYS: KnownKeys<ImageLimits> = {
  maxBytes: 'number',
  maxPixels: true,
  maxFrames: true,
  timeoutSeconds: true,
};

/** How a mark is embedded. */
type Marking = Pick<EmbedOptions, 'strength' | 'psnr' | 'visibility'>;

const WATERMARK_KEYS: KnownKeys<Marking> = {
  strength: 'number',
  psnr: 'number',
  visibility: true,
};

type Encoding = Omit<EncodeOptions, 'mediaType' | 'signal'>;

const ENCODE_KEYS: KnownKeys<Encoding> = {
  quality: true,
  lossless: 'boolean',
  chromaSubsampling: true,
  timeoutSeconds: true,
};

/** @throws TypeError for what is neither bytes nor a plan: a key as text, say. RangeError for bytes that are not 32. */
export function checkWatermarkKey(key: unknown): void {
  if (key instanceof Uint8Array && key.length !== KEY_BYTES) {
    throw new RangeError(
      `A watermark key has ${KEY_BYTES} bytes, this one ${key.length}. A key file holds them as text: Buffer.from(text.trim(), 'hex').`,
    );
  }
  if (typeof key === 'object' && key !== null && !Array.isArray(key)) return;
  throw new TypeError('A watermark key is 32 secret bytes, as a Uint8Array.');
}

/**
 * Options of what is done to pixels, before a file is opened: content that has no pixels would pass over a mistake
 * in silence.
 *
 * @throws TypeError for a key that there is not, or a text in the place of a number.
 */
export function checkPixelOptions({
  watermark,
  limits,
  encode,
}: {
  readonly watermark?: Marking | undefined;
  readonly limits?: ImageLimits | undefined;
  readonly encode?: Encoding | undefined;
}): void {
  if (watermark !== undefined) {
    checkKnownKeys('watermark', watermark, WATERMARK_KEYS);
    for (const name of ['strength', 'psnr'] as const) {
      if (!['undefined', 'number'].includes(typeof watermark[name])) {
        throw new TypeError(`watermark.${name} must be a number.`);
      }
    }
  }
  if (limits !== undefined) checkKnownKeys('limits', limits, LIMIT_KEYS);
  if (encode !== undefined) checkKnownKeys('encode', encode, ENCODE_KEYS);
}

/**
 * The same of looking for marks: "no mark" of a search without a key would say more than was looked for.
 *
 * @param what Names the list of keys.
 * @throws TypeError or RangeError for keys, an effort, limits or a content id that are none.
 */
export function checkDetecting(
  what: string,
  keys: readonly unknown[],
  {
    effort,
    expect,
    limits,
  }: { readonly effort?: unknown; readonly expect?: string; readonly limits?: ImageLimits },
): void {
  if (!Array.isArray(keys) || keys.length === 0) {
    throw new TypeError(`${what} must be at least one watermark key: 32 secret bytes.`);
  }
  keys.forEach(checkWatermarkKey);
  if (effort !== undefined && !EFFORTS.includes(effort)) {
    throw new RangeError(`effort must be ${EFFORTS.join(', ')}, not ${String(effort)}.`);
  }
  if (limits !== undefined) checkPixelOptions({ limits });
  if (expect !== undefined) contentIdBytes(expect);
}
