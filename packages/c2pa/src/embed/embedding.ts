import { createHash } from 'node:crypto';
import type { ByteRange } from '../asset/place.ts';

/** Content with a place for a store, older stores taken out of it. */
export interface Embedding {
  /** It is bound by a hash over boxes, and not by one around ranges. */
  readonly isBoxed?: true;
  /** What a store of so many bytes takes in the file, in order: all that no hash covers. */
  exclusions(storeLength: number): readonly ByteRange[];
  /** The file with that store in it, piece by piece; most are parts of the content as it was given. */
  pieces(store: Uint8Array): readonly Uint8Array[];
}

/** SHA-256 of the file with a store of so many bytes, without what the exclusions leave out. */
export function hashAround(embedding: Embedding, storeLength: number): Uint8Array {
  const exclusions = embedding.exclusions(storeLength);
  const hash = createHash('sha256');
  let at = 0;
  let next = 0;
  for (const piece of embedding.pieces(new Uint8Array(storeLength))) {
    const end = at + piece.length;
    for (let from = at; from < end; ) {
      const exclusion = exclusions[next];
      const to = Math.min(end, exclusion?.start ?? end);
      if (from < to) hash.update(piece.subarray(from - at, to - at));
      from = to;
      if (exclusion === undefined || exclusion.start >= end) continue;
      from = Math.min(end, exclusion.start + exclusion.length);
      if (from === exclusion.start + exclusion.length) next++;
    }
    at = end;
  }
  return hash.digest();
}

/** Content that stays as it is: the store lies elsewhere. */
export function besideContent(bytes: Uint8Array): Embedding {
  return { exclusions: () => [], pieces: () => [bytes] };
}
