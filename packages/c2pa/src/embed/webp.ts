import {
  ContainerError,
  Edit,
  memorySource,
  riffChunk,
  riffParts,
  viewOf,
} from '@provenance/container';
import type { Embedding } from './embedding.ts';

const CHUNK_HEADER = 8;

/**
 * A WebP whose store is the chunk `C2PA`, behind all others (C2PA 2.4 A.3.4). Its padding to an even length
 * is hashed.
 *
 * @throws ContainerError
 */
export function embedInWebp(bytes: Uint8Array): Embedding {
  const { form, parts, isTruncated } = riffParts(memorySource(bytes));
  const chunks = parts.filter(({ kind }) => kind !== 'trailer');
  const head = parts[0]!;
  const last = chunks.at(-1)!;
  if (form !== 'WEBP' || isTruncated || last === head) {
    throw new ContainerError('malformed', 'A WebP is a RIFF with a picture in it.');
  }
  const old = chunks.filter(({ kind }) => kind === 'C2PA');
  // The last of them may lack its padding.
  const odd = (last.end - last.start) & 1;
  const kept = last.end + odd - old.reduce((sum, { start, end }) => sum + end - start, 0);
  const start = kept - (old.includes(last) ? odd : 0);
  return {
    exclusions: (length) => [{ start, length: CHUNK_HEADER + length }],
    pieces: (store) => {
      const chunk = riffChunk('C2PA', store);
      const header = Uint8Array.from(bytes.subarray(head.start, head.end));
      viewOf(header).setUint32(4, start + chunk.length - 8, true);
      const edit = new Edit(bytes, parts).replace(head, header);
      for (const part of old) edit.remove(part);
      const padding = new Uint8Array(old.includes(last) ? 0 : odd);
      return edit.insertAfter(last, padding, chunk).pieces();
    },
  };
}
