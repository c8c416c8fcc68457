import type { ByteSource as ReadableBytes } from '@provenance/container';

/** A file in memory, or on disk and read in pieces. `read` returns less at the end of the file. */
export interface ByteSource extends ReadableBytes {
  readonly memory: Buffer | null;
  read(start: number, length: number): Buffer;
}
