import { type FileInput, readInput } from '@provenance/content/node';
import { underDeadline } from './deadline.ts';
import { type Header, readHeader } from './header.ts';
import { type ImageLimits, resolveLimits } from './limits.ts';
import type { ImageMediaType } from './media-types.ts';

export interface ImageProbe {
  /** By content. */
  readonly mediaType: ImageMediaType;
  /** Upright, in pixels, as the header claims it. */
  readonly width: number;
  readonly height: number;
  /** Frames of an animation, pages of a TIFF. */
  readonly frames: number;
  readonly bitDepth: 8 | 16;
  readonly hasAlpha: boolean;
  /** Progressive JPEG, interlaced PNG or GIF: decoding it takes more memory. */
  readonly progressive: boolean;
  /** Converted to sRGB by decoding, which takes its time. */
  readonly cmyk: boolean;
}

/**
 * Reads a picture's header and no pixels. For callers that decide by size: pixels and frames are
 * reported, not limited.
 *
 * @throws TypeError or RangeError for a wrong argument; the reason of `signal`.
 * @throws ProvenanceError CONTENT_EMPTY, CONTENT_TOO_LARGE, CONTENT_UNSUPPORTED, IMAGE_CORRUPT,
 *   IMAGE_TIMEOUT, IMAGE_LIBRARY_MISSING, and FILE_* where `input` is a path.
 */
export async function probeImage(
  input: FileInput,
  options: Pick<ImageLimits, 'maxBytes' | 'timeoutSeconds'> & { signal?: AbortSignal } = {},
): Promise<ImageProbe> {
  const { maxBytes, timeoutSeconds } = resolveLimits(options);
  const { signal } = options;
  return underDeadline({ timeoutSeconds, signal }, async (checkpoint) => {
    const bytes = await readInput(input, { maxBytes });
    checkpoint();
    return probeOf(await readHeader(bytes));
  });
}

export function probeOf(header: Header): ImageProbe {
  const { metadata, mediaType, width, height, frames, bitDepth, hasAlpha } = header;
  const kind = { progressive: metadata.isProgressive, cmyk: metadata.space === 'cmyk' };
  return { mediaType, width, height, frames, bitDepth, hasAlpha, ...kind };
}
