import { basename } from 'node:path';
import { ERROR_CODES, ProvenanceError } from '@provenance/content';
import { isTemporaryName } from '@provenance/content/node';
import { type Language, type Message, render, say } from '@provenance/messages';
import { type Io, painter } from './io.ts';
import { UsageError } from './usage-error.ts';
import { visible } from './visible.ts';

/** Long enough for what the engine says, short enough for a terminal. */
const LONGEST_CAUSE = 500;

/**
 * An error for a person: what is wrong, what to do, its code, and what the system or the engine said.
 * The rooms below keep the last out of their messages, as it may name paths; here they are the user's.
 */
export function errorText(error: ProvenanceError, language: Language = 'en'): string {
  const { code, cause } = error;
  const text = `${explained(error, language)} (${code})`;
  // The system names the temporary file that stands for the output, which helps nobody.
  if (!(cause instanceof Error) || code === 'FILE_EXISTS') return text;
  const why = say('told.cause', { cause: oneLine(cause) });
  return `${text}\n  ${render(why, { language })}`;
}

/** The same within a note, which is one line. */
export function errorSays(error: ProvenanceError, language: Language): Message {
  const { code, cause } = error;
  const why = `${explained(error, language)} (${code})`;
  return cause instanceof Error && code !== 'FILE_EXISTS'
    ? say('told.why-and-cause', { why, cause: oneLine(cause) })
    : say('told.why', { why });
}

/** What a library says may have several lines, which would be spelled out. */
export function oneLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text
    .replace(/\s*[\r\n]+\s*/g, ' ')
    .trim()
    .slice(0, LONGEST_CAUSE);
}

/** What is wrong and what to do. An error's details are written in English, and said to be. */
export function explained({ message, code }: ProvenanceError, language: Language): string {
  if (language === 'en') return visible(message);
  const [meaning, remedy] = ERROR_CODES[code];
  const detail = message.endsWith(` ${remedy}`) ? message.slice(0, -remedy.length - 1) : message;
  const more = detail === meaning ? [] : [say('error.in-detail', { detail })];
  return render([say(`error.${code}`), ...more, say(`remedy.${code}`)], { language });
}

/** A mistake on the command line, for a person. */
export function mistakeText({ says, message }: UsageError, language: Language): string {
  return says === null ? visible(message) : render(says, { language });
}

/** The same on a line of its own, of one of many files. */
export function errorLine(io: Io, path: string, error: ProvenanceError): string {
  const mark = painter(io, io.stderr)('red', render(say('told.error'), { language: io.language }));
  return `${mark} ${visible(path)}: ${errorText(error, io.language)}\n`;
}

/** Which file an error is about: the output where it is there already, or could not be written. */
export function fileOf(
  { code, cause }: ProvenanceError,
  { input, output }: { readonly input: string; readonly output: string },
): string {
  if (code === 'FILE_EXISTS' || code === 'FILE_NO_SPACE') return output;
  const { path = '', syscall = '' } = (cause ?? {}) as NodeJS.ErrnoException;
  return syscall === 'mkdir' || isTemporaryName(basename(path)) ? output : input;
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
