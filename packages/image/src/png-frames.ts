import {
  ContainerError,
  contentsOf,
  memorySource,
  type Part,
  pngParts,
  viewOf,
} from '@provenance/container';

/** Frames of a PNG: those of an animation (PNG 11.3.2.1), which decoders that know none do not see; else 1. */
export function pngFrames(bytes: Uint8Array): number {
  let parts: readonly Part[];
  try {
    ({ parts } = pngParts(memorySource(bytes)));
  } catch (error) {
    if (error instanceof ContainerError) return 1;
    throw error;
  }
  const control = parts.find(({ kind }) => kind === 'acTL');
  // An animation whose one frame is the picture itself is a picture.
  if (control === undefined || !parts.some(({ kind }) => kind === 'fdAT')) return 1;
  return control.length < 4 ? 2 : Math.max(2, viewOf(contentsOf(bytes, control)).getUint32(0));
}
