import { ProvenanceError } from '@provenance/content';
import { type FileInput, readInput } from '@provenance/content/node';
import { underDeadline } from './deadline.ts';
import { checkHeader } from './decode.ts';
import { OPEN, readHeader } from './header.ts';
import { type ImageLimits, resolveLimits } from './limits.ts';
import { loadSharp } from './sharp.ts';

export interface ThumbnailOptions extends ImageLimits {
  /** The longer side in pixels, 16..512. A smaller picture keeps its size. */
  side: number;
  signal?: AbortSignal;
}

export interface ThumbnailImage {
  /** JPEG, or WebP where the picture has transparent parts. */
  readonly mediaType: 'image/jpeg' | 'image/webp';
  /** At most 128 KiB. */
  readonly bytes: Uint8Array;
}

const MOST_BYTES = 2 ** 17;
/** Noise at 512 pixels needs the second. */
const QUALITIES = [80, 50, 20] as const;

/**
 * A picture in small, upright and in sRGB; of an animation or a TIFF with pages the first. Nothing of the
 * file's metadata is in it: no place, no camera, no older thumbnail.
 *
 * @throws TypeError or RangeError for a wrong argument; the reason of `signal`.
 * @throws ProvenanceError as decodeImage().
 */
export async function makeThumbnail(
  input: FileInput,
  { side, signal, ...given }: ThumbnailOptions,
): Promise<ThumbnailImage> {
  if (!(Number.isInteger(side) && side >= 16 && side <= 512)) {
    throw new RangeError(`side must be an integer in 16..512, got ${side}.`);
  }
  const limits = resolveLimits(given);
  const { maxBytes, timeoutSeconds } = limits;
  return underDeadline({ timeoutSeconds, signal }, async (checkpoint) => {
    const bytes = await readInput(input, { maxBytes });
    checkpoint();
    const header = await readHeader(bytes);
    checkHeader(header, limits);
    checkpoint();
    const sharp = await loadSharp();
    const { data, info } = await sharp(header.picture, OPEN)
      .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb')
      .timeout({ seconds: Math.ceil(timeoutSeconds) })
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true })
      .catch((cause) => {
        throw new ProvenanceError(
          header.isUnusual ? 'CONTENT_UNSUPPORTED' : 'IMAGE_CORRUPT',
          undefined,
          {
            cause,
          },
        );
      });
    checkpoint();
    const { width, height, channels } = info;
    const small = sharp(data, { raw: { width, height, channels } });
    const transparent = QUALITIES.map(
      (quality) => () => small.clone().webp({ quality, alphaQuality: quality }),
    );
    // What is mostly transparency and that of noise is shown on white.
    const opaque = QUALITIES.map(
      (quality) => () => small.clone().flatten({ background: 'white' }).jpeg({ quality }),
    );
    for (const encode of header.hasAlpha ? [...transparent, ...opaque] : opaque) {
      const { data, info } = await encode().toBuffer({ resolveWithObject: true });
      if (data.length > MOST_BYTES) continue;
      // A copy: the memory of a Buffer may be that of others too.
      return { mediaType: `image/${info.format as 'jpeg' | 'webp'}`, bytes: Uint8Array.from(data) };
    }
    throw new ProvenanceError('IMAGE_ENCODE', 'No thumbnail of it is small enough.');
  });
}
