import { contentsOf, memorySource, pngParts } from '@provenance/container';
import { readExif } from '../block/exif.ts';
import { readPngText } from '../block/png-text.ts';
import type { Reading } from '../field/reading.ts';

/** The text chunks and the EXIF chunk, wherever they stand: some generators write them behind the pixels. */
export function readPng(bytes: Uint8Array, reading: Reading): void {
  const { parts, isTruncated } = pngParts(memorySource(bytes));
  for (const part of isTruncated ? parts.slice(0, -1) : parts) {
    const { kind } = part;
    const contents = contentsOf(bytes, part);
    if (kind === 'tEXt' || kind === 'zTXt' || kind === 'iTXt') {
      reading.attempt(kind, () => readPngText(kind, contents, reading));
    } else if (kind === 'eXIf') readExif(contents, kind, reading);
  }
  if (isTruncated) reading.cannotRead(parts.at(-1)!.kind, 'truncated');
}
