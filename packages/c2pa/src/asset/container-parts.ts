import { bmffBoxAt, ContainerError, mostParts, pngParts, riffParts } from '@provenance/container';
import type { MediaType } from '@provenance/content';
import type { ByteSource } from './byte-source.ts';
import { jpegSegments } from './jpeg-segments.ts';
import { hasTooManyDirectories } from './tiff-directories.ts';

/** A range that the engine takes into memory whole. */
export interface TakenPart {
  readonly start: number;
  readonly length: number;
}

/**
 * c2pa-rs 0.90 needs 1 s for 20,000 BMFF boxes and four times that for twice as many. A long recording in
 * fragments has some tens of thousands: one for each 256 bytes, and not more than take ten seconds.
 */
const MIN_BOXES = 20_000;
const MAX_BOXES = 60_000;
const BYTES_A_BOX = 256;

const BMFF_CONTAINERS = new Set(
  'moov trak mdia minf stbl moof traf edts udta dinf tref treg mvex mfra meta schi sinf iprp ipco'.split(
    ' ',
  ),
);

/**
 * Walks a container's parts by their headers.
 *
 * @returns The parts that the engine takes into memory whole, for containers that are read from disk:
 *   manifest stores and XMP; null if there are more parts than any real file has.
 */
export function walkParts(source: ByteSource, mediaType: MediaType): TakenPart[] | null {
  switch (mediaType) {
    case 'image/png':
      return counted(() => {
        pngParts(source);
        return [];
      });
    case 'image/webp':
    case 'audio/wav':
    case 'video/x-msvideo':
      return counted(() => takenChunks(source));
    case 'image/jpeg':
      return hasMoreSegments(source) ? null : [];
    case 'image/tiff':
    case 'image/x-adobe-dng':
      return hasTooManyDirectories(source) ? null : [];
    case 'image/avif':
    case 'image/heic':
    case 'image/heif':
    case 'audio/mp4':
    case 'video/mp4':
    case 'video/quicktime':
      return takenBoxes(source);
    default:
      return [];
  }
}

/** What is no file of its format the engine refuses by itself. */
function counted(walk: () => TakenPart[]): TakenPart[] | null {
  try {
    return walk();
  } catch (error) {
    if (!(error instanceof ContainerError)) throw error;
    return error.fault === 'tooManyParts' ? null : [];
  }
}

const RIFF_TAKEN = new Set(['C2PA', 'XMP ']);

function takenChunks(source: ByteSource): TakenPart[] {
  const { parts } = riffParts(source);
  return parts
    .filter(({ kind }) => RIFF_TAKEN.has(kind))
    .map(({ start, contents, end }) => ({
      start,
      // As long as it says to be: of one that is cut, so much memory would be taken.
      length: end < source.size ? end - start : contents - start + statedLength(source, start),
    }));
}

function statedLength({ read }: ByteSource, start: number): number {
  return read(start + 4, 4).readUInt32LE();
}

/** JPEGs are in memory. */
function hasMoreSegments({ memory, size }: ByteSource): boolean {
  const most = mostParts(size);
  let count = 0;
  for (const _ of jpegSegments(memory ?? Buffer.alloc(0))) if (++count > most) return true;
  return false;
}

/** User types of the `uuid` boxes for a manifest store (C2PA 2.4 A.5) and for XMP (part 3 of XMP). */
const UUID_TAKEN = new Set([
  'd8fec3d61b0e483c92975828877ec481',
  'be7acfcb97a942e89c71999491e3afac',
]);

/** Boxes that are cut are counted as well: what comes before them costs as much. */
function takenBoxes(source: ByteSource): TakenPart[] | null {
  const taken: TakenPart[] = [];
  const ranges = [{ start: 0, end: source.size }];
  const most = Math.min(MAX_BOXES, MIN_BOXES + Math.floor(source.size / BYTES_A_BOX));
  let count = 0;
  for (let range = ranges.pop(); range; range = ranges.pop()) {
    for (let at = range.start; at < range.end; ) {
      const box = bmffBoxAt(source, at, range.end);
      if (box === null) break;
      if (++count > most) return null;
      const { kind, start, contents, end, userType } = box;
      if (BMFF_CONTAINERS.has(kind)) ranges.push({ start: contents, end });
      if (UUID_TAKEN.has(userType)) taken.push({ start, length: end - start });
      at = end;
    }
  }
  return taken;
}
