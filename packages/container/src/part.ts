/** One part of a file. The parts of a list stand one after the other, and leave out no byte. */
export interface Part {
  /** The format's own name of it: `APP1`, `IDAT`, `VP8X`, `21FF`, `moov`; `trailer` for what lies behind the end. */
  readonly kind: string;
  /** Its first byte in the file. */
  readonly start: number;
  /** Behind its last byte, checksum and padding with it. */
  readonly end: number;
  /** What it holds, without its header. */
  readonly contents: number;
  /** Bytes of that. */
  readonly length: number;
}

/** Why a file is not taken apart. */
export type ContainerFault = 'malformed' | 'tooManyParts';

/** A file that is not of its format, or has more parts than any real one. */
export class ContainerError extends RangeError {
  readonly fault: ContainerFault;

  constructor(fault: ContainerFault, message: string) {
    super(message);
    this.name = 'ContainerError';
    this.fault = fault;
  }
}

export function malformed(message: string): ContainerError {
  return new ContainerError('malformed', message);
}

/** However small a file is, so many parts are fine; of large ones, one a kilobyte. */
const MIN_PARTS = 10_000;

/** How many parts a file of this size may have: each takes memory and time. */
export function mostParts(size: number): number {
  return MIN_PARTS + Math.floor(size / 1024);
}

/** A list that grows only as far as a file may have parts. */
export class PartList {
  readonly parts: Part[] = [];
  readonly #most: number;

  constructor(size: number) {
    this.#most = mostParts(size);
  }

  /** @throws ContainerError tooManyParts */
  add(kind: string, start: number, contents: number, length: number, end: number): Part {
    if (this.parts.length >= this.#most) {
      throw new ContainerError('tooManyParts', 'The file has more parts than any real one.');
    }
    const part = { kind, start, end, contents, length };
    this.parts.push(part);
    return part;
  }
}

/** The bytes that a part holds. */
export function contentsOf(bytes: Uint8Array, { contents, length }: Part): Uint8Array {
  return bytes.subarray(contents, contents + length);
}
