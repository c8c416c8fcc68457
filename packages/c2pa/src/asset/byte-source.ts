/** A file in memory, or on disk and read in pieces. `read` returns less at the end of the file. */
export interface ByteSource {
  readonly size: number;
  readonly memory: Buffer | null;
  read(start: number, length: number): Buffer;
}
