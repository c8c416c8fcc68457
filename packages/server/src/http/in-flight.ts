import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Problem } from './problem.ts';

const ids = new WeakMap<IncomingMessage, string>();
const refused = new WeakMap<IncomingMessage, Problem>();

/** The id of a request: one for the log and for the answer, whoever gives it. */
export function requestIdOf(incoming: IncomingMessage | undefined): string {
  if (incoming === undefined) return randomUUID();
  const id = ids.get(incoming) ?? randomUUID();
  ids.set(incoming, id);
  return id;
}

/** Remembers what a client was told already while its request was worked on: that is what the log is to say. */
export function refuseIncoming(incoming: IncomingMessage, problem: Problem): void {
  refused.set(incoming, problem);
}

export function refusalOf(incoming: IncomingMessage | undefined): Problem | null {
  return (incoming && refused.get(incoming)) ?? null;
}
