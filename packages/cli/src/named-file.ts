import { resolve } from 'node:path';
import { ProvenanceError } from '@provenance/content';
import { openFile } from '@provenance/content/node';
import type { Io } from './io.ts';
import { UsageError } from './usage-error.ts';

/**
 * The absolute path of a file that an option or the configuration names. Opened once here, so that
 * the error can say which of many files is the one: errors of the rooms below name none.
 *
 * @throws UsageError if it cannot be opened.
 */
export async function namedFile(io: Io, option: string, path: string): Promise<string> {
  const absolute = resolve(io.cwd, path);
  try {
    await (await openFile(absolute)).file.close();
  } catch (error) {
    if (!(error instanceof ProvenanceError)) throw error;
    throw new UsageError(`${option} ${path}: ${error.message}`, { cause: error });
  }
  return absolute;
}

/** {@link namedFile} for each of a list. */
export function namedFiles(io: Io, option: string, paths: readonly string[]): Promise<string[]> {
  return Promise.all(paths.map((path) => namedFile(io, option, path)));
}
