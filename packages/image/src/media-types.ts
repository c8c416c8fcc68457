import type { MediaType } from '@provenance/content';

/** How sharp names each format, and the longest side in pixels that it writes. */
export const FORMATS = {
  // 65,535 by the format, 65,500 by libjpeg (JPEG_MAX_DIMENSION).
  'image/jpeg': { name: 'jpeg', maxSide: 65_500 },
  'image/png': { name: 'png', maxSide: 2 ** 31 - 1 },
  'image/webp': { name: 'webp', maxSide: 16_383 },
  // 65,536 by the format, 16,384 by the encoder.
  'image/avif': { name: 'heif', maxSide: 16_384 },
  'image/tiff': { name: 'tiff', maxSide: 2 ** 31 - 1 },
  'image/gif': { name: 'gif', maxSide: 65_535 },
} as const satisfies Partial<Record<MediaType, { name: string; maxSide: number }>>;

/** The formats whose pixels can be read and written. */
export type ImageMediaType = keyof typeof FORMATS;

export const IMAGE_MEDIA_TYPES: readonly ImageMediaType[] = Object.keys(
  FORMATS,
) as ImageMediaType[];

export function isImageMediaType(mediaType: string | null): mediaType is ImageMediaType {
  return mediaType !== null && Object.hasOwn(FORMATS, mediaType);
}
