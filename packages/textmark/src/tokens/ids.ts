import { ProvenanceError } from '@provenance/content';

/** Token ids as tokenizers and servers give them. */
export type TokenIds = ArrayLike<number> | ArrayLike<bigint>;

/** Ids that are looked at, at most: some 12 MB of text. */
export const DEFAULT_MAX_TOKENS = 4_194_304;

/** The highest id: 2^32 - 1 stands for a position before the first token. */
const MOST_ID = 0xfffffffe;

/**
 * Ids as 32-bit words, each checked once: the loops behind check nothing.
 *
 * @throws TypeError for what is no list, RangeError for what is no token id
 * @throws ProvenanceError CONTENT_TOO_LARGE above `most` ids
 */
export function toWords(ids: TokenIds, most: number): Int32Array {
  const length = (ids as ArrayLike<number> | null | undefined)?.length;
  if (typeof ids !== 'object' || !Number.isInteger(length) || length! < 0) {
    throw new TypeError('Token ids are an array of whole numbers.');
  }
  if (length! > most) {
    throw new ProvenanceError(
      'CONTENT_TOO_LARGE',
      `There are ${length} token ids, and maxTokens is ${most}.`,
    );
  }
  const words = new Int32Array(length!);
  for (let i = 0; i < words.length; i++) {
    const id = Number(ids[i]);
    if (!(id >= 0 && id <= MOST_ID && Math.floor(id) === id)) {
      throw new RangeError(`Token id ${i} is no whole number from 0 to ${MOST_ID}.`);
    }
    words[i] = id;
  }
  return words;
}
