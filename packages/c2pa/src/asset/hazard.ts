import { brotliDecompressSync } from 'node:zlib';
import type { MediaType } from '@provenance/content';
import { hasOverlongString } from '../store/cbor-strings.ts';
import { hasTooManyPaths } from '../store/paths.ts';
import { MAX_STORE_BYTES } from '../store/store.ts';
import { type ByteSource, walkParts } from './container-parts.ts';
import { gifStores, jpegStores, svgStores, unsynchronisedStores } from './scattered-store.ts';

/** Why a file is not given to the engine. Both are reasons in a report. */
export type Hazard = 'content.tooManyParts' | 'manifest.inaccessible.malformed';

/**
 * Looks for what makes c2pa-rs 0.90 take minutes or gigabytes for a file of kilobytes (all found by
 * experiment; nesting, cyclic offsets and 64-bit lengths it refuses by itself):
 * - a CBOR string whose length is not covered by its box: up to 4 GiB are allocated and cleared;
 * - containers of very many very small parts: quadratic time for BMFF boxes, 100 bytes of memory a
 *   part for the others;
 * - manifests that name each other so often that the ways through them are too many: each is verified
 *   anew on every way;
 * - in a file that stays on disk, stores and XMP of gigabytes: they are taken into memory whole.
 *
 * A few header reads for the second, one memory search of 10 GB/s for the first.
 */
export function findHazard(source: ByteSource, mediaType: MediaType): Hazard | null {
  const parts = walkParts(source, mediaType);
  if (parts === null) return 'content.tooManyParts';
  const taken = parts.reduce((sum, { length }) => sum + length, 0);
  if (source.memory === null && taken > MAX_STORE_BYTES) return 'manifest.inaccessible.malformed';
  const isHostile =
    source.memory !== null
      ? storesIn(source.memory, mediaType).some(isHostileStore)
      : parts.some(({ start, length }) => isHostileStore(source.read(start, length)));
  return isHostile ? 'manifest.inaccessible.malformed' : null;
}

/** Whether a store, or anything that contains one in one piece, would make the engine over-allocate. */
export function isHostileStore(bytes: Buffer): boolean {
  return hasOverlongString(bytes) || isHostileBrotli(bytes) || hasTooManyPaths(bytes);
}

/** In most formats a store lies in one piece, and the whole file can be searched for it. */
function storesIn(bytes: Buffer, mediaType: MediaType): Buffer[] {
  switch (mediaType) {
    case 'image/jpeg':
      return jpegStores(bytes);
    case 'image/gif':
      return gifStores(bytes);
    case 'image/svg+xml':
      return svgStores(bytes);
    case 'audio/mpeg':
      return [bytes, ...unsynchronisedStores(bytes)];
    default:
      return [bytes];
  }
}

/**
 * Manifests in Brotli (C2PA 2.4 clause 11.1.6). All of them together may be as large as one store, and
 * may be read once: boxes that claim each other's bytes would multiply both. What cannot be
 * decompressed the engine refuses by itself.
 */
function isHostileBrotli(bytes: Buffer): boolean {
  let input = bytes.length;
  let output = MAX_STORE_BYTES;
  for (let at = bytes.indexOf('brob', 4); at !== -1; at = bytes.indexOf('brob', at + 4)) {
    const compressed = bytes.subarray(at + 4, at - 4 + bytes.readUInt32BE(at - 4));
    input -= compressed.length;
    if (input < 0) return true;
    let manifest: Buffer;
    try {
      manifest = brotliDecompressSync(compressed, { maxOutputLength: output });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return true;
      continue;
    }
    output -= manifest.length;
    if (output <= 0 || hasOverlongString(manifest)) return true;
  }
  return false;
}
