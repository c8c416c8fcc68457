import type { MediaType } from '@provenance/content';
import type { ByteSource } from './byte-source.ts';
import { jpegSegments } from './jpeg-segments.ts';
import { hasTooManyDirectories } from './tiff-directories.ts';

export interface Part {
  readonly start: number;
  readonly length: number;
}

/** c2pa-rs 0.90 needs 1 s for 20,000 BMFF boxes and four times that for twice as many. */
const MAX_BOXES = 20_000;
/** Of the other containers: more parts than this and than one a kilobyte are not made by anyone. */
const MIN_PARTS = 10_000;

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
export function walkParts(source: ByteSource, mediaType: MediaType): Part[] | null {
  const limit = MIN_PARTS + Math.floor(source.size / 1024);
  switch (mediaType) {
    case 'image/png':
      return walk(source, limit, { start: 8, end: source.size }, pngChunk);
    case 'image/webp':
    case 'audio/wav':
    case 'video/x-msvideo':
      return walk(source, limit, { start: 12, end: source.size }, riffChunk);
    case 'image/jpeg':
      return hasMoreSegments(source, limit) ? null : [];
    case 'image/tiff':
    case 'image/x-adobe-dng':
      return hasTooManyDirectories(source) ? null : [];
    case 'image/avif':
    case 'image/heic':
    case 'image/heif':
    case 'audio/mp4':
    case 'video/mp4':
    case 'video/quicktime':
      return walk(source, MAX_BOXES, { start: 0, end: source.size }, bmffBox);
    default:
      return [];
  }
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** One part's header: where it ends (null: this is the last), what it holds, if it is taken whole. */
interface Header {
  readonly end: number | null;
  readonly inside?: Range;
  readonly taken?: boolean;
}

type ReadHeader = (source: ByteSource, start: number, end: number) => Header;

function walk(
  source: ByteSource,
  limit: number,
  whole: Range,
  readHeader: ReadHeader,
): Part[] | null {
  const taken: Part[] = [];
  const ranges = [whole];
  let count = 0;
  for (let range = ranges.pop(); range; range = ranges.pop()) {
    for (let at: number | null = range.start; at !== null && at + 8 <= range.end; ) {
      if (++count > limit) return null;
      const { end, inside, taken: isTaken }: Header = readHeader(source, at, range.end);
      if (inside) ranges.push(inside);
      if (isTaken) taken.push({ start: at, length: (end ?? range.end) - at });
      at = end !== null && end > at ? end : null;
    }
  }
  return taken;
}

const pngChunk: ReadHeader = (source, start) => ({
  end: start + 12 + source.read(start, 8).readUInt32BE(0),
});

const RIFF_TAKEN = new Set(['C2PA', 'XMP ']);

const riffChunk: ReadHeader = (source, start) => {
  const header = source.read(start, 8);
  const length = header.readUInt32LE(4);
  return {
    end: start + 8 + length + (length & 1),
    taken: RIFF_TAKEN.has(header.toString('latin1', 0, 4)),
  };
};

/** JPEGs are in memory. */
function hasMoreSegments({ memory }: ByteSource, limit: number): boolean {
  let count = 0;
  for (const _ of jpegSegments(memory ?? Buffer.alloc(0))) if (++count > limit) return true;
  return false;
}

/** User types of the `uuid` boxes for a manifest store (C2PA 2.4 A.5) and for XMP (part 3 of XMP). */
const UUID_TAKEN = new Set([
  'd8fec3d61b0e483c92975828877ec481',
  'be7acfcb97a942e89c71999491e3afac',
]);

const bmffBox: ReadHeader = (source, start, limit) => {
  const header = source.read(start, 32);
  const type = header.toString('latin1', 4, 8);
  const short = header.readUInt32BE(0);
  const large = short === 1 && header.length >= 16;
  const length = large ? Number(header.readBigUInt64BE(8)) : short === 0 ? limit - start : short;
  const userType = large ? 16 : 8;
  const contents = start + userType + (type === 'meta' ? 4 : 0);
  const end = length >= 8 ? Math.min(start + length, limit) : null;
  return {
    end,
    taken: type === 'uuid' && UUID_TAKEN.has(header.toString('hex', userType, userType + 16)),
    ...(BMFF_CONTAINERS.has(type) ? { inside: { start: contents, end: end ?? limit } } : {}),
  };
};
