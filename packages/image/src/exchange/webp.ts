import {
  contentsOf,
  Edit,
  memorySource,
  riffChunk,
  riffParts,
  setRiffLength,
} from '@provenance/container';
import type { Loss } from './loss.ts';

/** What a picture is coded in (RFC 9649 2.5 to 2.7). */
const CODED = new Set(['VP8 ', 'VP8L', 'ALPH', 'ANIM', 'ANMF']);
/** Signed for the old pixels (C2PA 2.4 Annex A). */
const MANIFEST_STORE = 'C2PA';

const [ANIMATION, ALPHA] = [0x02, 0x10];

/** @throws ContainerError */
export function webpLosses(original: Uint8Array, frames: number): Loss[] {
  riffParts(memorySource(original));
  return frames > 1 ? [{ kind: 'frames', parts: ['ANMF'] }] : [];
}

/**
 * The picture of one WebP in the place of another's: profile, EXIF, XMP and unknown chunks stay.
 *
 * @param coded Of the same format, without metadata.
 * @throws ContainerError
 */
export function exchangeWebp(original: Uint8Array, coded: Uint8Array): Uint8Array {
  const { parts } = riffParts(memorySource(original));
  const picture = riffParts(memorySource(coded)).parts;
  const pieces = picture
    .filter(({ kind }) => CODED.has(kind))
    .map((part) => riffChunk(part.kind, contentsOf(coded, part)));
  const extended = picture.find(({ kind }) => kind === 'VP8X');
  const hasAlpha =
    (extended !== undefined && (contentsOf(coded, extended)[0]! & ALPHA) !== 0) ||
    picture.some((part) => part.kind === 'VP8L' && isTransparent(contentsOf(coded, part)));

  const edit = new Edit(original, parts);
  let isWritten = false;
  for (const part of parts) {
    if (part.kind === 'VP8X') {
      const contents = Uint8Array.from(contentsOf(original, part));
      contents[0] = (contents[0]! & ~(ANIMATION | ALPHA)) | (hasAlpha ? ALPHA : 0);
      edit.replace(part, riffChunk('VP8X', contents));
    } else if (CODED.has(part.kind)) {
      edit.replace(part, ...(isWritten ? [] : pieces));
      isWritten = true;
    } else if (part.kind === MANIFEST_STORE) edit.remove(part);
  }
  const first = parts[1];
  if (first && first.kind !== 'VP8X' && extended) {
    edit.insertBefore(first, riffChunk('VP8X', contentsOf(coded, extended)));
  }
  const bytes = edit.write();
  const trailer = parts.find(({ kind }) => kind === 'trailer');
  setRiffLength(bytes, trailer?.length);
  return bytes;
}

/** The header of a lossless bitstream says whether alpha is used (RFC 9649 3.4). */
function isTransparent(bitstream: Uint8Array): boolean {
  return ((bitstream[4] ?? 0) & 0x10) !== 0;
}
