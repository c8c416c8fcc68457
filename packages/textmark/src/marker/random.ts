/** Uniform numbers, [0, 1). */
export type UniformSource = () => number;

const POOL = 512;

/** Numbers of 53 bits from the system's random source, drawn in batches. */
export function systemRandom(): UniformSource {
  const words = new Uint32Array(POOL);
  let next = POOL;
  return () => {
    if (next === POOL) {
      crypto.getRandomValues(words);
      next = 0;
    }
    const high = words[next]! >>> 5;
    const low = words[next + 1]! >>> 6;
    next += 2;
    return (high * 67108864 + low) / 9007199254740992;
  };
}
