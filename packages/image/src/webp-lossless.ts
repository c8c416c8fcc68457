const FILE_HEADER = 12;
const CHUNK_HEADER = 8;
const FRAME_HEADER = 16;

/**
 * Whether the first bitstream of a WebP is lossless: `VP8L`, not `VP8 ` (RFC 9649, section 2.5 to 2.7;
 * a frame's bitstream lies inside its `ANMF` chunk).
 */
export function isLosslessWebp(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let offset = FILE_HEADER;
  while (offset + CHUNK_HEADER <= bytes.length) {
    const id = String.fromCharCode(...bytes.subarray(offset, offset + 4));
    if (id === 'VP8L') return true;
    if (id === 'VP8 ') return false;
    const size = view.getUint32(offset + 4, true);
    offset += CHUNK_HEADER + (id === 'ANMF' ? FRAME_HEADER : size + (size & 1));
  }
  return false;
}
