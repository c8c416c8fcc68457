import type { MediaType } from '@provenance/content';

/** A file in memory, or on disk and read in pieces. `read` returns less at the end of the file. */
export interface ByteSource {
  readonly size: number;
  readonly memory: Buffer | null;
  read(start: number, length: number): Buffer;
}

export interface Part {
  readonly start: number;
  readonly length: number;
}

/** c2pa-rs 0.90 needs 1 s for 20,000 BMFF boxes and four times that for twice as many. */
const MAX_BOXES = 20_000;
/** Of the other containers: more parts than this and than one a kilobyte are not made by anyone. */
const MIN_PARTS = 10_000;
const MAX_DIRECTORIES = 10_000;

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
      return walk(source, limit, { start: 2, end: source.size }, jpegSegment);
    case 'image/tiff':
    case 'image/x-adobe-dng':
      return countDirectories(source) > MAX_DIRECTORIES ? null : [];
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

const jpegSegment: ReadHeader = (source, start) => {
  const header = source.read(start, 4);
  // Entropy-coded data follow a start of scan; fill bytes and markers without length have none.
  if (header[0] !== 0xff || header[1] === 0xda) return { end: null };
  const hasLength = header[1] !== 0xff && !(header[1]! >= 0xd0 && header[1]! <= 0xd9);
  return { end: start + (hasLength ? 2 + header.readUInt16BE(2) : 1) };
};

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

/** Image file directories in a TIFF's or BigTIFF's chain, counted until there are too many. */
function countDirectories(source: ByteSource): number {
  const head = source.read(0, 16);
  const little = head[0] === 0x49;
  const big = head[little ? 2 : 3] === 43;
  const [size, entry, counted] = big ? [8, 20, 8] : [4, 12, 2];
  const number = (bytes: Buffer, width: number) => {
    if (bytes.length < width) return 0;
    if (width === 8) return Number(little ? bytes.readBigUInt64LE() : bytes.readBigUInt64BE());
    return little ? bytes.readUIntLE(0, width) : bytes.readUIntBE(0, width);
  };
  let count = 0;
  let at = number(head.subarray(big ? 8 : 4), size);
  while (at > 0 && at < source.size && count <= MAX_DIRECTORIES) {
    count++;
    const entries = number(source.read(at, counted), counted);
    at = number(source.read(at + counted + entries * entry, size), size);
  }
  return count;
}
