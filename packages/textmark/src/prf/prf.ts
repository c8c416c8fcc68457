/**
 * A keyed function of a context and a token: planned once from its key, it keeps the state of the last
 * context, and neither call allocates. One instance belongs to one caller.
 */
export interface Prf {
  /**
   * Takes the context of the tokens that are asked for next.
   *
   * @param ids token ids as 32-bit words; -1 stands for a position before the first token
   * @param at index of the oldest
   * @param length how many there are
   */
  context(ids: Int32Array, at: number, length: number): void;
  /**
   * The word of a token after that context, as a signed 32-bit integer: an unsigned one above 2^31 - 1
   * would be allocated as a heap number on every call.
   *
   * @param token a token id as a 32-bit word
   * @param stream one of many independent functions of one key; 0 is the plain mark
   */
  word(token: number, stream: number): number;
}

/**
 * Uniform number of a word in single precision, (0, 1), as vLLM makes it: the top 24 bits plus 1, over
 * 2^24 + 1. So -ln(1 - u) is at most 24 ln 2 = 16.64.
 */
export function singleUniform(word: number): number {
  return Math.fround(((word >>> 8) + 1) / 16777217);
}

/** Uniform number of a word in double precision, (0, 1), as SGLang makes it: (word + 1/2) / 2^32. */
export function doubleUniform(word: number): number {
  return ((word >>> 0) + 0.5) / 4294967296;
}
