import { lstat, unlink } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { makeFolder, writeFileAtomically } from '@provenance/content/node';
import { say } from '@provenance/messages';
import type { Io } from '../terminal/io.ts';
import { UsageError } from '../terminal/usage-error.ts';
import { writingTo } from './output-error.ts';

export interface NewFile {
  /** Absolute. */
  readonly path: string;
  readonly text: string | Uint8Array;
  readonly mode?: number;
}

/** Before work whose result would go there. @throws UsageError if anything has that name. */
export async function refuseThere({ cwd }: Io, path: string): Promise<void> {
  if (await lstat(path).catch(() => null)) {
    throw new UsageError(say('mistake.exists', { file: relative(cwd, path) }));
  }
}

/**
 * Writes files that belong together, such as a key and its certificate: all, or none where one of
 * them exists or cannot be written. Half a set would be a key that fits no certificate.
 *
 * @throws UsageError if one exists and `overwrite` is false; OutputError FILE_*.
 */
export async function writeNewFiles(
  io: Io,
  files: readonly NewFile[],
  { overwrite }: { overwrite: boolean },
): Promise<void> {
  if (!overwrite) for (const { path } of files) await refuseThere(io, path);
  const written: string[] = [];
  try {
    for (const { path, text, mode } of files) {
      await writingTo(io, path, async () => {
        await makeFolder(dirname(path));
        await writeFileAtomically(path, text, { overwrite, ...(mode !== undefined && { mode }) });
      });
      written.push(path);
    }
  } catch (error) {
    if (!overwrite) await Promise.all(written.map((path) => unlink(path)));
    throw error;
  }
}
