import { closeSync, openSync, readSync } from 'node:fs';
import type { ByteSource } from '@provenance/container';
import type { Asset } from '../asset/asset.ts';
import { MAX_STORE_BYTES } from '../store/store.ts';

/** Bytes of content, read where they are needed. */
export interface ContentReader extends ByteSource {
  /** What lies beyond the end comes back short; no more than a store may have at once. */
  read(start: number, length: number): Buffer;
}

/** Opens content that is in memory, or a file that stays on disk. `use` must not keep the reader. */
export function withContent<T>({ source, size }: Asset, use: (content: ContentReader) => T): T {
  if ('buffer' in source) {
    const read = (start: number, length: number) => source.buffer.subarray(start, start + length);
    return use({ size, read });
  }
  const file = openSync(source.path, 'r');
  try {
    const read = (start: number, length: number) => {
      const bytes = Buffer.alloc(Math.max(0, Math.min(length, MAX_STORE_BYTES, size - start)));
      return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, start));
    };
    return use({ size, read });
  } finally {
    closeSync(file);
  }
}
