import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { say } from '@provenance/messages';
import type { Io } from './io.ts';
import { UsageError } from './usage-error.ts';
import { words } from './words.ts';

/**
 * Says what is about to be done for good, and asks. With `yes` it only says it.
 *
 * @throws UsageError where nobody is there to be asked; AbortError for Ctrl-C and Ctrl-D.
 */
export async function confirmed(io: Io, what: string, yes = false): Promise<boolean> {
  await io.stderr.write(`${what}\n`);
  if (yes) return true;
  if (!io.stdin.isTTY) throw new UsageError(say('mistake.nobody-to-ask'));
  const output = new Writable({
    write: (chunk, _encoding, done) => {
      io.stderr.write(chunk).then(() => done(), done);
    },
  });
  const terminal = createInterface({ input: io.stdin, output, terminal: true, signal: io.signal });
  try {
    terminal.setPrompt(`${words(io, say('ask.do-it'))} `);
    terminal.prompt();
    const { value, done } = await terminal[Symbol.asyncIterator]().next();
    if (done) throw new DOMException('There was no answer.', 'AbortError');
    return /^y(es)?$/i.test(value.trim());
  } finally {
    terminal.close();
  }
}
