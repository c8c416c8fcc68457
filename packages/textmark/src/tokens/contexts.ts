/** Which contexts were seen, by their exact words. */
export interface ContextTable {
  /**
   * @param words where all contexts lie; may be another array with the same beginning than before
   * @param at index of the first word of a context
   * @returns whether it is new; it is then kept
   */
  add(words: Int32Array, at: number): boolean;
  /** Makes room for `more` contexts at once: growing step by step moves each several times. */
  reserve(words: Int32Array, more: number): void;
  readonly size: number;
}

/**
 * An open-addressed table of positions: contexts are compared word by word and never copied. Strings in a
 * Set take six times as long.
 *
 * The hash is a sum of products with random odd numbers, so texts cannot be made whose contexts collide.
 *
 * @param width words of a context
 */
export function createContextTable(width: number): ContextTable {
  const factors = new Int32Array(width + 1);
  crypto.getRandomValues(factors);
  for (let i = 0; i < width; i++) factors[i]! |= 1;
  let shift = 22;
  // Position + 1; 0 is free.
  let slots = new Int32Array(1 << (32 - shift));
  let size = 0;

  const hash = (words: Int32Array, at: number): number => {
    let sum = factors[width]!;
    for (let i = 0; i < width; i++) sum = (sum + Math.imul(factors[i]!, words[at + i]!)) | 0;
    return Math.imul(sum ^ (sum >>> 15), 0x2c1b3c6d) >>> shift;
  };
  const grow = (words: Int32Array, steps: number) => {
    const old = slots;
    shift -= steps;
    slots = new Int32Array(old.length << steps);
    const mask = slots.length - 1;
    for (const position of old) {
      if (position === 0) continue;
      let slot = hash(words, position - 1);
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = position;
    }
  };

  return {
    reserve(words, more) {
      let steps = 0;
      while ((size + more) * 2 >= slots.length << steps && shift - steps > 2) steps++;
      if (steps > 0) grow(words, steps);
    },
    add(words, at) {
      if (size * 2 >= slots.length) grow(words, 1);
      const mask = slots.length - 1;
      let slot = hash(words, at);
      for (;;) {
        const position = slots[slot]!;
        if (position === 0) {
          slots[slot] = at + 1;
          size++;
          return true;
        }
        let same = 0;
        while (same < width && words[position - 1 + same] === words[at + same]) same++;
        if (same === width) return false;
        slot = (slot + 1) & mask;
      }
    },
    get size() {
      return size;
    },
  };
}
