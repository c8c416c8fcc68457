import { Problem } from '../http/problem.ts';

/** A part of a form, as it comes. */
export interface Part {
  /** The lines before its content, without the empty one that ends them. */
  readonly head: Buffer;
  /** To be read to its end before the next part is asked for. */
  readonly content: AsyncIterable<Buffer>;
}

/** Of the lines before a part's content. */
const MOST_HEAD = 8192;
/** RFC 2046 5.1.1: a longer one is none. */
const BOUNDARY = /;\s*boundary=(?:"([^"\r\n]{1,70})"|([^\s;"]{1,70}))(?:$|[\s;])/i;
const BREAK = Buffer.from('\r\n');
const HEAD_END = Buffer.from('\r\n\r\n');
const LAST = '--';

/** What cannot be read as a form. */
export function malformed(why: string): Problem {
  return new Problem('REQUEST_MALFORMED', `The form cannot be read: ${why}`);
}

/**
 * The parts of a `multipart/form-data` body one after another, RFC 2046 5.1.1 and RFC 7578. Nothing is read ahead and no
 * part is skipped: each call ends when the source gives bytes, ends or fails. What is held is a chunk of the source and
 * the head of a part.
 *
 * @throws Problem REQUEST_MALFORMED; and what the source throws.
 */
export async function* partsOf(
  source: AsyncIterable<Buffer>,
  contentType: string,
): AsyncGenerator<Part, void> {
  const [, quoted, bare] = BOUNDARY.exec(contentType) ?? [];
  const boundary = quoted ?? bare;
  if (boundary === undefined || !/^multipart\/form-data\s*;/i.test(contentType)) {
    throw malformed(
      'content-type must be multipart/form-data with a boundary of 1 to 70 characters.',
    );
  }
  const delimiter = Buffer.from(`\r\n--${boundary}`, 'latin1');
  const reader = new Reader(source);
  await skip(reader.until(delimiter));
  for (;;) {
    const next = await reader.peek(2);
    if (next.toString('latin1') === LAST) break;
    if (!next.equals(BREAK)) throw malformed('a boundary stands in the midst of a line.');
    const head = await whole(reader.until(HEAD_END), MOST_HEAD, () =>
      malformed(`the head of a part has more than ${MOST_HEAD} bytes.`),
    );
    yield { head: head.subarray(BREAK.length), content: reader.until(delimiter) };
  }
  await skip(reader.rest());
}

/** @throws what `tooLong` gives, as soon as there is more than `most` bytes. */
export async function whole(
  chunks: AsyncIterable<Buffer>,
  most: number,
  tooLong: () => Error,
): Promise<Buffer> {
  const read: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > most) throw tooLong();
    read.push(chunk);
  }
  return Buffer.concat(read);
}

async function skip(chunks: AsyncIterable<Buffer>): Promise<void> {
  for await (const _ of chunks);
}

class Reader {
  readonly #source: AsyncIterator<Buffer>;
  /** What was read and not given yet. A form may begin with its boundary: the break before that is thought. */
  #held: Buffer = BREAK;

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** What stands before the mark, which is left out. */
  async *until(mark: Buffer): AsyncGenerator<Buffer, void> {
    for (;;) {
      const at = this.#held.indexOf(mark);
      // The mark may have come in part.
      const end = at < 0 ? Math.max(0, this.#held.length - mark.length + 1) : at;
      const before = this.#held.subarray(0, end);
      this.#held = this.#held.subarray(at < 0 ? end : end + mark.length);
      if (before.length > 0) yield before;
      if (at >= 0) return;
      await this.#more();
    }
  }

  /** The next bytes, which stay. */
  async peek(length: number): Promise<Buffer> {
    while (this.#held.length < length) await this.#more();
    return this.#held.subarray(0, length);
  }

  async *rest(): AsyncGenerator<Buffer, void> {
    for (;;) {
      const { done, value } = await this.#source.next();
      if (done) return;
      yield value;
    }
  }

  async #more(): Promise<void> {
    const { done, value } = await this.#source.next();
    if (done) throw malformed('it ends early.');
    this.#held = this.#held.length === 0 ? value : Buffer.concat([this.#held, value]);
  }
}
