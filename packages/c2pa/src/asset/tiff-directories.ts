import {
  ContainerError,
  placeBytes,
  type TiffLayout,
  type TiffRow,
  tiffLayout,
  tiffPlace,
  tiffTable,
} from '@provenance/container';
import type { ByteSource } from './byte-source.ts';

/** More than these are not made by anyone; c2pa-rs 0.90 takes 40 µs for each. */
const MOST_DIRECTORIES = 10_000;
/** Entries that take as long as a directory. */
const ENTRIES_A_DIRECTORY = 64;

/** Tags whose values are places of further directories: sub-files, Exif, GPS. */
const DIRECTORY_TAGS: readonly number[] = [0x014a, 0x8769, 0x8825];

/**
 * Whether a TIFF or BigTIFF has more directories than any real one, in its chain and below it: each way to
 * one counts, as the engine reads it anew on each. A circle has no end.
 */
export function hasTooManyDirectories(source: ByteSource): boolean {
  let layout: TiffLayout;
  try {
    layout = tiffLayout(source);
  } catch (error) {
    if (!(error instanceof ContainerError)) throw error;
    return false;
  }
  const open = [placeAt(source, layout, layout.firstAt)];
  let work = 0;
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (at <= 0 || at >= source.size) continue;
    work += 1;
    try {
      const { fields, nextAt } = tiffTable(source, layout, at);
      for (const field of fields) {
        work += 1 / ENTRIES_A_DIRECTORY;
        if (work + open.length > MOST_DIRECTORIES) return true;
        if (!DIRECTORY_TAGS.includes(field.tag)) continue;
        if (work + open.length + field.count > MOST_DIRECTORIES) return true;
        open.push(...placesOf(source, layout, field));
      }
      open.push(placeAt(source, layout, nextAt));
    } catch (error) {
      if (!(error instanceof ContainerError)) throw error;
    }
    if (work > MOST_DIRECTORIES) return true;
  }
  return false;
}

/** The places of a field, whatever type it says to be of; they stand in it, if they fit. */
function placesOf(source: ByteSource, layout: TiffLayout, { count, valueAt }: TiffRow): number[] {
  const width = placeBytes(layout);
  const start = count <= 1 ? valueAt : placeAt(source, layout, valueAt);
  return Array.from({ length: count }, (_, i) => placeAt(source, layout, start + i * width));
}

/** 0, which is none, where the file ends before it. */
function placeAt(source: ByteSource, layout: TiffLayout, at: number): number {
  try {
    return tiffPlace(source, layout, at);
  } catch (error) {
    if (!(error instanceof ContainerError)) throw error;
    return 0;
  }
}
