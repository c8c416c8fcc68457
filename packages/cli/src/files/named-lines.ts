import { say } from '@provenance/messages';
import type { Io } from '../terminal/io.ts';
import { UsageError } from '../terminal/usage-error.ts';
import { STDIN } from './list.ts';
import { namedBytes } from './named.ts';
import { readStdin } from './stdin.ts';

/** A list of a million paths. */
const MOST_BYTES = 2 ** 28;

/**
 * The lines of a file that an option names, or of standard input for `-`, without those that are empty.
 *
 * @throws UsageError if it cannot be read, or is no UTF-8.
 */
export async function namedLines(io: Io, option: string, path: string): Promise<string[]> {
  const bytes =
    path === STDIN ? await readStdin(io) : await namedBytes(io, option, path, MOST_BYTES);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new UsageError(say('mistake.list-not-text', { option }), { cause });
  }
  return text.split(/\r?\n/).filter((line) => line !== '');
}
