import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { logEValue } from '../src/statistic/anytime.ts';
import { logDualTail } from '../src/statistic/dual.ts';
import { logGammaTail } from '../src/statistic/gamma.ts';
import { vectors } from './reference.ts';
import { seeded } from './texts.ts';

interface Statistics {
  readonly gamma: readonly { readonly n: number; readonly x: number; readonly logP: number }[];
}

describe('the Gamma tail', () => {
  test.each(vectors<Statistics>('statistics.json').gamma)('of $n at $x', ({ n, x, logP }) => {
    expect(Math.abs(logGammaTail(n, x) / logP - 1)).toBeLessThanOrEqual(1e-10);
  });

  test('does not underflow at ln p = -1e6', () => {
    // x^(n - 1) e^-x / (n - 1)! (1 + (n - 1) / x + ...), n = 3.
    const x = 1_000_100;
    const exact = 2 * Math.log(x) - x - Math.LN2 + Math.log1p(2 / x + 2 / x ** 2);
    expect(exact).toBeLessThan(-1e6);
    expect(Math.abs(logGammaTail(3, x) / exact - 1)).toBeLessThanOrEqual(1e-12);
    expect(logGammaTail(1_000_000, 4_000_000)).toBeLessThan(-1.6e6);
  });

  test('is the sum of Poisson probabilities', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.double({ min: 0.01, max: 200, noNaN: true }),
        (n, x) => {
          let term = Math.exp(-x);
          let sum = 0;
          for (let k = 0; k < n; k++) {
            sum += term;
            term *= x / (k + 1);
          }
          expect(Math.exp(logGammaTail(n, x)) / sum).toBeCloseTo(1, 9);
        },
      ),
    );
  });

  test('falls with the sum, rises with the count, and is 1 for nothing', () => {
    expect(logGammaTail(0, 0)).toBe(0);
    expect(logGammaTail(50, 0)).toBe(0);
    const positive = fc.double({ min: 0, max: 5000, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2000 }), positive, positive, (n, x, more) => {
        const p = logGammaTail(n, x);
        expect(p).toBeLessThanOrEqual(0);
        expect(logGammaTail(n, x + more)).toBeLessThanOrEqual(p + 1e-12);
        expect(logGammaTail(n + 1, x)).toBeGreaterThanOrEqual(p - 1e-12);
      }),
    );
  });
});

/** ln P((1 - a) G + a H >= x), integrated over H in steps that are fine enough for 1e-6. */
function integral(n: number, x: number, a: number): number {
  const most = n + 40 * Math.sqrt(n) + 80;
  const steps = 40_000;
  const width = most / steps;
  let factorial = 0;
  for (let i = 2; i < n; i++) factorial += Math.log(i);
  const logs = Array.from({ length: steps }, (_, i) => {
    const h = (i + 0.5) * width;
    return (
      (n - 1) * Math.log(h) - h - factorial + logGammaTail(n, Math.max(0, (x - a * h) / (1 - a)))
    );
  });
  const top = logs.reduce((most, log) => Math.max(most, log));
  return top + Math.log(width * logs.reduce((sum, log) => sum + Math.exp(log - top), 0));
}

describe('the tail of two keys', () => {
  test('is within 1 % of the integral down to 1e-12', () => {
    for (const a of [0.1, 0.2, 0.4]) {
      for (const n of [5, 50, 300]) {
        for (const z of [-1, 0, 1e-4, 1, 3, 5, 7.5]) {
          const x = n + z * Math.sqrt(n * ((1 - a) ** 2 + a * a));
          if (x <= 0) continue;
          expect(Math.abs(Math.expm1(logDualTail(n, x, a) - integral(n, x, a)))).toBeLessThan(0.01);
        }
      }
    }
    expect(logDualTail(300, 430, 0.1)).toBeLessThan(Math.log(1e-12));
  });

  test('with one key, or two alike, is a Gamma tail', () => {
    expect(logDualTail(40, 90, 0)).toBe(logGammaTail(40, 90));
    expect(logDualTail(40, 90, 1)).toBe(logGammaTail(40, 90));
    expect(logDualTail(40, 50, 0.5)).toBe(logGammaTail(80, 100));
    expect(logDualTail(40, 50, 0.499)).toBeCloseTo(logGammaTail(80, 100), 3);
  });
});

test('the e-value of unmarked texts reaches 1 / p with a probability of at most p', () => {
  const random = seeded(3);
  let reached = 0;
  const texts = 4000;
  for (let text = 0; text < texts; text++) {
    let sum = 0;
    for (let n = 1; n <= 300; n++) {
      sum -= Math.log1p(-random());
      if (logEValue(n, sum, 0) >= Math.log(20)) {
        reached++;
        break;
      }
    }
  }
  // 200 are expected at most; the bound is not tight.
  expect(reached).toBeLessThanOrEqual(200);
  expect(reached).toBeGreaterThan(20);
});
