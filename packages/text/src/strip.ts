import { candidatesIn } from './candidates.ts';
import { assertBytes, methodsOf } from './locate.ts';
import type { TextMethod } from './location.ts';

/**
 * A text without its credentials: every complete candidate is taken away and no other byte. What only
 * resembles a credential is ordinary text and stays.
 *
 * @param method by default all that the text could have
 * @returns `bytes` themselves if there is nothing to take away
 * @throws TypeError if the bytes are not a Uint8Array
 */
export function strip(bytes: Uint8Array, method?: TextMethod): Uint8Array {
  assertBytes(bytes);
  let rest = bytes;
  for (const each of method === undefined ? methodsOf(bytes) : [method]) rest = stripBy(rest, each);
  return rest;
}

function stripBy(bytes: Uint8Array, method: TextMethod): Uint8Array {
  let rest: Uint8Array | null = null;
  let from = 0;
  let to = 0;
  const keep = (end: number) => {
    rest!.set(bytes.subarray(from, end), to);
    to += end - from;
  };
  for (const { problem, range } of candidatesIn(bytes, method)) {
    if (problem !== null) continue;
    rest ??= new Uint8Array(bytes.length);
    // Two blocks in a row at the end of a text share a line terminator.
    keep(Math.max(from, range.start));
    from = range.start + range.length;
  }
  if (rest === null) return bytes;
  keep(bytes.length);
  return rest.subarray(0, to);
}
