/** Wilson (1927), 95 %: an interval for a rate that holds near 0 and 1 as well. */
export function wilson(successes: number, trials: number): readonly [number, number] {
  const z = 1.96;
  const rate = successes / trials;
  const centre = rate + (z * z) / (2 * trials);
  const spread = z * Math.sqrt((rate * (1 - rate)) / trials + (z * z) / (4 * trials * trials));
  const scale = 1 + (z * z) / trials;
  // Rounding takes the ends a little beyond 0 and 1.
  return [Math.max(0, (centre - spread) / scale), Math.min(1, (centre + spread) / scale)];
}
