import type { FileHandle } from 'node:fs/promises';

/**
 * Writes pieces one behind the other, without joining them: one call to the system for nearly every file, which
 * may take less than it was given.
 */
export async function writePieces(
  file: Pick<FileHandle, 'writev'>,
  pieces: readonly Uint8Array[],
): Promise<void> {
  let left = pieces.filter(({ length }) => length > 0);
  while (left.length > 0) {
    let { bytesWritten } = await file.writev(left);
    let written = 0;
    for (const { length } of left) {
      if (length > bytesWritten) break;
      bytesWritten -= length;
      written++;
    }
    const [partly, ...rest] = left.slice(written);
    left = partly === undefined ? [] : [partly.subarray(bytesWritten), ...rest];
  }
}
