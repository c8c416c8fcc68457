import type { Readable } from 'node:stream';
import { styleText } from 'node:util';

/** Everything a command may touch of the process: commands are tested with another one. */
export interface Io {
  /** The result. */
  readonly stdout: Sink;
  /** Everything else: progress, notes, errors. */
  readonly stderr: Sink;
  readonly stdin: Readable & { isTTY?: boolean };
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Aborted by SIGINT. */
  readonly signal: AbortSignal;
}

export interface Sink {
  /** Resolves when the text is taken, so that a slow reader slows the command down. */
  write(text: string | Uint8Array): Promise<void>;
  readonly isTTY: boolean;
}

type Format = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** Colours where a person looks: on a terminal, unless NO_COLOR; anywhere with FORCE_COLOR. */
export function painter(io: Io): (format: Format, text: string) => string {
  const { NO_COLOR, FORCE_COLOR } = io.env;
  const forced = FORCE_COLOR !== undefined && FORCE_COLOR !== '0';
  const colour = forced || (io.stdout.isTTY && !NO_COLOR);
  return (format, text) => (colour ? styleText(format, text, { validateStream: false }) : text);
}

/** The process as it is. Writing to a reader that has gone (`| head`) ends quietly. */
export function processIo(signal: AbortSignal): Io {
  return {
    stdout: sink(process.stdout),
    stderr: sink(process.stderr),
    stdin: process.stdin,
    env: process.env,
    cwd: process.cwd(),
    signal,
  };
}

function sink(stream: NodeJS.WriteStream): Sink {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    throw error;
  });
  return {
    isTTY: stream.isTTY === true,
    write: (text) =>
      new Promise((resolve) => {
        stream.write(text, () => resolve());
      }),
  };
}
