/** A generator of keyed pseudo-random integers: the same on every runtime. */
export interface Random {
  /** A uniform integer 0..2^32-1. */
  next(): number;
  /** A uniform integer 0..bound-1. `bound` is far below 2^32, so the bias of a product is nil. */
  below(bound: number): number;
}

/**
 * sfc32 (C. Doty-Humphrey, PractRand) seeded with 12 bytes. The seed is an HMAC of the user's key;
 * the generator only spreads it over a table.
 */
export function createRandom(seed: Uint8Array): Random {
  const view = new DataView(seed.buffer, seed.byteOffset);
  let a = view.getUint32(0);
  let b = view.getUint32(4);
  let c = view.getUint32(8);
  let counter = 1;
  function next(): number {
    const t = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + t) | 0;
    return t >>> 0;
  }
  for (let i = 0; i < 15; i++) next();
  return { next, below: (bound) => Math.floor((next() / 4294967296) * bound) };
}

/** Fisher-Yates, in place. */
export function shuffle(values: Uint16Array, random: Random): void {
  for (let i = values.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    const kept = values[i]!;
    values[i] = values[j]!;
    values[j] = kept;
  }
}
