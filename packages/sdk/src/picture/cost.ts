import type { ImageProbe } from '@provenance/image';

/** Megapixels of 8 bits a sample, and of more. */
type Most = readonly [eight: number, sixteen: number];

const MOST = {
  'image/jpeg': [50, 50],
  'image/png': [32, 16],
  'image/webp': [26, 26],
  'image/gif': [32, 32],
  'image/tiff': [24, 16],
  'image/avif': [13, 9],
} as const satisfies Record<ImageProbe['mediaType'], Most>;

const MOST_OF_PROGRESSIVE_JPEG = 26;

/**
 * Pixels of a picture that is looked at unasked: so many that decoding it, looking for a mark with one key and
 * at its likeness take 300 MB and two seconds of one core at most, whatever is in it. A file of 1,700 bytes can
 * hold a hundred times as many. Measured by `npm run bench:looking`; a caller who knows their pictures sets
 * `maxPixels`.
 */
export function mostPixels({ mediaType, bitDepth, progressive }: ImageProbe): number {
  const [eight, sixteen] = MOST[mediaType];
  const most =
    mediaType === 'image/jpeg' && progressive
      ? MOST_OF_PROGRESSIVE_JPEG
      : bitDepth === 8
        ? eight
        : sixteen;
  return most * 1e6;
}
