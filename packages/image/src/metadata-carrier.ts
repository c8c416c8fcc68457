import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import { concat, latin1Bytes, PNG_SIGNATURE, pngChunk } from '@provenance/container';
import type { DecodedImage } from './image.ts';

const deflated = promisify(deflate);

/** PNG colour types for 1 to 4 channels (PNG, third edition, table 9). */
const COLOUR_TYPES = [0, 4, 2, 6] as const;
const INCHES_PER_METRE = 1 / 0.0254;

/**
 * A PNG of one black, transparent pixel that has an image's layout and metadata. sharp attaches ICC,
 * EXIF and XMP to an output only if they came in with an input file, and raw pixels are none.
 *
 * PNG because it alone holds all four kinds of metadata, four channels and 16 bits.
 */
export async function metadataCarrier({
  channels,
  bitDepth,
  metadata: { icc, exif, xmp, density },
}: DecodedImage): Promise<Uint8Array> {
  const sampleBytes = bitDepth / 8;
  const header = Uint8Array.of(
    0,
    0,
    0,
    1,
    0,
    0,
    0,
    1,
    bitDepth,
    COLOUR_TYPES[channels - 1]!,
    0,
    0,
    0,
  );
  const chunks = [latin1Bytes(PNG_SIGNATURE), pngChunk('IHDR', header)];
  if (icc) chunks.push(pngChunk('iCCP', latin1Bytes('ICC\0\0'), await deflated(icc)));
  if (density) chunks.push(pngChunk('pHYs', physicalSize(density)));
  if (exif) chunks.push(pngChunk('eXIf', withoutThumbnail(exif)));
  if (xmp) chunks.push(pngChunk('iTXt', latin1Bytes('XML:com.adobe.xmp\0\0\0\0\0'), xmp));
  chunks.push(pngChunk('IDAT', await deflated(new Uint8Array(1 + channels * sampleBytes))));
  chunks.push(pngChunk('IEND'));
  return concat(chunks);
}

/**
 * Unlinks the second directory (TIFF 6.0, section 2), where EXIF keeps a thumbnail: it would show the
 * picture as it was before it was changed.
 */
function withoutThumbnail(exif: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(exif);
  const view = new DataView(copy.buffer);
  const littleEndian = copy[0] === 0x49;
  if (copy.length < 8) return copy;
  const directory = view.getUint32(4, littleEndian);
  if (directory + 2 > copy.length) return copy;
  const link = directory + 2 + 12 * view.getUint16(directory, littleEndian);
  if (link + 4 <= copy.length) view.setUint32(link, 0, littleEndian);
  return copy;
}

function physicalSize(density: number): Uint8Array {
  const bytes = new Uint8Array(9);
  const view = new DataView(bytes.buffer);
  const pixelsPerMetre = Math.round(density * INCHES_PER_METRE);
  view.setUint32(0, pixelsPerMetre);
  view.setUint32(4, pixelsPerMetre);
  bytes[8] = 1;
  return bytes;
}
