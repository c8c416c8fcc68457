import {
  bmffBoxes,
  gifParts,
  jpegParts,
  memorySource,
  pngParts,
  riffParts,
  tiffDirectories,
  tiffLayout,
  xmlTags,
} from '@provenance/container';
import type { Random } from './store-mutants.ts';

/** A part of a container: a segment, chunk, block, box, tag or field. */
interface Piece {
  readonly start: number;
  readonly end: number;
}

/** The parts of a file, in their order; of a format without a parser here, stretches of 64 bytes. */
export function piecesOf(bytes: Buffer, mediaType: string): Piece[] {
  const source = memorySource(bytes);
  switch (mediaType) {
    case 'image/jpeg':
      return [...jpegParts(source).parts];
    case 'image/png':
      return [...pngParts(source).parts];
    case 'image/gif':
      return [...gifParts(source).parts];
    case 'image/webp':
    case 'audio/wav':
    case 'video/x-msvideo':
      return [...riffParts(source).parts];
    case 'image/avif':
    case 'video/mp4':
      return [...bmffBoxes(source)];
    case 'image/svg+xml':
      return [...xmlTags(bytes.toString('latin1'))];
    case 'image/tiff':
      return tiffDirectories(source, tiffLayout(source)).flatMap(({ entries }) =>
        entries.map(({ at }) => ({ start: at, end: at + 12 })),
      );
    default:
      return Array.from({ length: Math.ceil(bytes.length / 64) }, (_, i) => ({
        start: i * 64,
        end: Math.min(bytes.length, (i + 1) * 64),
      }));
  }
}

type Mutation = (bytes: Buffer, pieces: readonly Piece[], random: Random) => Buffer;

const among = (pieces: readonly Piece[], random: Random) => pieces[random(pieces.length)]!;
const spliced = (bytes: Buffer, at: number, to: number, ...inside: readonly Buffer[]) =>
  Buffer.concat([bytes.subarray(0, at), ...inside, bytes.subarray(to)]);

/** What is done to whole parts, and to the numbers by which they are found. */
export const CONTAINER_MUTATIONS: Readonly<Record<string, Mutation>> = {
  doubled: (bytes, pieces, random) => {
    const { start, end } = among(pieces, random);
    return spliced(bytes, end, end, bytes.subarray(start, end));
  },
  removed: (bytes, pieces, random) => {
    const { start, end } = among(pieces, random);
    return spliced(bytes, start, end);
  },
  moved: (bytes, pieces, random) => {
    const { start, end } = among(pieces, random);
    const { start: to } = among(pieces, random);
    const part = Buffer.from(bytes.subarray(start, end));
    if (to >= start && to < end) return Buffer.from(bytes);
    return to < start
      ? Buffer.concat([bytes.subarray(0, to), part, bytes.subarray(to, start), bytes.subarray(end)])
      : Buffer.concat([
          bytes.subarray(0, start),
          bytes.subarray(end, to),
          part,
          bytes.subarray(to),
        ]);
  },
  copied: (bytes, pieces, random) => {
    const { start, end } = among(pieces, random);
    const { start: to } = among(pieces, random);
    return spliced(bytes, to, to, bytes.subarray(start, end));
  },
  /** A byte of the head of a part: its length, mostly, or what it is. */
  resized: (bytes, pieces, random) => {
    const { start, end } = among(pieces, random);
    const changed = Buffer.from(bytes);
    const at = start + random(Math.min(12, end - start) || 1);
    const values = [0, 1, 0x7f, 0x80, 0xff, changed[at]! + 1, changed[at]! - 1];
    if (at < changed.length) changed[at] = values[random(values.length)]! & 0xff;
    return changed;
  },
  emptied: (bytes, pieces, random) => {
    const { start, end } = among(pieces, random);
    const head = Math.min(end, start + 8 + random(5));
    return spliced(bytes, head, end);
  },
  cut: (bytes, pieces, random) => {
    const { start, end } = among(pieces, random);
    return Buffer.from(bytes.subarray(0, start + random(end - start + 1)));
  },
  appended: (bytes, pieces, random) => {
    const { start, end } = among(pieces, random);
    return Buffer.concat([bytes, bytes.subarray(start, end)]);
  },
};
