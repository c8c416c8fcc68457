import { ProvenanceError } from '@provenance/content';
import { CommanderError } from 'commander';
import { createProgram } from './program/program.ts';
import { errorText } from './terminal/error.ts';
import { type ExitCode, exitCodeOfError } from './terminal/exit-code.ts';
import { type Io, painter, processIo } from './terminal/io.ts';
import { UsageError } from './terminal/usage-error.ts';
import { visible } from './terminal/visible.ts';

/** Runs one command line. Never throws: what goes wrong is a line on stderr and an exit code. */
export async function run(argv: readonly string[], io: Io): Promise<ExitCode> {
  let code: ExitCode = 0;
  const printed = { stdout: '', stderr: '' };
  const program = createProgram(io, {
    print: (where, text) => {
      printed[where] += text;
    },
    done: (result) => {
      code = result;
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

async function fail(
  error: unknown,
  io: Io,
  write: (text: string) => Promise<void>,
): Promise<ExitCode> {
  if (io.signal.aborted || (error instanceof Error && error.name === 'AbortError')) return 130;
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  const paint = painter(io, io.stderr);
  const say = (text: string) => write(`${paint('red', 'error:')} ${text}\n`);
  if (io.env.PROVENANCE_DEBUG && error instanceof Error) await write(`${error.stack}\n`);
  if (error instanceof UsageError) {
    await say(visible(error.message));
    return 2;
  }
  if (error instanceof ProvenanceError) {
    await say(errorText(error));
    return exitCodeOfError(error);
  }
  if (isSystemError(error)) {
    // A reader that has gone (`| head`) has all it wants.
    if (error.code !== 'EPIPE')
      await say(`The result cannot be written: ${visible(error.message)}`);
    return 10;
  }
  await say(
    `${visible(String(error))} This is a fault of the program: set PROVENANCE_DEBUG=1 for its trace, and report it.`,
  );
  return 10;
}

/** Of writing a result: every other use of the system wraps its errors. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}
