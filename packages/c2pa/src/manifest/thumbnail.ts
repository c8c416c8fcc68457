import { detectMediaType } from '@provenance/content';

/** What pages can show, and what thumbnails are taken and written as. */
export const THUMBNAIL_TYPES = ['image/jpeg', 'image/png', 'image/webp'] as const;
export type ThumbnailType = (typeof THUMBNAIL_TYPES)[number];

/** Bytes of one thumbnail. Writers in use stay below 200 kB each. */
export const MOST_THUMBNAIL_BYTES = 2 ** 18;

export interface ThumbnailFile {
  readonly mediaType: ThumbnailType;
  /** At most 256 KiB. */
  readonly bytes: Uint8Array;
}

/**
 * Makes the small picture of content that is about to be signed, or of an ingredient: nothing is decoded here.
 * Null: there is none of this content, as of sound.
 */
export type MakeThumbnail = (
  content: Uint8Array,
  options: { readonly signal?: AbortSignal },
) => Promise<ThumbnailFile | null>;

/** @throws TypeError or RangeError for what nobody would show. */
export function checkThumbnail({ mediaType, bytes }: ThumbnailFile): void {
  const isKnown = THUMBNAIL_TYPES.includes(mediaType) && bytes instanceof Uint8Array;
  if (!isKnown || detectMediaType(bytes) !== mediaType) {
    throw new TypeError(`A thumbnail must be the bytes of ${THUMBNAIL_TYPES.join(', ')}.`);
  }
  if (bytes.length > MOST_THUMBNAIL_BYTES) {
    const most = `at most ${MOST_THUMBNAIL_BYTES} bytes`;
    throw new RangeError(`A thumbnail has ${most}, got ${bytes.length}.`);
  }
}
