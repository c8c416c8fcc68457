import type { ProvenanceError } from '@provenance/content';
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
