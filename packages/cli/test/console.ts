import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { type ExitCode, type Io, run, type Sink } from '@provenance/cli';
import { afterAll } from 'vitest';
import { checkLine } from './schemas.ts';

export interface Surroundings {
  /** Beside XDG_CONFIG_HOME, which is {@link settings}; undefined takes a variable away. */
  env?: Record<string, string | undefined>;
  /** What standard input holds; without it, it is empty. An error: what reading it comes to. */
  stdin?: Uint8Array | Error;
  /** What a terminal is connected to. */
  tty?: readonly ('stdin' | 'stdout' | 'stderr')[];
  signal?: AbortSignal;
  /** Called before each write. Throwing is what a reader that has gone does. */
  onWrite?: (where: 'stdout' | 'stderr') => void;
}

export interface Ran {
  readonly code: ExitCode;
  readonly stdout: string;
  readonly stderr: string;
  /** Standard output as it was written. */
  readonly bytes: Buffer;
}

/** The user's settings for as long as a test file runs: nothing is to be left in anybody's own. */
export const settings: string = mkdtempSync(join(tmpdir(), 'provenance-settings-'));
afterAll(() => rmSync(settings, { recursive: true, force: true }));

/** Runs one command line in a folder, in this process, with everything that it writes caught. */
export async function provenance(
  cwd: string,
  args: readonly string[],
  { env = {}, stdin, tty = [], signal, onWrite }: Surroundings = {},
): Promise<Ran> {
  const written = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  const sink = (where: 'stdout' | 'stderr'): Sink => ({
    isTTY: tty.includes(where),
    write: async (text) => {
      onWrite?.(where);
      written[where].push(Buffer.from(text));
    },
  });
  const input: Io['stdin'] =
    stdin instanceof Error
      ? new Readable({
          read() {
            this.destroy(stdin);
          },
        })
      : new PassThrough().end(stdin);
  if (tty.includes('stdin')) input.isTTY = true;
  const code = await run(args, {
    stdout: sink('stdout'),
    stderr: sink('stderr'),
    stdin: input,
    env: { XDG_CONFIG_HOME: settings, ...env },
    cwd,
    signal: signal ?? new AbortController().signal,
  });
  const bytes = Buffer.concat(written.stdout);
  if (args.includes('--json') && onWrite === undefined) {
    for (const line of json(String(bytes))) checkLine(line);
  }
  return { code, bytes, stdout: String(bytes), stderr: String(Buffer.concat(written.stderr)) };
}

export const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '');

// biome-ignore lint/suspicious/noExplicitAny: what a test expects of it is the check.
export const json = (text: string): any[] => lines(text).map((line) => JSON.parse(line));
