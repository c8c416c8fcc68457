import { type ErrorCode, ProvenanceError } from '@provenance/content';

/** What goes to a worker process. Bytes go in pieces after it: one message of all would hold the loop up. */
export type ToWorker =
  | { readonly kind: 'setup'; readonly setup: unknown }
  | { readonly kind: 'call'; readonly job: unknown; readonly size: number | null }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | ({ readonly kind: 'answer'; readonly id: number } & Settled)
  | { readonly kind: 'abort' };

/** What comes from one. `ask`: it needs what only the process that started it has. */
export type FromWorker =
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'ask';
      readonly id: number;
      readonly question: string;
      readonly parameters: readonly unknown[];
    }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | ({ readonly kind: 'done'; readonly size: number | null } & Settled);

export type Settled =
  | { readonly value: unknown; readonly error?: never }
  | { readonly value?: never; readonly error: SentError };

/** An error as plain data: of ours the code stays, of a caller's mistake the class. */
export interface SentError {
  readonly name: string;
  readonly code: ErrorCode | null;
  readonly message: string;
  /** What the system, the decoder or the engine said. */
  readonly cause: string | null;
}

/** Half a millisecond of copying. */
const PIECE = 2 ** 19;

export function sentError(error: unknown): SentError {
  const { name, message, cause } = error instanceof Error ? error : new Error(String(error));
  return {
    name,
    code: error instanceof ProvenanceError ? error.code : null,
    message,
    cause: cause instanceof Error ? cause.message : null,
  };
}

export function receivedError({ name, code, message, cause }: SentError): Error {
  const options = cause === null ? undefined : { cause: new Error(cause) };
  if (code !== null) {
    return Object.assign(new ProvenanceError(code, undefined, options), { message });
  }
  if (name === 'TypeError') return new TypeError(message, options);
  if (name === 'RangeError') return new RangeError(message, options);
  return Object.assign(new Error(message, options), { name });
}

/** Bytes in pieces, none of them copied here. */
export async function* inPieces(bytes: Uint8Array | Blob): AsyncGenerator<Uint8Array> {
  const size = bytes instanceof Blob ? bytes.size : bytes.length;
  for (let start = 0; start < size; start += PIECE) {
    if (bytes instanceof Blob) {
      yield new Uint8Array(await bytes.slice(start, start + PIECE).arrayBuffer());
    } else yield bytes.subarray(start, start + PIECE);
  }
}

/** Puts pieces together in memory that was taken once. */
export class Pieces {
  readonly #bytes: Uint8Array;
  #length = 0;

  constructor(size: number) {
    this.#bytes = new Uint8Array(size);
  }

  add(piece: Uint8Array): void {
    this.#bytes.set(piece, this.#length);
    this.#length += piece.length;
  }

  get isWhole(): boolean {
    return this.#length === this.#bytes.length;
  }

  get bytes(): Uint8Array {
    return this.#bytes;
  }
}
