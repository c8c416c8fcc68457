import type { FileHandle } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writePieces } from '../src/file-write-pieces.ts';

/** A file that takes no more than so many bytes a call, at least one. */
function reluctant(most: readonly number[]) {
  const taken: Buffer[] = [];
  let calls = 0;
  const writev = async (pieces: readonly Uint8Array[]) => {
    const offered = Buffer.concat(pieces);
    const some = offered.subarray(0, most[calls++ % most.length]);
    taken.push(Buffer.from(some));
    return { bytesWritten: some.length, buffers: pieces };
  };
  return { file: { writev } as Pick<FileHandle, 'writev'>, written: () => Buffer.concat(taken) };
}

describe('writePieces', () => {
  it('writes all of them in order, however little a call takes', async () => {
    const pieces = fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 8 });
    const most = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(pieces, most, async (pieces, most) => {
        const { file, written } = reluctant(most);
        await writePieces(file, pieces);
        expect(written()).toEqual(Buffer.concat(pieces));
      }),
    );
  });
});
