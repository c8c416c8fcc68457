import { contentsOf, type Part } from '@provenance/container';
import type { JpegFrame } from './jpeg-frame.ts';

// The example tables of ITU-T T.81 Annex K (K.1 and K.2), in the zigzag order of a DQT segment.
const LUMINANCE = [
  16, 11, 12, 14, 12, 10, 16, 14, 13, 14, 18, 17, 16, 19, 24, 40, 26, 24, 22, 22, 24, 49, 35, 37,
  29, 40, 58, 51, 61, 60, 57, 51, 56, 55, 64, 72, 92, 78, 64, 68, 87, 69, 55, 56, 80, 109, 81, 87,
  95, 98, 103, 104, 103, 62, 77, 113, 121, 112, 100, 120, 92, 101, 103, 99,
];
const CHROMINANCE = [
  17, 18, 18, 24, 21, 24, 47, 26, 26, 47, 99, 66, 56, 66, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
  99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
  99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
];

/**
 * The quality of a JPEG on the scale of the Independent JPEG Group (libjpeg, and most other writers):
 * the setting whose quantisation tables are nearest to the file's, exact for files of such a writer.
 *
 * @param parts Of the file.
 * @returns 1..100, or null if there is no usable quantisation table.
 */
export function estimateJpegQuality(
  bytes: Uint8Array,
  parts: readonly Part[],
  frame: JpegFrame,
): number | null {
  const [luminance, chrominance] = quantisationTables(bytes, parts, frame);
  if (luminance === undefined) return null;
  let [quality, least] = [100, Number.POSITIVE_INFINITY];
  for (let q = 100; q >= 1; q--) {
    let difference = distance(luminance, LUMINANCE, q);
    if (chrominance !== undefined) difference += distance(chrominance, CHROMINANCE, q);
    if (difference < least) [quality, least] = [q, difference];
  }
  return quality;
}

/** The sum of absolute differences between a table and Annex K's, scaled as libjpeg scales it. */
function distance(table: readonly number[], base: readonly number[], quality: number): number {
  const scale = quality < 50 ? Math.floor(5000 / quality) : 200 - 2 * quality;
  let sum = 0;
  for (let i = 0; i < 64; i++) {
    const value = Math.floor((base[i]! * scale + 50) / 100);
    sum += Math.abs(table[i]! - Math.min(255, Math.max(1, value)));
  }
  return sum;
}

/** The tables of the first and second component (T.81 B.2.2 and B.2.4.1), as they are before the first scan. */
function quantisationTables(
  bytes: Uint8Array,
  parts: readonly Part[],
  { components }: JpegFrame,
): (number[] | undefined)[] {
  const tables: (number[] | undefined)[] = [];
  for (const part of parts) {
    if (part.kind === 'SOS') break;
    if (part.kind === 'DQT') readTables(contentsOf(bytes, part), tables);
  }
  return components.slice(0, 2).map(({ table }) => tables[table]);
}

function readTables(segment: Uint8Array, tables: (number[] | undefined)[]): void {
  let offset = 0;
  while (offset < segment.length) {
    const [precision, destination] = [segment[offset]! >> 4, segment[offset]! & 15];
    const size = precision === 0 ? 64 : 128;
    if (precision > 1 || destination > 3 || offset + 1 + size > segment.length) return;
    const values = segment.subarray(offset + 1, offset + 1 + size);
    tables[destination] = Array.from({ length: 64 }, (_, i) =>
      precision === 0 ? values[i]! : values[2 * i]! * 256 + values[2 * i + 1]!,
    );
    offset += 1 + size;
  }
}
