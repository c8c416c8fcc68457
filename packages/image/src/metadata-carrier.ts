import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import type { DecodedImage } from './image.ts';

const deflated = promisify(deflate);

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
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
  const chunks = [SIGNATURE, chunk('IHDR', header)];
  if (icc) chunks.push(chunk('iCCP', latin1('ICC\0\0'), await deflated(icc)));
  if (density) chunks.push(chunk('pHYs', physicalSize(density)));
  if (exif) chunks.push(chunk('eXIf', withoutThumbnail(exif)));
  if (xmp) chunks.push(chunk('iTXt', latin1('XML:com.adobe.xmp\0\0\0\0\0'), xmp));
  chunks.push(chunk('IDAT', await deflated(new Uint8Array(1 + channels * sampleBytes))));
  chunks.push(chunk('IEND'));
  return Buffer.concat(chunks);
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

function chunk(type: string, ...data: Uint8Array[]): Uint8Array {
  const body = Buffer.concat([latin1(type), ...data]);
  const bytes = Buffer.alloc(body.length + 8);
  bytes.writeUInt32BE(body.length - type.length, 0);
  body.copy(bytes, 4);
  bytes.writeUInt32BE(crc32(body), bytes.length - 4);
  return bytes;
}

function latin1(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  for (let k = 0; k < 8; k++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
  return n;
});

/** Here because zlib.crc32 came with Node 20.15 only. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) crc = CRC_TABLE[(crc ^ bytes[i]!) & 0xff]! ^ (crc >>> 8);
  return ~crc >>> 0;
}
