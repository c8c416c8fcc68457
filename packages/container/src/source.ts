/** Bytes of a file, in memory or read where they are needed. */
export interface ByteSource {
  readonly size: number;
  /** What lies beyond the end comes back short. */
  read(start: number, length: number): Uint8Array;
}

/** Bytes in memory. What is read are views of them, and no copies. */
export function memorySource(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    read: (start, length) => bytes.subarray(start, start + length),
  };
}

/** As far as it matters here: this room runs anywhere, and knows no types of Node. */
interface Views {
  from(memory: ArrayBufferLike, start: number, length: number): Uint8Array;
}

const { Buffer: views } = globalThis as { Buffer?: Views };

/**
 * The same bytes, as what finds one of them fastest: under Node a Buffer, whose `indexOf` is the C library's and
 * four times as fast as that of a Uint8Array. Not handed on: `slice` of the two differ.
 */
export function searchable(bytes: Uint8Array): Uint8Array {
  return views?.from(bytes.buffer, bytes.byteOffset, bytes.length) ?? bytes;
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Bytes as characters from U+0000 to U+00FF: for names in files. */
export function latin1(bytes: Uint8Array, start = 0, end: number = bytes.length): string {
  let text = '';
  for (let at = start; at < Math.min(end, bytes.length); at++) {
    text += String.fromCharCode(bytes[at]!);
  }
  return text;
}

/** Characters from U+0000 to U+00FF as bytes. */
export function latin1Bytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** Whether bytes begin so at an offset. */
export function startsWith(bytes: Uint8Array, text: string, at = 0): boolean {
  return latin1(bytes, at, at + text.length) === text;
}

export function concat(pieces: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
