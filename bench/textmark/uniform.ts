/**
 * P of the Kolmogorov-Smirnov test that values are uniform (Marsaglia, Tsang, Wang 2003 for large n:
 * Kolmogorov's series).
 *
 * @param values 0 to 1; sorted here
 */
export function uniformity(values: Float64Array): number {
  values.sort();
  const n = values.length;
  let most = 0;
  for (let i = 0; i < n; i++) {
    most = Math.max(most, values[i]! - i / n, (i + 1) / n - values[i]!);
  }
  const x = (Math.sqrt(n) + 0.12 + 0.11 / Math.sqrt(n)) * most;
  let sum = 0;
  for (let k = 1; k < 100; k++) sum += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * k * k * x * x);
  return Math.min(1, Math.max(0, sum));
}

/** Variance of the keys' counts over that of independent texts: 1 if keys do not differ. */
export function spreadOf(counts: readonly number[], texts: number, rate: number): number {
  const mean = texts * rate;
  const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / counts.length;
  return variance / (mean * (1 - rate));
}
