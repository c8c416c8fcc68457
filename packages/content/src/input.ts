import { ProvenanceError } from './error.ts';

/** Bytes as a caller has them. Paths are the Node entry's business (`@provenance/content/node`). */
export type ContentInput = Uint8Array | ArrayBuffer | Blob;

/**
 * 256 MiB: above nearly every picture. The C2PA engine takes several times a file's size in memory,
 * and a default must not let one upload take a server's.
 */
export const DEFAULT_MAX_BYTES: number = 2 ** 28;

/** @throws RangeError unless `maxBytes` is a positive safe integer. */
export function checkMaxBytes(maxBytes: number): void {
  if (!Number.isSafeInteger(maxBytes) || maxBytes <= 0) {
    throw new RangeError(`maxBytes must be a positive integer, got ${maxBytes}.`);
  }
}

/**
 * Takes an input as bytes. A view on the caller's memory where that is possible, never a copy: the
 * caller must not change it while a call is under way.
 *
 * @throws TypeError if the input is none of the accepted kinds.
 * @throws ProvenanceError CONTENT_EMPTY, or CONTENT_TOO_LARGE before anything is read.
 */
export async function readContent(
  input: ContentInput,
  { maxBytes = DEFAULT_MAX_BYTES }: { maxBytes?: number } = {},
): Promise<Uint8Array> {
  checkMaxBytes(maxBytes);
  checkLength(lengthOf(input), maxBytes);
  if (input instanceof Uint8Array) return input;
  if (input instanceof ArrayBuffer) return new Uint8Array(input);
  return new Uint8Array(await input.arrayBuffer());
}

/**
 * @param isWhole False: counting stopped, and there may be more.
 * @throws ProvenanceError CONTENT_EMPTY or CONTENT_TOO_LARGE.
 */
export function checkLength(length: number, maxBytes: number, isWhole = true): void {
  if (length === 0) throw new ProvenanceError('CONTENT_EMPTY');
  if (length > maxBytes) {
    throw new ProvenanceError(
      'CONTENT_TOO_LARGE',
      isWhole
        ? `The input has ${length} bytes and the limit is ${maxBytes}.`
        : `The input has more than ${maxBytes} bytes, which is the limit.`,
    );
  }
}

function lengthOf(input: ContentInput): number {
  if (input instanceof Uint8Array || input instanceof ArrayBuffer) return input.byteLength;
  if (input instanceof Blob) return input.size;
  throw new TypeError('Content must be a Uint8Array, an ArrayBuffer or a Blob.');
}
