import { blocksIn } from './block.ts';
import { readHead } from './html.ts';
import type { Candidate, TextMethod } from './location.ts';
import { wrappersIn } from './wrapper.ts';

/** All in a text that has the shape of a credential by `method`, in the order of the text. */
export function* candidatesIn(bytes: Uint8Array, method: TextMethod): Generator<Candidate> {
  if (method === 'unstructured') yield* wrappersIn(bytes);
  else if (method === 'structured') yield* blocksIn(bytes);
  else yield* associationsIn(bytes);
}

function* associationsIn(bytes: Uint8Array): Generator<Candidate> {
  const { associations, complete } = readHead(bytes);
  yield* associations;
  if (complete) return;
  const range = { start: 0, length: bytes.length };
  yield { method: 'html', range, store: null, reference: null, problem: 'text.headTooLarge' };
}

/** Whether any of them is complete. */
export function hasCredential(bytes: Uint8Array, method: TextMethod): boolean {
  for (const { problem } of candidatesIn(bytes, method)) if (problem === null) return true;
  return false;
}
