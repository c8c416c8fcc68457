import { brotliDecompressSync } from 'node:zlib';
import type { MediaType } from '@provenance/content';
import { hasTooManyPaths } from '../store/paths.ts';
import { MAX_STORE_BYTES } from '../store/store.ts';
import { countValues, MOST_VALUES } from '../store/values.ts';
import type { ByteSource } from './byte-source.ts';
import { walkParts } from './container-parts.ts';
import { hasLargeObjectStream } from './pdf-streams.ts';
import { gifStores, id3Stores, jpegStores, svgStores } from './scattered-store.ts';

/** Why a file is not given to the engine. Both are reasons in a report. */
export type Hazard = 'content.tooManyParts' | 'manifest.inaccessible.malformed';

/**
 * Looks for what makes c2pa-rs 0.90 take minutes or gigabytes for a file of kilobytes (all found by
 * experiment; nesting, cyclic offsets and 64-bit lengths it refuses by itself):
 * - a CBOR string whose length is not covered by its box: up to 4 GiB are allocated and cleared;
 * - assertions of millions of values: 6 µs and 150 bytes each, and as much again in JSON;
 * - containers of very many very small parts: quadratic time for BMFF boxes, 100 bytes of memory a
 *   part for the others;
 * - manifests that name each other so often that the ways through them are too many: each is verified
 *   anew on every way; and manifests of thousands of assertions, for which it takes quadratic time;
 * - frames of an ID3 tag and object streams of a PDF that are compressed a thousand times and more;
 * - in a file that stays on disk, stores and XMP of gigabytes: they are taken into memory whole.
 *
 * A few header reads for the containers, a few memory searches of 10 GB/s for the rest.
 */
export function findHazard(source: ByteSource, mediaType: MediaType): Hazard | null {
  const parts = walkParts(source, mediaType);
  if (parts === null) return 'content.tooManyParts';
  const taken = parts.reduce((sum, { length }) => sum + length, 0);
  if (source.memory === null && taken > MAX_STORE_BYTES) return 'manifest.inaccessible.malformed';
  if (source.memory === null) {
    const isHostile = parts.some(({ start, length }) => isHostileStore(source.read(start, length)));
    return isHostile ? 'manifest.inaccessible.malformed' : null;
  }
  if (mediaType === 'application/pdf' && hasLargeObjectStream(source.memory)) {
    return 'content.tooManyParts';
  }
  const stores = storesIn(source.memory, mediaType);
  return stores === null || stores.some(isHostileStore) ? 'manifest.inaccessible.malformed' : null;
}

/** Whether a store, or anything that contains one in one piece, would cost the engine too much. */
export function isHostileStore(bytes: Buffer): boolean {
  // Nothing without a description is taken for a box of a store.
  if (!bytes.includes('jumd')) return false;
  const manifests = decompressedManifests(bytes);
  if (manifests === null) return true;
  const pieces = [bytes, ...manifests];
  let count = 0;
  for (const piece of pieces) {
    const values = countValues(piece);
    if (values === null) return true;
    count += values;
  }
  return count > MOST_VALUES || hasTooManyPaths(pieces);
}

/** In most formats a store lies in one piece, and the whole file can be searched for it. Null: it is hostile. */
function storesIn(bytes: Buffer, mediaType: MediaType): Buffer[] | null {
  switch (mediaType) {
    case 'image/jpeg':
      return jpegStores(bytes);
    case 'image/gif':
      return gifStores(bytes);
    case 'image/svg+xml':
      return svgStores(bytes);
    case 'audio/mpeg': {
      const stores = id3Stores(bytes);
      return stores && [bytes, ...stores];
    }
    default:
      return [bytes];
  }
}

/**
 * Manifests in Brotli (C2PA 2.4 clause 11.1.6). All of them together may be as large as one store, and
 * may be read once: boxes that claim each other's bytes would multiply both. What cannot be
 * decompressed the engine refuses by itself.
 *
 * @returns null: they are larger.
 */
function decompressedManifests(bytes: Buffer): Buffer[] | null {
  const manifests: Buffer[] = [];
  let input = bytes.length;
  let output = MAX_STORE_BYTES;
  for (let at = bytes.indexOf('brob', 4); at !== -1; at = bytes.indexOf('brob', at + 4)) {
    const compressed = bytes.subarray(at + 4, at - 4 + bytes.readUInt32BE(at - 4));
    input -= compressed.length;
    if (input < 0) return null;
    try {
      const manifest = brotliDecompressSync(compressed, { maxOutputLength: output });
      output -= manifest.length;
      manifests.push(manifest);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return null;
    }
    if (output <= 0) return null;
  }
  return manifests;
}
