import {
  ContainerError,
  memorySource,
  type TiffDirectory,
  type TiffEntry,
  TiffFile,
  type TiffLayout,
  tiffDirectories,
  tiffFieldBytes,
  tiffLayout,
  tiffNumbers,
} from '@provenance/container';
import type { DecodedImage } from '../image.ts';
import { asStored } from './stored.ts';
import { tiffStrips } from './tiff-strips.ts';

/** TIFF 6.0 sections 8 to 23. */
const TAG = {
  width: 256,
  height: 257,
  bitsPerSample: 258,
  compression: 259,
  photometric: 262,
  stripOffsets: 273,
  samplesPerPixel: 277,
  rowsPerStrip: 278,
  stripByteCounts: 279,
  planarConfiguration: 284,
  predictor: 317,
  tileOffsets: 324,
  tileByteCounts: 325,
  extraSamples: 338,
  icc: 34_675,
  manifestStore: 0xcd41,
} as const;

/**
 * Fields of how the old picture data was coded, and what was measured of it: thresholding, fill order,
 * least and largest sample, gray response, fax options, transfer function, colour map, tiles, inks,
 * sample format, JPEG and YCbCr.
 */
const CODED: ReadonlySet<number> = new Set([
  263, 264, 265, 266, 280, 281, 288, 289, 290, 291, 292, 293, 301, 320, 322, 323, 324, 325, 327,
  328, 332, 333, 334, 336, 339, 340, 341, 342, 347, 512, 513, 514, 515, 517, 518, 519, 520, 521,
  529, 530, 531, 532,
]);
const ADOBE_DEFLATE = 8;
const UNASSOCIATED_ALPHA = 2;

interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * The picture of a TIFF's first page exchanged in place: every other byte of the file keeps its
 * position, since notes of camera makers and other fields point to positions that nobody else knows.
 * New strips go where the old ones lay, as far as they fit, and behind the end.
 *
 * @param isSeparated The old picture was CMYK: its profile is of no use.
 * @throws ContainerError
 */
export async function exchangeTiff(
  original: Uint8Array,
  image: DecodedImage,
  isSeparated: boolean,
): Promise<Uint8Array> {
  const source = memorySource(original);
  const layout = tiffLayout(source);
  const directories = tiffDirectories(source, layout);
  const [first] = directories;
  if (first === undefined) throw new ContainerError('malformed', 'A TIFF has a first directory.');
  const stored = asStored(image);
  const { rowsPerStrip, strips } = await tiffStrips(stored, image.channels, layout.littleEndian);

  const file = new TiffFile(original);
  const free = pictureRanges(original, layout, first);
  const starts = place(file, free, strips);
  unlinkStores(file, layout, directories);

  const size = layout.isBig ? 'long8' : 'long';
  const { channels, bitDepth, hasAlpha } = image;
  const entry = (tag: number, type: 'short' | 'long' | 'long8', ...values: number[]) =>
    file.entry(layout, tag, type, values);
  const kept = first.entries.filter(
    ({ tag }) => !REPLACED.has(tag) && !CODED.has(tag) && !(isSeparated && tag === TAG.icc),
  );
  const fields = [
    ...kept.map(({ tag, at }) => ({ tag, bytes: original.slice(at, at + tiffFieldBytes(layout)) })),
    entry(TAG.width, 'long', stored.width),
    entry(TAG.height, 'long', stored.height),
    entry(TAG.bitsPerSample, 'short', ...Array<number>(channels).fill(bitDepth)),
    entry(TAG.compression, 'short', ADOBE_DEFLATE),
    entry(TAG.photometric, 'short', channels < 3 ? 1 : 2),
    entry(TAG.stripOffsets, size, ...starts),
    entry(TAG.samplesPerPixel, 'short', channels),
    entry(TAG.rowsPerStrip, 'long', rowsPerStrip),
    entry(TAG.stripByteCounts, 'long', ...strips.map(({ length }) => length)),
    entry(TAG.planarConfiguration, 'short', 1),
    entry(TAG.predictor, 'short', 2),
    ...(hasAlpha ? [entry(TAG.extraSamples, 'short', UNASSOCIATED_ALPHA)] : []),
  ].sort((a, b) => a.tag - b.tag);
  file.directory(layout, first, fields);
  return file.bytes();
}

const REPLACED: ReadonlySet<number> = new Set(
  Object.values(TAG).filter((tag) => tag !== TAG.icc) as number[],
);

/** Where the old picture data lies, in the order of the file, put together where it touches. */
function pictureRanges(original: Uint8Array, layout: TiffLayout, first: TiffDirectory): Range[] {
  const source = memorySource(original);
  const numbers = (...tags: number[]) =>
    tags.flatMap((tag) => {
      const entry = first.entries.find((entry) => entry.tag === tag);
      return entry ? tiffNumbers(source, layout, entry) : [];
    });
  const starts = numbers(TAG.stripOffsets, TAG.tileOffsets);
  const lengths = numbers(TAG.stripByteCounts, TAG.tileByteCounts);
  const kept = [{ start: 0, end: 8 }, first, ...first.entries.filter(isOutside).map(rangeOf)];
  const ranges: { start: number; end: number }[] = [];
  const sorted = starts
    .map((start, i) => ({ start, end: Math.min(start + (lengths[i] ?? 0), original.length) }))
    .sort((a, b) => a.start - b.start);
  for (const { start, end } of sorted) {
    const last = ranges.at(-1);
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else if (end > start) ranges.push({ start, end });
  }
  for (const range of ranges) {
    if (kept.some(({ start, end }) => start < range.end && range.start < end)) {
      throw new ContainerError('malformed', 'Picture data of a TIFF lies over its fields.');
    }
  }
  return ranges;
}

const isOutside = ({ at, start }: TiffEntry) => start > at + 12 || start < at;
const rangeOf = ({ start, length }: TiffEntry): Range => ({ start, end: start + length });

/** Puts strips where there is room, clears what is left of it, and says where each lies. */
function place(file: TiffFile, free: readonly Range[], strips: readonly Uint8Array[]): number[] {
  const ranges = [...free];
  for (const { start, end } of ranges) file.clear(start, end);
  // Old picture data at the end of the file leaves no hole.
  const last = ranges.at(-1);
  if (last && file.cut(last.start, last.end)) ranges.pop();
  let [next, at] = [0, ranges[0]?.start ?? 0];
  return strips.map((strip) => {
    while (next < ranges.length && at + strip.length > ranges[next]!.end) {
      next++;
      at = ranges[next]?.start ?? 0;
    }
    if (next === ranges.length) return file.append(strip);
    file.set(strip, at);
    const start = at;
    at += strip.length;
    return start;
  });
}

/** Manifest stores, signed for the old pixels (C2PA 2.4 Annex A): their directories leave the chain. */
function unlinkStores(file: TiffFile, layout: TiffLayout, chain: readonly TiffDirectory[]): void {
  let link = chain[0]!.nextAt;
  for (const { entries, next, nextAt } of chain.slice(1)) {
    const store = entries.find(({ tag }) => tag === TAG.manifestStore);
    if (store && !entries.some(({ tag }) => tag === TAG.width)) {
      file.clear(store.start, store.start + store.length);
      file.setPlace(layout, link, next);
    } else link = nextAt;
  }
}
