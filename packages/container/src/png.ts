import { malformed, type Part, PartList } from './part.ts';
import { type ByteSource, concat, latin1, latin1Bytes, startsWith, viewOf } from './source.ts';

export const PNG_SIGNATURE = '\x89PNG\r\n\x1a\n';

export interface PngParts {
  readonly parts: readonly Part[];
  /** The file ends before IEND: the last part is as much of it as there is. */
  readonly isTruncated: boolean;
}

/**
 * The chunks of a PNG or APNG (PNG 5) by their types, behind one part `signature`. What lies behind IEND
 * is one part, `trailer`. Checksums are not looked at.
 *
 * @throws ContainerError malformed for bytes that begin no PNG; tooManyParts.
 */
export function pngParts({ read, size }: ByteSource): PngParts {
  const list = new PartList(size);
  if (!startsWith(read(0, 8), PNG_SIGNATURE)) throw malformed('A PNG begins with its signature.');
  list.add('signature', 0, 0, 8, 8);
  for (let at = 8; at < size; ) {
    const header = read(at, 8);
    const kind = header.length < 8 ? 'unknown' : latin1(header, 4, 8);
    const length = header.length < 8 ? 0 : viewOf(header).getUint32(0);
    const contents = Math.min(at + 8, size);
    const end = at + 12 + length;
    if (header.length < 8 || end > size) {
      list.add(kind, at, contents, Math.min(length, size - contents), size);
      return { parts: list.parts, isTruncated: true };
    }
    list.add(kind, at, contents, length, end);
    at = end;
    if (kind !== 'IEND') continue;
    if (at < size) list.add('trailer', at, at, size - at, size);
    return { parts: list.parts, isTruncated: false };
  }
  return { parts: list.parts, isTruncated: true };
}

/** A chunk with its length and checksum. @param type Four letters. */
export function pngChunk(type: string, ...contents: readonly Uint8Array[]): Uint8Array {
  const bytes = concat([new Uint8Array(4), latin1Bytes(type), ...contents, new Uint8Array(4)]);
  const view = viewOf(bytes);
  view.setUint32(0, bytes.length - 12);
  view.setUint32(bytes.length - 4, crc32(bytes.subarray(4, bytes.length - 4)));
  return bytes;
}

/** Whether a chunk may be left out by who does not know it (PNG 5.4: bit 5 of the first letter). */
export function isAncillary(type: string): boolean {
  return (type.charCodeAt(0) & 0x20) !== 0;
}

/** Whether a chunk stays true when the picture data is another (bit 5 of the fourth letter). */
export function isSafeToCopy(type: string): boolean {
  return (type.charCodeAt(3) & 0x20) !== 0;
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let value = n;
  for (let k = 0; k < 8; k++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

/** ISO 3309, as PNG has it. */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) crc = CRC_TABLE[(crc ^ bytes[i]!) & 0xff]! ^ (crc >>> 8);
  return ~crc >>> 0;
}
