import { logGammaTail } from './gamma.ts';
import { saddlepointTail } from './saddlepoint.ts';

/**
 * ln P((1 - a) G + a H >= x) for independent G, H of Gamma(n, 1): how improbable a sum of scores under
 * two keys is. By a saddlepoint, which agrees with the exact integral within .2 % from n = 5 on. The
 * Gamma distribution of the same mean and variance, which the servers' detectors take, gives too small a
 * value far out: the true one is 1.3 times it at 1e-6, 3.5 times at 1e-12.
 *
 * @param n scored tokens, a whole number, 0 or more
 * @param x the weighted sum of their scores
 * @param a weight of the second key, 0 to 1
 */
export function logDualTail(n: number, x: number, a: number): number {
  if (n === 0 || x <= 0) return 0;
  if (a === 0 || a === 1) return logGammaTail(n, x);
  if (a === 0.5) return logGammaTail(2 * n, 2 * x);
  // K(t) = -n [ln(1 - b t) + ln(1 - a t)] with b = 1 - a; K'(t) = x, y = x / n, is
  // ab y t^2 - (y - 2 ab) t + (y - 1) = 0, whose smaller root is the saddlepoint.
  const b = 1 - a;
  const ab = a * b;
  const y = x / n;
  const linear = y - 2 * ab;
  const root = Math.sqrt(Math.max(0, linear * linear - 4 * ab * y * (y - 1)));
  const t = (2 * (y - 1)) / (linear + root);
  const cumulant = -n * (Math.log1p(-b * t) + Math.log1p(-a * t));
  const curvature = n * ((b / (1 - b * t)) ** 2 + (a / (1 - a * t)) ** 2);
  const skewness = (2 * n * (b ** 3 + a ** 3)) / (n * (b * b + a * a)) ** 1.5;
  return saddlepointTail(t, t * x - cumulant, curvature, skewness);
}
