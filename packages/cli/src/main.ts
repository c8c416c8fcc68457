import { ProvenanceError } from '@provenance/content';
import { CommanderError } from 'commander';
import { type ExitCode, exitCodeOfError } from './exit-code.ts';
import { type Io, painter, processIo } from './io.ts';
import { createProgram } from './program.ts';
import { UsageError } from './usage-error.ts';

/** Runs one command line. Never throws: what goes wrong is a line on stderr and an exit code. */
export async function run(argv: readonly string[], io: Io): Promise<ExitCode> {
  let code: ExitCode = 0;
  try {
    const program = createProgram(io, (result) => {
      code = result;
    });
    await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    return fail(error, io);
  }
}

/** The process: SIGINT once ends the command in good order. */
export async function main(): Promise<void> {
  const interrupt = new AbortController();
  process.once('SIGINT', () => interrupt.abort());
  process.exitCode = await run(process.argv.slice(2), processIo(interrupt.signal));
}

async function fail(error: unknown, io: Io): Promise<ExitCode> {
  if (io.signal.aborted) return 130;
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  const say = (text: string) => io.stderr.write(`${painter(io)('red', 'error')} ${text}\n`);
  if (error instanceof UsageError) {
    await say(error.message);
    return 2;
  }
  if (error instanceof ProvenanceError) {
    await say(`${error.message} (${error.code})`);
    return exitCodeOfError(error);
  }
  const { message, stack } = error instanceof Error ? error : { message: String(error), stack: '' };
  await say(
    io.env.PROVENANCE_DEBUG
      ? `${stack}`
      : `${message} This is a fault of the program: set PROVENANCE_DEBUG=1 for its trace.`,
  );
  return 10;
}
