import { detectMediaType, ProvenanceError } from '@provenance/content';
import type { Metadata, SharpOptions } from 'sharp';
import { FORMATS, type ImageMediaType, isImageMediaType } from './media-types.ts';
import { loadSharp } from './sharp.ts';

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

/**
 * A manifest store lies in a TIFF as a directory without an image (C2PA 2.4 Annex A), which libtiff
 * complains of: as an error it would keep every signed TIFF from being decoded.
 */
export const OPEN_TIFF: SharpOptions = { ...OPEN, failOn: 'truncated' };

export interface Header {
  mediaType: ImageMediaType;
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
  const sharp = await loadSharp();
  let metadata: Metadata;
  try {
    metadata = await sharp(bytes, OPEN).metadata();
  } catch (cause) {
    throw new ProvenanceError('IMAGE_CORRUPT', 'The header cannot be read.', { cause });
  }
  if (metadata.format !== FORMATS[mediaType].name || metadata.compression === 'hevc') {
    throw new ProvenanceError('CONTENT_UNSUPPORTED', `This is no ordinary ${mediaType}.`);
  }
  return { mediaType, metadata, ...pixelFormat(metadata), ...extent(metadata) };
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
