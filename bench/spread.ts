/** What samples come to. The unit is theirs. */
export interface Spread {
  readonly median: number;
  /** First and third quartile: half of all samples lie between them. */
  readonly q1: number;
  readonly q3: number;
  readonly samples: number;
}

/** @throws RangeError without samples. */
export function spreadOf(samples: readonly number[]): Spread {
  if (samples.length === 0) throw new RangeError('There are no samples.');
  const sorted = [...samples].sort((a, b) => a - b);
  return {
    median: quantile(sorted, 0.5),
    q1: quantile(sorted, 0.25),
    q3: quantile(sorted, 0.75),
    samples: sorted.length,
  };
}

export function median(samples: readonly number[]): number {
  return spreadOf(samples).median;
}

/** Linear between the two nearest ranks. */
function quantile(sorted: readonly number[], q: number): number {
  const at = (sorted.length - 1) * q;
  const below = sorted[Math.floor(at)]!;
  const above = sorted[Math.ceil(at)]!;
  return below + (above - below) * (at - Math.floor(at));
}
