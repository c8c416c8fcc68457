import { ContainerError } from '@provenance/container';
import { ProvenanceError } from '@provenance/content';
import { encodeImage, encodePixels } from '../encode.ts';
import { checkImage, checkOptions } from '../encode-check.ts';
import type { EncodeOptions } from '../encode-options.ts';
import type { DecodedImage } from '../image.ts';
import { tiffPages } from '../tiff-directories.ts';
import { avifLosses } from './avif.ts';
import { exchangeGif, gifLosses } from './gif.ts';
import { exchangeJpeg } from './jpeg.ts';
import type { Loss } from './loss.ts';
import { exchangePng, pngLosses } from './png.ts';
import { asStored } from './stored.ts';
import { exchangeTiff } from './tiff.ts';
import { exchangeWebp, webpLosses } from './webp.ts';

/** Samples that came from CMYK are of another kind than the file's. */
const isSeparated = ({ coding }: DecodedImage) => coding.isSeparated;

/**
 * What {@link exchangePixels} cannot keep of a file. Empty for most.
 *
 * @param image As it was decoded from the file.
 * @throws ProvenanceError IMAGE_ENCODE for a file whose parts cannot be told apart.
 */
export function exchangeLosses(original: Uint8Array, image: DecodedImage): readonly Loss[] {
  return asProvenanceError(() => {
    const losses: Loss[] = isSeparated(image) ? [{ kind: 'separations', parts: [] }] : [];
    switch (image.mediaType) {
      case 'image/png':
        return [...losses, ...pngLosses(original)];
      case 'image/webp':
        return [...losses, ...webpLosses(original, image.frames)];
      case 'image/gif':
        return [...losses, ...gifLosses(original, image.frames)];
      case 'image/avif':
        return [...losses, ...avifLosses(original, image.metadata.icc !== null)];
      case 'image/tiff':
        return (tiffPages(original)?.pages ?? 1) > 1
          ? [...losses, { kind: 'pages', parts: [] }]
          : losses;
      case 'image/jpeg':
        return losses;
    }
  });
}

/**
 * Puts changed pixels into the file they came from, and leaves everything else in it as it is: EXIF,
 * XMP, IPTC, text chunks, comments, profiles, colour chunks, other pictures, a film behind the end,
 * fields that nobody knows. Orientation is not applied: the pixels are stored turned as they were.
 *
 * Goes: a C2PA manifest store, which is signed for the old pixels; what is made of the old picture data
 * (palette, histogram); and what {@link exchangeLosses} names. AVIF is the exception: it is a new file
 * with its profile, EXIF and XMP, upright.
 *
 * @param original The file that `image` was decoded from.
 * @param image With other samples in `data`; size and layout are the file's.
 * @throws TypeError or RangeError for a wrong argument; the reason of `signal`.
 * @throws ProvenanceError IMAGE_ENCODE, IMAGE_TIMEOUT, IMAGE_LIBRARY_MISSING.
 */
export async function exchangePixels(
  original: Uint8Array,
  image: DecodedImage,
  options: Omit<EncodeOptions, 'mediaType'> = {},
): Promise<Uint8Array> {
  checkImage(image);
  checkOptions(image.mediaType, options);
  const { mediaType } = image;
  if (mediaType === 'image/avif') return encodeImage(image, options);
  if (mediaType === 'image/tiff') {
    return exchangeTiff(original, image, isSeparated(image)).catch(rethrow);
  }
  const coded = await encodePixels(image, asStored(image), options);
  return asProvenanceError(() => {
    switch (mediaType) {
      case 'image/jpeg':
        return exchangeJpeg(original, coded, isSeparated(image));
      case 'image/png':
        return exchangePng(original, coded);
      case 'image/webp':
        return exchangeWebp(original, coded);
      case 'image/gif':
        return exchangeGif(original, coded);
    }
  });
}

function asProvenanceError<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    return rethrow(error);
  }
}

function rethrow(cause: unknown): never {
  if (!(cause instanceof ContainerError)) throw cause;
  const message = 'The parts of this file cannot be told apart, so its pixels cannot be exchanged.';
  throw new ProvenanceError('IMAGE_ENCODE', message, { cause });
}
