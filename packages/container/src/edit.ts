import type { Part } from './part.ts';

interface Change {
  before: Uint8Array[];
  /** Null: it stays as it is. */
  instead: readonly Uint8Array[] | null;
  after: Uint8Array[];
}

/**
 * A file being changed part by part. Parts are named as they were listed; nothing is copied before
 * `write`. What depends on the length of others (a RIFF's length, offsets) is for the format to set in
 * what was written.
 */
export class Edit {
  readonly #bytes: Uint8Array;
  readonly #parts: readonly Part[];
  readonly #changes = new Map<Part, Change>();

  /** @param parts All parts of the file, in their order. */
  constructor(bytes: Uint8Array, parts: readonly Part[]) {
    this.#bytes = bytes;
    this.#parts = parts;
  }

  /** Puts bytes in the place of a part, headers and all. */
  replace(part: Part, ...pieces: readonly Uint8Array[]): this {
    this.#of(part).instead = pieces;
    return this;
  }

  remove(part: Part): this {
    return this.replace(part);
  }

  /** Before whatever was put before it so far. */
  insertBefore(part: Part, ...pieces: readonly Uint8Array[]): this {
    this.#of(part).before.unshift(...pieces);
    return this;
  }

  /** Behind whatever was put behind it so far. */
  insertAfter(part: Part, ...pieces: readonly Uint8Array[]): this {
    this.#of(part).after.push(...pieces);
    return this;
  }

  /** Where a piece that was put in will stand; -1 for one that was not. */
  positionOf(wanted: Uint8Array): number {
    let at = 0;
    for (const piece of this.#pieces()) {
      if (piece === wanted) return at;
      at += piece.length;
    }
    return -1;
  }

  /** The file as it is now. A copy in any case. */
  write(): Uint8Array {
    const pieces = this.pieces();
    const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const piece of pieces) {
      bytes.set(piece, at);
      at += piece.length;
    }
    return bytes;
  }

  /** The file as it is now, in pieces: most are parts of the bytes as they were given. */
  pieces(): Uint8Array[] {
    return [...this.#pieces()];
  }

  *#pieces(): Generator<Uint8Array> {
    // What was not touched is one piece.
    let start = 0;
    for (const part of this.#parts) {
      const change = this.#changes.get(part);
      if (change === undefined) continue;
      if (part.start > start) yield this.#bytes.subarray(start, part.start);
      yield* change.before;
      if (change.instead === null) yield this.#bytes.subarray(part.start, part.end);
      else yield* change.instead;
      yield* change.after;
      start = part.end;
    }
    if (start < this.#bytes.length) yield this.#bytes.subarray(start);
  }

  #of(part: Part): Change {
    const known = this.#changes.get(part);
    if (known) return known;
    if (!this.#parts.includes(part)) throw new TypeError('The part is none of this file.');
    const change: Change = { before: [], instead: null, after: [] };
    this.#changes.set(part, change);
    return change;
  }
}
