import { type MakeThumbnail, readThumbnails, type Thumbnail } from '@provenance/c2pa';
import { ProvenanceError } from '@provenance/content';
import type { FileInput } from '@provenance/content/node';
import { pixels } from './file.ts';

/** Four megapixels: a thumbnail is for a corner of a page. A PNG of 1 kB can unpack to gigabytes. */
const MOST_PIXELS = 2 ** 22;

/**
 * The thumbnails of content that can be given to a browser: stills of a size that any can draw, by their
 * headers.
 *
 * @throws ProvenanceError where it could not look, as readCredentials().
 */
export async function shownThumbnails(
  input: FileInput,
  options: Parameters<typeof readThumbnails>[1],
): Promise<Thumbnail[]> {
  const found = await readThumbnails(input, options);
  if (found.length === 0) return found;
  const [{ probeImage }] = await pixels();
  const shown = await Promise.all(
    found.map(async ({ bytes, mediaType }) => {
      try {
        const header = await probeImage(bytes);
        const { width, height, frames } = header;
        return header.mediaType === mediaType && frames === 1 && width * height <= MOST_PIXELS;
      } catch (error) {
        if (error instanceof ProvenanceError) return false;
        throw error;
      }
    }),
  );
  return found.filter((_, i) => shown[i]);
}

/** Pixels of the longer side of a thumbnail: as large as pages show it. */
const USUAL_SIDE = 256;

/**
 * What makes thumbnails where a caller asks for them. Content without pixels, or whose pixels cannot be
 * decoded here, has none: it is signed all the same.
 *
 * @param asked The longer side in pixels, or true for 256.
 * @throws TypeError or RangeError for a side that is none: now, and not when a picture comes.
 */
export function thumbnailMaker(asked: boolean | number | undefined): MakeThumbnail | null {
  if (asked === undefined || asked === false) return null;
  const side = asked === true ? USUAL_SIDE : asked;
  if (typeof side !== 'number')
    throw new TypeError('options.thumbnail must be a boolean or a number.');
  if (!(Number.isInteger(side) && side >= 16 && side <= 512)) {
    throw new RangeError(`options.thumbnail must be an integer in 16..512, got ${side}.`);
  }
  return async (content, { signal }) => {
    const [{ makeThumbnail }] = await pixels();
    try {
      return await makeThumbnail(content, { side, ...(signal && { signal }) });
    } catch (error) {
      if (error instanceof ProvenanceError && NO_PICTURE.has(error.code)) return null;
      throw error;
    }
  };
}

const NO_PICTURE: ReadonlySet<string> = new Set([
  'CONTENT_UNSUPPORTED',
  'IMAGE_CORRUPT',
  'IMAGE_TOO_LARGE',
  'IMAGE_TOO_MANY_FRAMES',
]);
