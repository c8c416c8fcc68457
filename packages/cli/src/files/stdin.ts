import { addAbortSignal } from 'node:stream';
import { checkLength, DEFAULT_MAX_BYTES } from '@provenance/content';
import { say } from '@provenance/messages';
import type { Io } from '../terminal/io.ts';
import { UsageError } from '../terminal/usage-error.ts';

const taken = new WeakMap<Io['stdin'], Promise<Uint8Array>>();

/**
 * Standard input whole. Read once: its format may be asked for before it is worked on.
 *
 * @throws ProvenanceError CONTENT_EMPTY, or CONTENT_TOO_LARGE as soon as the limit is passed.
 * @throws UsageError if standard input is a terminal.
 */
export function readStdin(io: Io, maxBytes: number = DEFAULT_MAX_BYTES): Promise<Uint8Array> {
  const bytes = taken.get(io.stdin) ?? readWhole(io, maxBytes);
  taken.set(io.stdin, bytes);
  return bytes;
}

async function readWhole(io: Io, maxBytes: number): Promise<Uint8Array> {
  refuseTerminal(io);
  const chunks: Uint8Array[] = [];
  let length = 0;
  // A pipe may never send anything: an interrupt must not wait for it.
  for await (const chunk of addAbortSignal(io.signal, io.stdin)) {
    length += chunk.length;
    checkLength(length, maxBytes, false);
    chunks.push(chunk);
  }
  checkLength(length, maxBytes);
  return Buffer.concat(chunks);
}

/** @throws UsageError if standard input is a terminal: nobody types a picture. */
export function refuseTerminal({ stdin }: Io): void {
  if (stdin.isTTY) throw new UsageError(say('mistake.stdin-terminal'));
}
