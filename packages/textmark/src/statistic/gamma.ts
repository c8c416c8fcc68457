/** ln(2 pi) / 2. */
export const HALF_LOG_TWO_PI = 0.9189385332046728;

/** Stirling's error ln n! - ln(sqrt(2 pi n) (n / e)^n) of n = 0 to 15, from the exact factorials. */
const STIRLING = Float64Array.from({ length: 16 }, (_, n) => {
  let log = 0;
  for (let i = 2; i <= n; i++) log += Math.log(i);
  return n === 0 ? 0 : log - (HALF_LOG_TWO_PI + (n + 0.5) * Math.log(n) - n);
});

function stirlingError(n: number): number {
  if (n < STIRLING.length) return STIRLING[n]!;
  const s = 1 / (n * n);
  return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - s / 1188) * s) * s) * s) / n;
}

/** x - ln(1 + x), without loss near 0. */
function logExcess(x: number): number {
  if (Math.abs(x) > 0.1) return x - Math.log1p(x);
  // ln(1 + x) = 2 atanh(x / (2 + x)); the first term is taken out of the difference.
  const r = x / (2 + x);
  const r2 = r * r;
  let term = r2 * r;
  let sum = 0;
  for (let k = 3; ; k += 2) {
    const next = sum + term / k;
    if (next === sum) return r * x - 2 * sum;
    sum = next;
    term *= r2;
  }
}

/**
 * ln of the Poisson probability x^n e^-x / n!, without the loss of adding three large numbers
 * (C. Loader: Fast and accurate computation of binomial probabilities, 2000).
 */
function logPoisson(n: number, x: number): number {
  if (n === 0) return -x;
  return -n * logExcess(x / n - 1) - stirlingError(n) - HALF_LOG_TWO_PI - Math.log(n) / 2;
}

/** Terms of a series or steps of a fraction: more than the slowest, near the mean of n = 10^9, takes. */
const MOST_STEPS = 1_000_000;

/**
 * ln P(Gamma(n, 1) >= x): how improbable a sum of n scores is in a text without the mark. It is
 * computed as a logarithm, so it does not underflow.
 *
 * @param n scored tokens, a whole number, 0 or more
 * @param x sum of their scores, 0 or more
 * @returns 0 for n = 0; a relative error of at most 1e-10 otherwise
 */
export function logGammaTail(n: number, x: number): number {
  if (n === 0 || x <= 0) return 0;
  if (x > n + 1) {
    // The continued fraction of the upper function (Lentz's method, modified by Thompson and Barnett).
    let b = x + 1 - n;
    let d = 1 / b;
    let c = Number.POSITIVE_INFINITY;
    let f = d;
    for (let i = 1; i < MOST_STEPS; i++) {
      const a = -i * (i - n);
      b += 2;
      d = 1 / (b + a * d);
      c = b + a / c;
      const factor = c * d;
      f *= factor;
      if (Math.abs(factor - 1) < 1e-16) break;
    }
    // x^n e^-x / (n - 1)! = n times the Poisson probability.
    return logPoisson(n, x) + Math.log(n * f);
  }
  // The series of the lower function.
  let term = 1;
  let sum = 1;
  for (let k = 1; k < MOST_STEPS; k++) {
    term *= x / (n + k);
    sum += term;
    if (term < sum * 1e-17) break;
  }
  return Math.log1p(-Math.exp(logPoisson(n, x)) * sum);
}
