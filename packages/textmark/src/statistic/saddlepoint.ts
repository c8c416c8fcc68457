import { HALF_LOG_TWO_PI } from './gamma.ts';

/**
 * ln P(X >= x) of a sum of independent variables by Lugannani and Rice (1980), from its cumulant function
 * K at the saddlepoint t, where K'(t) = x.
 *
 * @param exponent t x - K(t), 0 or more
 * @param curvature K''(t)
 * @param skewness of the sum, which decides near its mean
 */
export function saddlepointTail(
  t: number,
  exponent: number,
  curvature: number,
  skewness: number,
): number {
  const w = Math.sign(t) * Math.sqrt(Math.max(0, 2 * exponent));
  const u = t * Math.sqrt(curvature);
  // The limit of 1/u - 1/w at the mean.
  if (Math.abs(w) < 1e-3) return Math.log(0.5 - (skewness / 6 + w) * Math.exp(-HALF_LOG_TWO_PI));
  const density = -(w * w) / 2 - HALF_LOG_TWO_PI;
  if (w > 0) return density + Math.log(millsRatio(w) + 1 / u - 1 / w);
  return Math.log1p(-Math.exp(density) * (millsRatio(-w) - 1 / u + 1 / w));
}

/** P(normal >= w) over the density at w, for w >= 0. */
function millsRatio(w: number): number {
  if (w > 4) {
    // Laplace's continued fraction, from its far end.
    let f = w;
    for (let k = 60; k > 0; k--) f = w + k / f;
    return 1 / f;
  }
  // P(normal >= w) = 1/2 - density (w + w^3 / 3 + w^5 / 15 + ...): no loss of note up to 4.
  let term = w;
  let sum = w;
  for (let k = 3; term > sum * 1e-17; k += 2) {
    term *= (w * w) / k;
    sum += term;
  }
  return 0.5 * Math.exp((w * w) / 2 + HALF_LOG_TWO_PI) - sum;
}
