import {
  type DecodedImage,
  type EncodeOptions,
  IMAGE_MEDIA_TYPES,
  type ImageMediaType,
} from '@provenance/image';

/** Pixels as a model hands them out, before anybody wrote a file. */
export interface RawPixels {
  /** Interleaved samples 0..255, rows from the top without padding; sRGB. They are left as they are. */
  readonly pixels: Uint8Array | Uint8ClampedArray;
  /** Columns, 1..65535. */
  readonly width: number;
  /** Rows, 1..65535. */
  readonly height: number;
  /** Samples a pixel: 1 gray, 2 gray and alpha, 3 RGB, 4 RGB and alpha (not premultiplied). */
  readonly channels: 1 | 2 | 3 | 4;
  /** Media type of the file to be made of it. Default `image/png`. */
  readonly format?: ImageMediaType;
  /** Of JPEG (default 90), WebP and AVIF (default: without loss): 1..100. PNG and TIFF have no loss. */
  readonly quality?: number;
}

export function isRawPixels(input: unknown): input is RawPixels {
  return typeof input === 'object' && input !== null && 'pixels' in input;
}

const MAX_SIDE = 65535;
const WITH_QUALITY: readonly string[] = ['image/jpeg', 'image/webp', 'image/avif'];

/**
 * Raw pixels as an image, without a copy.
 *
 * @throws TypeError or RangeError for pixels that are not of a piece, and a quality that the format has not.
 */
export function imageOf({
  pixels,
  width,
  height,
  channels,
  format = 'image/png',
  quality,
}: RawPixels): DecodedImage {
  if (!(pixels instanceof Uint8Array || pixels instanceof Uint8ClampedArray)) {
    throw new TypeError('pixels must be a Uint8Array or a Uint8ClampedArray.');
  }
  for (const [name, side] of Object.entries({ width, height })) {
    if (!Number.isInteger(side) || side < 1 || side > MAX_SIDE) {
      throw new RangeError(`${name} must be an integer in 1..${MAX_SIDE}, got ${side}.`);
    }
  }
  if (![1, 2, 3, 4].includes(channels)) {
    throw new RangeError(`channels must be 1, 2, 3 or 4, got ${channels}.`);
  }
  if (pixels.length !== width * height * channels) {
    const needed = `${width} x ${height} x ${channels} needs ${width * height * channels}`;
    throw new RangeError(`${needed} samples; there are ${pixels.length}.`);
  }
  if (!IMAGE_MEDIA_TYPES.includes(format)) {
    throw new RangeError(`format must be one of ${IMAGE_MEDIA_TYPES.join(', ')}.`);
  }
  if (quality !== undefined && !WITH_QUALITY.includes(format)) {
    throw new RangeError(`${format} has no quality.`);
  }
  if (quality !== undefined && !(Number.isInteger(quality) && quality >= 1 && quality <= 100)) {
    throw new RangeError(`quality must be an integer in 1..100, got ${quality}.`);
  }
  return {
    mediaType: format,
    width,
    height,
    bitDepth: 8,
    channels,
    hasAlpha: channels % 2 === 0,
    data: new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.length),
    isPartial: false,
    frames: 1,
    metadata: { icc: null, exif: null, xmp: null, density: null, orientation: 1 },
    coding: {
      bitsPerSample: 8,
      lossless: format === 'image/webp' || format === 'image/avif' ? quality === undefined : null,
      quality: quality ?? null,
      chromaSubsampling: null,
      isSeparated: false,
      progressive: false,
    },
  };
}

/**
 * A file of raw pixels.
 *
 * @throws TypeError or RangeError for pixels that are not of a piece; ProvenanceError IMAGE_ENCODE where
 *   the format cannot hold them.
 */
export async function fileOfPixels(
  raw: RawPixels,
  encode: EncodeOptions = {},
): Promise<Uint8Array> {
  const image = imageOf(raw);
  const { encodeImage } = await import('@provenance/image');
  return encodeImage(image, encode);
}
