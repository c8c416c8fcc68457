import { ProvenanceError } from '@provenance/content';
import type { Io } from './io.ts';
import { UsageError } from './usage-error.ts';
import { visible } from './visible.ts';

/** Long enough for what the engine says, short enough for a terminal. */
const LONGEST_CAUSE = 500;

/**
 * An error for a person: what is wrong, what to do, its code, and what the system or the engine said.
 * The rooms below keep the last out of their messages, as it may name paths; here they are the user's.
 */
export function errorText({ message, code, cause }: ProvenanceError): string {
  const text = `${visible(message)} (${code})`;
  // The system names the temporary file that stands for the output, which helps nobody.
  if (!(cause instanceof Error) || code === 'FILE_EXISTS') return text;
  return `${text}\n  cause: ${visible(cause.message.slice(0, LONGEST_CAUSE))}`;
}

/**
 * What went wrong with one of many files, as a line beside those of the others. Thrown on is what is no matter
 * of the file: an interrupt, and a mistake on the command line.
 */
export function errorOfFile({ signal }: Io, error: unknown): ProvenanceError {
  signal.throwIfAborted();
  if (error instanceof ProvenanceError) return error;
  if (error instanceof UsageError || (error instanceof Error && error.name === 'AbortError')) {
    throw error;
  }
  return new ProvenanceError('UNEXPECTED_ERROR', undefined, { cause: error });
}

/** The trace of what should not have happened, for who wants to report it. */
export async function writeTrace(
  { env, stderr }: Io,
  { code, cause }: ProvenanceError,
): Promise<void> {
  if (code !== 'UNEXPECTED_ERROR' || !env.PROVENANCE_DEBUG) return;
  if (cause instanceof Error) await stderr.write(`${cause.stack}\n`);
}
