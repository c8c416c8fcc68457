import { Decompress, Unzlib } from 'fflate';
import { Unread } from './reading.ts';

/**
 * At most this many compressed bytes are taken in at once: deflate makes at most 1032 bytes of one, so
 * that memory never holds a megabyte more than the limit.
 */
const FED_AT_ONCE = 1024;

/**
 * Undoes zlib (RFC 1950) up to a limit.
 *
 * @param format `any`: zlib, gzip or deflate without a header, whichever its first bytes say. Writers of HEIF
 *   do not agree on what `deflate` is.
 * @throws Unread `limit` where more would come out; `damaged` where it is no zlib, or ends too early.
 */
export function inflate(
  bytes: Uint8Array,
  limit: number,
  format: 'zlib' | 'any' = 'zlib',
): Uint8Array {
  const pieces: Uint8Array[] = [];
  let length = 0;
  let isComplete = false;
  const Stream = format === 'zlib' ? Unzlib : Decompress;
  const stream = new Stream((piece, isLast) => {
    pieces.push(piece);
    length += piece.length;
    isComplete ||= isLast;
  });
  try {
    for (let at = 0; at < bytes.length; at += FED_AT_ONCE) {
      stream.push(bytes.subarray(at, at + FED_AT_ONCE), at + FED_AT_ONCE >= bytes.length);
      if (length > limit) throw new Unread('limit');
    }
  } catch (error) {
    if (error instanceof Unread) throw error;
  }
  if (!isComplete) throw new Unread('damaged');
  const all = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
