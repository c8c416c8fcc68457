import type { ImageMediaType } from '@provenance/image';

/** Pixels as a model hands them out, before anybody wrote a file. */
export interface RawPixels {
  /** Interleaved samples 0..255, rows from the top without padding; sRGB. */
  readonly data: Uint8Array;
  /** Columns, 1..65535. */
  readonly width: number;
  /** Rows, 1..65535. */
  readonly height: number;
  /** Samples a pixel: 1 gray, 2 gray and alpha, 3 RGB, 4 RGB and alpha (not premultiplied). */
  readonly channels: 1 | 2 | 3 | 4;
  /** The file to be made of it. Default `image/png`. */
  readonly mediaType?: ImageMediaType;
}

export function isRawPixels(input: unknown): input is RawPixels {
  return typeof input === 'object' && input !== null && 'data' in input && 'width' in input;
}

/**
 * A file of raw pixels, in best quality: PNG, WebP and TIFF without loss.
 *
 * @throws TypeError or RangeError for pixels that are not of a piece; ProvenanceError IMAGE_ENCODE where
 *   the format cannot hold them.
 */
export async function fileOfPixels({
  data,
  width,
  height,
  channels,
  mediaType = 'image/png',
}: RawPixels): Promise<Uint8Array> {
  const { encodeImage } = await import('@provenance/image');
  return encodeImage(
    {
      mediaType,
      width,
      height,
      bitDepth: 8,
      channels,
      hasAlpha: channels % 2 === 0,
      data,
      isPartial: false,
      frames: 1,
      metadata: { icc: null, exif: null, xmp: null, density: null, orientation: 1 },
      coding: {
        bitsPerSample: 8,
        lossless: true,
        quality: null,
        chromaSubsampling: null,
        isSeparated: false,
        progressive: false,
      },
    },
    mediaType === 'image/webp' ? { lossless: true } : {},
  );
}
