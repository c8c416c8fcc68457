/**
 * Weights that make few values of many along one side: value i is the sum of `weights[at[i] ..
 * at[i + 1])` times the samples from `first[i]` on. Neither first nor last samples ever step back.
 */
export interface Weights {
  readonly first: Int32Array;
  readonly at: Int32Array;
  readonly weights: Float64Array;
  /** What the weights of each value add up to: the value is divided by it. */
  readonly total: number;
}

/** A small plane to make of a picture. */
export interface Shrinking {
  readonly columns: Weights;
  readonly rows: Weights;
  /** One row in so many is read, for all of them: from `thinned` weights of rows. */
  readonly step: number;
}

/** Makes the values of one line, each times a factor, from `out[to]` on. */
export function weigh(
  line: Float64Array,
  { first, at, weights }: Weights,
  factor: number,
  out: Float64Array,
  to: number,
): void {
  for (let x = 0, k = 0; x < first.length; x++) {
    const end = at[x + 1]!;
    let p = first[x]!;
    let sum = 0;
    for (; k < end; k++, p++) sum += weights[k]! * line[p]!;
    out[to + x] = sum * factor;
  }
}

/** One sample in `step` with the weight of all of them. */
export function thinned({ first, at, weights, total }: Weights, step: number): Weights {
  if (step === 1) return { first, at, weights, total };
  const out: number[] = [];
  const outFirst = first.map((k) => Math.floor(k / step));
  const outAt = new Int32Array(at.length);
  for (let i = 0; i < first.length; i++) {
    for (let k = at[i]!; k < at[i + 1]!; k++) {
      const to = outAt[i]! + Math.floor((first[i]! + k - at[i]!) / step) - outFirst[i]!;
      out[to] = (out[to] ?? 0) + weights[k]!;
    }
    outAt[i + 1] = out.length;
  }
  return { first: outFirst, at: outAt, weights: Float64Array.from(out), total };
}

/** The same weights in whole numbers: parts of a total. */
export function rounded({ first, at, weights, total }: Weights, parts: number): Weights {
  const out = new Float64Array(weights.length);
  for (let i = 0; i < first.length; i++) {
    // Rounded sums, so that they end at the total.
    let sum = 0;
    let before = 0;
    for (let k = at[i]!; k < at[i + 1]!; k++) {
      sum += weights[k]!;
      const now = Math.round((sum * parts) / total);
      out[k] = now - before;
      before = now;
    }
  }
  return { first, at, weights: out, total: parts };
}
