import { createHash } from 'node:crypto';
import { Problem } from './problem.ts';

/** A body that was read whole. */
export interface Body {
  readonly bytes: Uint8Array;
  /** Hexadecimal; for logs. */
  readonly sha256: string;
}

/** Bytes of bodies that are in memory at a time, over all requests. */
export class BodyBudget {
  readonly #most: number;
  #taken = 0;

  constructor(most: number) {
    this.#most = most;
  }

  get taken(): number {
    return this.#taken;
  }

  /** @throws Problem OVERLOADED where there is no room. */
  take(bytes: number): void {
    if (this.#taken + bytes > this.#most) {
      throw new Problem('OVERLOADED', 'Too many bodies are being read. Try again later.', {
        headers: { 'retry-after': '1' },
      });
    }
    this.#taken += bytes;
  }

  give(bytes: number): void {
    this.#taken -= bytes;
  }
}

/**
 * Reads a body, into memory that is taken as it comes and never as it is announced, and gives it to
 * `work`. A body that says it is too large is refused before a byte is read.
 *
 * @throws Problem CONTENT_TOO_LARGE, REQUEST_MALFORMED (it ended early), OVERLOADED; what `work` throws.
 */
export async function withBody<T>(
  request: Request,
  { maxBytes, budget }: { readonly maxBytes: number; readonly budget: BodyBudget },
  work: (body: Body) => Promise<T>,
): Promise<T> {
  const announced = request.headers.get('content-length');
  if (announced !== null && !/^\d{1,15}$/.test(announced)) {
    throw new Problem('REQUEST_MALFORMED', 'Content-Length is not a number.');
  }
  if (Number(announced ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const chunks: Uint8Array[] = [];
  const hash = createHash('sha256');
  let length = 0;
  try {
    const reader = request.body?.getReader();
    for (;;) {
      const chunk = await reader?.read().catch(() => {
        throw new Problem('REQUEST_MALFORMED', 'The body ended early.');
      });
      if (!chunk || chunk.done) break;
      const bytes = chunk.value as Uint8Array;
      // Not cancelled: that would reset the connection, and take the answer with it.
      if (length + bytes.length > maxBytes) throw tooLarge(maxBytes);
      budget.take(bytes.length);
      length += bytes.length;
      hash.update(bytes);
      chunks.push(bytes);
    }
    return await work({ bytes: joined(chunks, length), sha256: hash.digest('hex') });
  } finally {
    budget.give(length);
  }
}

function joined(chunks: Uint8Array[], length: number): Uint8Array {
  const [only] = chunks;
  if (chunks.length === 1 && only !== undefined) return only;
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  chunks.length = 0;
  return bytes;
}

function tooLarge(maxBytes: number): Problem {
  return new Problem('CONTENT_TOO_LARGE', `The body has more bytes than the limit of ${maxBytes}.`);
}
