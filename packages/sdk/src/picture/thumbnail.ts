import { readThumbnails, type Thumbnail } from '@provenance/c2pa';
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
  options: { readonly mediaType?: string; readonly signal?: AbortSignal },
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
