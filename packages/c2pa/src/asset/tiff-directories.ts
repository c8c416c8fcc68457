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
  const head = source.read(0, 16);
  const little = head[0] === 0x49;
  const big = head[little ? 2 : 3] === 43;
  const [size, width, counted] = big ? [8, 20, 8] : [4, 12, 2];
  const number = (bytes: Buffer, width: number) => {
    if (bytes.length < width) return 0;
    if (width === 8) return Number(little ? bytes.readBigUInt64LE() : bytes.readBigUInt64BE());
    return little ? bytes.readUIntLE(0, width) : bytes.readUIntBE(0, width);
  };
  const open = [number(head.subarray(big ? 8 : 4), size)];
  let work = 0;
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (at <= 0 || at >= source.size) continue;
    const entries = number(source.read(at, counted), counted);
    const table = source.read(at + counted, Math.min(entries * width, source.size - at));
    work += 1 + table.length / width / ENTRIES_A_DIRECTORY;
    for (let entry = 0; entry + width <= table.length; entry += width) {
      if (!DIRECTORY_TAGS.includes(number(table.subarray(entry), 2))) continue;
      const count = number(table.subarray(entry + 4), size);
      if (work + open.length + count > MOST_DIRECTORIES) return true;
      const value = table.subarray(entry + 4 + size, entry + width);
      const list = count * size <= size ? value : source.read(number(value, size), count * size);
      for (let i = 0; i < count; i++) open.push(number(list.subarray(i * size), size));
    }
    open.push(number(source.read(at + counted + entries * width, size), size));
    if (work > MOST_DIRECTORIES) return true;
  }
  return false;
}
