/** Uniform numbers, 0 up to 1. */
export type Random = () => number;

/**
 * mulberry32 (T. Ettinger): the same numbers in every run, so that results before and after a change
 * compare. Seeded by names, not by order: a part of a run sees what the whole run sees.
 */
export function seeded(...seed: readonly (string | number)[]): Random {
  let state = hash(seed.join(' '));
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}

/** Bytes to use as a key or a payload. */
export function randomBytes(random: Random, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => random() * 256);
}

/** Standard normal numbers (Box and Muller, 1958). */
export function gaussian(random: Random): number {
  return Math.sqrt(-2 * Math.log(random() + 1e-12)) * Math.cos(2 * Math.PI * random());
}

/** A whole number, 0 up to `bound` - 1; 0 if there is no room. */
export function below(random: Random, bound: number): number {
  return Math.floor(random() * Math.max(1, bound));
}
