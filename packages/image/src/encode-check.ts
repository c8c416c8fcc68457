import { checkKnownKeys, type KnownKeys, ProvenanceError } from '@provenance/content';
import type { EncodeOptions } from './encode-options.ts';
import type { DecodedImage } from './image.ts';
import { FORMATS, type ImageMediaType, isImageMediaType } from './media-types.ts';

/** @throws TypeError or RangeError unless the image is of a piece. */
export function checkImage({
  width,
  height,
  channels,
  bitDepth,
  hasAlpha,
  data,
}: DecodedImage): void {
  for (const [name, value] of Object.entries({ width, height })) {
    if (!Number.isSafeInteger(value) || value <= 0) {
      throw new RangeError(`${name} must be a positive integer, got ${value}.`);
    }
  }
  if (![1, 2, 3, 4].includes(channels) || hasAlpha !== (channels % 2 === 0)) {
    throw new RangeError(`${channels} channels with hasAlpha ${hasAlpha} is no layout.`);
  }
  if (!(bitDepth === 8 ? data instanceof Uint8Array : data instanceof Uint16Array)) {
    throw new TypeError(`data must be a Uint${bitDepth}Array, as bitDepth is ${bitDepth}.`);
  }
  if (data.length !== width * height * channels) {
    throw new RangeError(
      `data has ${data.length} samples; ${width} x ${height} x ${channels} needs ${width * height * channels}.`,
    );
  }
}

const KEYS: KnownKeys<EncodeOptions> = {
  mediaType: 'string',
  quality: true,
  lossless: 'boolean',
  chromaSubsampling: true,
  timeoutSeconds: true,
  signal: 'signal',
};

/** @throws TypeError or RangeError */
export function checkOptions(mediaType: string, options: EncodeOptions): void {
  checkKnownKeys('options', options, KEYS);
  const { quality, chromaSubsampling } = options;
  if (!isImageMediaType(mediaType)) {
    throw new RangeError(`mediaType must be one of ${Object.keys(FORMATS)}, got ${mediaType}.`);
  }
  if (quality !== undefined && !(Number.isInteger(quality) && quality >= 1 && quality <= 100)) {
    throw new RangeError(`quality must be an integer in 1..100, got ${quality}.`);
  }
  if (chromaSubsampling !== undefined && !['4:2:0', '4:4:4'].includes(chromaSubsampling)) {
    throw new RangeError(`chromaSubsampling must be 4:2:0 or 4:4:4, got ${chromaSubsampling}.`);
  }
}

/**
 * Refuses what the format would lose without a word.
 *
 * @throws ProvenanceError IMAGE_ENCODE
 */
export function checkFits(image: DecodedImage, mediaType: ImageMediaType): void {
  const { width, height, channels, metadata } = image;
  const { maxSide } = FORMATS[mediaType];
  if (Math.max(width, height) > maxSide) {
    throw new ProvenanceError(
      'IMAGE_ENCODE',
      `${mediaType} holds at most ${maxSide} pixels a side; this has ${width} x ${height}.`,
    );
  }
  if (mediaType === 'image/jpeg' && !isOpaque(image)) {
    throw new ProvenanceError('IMAGE_ENCODE', 'JPEG holds no transparency; choose PNG or WebP.');
  }
  const profileFits =
    mediaType !== 'image/gif' &&
    (channels >= 3 || (mediaType !== 'image/webp' && mediaType !== 'image/avif'));
  if (metadata.icc && !profileFits) {
    throw new ProvenanceError(
      'IMAGE_ENCODE',
      `${mediaType} cannot hold this colour profile, and colours would shift; choose PNG.`,
    );
  }
}

function isOpaque({ data, channels, hasAlpha, bitDepth }: DecodedImage): boolean {
  if (!hasAlpha) return true;
  const opaque = 2 ** bitDepth - 1;
  for (let i = channels - 1; i < data.length; i += channels) if (data[i] !== opaque) return false;
  return true;
}
