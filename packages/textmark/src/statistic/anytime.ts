/** Evidence per token for which the four bets are best: code, careful prose, chat, free prose. */
const EVIDENCE = [0.12, 0.3, 0.66, 1.2] as const;

/**
 * ln of an e-value: the average of four likelihood ratios of "the scores are exponentially tilted" against
 * "there is no mark". Its expectation without a mark is at most 1 after every token, so
 * P(E ever reaches 1 / p) <= p (Ville's inequality): it may be watched while a text grows.
 *
 * @param n scored tokens
 * @param sum of their scores
 * @param a weight of the second key of a dual mark, 0 for one key
 */
export function logEValue(n: number, sum: number, a: number): number {
  const logs = EVIDENCE.map((e) => {
    // The tilt whose mean score is 1 + e; with two keys the larger weight bounds it.
    const t = e / (1 + e);
    return n * (Math.log1p(-(1 - a) * t) + Math.log1p(-a * t)) + t * sum;
  });
  const top = Math.max(...logs);
  const mean = logs.reduce((total, log) => total + Math.exp(log - top), 0) / logs.length;
  return top + Math.log(mean);
}
