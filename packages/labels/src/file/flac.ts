import { contentsOf, flacParts, id3Parts, memorySource } from '@provenance/container';
import { readId3 } from '../block/id3.ts';
import { readVorbisComment } from '../block/vorbis-comment.ts';
import type { Reading } from '../field/reading.ts';

/** The comments; an ID3 tag may stand in front. */
export function readFlac(bytes: Uint8Array, reading: Reading): void {
  const source = memorySource(bytes);
  const tag = id3Parts(source);
  if (tag !== null) readId3(bytes, reading);
  const start = tag?.parts.find(({ kind }) => kind === 'audio')?.start ?? 0;
  for (const part of flacParts(source, start)) {
    if (part.kind === 'VORBIS_COMMENT') {
      readVorbisComment(contentsOf(bytes, part), part.kind, reading);
    }
  }
}
