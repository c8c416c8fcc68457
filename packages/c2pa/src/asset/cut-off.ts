import {
  type ByteSource,
  ContainerError,
  gifParts,
  jpegParts,
  pngParts,
  riffParts,
} from '@provenance/container';
import type { MediaType } from '@provenance/content';

/** Boxes at the top of a file that are walked over before it is given up. */
const MOST_BOXES = 10_000;

/** Whether a file ends before what it holds does: the rest was not sent, or not saved. */
export function isCutOff(source: ByteSource, mediaType: MediaType): boolean {
  try {
    switch (mediaType) {
      case 'image/jpeg':
        return jpegParts(source).isTruncated;
      case 'image/png':
        return pngParts(source).isTruncated;
      case 'image/gif':
        return gifParts(source).isTruncated;
      case 'image/webp':
      case 'audio/wav':
      case 'video/x-msvideo':
        return riffParts(source).isTruncated;
      case 'image/avif':
      case 'image/heic':
      case 'image/heif':
      case 'audio/mp4':
      case 'video/mp4':
      case 'video/quicktime':
        return isBoxCutOff(source);
      default:
        return false;
    }
  } catch (error) {
    if (!(error instanceof ContainerError)) throw error;
    return false;
  }
}

/** ISO 14496-12 4.2.2: a length of 0 goes to the end of the file, and of 1 stands behind the type. */
function isBoxCutOff({ read, size }: ByteSource): boolean {
  let at = 0;
  for (let count = 0; count < MOST_BOXES && at < size; count++) {
    const header = Buffer.from(read(at, 16));
    if (header.length < 8) return true;
    const stated = header.readUInt32BE(0);
    if (stated === 0) return false;
    if (stated === 1 && header.length < 16) return true;
    const length = stated === 1 ? Number(header.readBigUInt64BE(8)) : stated;
    if (length < 8) return false;
    at += length;
  }
  return at > size;
}
