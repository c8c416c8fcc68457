import type { Material } from './material.ts';

export interface Scanned {
  readonly index: number;
  readonly distance: number;
  readonly variant: number;
}

const WORDS = 8;

/**
 * The exact answer, from every hash against every value: what recall is measured by. It shares nothing
 * with the search but the question.
 */
export function scan(
  { count, hashes }: Material,
  values: readonly Uint8Array[],
  { distance, limit }: { distance: number; limit: number },
): Scanned[] {
  const words = new Uint32Array(hashes.buffer, hashes.byteOffset, count * WORDS);
  const found: Scanned[] = [];
  const asked = values.map((value) => new Uint32Array(Uint8Array.from(value).buffer));
  for (let index = 0; index < count; index++) {
    let nearest = distance + 1;
    let variant = -1;
    for (let v = 0; v < asked.length; v++) {
      const value = asked[v]!;
      let bits = 0;
      for (let w = 0; w < WORDS && bits < nearest; w++) {
        bits += population(words[index * WORDS + w]! ^ value[w]!);
      }
      if (bits < nearest) {
        nearest = bits;
        variant = v;
      }
    }
    if (variant >= 0) found.push({ index, distance: nearest, variant });
  }
  return found.sort((a, b) => a.distance - b.distance || a.index - b.index).slice(0, limit);
}

/** Bits of 32 that are set (Warren, Hacker's Delight, 5-1). */
function population(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
