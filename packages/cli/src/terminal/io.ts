import type { Readable } from 'node:stream';
import { styleText } from 'node:util';
import type { Language } from '@provenance/messages';

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
  /** Of what a person reads: that of `--lang`, else of the locale. */
  readonly language: Language;
}

/** Before the command line was read. */
export type ProcessIo = Omit<Io, 'language'>;

export interface Sink {
  /**
   * Resolves when the text is taken, so that a slow reader slows the command down. Rejects with the
   * system's error: EPIPE where the reader has gone (`| head`), ENOSPC on a full disk.
   */
  write(text: string | Uint8Array): Promise<void>;
  readonly isTTY: boolean;
}

type Format = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** Colours where a person looks: on a terminal, unless NO_COLOR; anywhere with FORCE_COLOR. */
export function painter(
  { env }: Pick<Io, 'env'>,
  sink: Sink,
): (format: Format, text: string) => string {
  const { NO_COLOR, FORCE_COLOR } = env;
  const forced = FORCE_COLOR !== undefined && FORCE_COLOR !== '0';
  const colour = forced || (sink.isTTY && !NO_COLOR);
  return (format, text) => (colour ? styleText(format, text, { validateStream: false }) : text);
}

/** The process as it is. */
export function processIo(signal: AbortSignal): ProcessIo {
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
  // write() reports the error; without a listener it would be an uncaught exception as well.
  stream.on('error', () => {});
  return {
    isTTY: stream.isTTY === true,
    write: (text) =>
      new Promise((resolve, reject) => {
        stream.write(text, (error) => (error ? reject(error) : resolve()));
      }),
  };
}
