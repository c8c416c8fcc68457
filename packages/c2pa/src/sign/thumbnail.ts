import { checkThumbnail, type MakeThumbnail, type ThumbnailFile } from '../manifest/thumbnail.ts';

/** @throws TypeError or RangeError for a thumbnail that is none, and whatever making it throws. */
export async function thumbnailOf(
  content: Uint8Array,
  {
    thumbnail,
    signal,
  }: { readonly thumbnail?: MakeThumbnail | undefined; readonly signal?: AbortSignal | undefined },
): Promise<ThumbnailFile | null> {
  if (thumbnail === undefined) return null;
  const made = await thumbnail(content, signal ? { signal } : {});
  signal?.throwIfAborted();
  if (made !== null) checkThumbnail(made);
  return made;
}
