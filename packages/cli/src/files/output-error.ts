import { relative } from 'node:path';
import { ERROR_CODES, ProvenanceError } from '@provenance/content';
import type { Io } from '../terminal/io.ts';

/** An output that could not be written: the rooms below keep its name out of their messages. */
export class OutputError extends ProvenanceError {
  /** As the user would name it. */
  readonly output: string;

  constructor(output: string, { code, message, cause }: ProvenanceError) {
    // The remedy is appended again.
    super(code, message.slice(0, -ERROR_CODES[code][1].length - 1), { cause });
    this.output = output;
  }
}

/**
 * Writes an output, whose errors then name it.
 *
 * @param path Absolute.
 * @throws OutputError for what the file system refuses; anything else as it comes.
 */
export async function writingTo<T>({ cwd }: Io, path: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!(error instanceof ProvenanceError && error.code.startsWith('FILE_'))) throw error;
    const near = relative(cwd, path);
    throw new OutputError(near === '' || near.startsWith('..') ? path : near, error);
  }
}
