import { detectMediaType, ProvenanceError } from '@provenance/content';
import type { Metadata, SharpOptions } from 'sharp';
import { isUnusualAvif } from './exchange/avif.ts';
import { isUnusualJpeg } from './jpeg-frame.ts';
import { FORMATS, type ImageMediaType, isImageMediaType } from './media-types.ts';
import { pngFrames } from './png-frames.ts';
import { loadSharp } from './sharp.ts';
import { firstPageOf, type TiffPages, tiffPages } from './tiff-directories.ts';

/**
 * How a file is opened. Limits are checked on the header by us, with typed errors, so libvips's own
 * are off. `failOn: error` refuses truncated and broken data but not the warnings (odd metadata, a
 * stray byte) that half of the world's files give and viewers ignore. The pixels stay in the file's
 * colour space.
 */
export const OPEN: SharpOptions = {
  autoOrient: true,
  failOn: 'error',
  limitInputPixels: false,
  limitInputChannels: 5,
};

export interface Header {
  mediaType: ImageMediaType;
  /** What is decoded: the file, or as much of it as has to do with the picture. */
  picture: Uint8Array;
  /** Coded in a way that the library may not know. */
  isUnusual: boolean;
  metadata: Metadata;
  /** Upright, in pixels. */
  width: number;
  height: number;
  frames: number;
  bitDepth: 8 | 16;
  gray: boolean;
  hasAlpha: boolean;
}

/**
 * Reads what a file says about itself. The signature decides what it is, never its name.
 *
 * @throws ProvenanceError CONTENT_UNSUPPORTED, IMAGE_CORRUPT or IMAGE_LIBRARY_MISSING.
 */
export async function readHeader(bytes: Uint8Array): Promise<Header> {
  const mediaType = detectMediaType(bytes);
  if (!isImageMediaType(mediaType)) {
    throw new ProvenanceError(
      'CONTENT_UNSUPPORTED',
      // SVG is not decoded on purpose: rendering it would follow what it references.
      `Pixels cannot be read from ${mediaType ?? 'content of an unknown type'}.`,
    );
  }
  const tiff = mediaType === 'image/tiff' ? tiffPages(bytes) : null;
  if (tiff?.isRaw) {
    throw new ProvenanceError(
      'CONTENT_UNSUPPORTED',
      'Pixels cannot be read from a camera raw file.',
    );
  }
  const isUnusual = isUnusualCoding(bytes, mediaType, tiff);
  const picture = tiff ? firstPageOf(bytes, tiff) : bytes;
  const sharp = await loadSharp();
  let metadata: Metadata;
  try {
    metadata = await sharp(picture, OPEN).metadata();
  } catch (cause) {
    if (isUnusual) {
      const message = `This ${mediaType} is coded in a way that cannot be read here.`;
      throw new ProvenanceError('CONTENT_UNSUPPORTED', message, { cause });
    }
    throw new ProvenanceError('IMAGE_CORRUPT', 'The header cannot be read.', { cause });
  }
  if (metadata.format !== FORMATS[mediaType].name || metadata.compression === 'hevc') {
    throw new ProvenanceError('CONTENT_UNSUPPORTED', `This is no ordinary ${mediaType}.`);
  }
  const size = extent(metadata);
  const frames = mediaType === 'image/png' ? pngFrames(bytes) : (tiff?.pages ?? size.frames);
  return {
    mediaType,
    picture,
    isUnusual,
    metadata,
    ...pixelFormat(metadata),
    ...size,
    frames,
  };
}

/**
 * Coded in a way that a library may not know: what fails then is no damage. Told by the file and not by
 * the failure, which has many causes.
 */
function isUnusualCoding(
  bytes: Uint8Array,
  mediaType: ImageMediaType,
  tiff: TiffPages | null,
): boolean {
  if (mediaType === 'image/jpeg') return isUnusualJpeg(bytes);
  return mediaType === 'image/avif' ? isUnusualAvif(bytes) : tiff?.isUnusual === true;
}

function extent({ autoOrient, pages, pageHeight }: Metadata) {
  return {
    width: autoOrient.width,
    height: pageHeight ?? autoOrient.height,
    frames: pages ?? 1,
  };
}

/** The sample layouts that mean one thing: gray, RGB, CMYK; 8 or 16 bits unsigned; at most alpha. */
function pixelFormat({ space, depth, channels, hasAlpha }: Metadata) {
  const gray = space === 'b-w' || space === 'grey16';
  const colours = gray ? 1 : space === 'cmyk' ? 4 : 3;
  const known = gray || space === 'srgb' || space === 'rgb16' || space === 'cmyk';
  if (
    !known ||
    (depth !== 'uchar' && depth !== 'ushort') ||
    channels !== colours + Number(hasAlpha)
  ) {
    throw new ProvenanceError(
      'CONTENT_UNSUPPORTED',
      `Pixels of ${channels} ${depth} channels in ${space} are not handled.`,
    );
  }
  // CMYK becomes sRGB of 8 bits: there is no other form in which a viewer shows it.
  const bitDepth: 8 | 16 = depth === 'ushort' && space !== 'cmyk' ? 16 : 8;
  return { bitDepth, gray, hasAlpha };
}
