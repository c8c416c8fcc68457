import { ProvenanceError } from '@provenance/content';
import { type Language, say } from '@provenance/messages';
import { CommanderError } from 'commander';
import { OutputError } from './files/output-error.ts';
import { languageOfLocale } from './options/language.ts';
import { createProgram } from './program/program.ts';
import { errorText, mistakeText, oneLine } from './terminal/error.ts';
import { type ExitCode, exitCodeOfError } from './terminal/exit-code.ts';
import { type Io, type ProcessIo, painter, processIo } from './terminal/io.ts';
import { UsageError } from './terminal/usage-error.ts';
import { visible } from './terminal/visible.ts';
import { words } from './terminal/words.ts';

/** Runs one command line. Never throws: what goes wrong is a line on stderr and an exit code. */
export async function run(argv: readonly string[], given: ProcessIo): Promise<ExitCode> {
  let code: ExitCode = 0;
  let language: Language = languageOfLocale(given.env);
  const io: Io = {
    ...given,
    get language() {
      return language;
    },
  };
  const printed = { stdout: '', stderr: '' };
  const program = createProgram(io, {
    print: (where, text) => {
      printed[where] += text;
    },
    done: (result) => {
      code = result;
    },
    speak: (wanted) => {
      language = wanted;
    },
  });
  try {
    await program.parseAsync([...argv], { from: 'user' }).finally(async () => {
      if (printed.stdout !== '') await io.stdout.write(printed.stdout);
      if (printed.stderr !== '') await io.stderr.write(printed.stderr);
    });
    return code;
  } catch (error) {
    // Where stderr has gone as well, the exit code says it all.
    return fail(error, io, (text) => io.stderr.write(text).catch(() => {}));
  }
}

/** The process: SIGINT or SIGTERM once ends the command in good order, twice at once. */
export async function main(): Promise<void> {
  const interrupt = new AbortController();
  process.once('SIGINT', () => interrupt.abort());
  process.once('SIGTERM', () => interrupt.abort());
  const code = await run(process.argv.slice(2), processIo(interrupt.signal));
  // Everything is written: run() has waited for it. The engine would hold the process open, after an
  // interrupt until its work is done, and after signing until its signer is collected, 8 s later.
  process.exit(code);
}

/** As LMDB hands it on. */
const ENOSPC = 28;

async function fail(
  error: unknown,
  io: Io,
  write: (text: string) => Promise<void>,
): Promise<ExitCode> {
  if (io.signal.aborted || (error instanceof Error && error.name === 'AbortError')) return 130;
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  const paint = painter(io, io.stderr);
  const tell = (text: string) => write(`${paint('red', words(io, say('told.error')))} ${text}\n`);
  if (io.env.PROVENANCE_DEBUG && error instanceof Error) await write(`${error.stack}\n`);
  if (error instanceof UsageError) {
    await tell(mistakeText(error, io.language));
    return 2;
  }
  if (error instanceof ProvenanceError) {
    const text = errorText(error, io.language);
    // LMDB has written words of its own there (mdb.c), without an end of line.
    if ((error.cause as { code?: unknown } | undefined)?.code === ENOSPC) await write('\n');
    await tell(error instanceof OutputError ? `${visible(error.output)}: ${text}` : text);
    return exitCodeOfError(error);
  }
  if (isSystemError(error)) {
    // A reader that has gone (`| head`) has all it wants, and the rest was not looked at.
    if (error.code === 'EPIPE') return 130;
    await tell(words(io, say('told.not-written', { cause: oneLine(error) })));
    return 10;
  }
  await tell(words(io, say('told.fault', { cause: String(error) })));
  return 10;
}

/** Of writing a result: every other use of the system wraps its errors. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}
