import { ContainerError, Edit, memorySource, pngChunk, pngParts } from '@provenance/container';
import type { Embedding } from './embedding.ts';

/** Length, type and checksum of a chunk. */
const AROUND = 12;

/**
 * A PNG or APNG whose store is the chunk `caBX`, right behind IHDR (C2PA 2.4 A.3.2).
 *
 * @throws ContainerError
 */
export function embedInPng(bytes: Uint8Array): Embedding {
  const { parts, isTruncated } = pngParts(memorySource(bytes));
  const header = parts[1];
  if (isTruncated || header?.kind !== 'IHDR') {
    throw new ContainerError('malformed', 'A PNG begins with IHDR and ends with IEND.');
  }
  const old = parts.filter(({ kind }) => kind === 'caBX');
  return {
    exclusions: (length) => [{ start: header.end, length: AROUND + length }],
    pieces: (store) => {
      const edit = new Edit(bytes, parts);
      for (const part of old) edit.remove(part);
      return edit.insertAfter(header, pngChunk('caBX', store)).pieces();
    },
  };
}
