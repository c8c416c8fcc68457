import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import type { StoredPixels } from './stored.ts';

const deflated = promisify(deflate);

/** Rows of about so many bytes are coded as one. */
const STRIP_BYTES = 2 ** 18;

export interface TiffStrips {
  readonly rowsPerStrip: number;
  readonly strips: readonly Uint8Array[];
}

/**
 * Pixels as strips in deflate with horizontal differences (TIFF 6.0 section 14, Adobe's deflate), in the
 * byte order of their file.
 */
export async function tiffStrips(
  { data, width, height }: StoredPixels,
  channels: number,
  littleEndian: boolean,
): Promise<TiffStrips> {
  const sampleBytes = data.BYTES_PER_ELEMENT;
  const rowSamples = width * channels;
  const rowsPerStrip = Math.max(1, Math.floor(STRIP_BYTES / (rowSamples * sampleBytes)));
  const strips: Promise<Uint8Array>[] = [];
  for (let row = 0; row < height; row += rowsPerStrip) {
    const samples = data.slice(row * rowSamples, (row + rowsPerStrip) * rowSamples);
    difference(samples, rowSamples, channels);
    const bytes = new Uint8Array(samples.buffer);
    if (sampleBytes === 2 && littleEndian !== IS_LITTLE_ENDIAN) swap(bytes);
    strips.push(deflated(bytes));
  }
  return { rowsPerStrip, strips: await Promise.all(strips) };
}

const IS_LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** Each sample less the one to its left, from the right, in place. Typed arrays wrap as the format asks. */
function difference(samples: Uint8Array | Uint16Array, rowSamples: number, channels: number): void {
  for (let start = 0; start < samples.length; start += rowSamples) {
    for (let i = start + rowSamples - 1; i >= start + channels; i--) {
      samples[i] = samples[i]! - samples[i - channels]!;
    }
  }
}

function swap(bytes: Uint8Array): void {
  for (let i = 0; i + 1 < bytes.length; i += 2) {
    const low = bytes[i]!;
    bytes[i] = bytes[i + 1]!;
    bytes[i + 1] = low;
  }
}
