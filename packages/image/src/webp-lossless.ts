import { ContainerError, memorySource, type Part, riffParts } from '@provenance/container';

/** Bytes of a frame before its own chunks (WebP container, `ANMF`). */
const FRAME_HEADER = 16;

/**
 * Whether the first bitstream of a WebP is lossless: `VP8L`, not `VP8 ` (RFC 9649, section 2.5 to 2.7;
 * a frame's bitstream lies inside its `ANMF` chunk).
 */
export function isLosslessWebp(bytes: Uint8Array): boolean {
  let parts: readonly Part[];
  try {
    ({ parts } = riffParts(memorySource(bytes)));
  } catch (error) {
    if (error instanceof ContainerError) return false;
    throw error;
  }
  for (const { kind, contents, end } of parts) {
    if (kind === 'VP8L') return true;
    if (kind === 'VP8 ') return false;
    if (kind === 'ANMF') return isLosslessFrame(bytes.subarray(contents + FRAME_HEADER, end));
  }
  return false;
}

function isLosslessFrame(chunks: Uint8Array): boolean {
  const name = String.fromCharCode(...chunks.subarray(0, 4));
  // Alpha beside the bitstream is written only where that is lossy.
  return name === 'VP8L';
}
