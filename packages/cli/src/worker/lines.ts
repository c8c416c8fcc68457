import type { Readable } from 'node:stream';

/** A line that is longer than it may be: what comes up to its end is passed over. */
export const TOO_LONG = Symbol('too long');

/**
 * The lines of a stream as they come, without their ends. No more than one line is held, and of that no more than the
 * limit.
 *
 * @param most Bytes of a line.
 */
export async function* linesOf(
  stream: Readable,
  most: number,
): AsyncGenerator<string | typeof TOO_LONG> {
  let parts: Buffer[] = [];
  let length = 0;
  const line = () => {
    const whole = length > most ? TOO_LONG : Buffer.concat(parts).toString('utf8');
    parts = [];
    length = 0;
    return whole;
  };
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk);
    let start = 0;
    for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, start)) {
      take(bytes.subarray(start, end));
      yield line();
      start = end + 1;
    }
    take(bytes.subarray(start));
  }
  if (length > 0) yield line();

  function take(bytes: Buffer) {
    length += bytes.length;
    if (length <= most) parts.push(bytes);
    else parts = [];
  }
}
