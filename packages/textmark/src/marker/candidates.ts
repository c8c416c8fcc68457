/** What a model says of the next token. */
export interface Candidates {
  /** Token ids, one a value, in any order and none twice; by default 0, 1, 2, ... */
  readonly ids?: ArrayLike<number>;
  /** Unnormalised log-probabilities; -infinity for what is excluded. */
  readonly logits?: ArrayLike<number>;
  /** In place of logits: numbers in proportion to probabilities, 0 for what is excluded. */
  readonly probabilities?: ArrayLike<number>;
}

/** How a distribution is narrowed before the draw, in this order. */
export interface SamplingOptions {
  /** Divides the logits, above 0; by default 1. At 0 the likeliest token is taken and carries no mark. */
  readonly temperature?: number;
  /** Drops what is less probable than this share of the likeliest, 0 to 1; by default 0. */
  readonly minP?: number;
  /** Keeps as many of the likeliest, equal ones among them; by default 0: all. */
  readonly topK?: number;
  /** Keeps the likeliest that together have this probability, 0 to 1; by default 1: all. */
  readonly topP?: number;
}

export type Sampling = Required<SamplingOptions>;

/** @throws TypeError, RangeError */
export function samplingOf({
  temperature = 1,
  minP = 0,
  topK = 0,
  topP = 1,
}: SamplingOptions): Sampling {
  if (!(Number.isFinite(temperature) && temperature >= 0)) {
    throw new RangeError('temperature is 0 or more.');
  }
  if (!(minP >= 0 && minP <= 1)) throw new RangeError('minP is a number from 0 to 1.');
  if (!(Number.isInteger(topK) && topK >= 0)) throw new RangeError('topK is a whole number.');
  if (!(topP > 0 && topP <= 1)) throw new RangeError('topP is above 0 and at most 1.');
  return { temperature, minP, topK, topP };
}

/**
 * The candidates of one draw after temperature, min-p, top-k and top-p, in arrays that are reused: `count`
 * of them, in the order in which they were given.
 */
export interface Narrowed {
  count: number;
  ids: Int32Array;
  /** Logits over the temperature. */
  logits: Float64Array;
  /** Index of the greatest logit, the first of equal ones. */
  top: number;
}

export interface Narrower {
  /** @throws TypeError, RangeError for what are no candidates, or if none is left */
  narrow(candidates: Candidates): Narrowed;
}

/** Below it a logit's share of any vocabulary is nothing in double precision. */
const NEGLIGIBLE = 40;

/**
 * Narrows candidates. Arrays grow to the largest vocabulary seen; after that nothing is allocated.
 */
export function createNarrower({ temperature, minP, topK, topP }: Sampling): Narrower {
  const out: Narrowed = {
    count: 0,
    ids: new Int32Array(0),
    logits: new Float64Array(0),
    top: 0,
  };
  let scratch = new Float64Array(0);
  const scale = temperature === 0 ? 1 : 1 / temperature;
  const minLogit = minP === 0 ? Number.NEGATIVE_INFINITY : Math.log(minP);

  /** Drops what is below `least`, and keeps the order. */
  const keep = (least: number): void => {
    const { ids, logits, top } = out;
    let count = 0;
    let newTop = 0;
    for (let i = 0; i < out.count; i++) {
      if (logits[i]! < least) continue;
      if (i === top) newTop = count;
      ids[count] = ids[i]!;
      logits[count++] = logits[i]!;
    }
    out.count = count;
    out.top = newTop;
  };

  const take = ({ ids, logits, probabilities }: Candidates): void => {
    const values = logits ?? probabilities;
    if (values === undefined || (logits !== undefined && probabilities !== undefined)) {
      throw new TypeError('Candidates have logits or probabilities.');
    }
    const length = values.length;
    if (ids !== undefined && ids.length !== length) {
      throw new RangeError(`There are ${ids.length} ids and ${length} values.`);
    }
    if (out.ids.length < length) {
      out.ids = new Int32Array(length);
      out.logits = new Float64Array(length);
      scratch = new Float64Array(length);
    }
    // One thing a loop: each is then some nanoseconds a candidate less than all of it in one.
    const outLogits = out.logits;
    let excluded = 0;
    let top = 0;
    let most = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < length; i++) {
      const value = values[i]!;
      const logit = logits === undefined ? Math.log(value) * scale : value * scale;
      // NaN fails every comparison; a negative probability has become NaN.
      if (!(logit < Number.POSITIVE_INFINITY)) {
        throw new RangeError(`Candidate ${i} is NaN, infinite or negative.`);
      }
      if (logit === Number.NEGATIVE_INFINITY) excluded++;
      if (logit > most) {
        most = logit;
        top = i;
      }
      outLogits[i] = logit;
    }
    if (excluded === length) throw new RangeError('All candidates are excluded.');
    const outIds = out.ids;
    if (ids === undefined) {
      for (let i = 0; i < length; i++) outIds[i] = i;
    } else {
      for (let i = 0; i < length; i++) {
        const id = ids[i]! | 0;
        if (id !== ids[i] || id < 0) {
          throw new RangeError(`The id of candidate ${i} is no whole number below 2^31.`);
        }
        outIds[i] = id;
      }
    }
    out.count = length;
    out.top = top;
    if (excluded > 0) keep(-Number.MAX_VALUE);
  };

  return {
    narrow(candidates) {
      take(candidates);
      const most = out.logits[out.top]!;
      if (minLogit > Number.NEGATIVE_INFINITY) keep(most + minLogit);
      if (topK > 0 && topK < out.count) {
        scratch.set(out.logits.subarray(0, out.count));
        keep(kthLargest(scratch, out.count, topK));
      }
      if (topP < 1) keep(nucleus(out.logits, out.count, most, topP, scratch));
      return out;
    },
  };
}

/** The k-th largest of `count` values (Hoare's selection); their order is lost. */
function kthLargest(values: Float64Array, count: number, k: number): number {
  const wanted = k - 1;
  let left = 0;
  let right = count - 1;
  while (left < right) {
    const pivot = values[(left + right) >> 1]!;
    let i = left;
    let j = right;
    while (i <= j) {
      while (values[i]! > pivot) i++;
      while (values[j]! < pivot) j--;
      if (i <= j) {
        const kept = values[i]!;
        values[i++] = values[j]!;
        values[j--] = kept;
      }
    }
    if (wanted <= j) right = j;
    else if (wanted >= i) left = i;
    else break;
  }
  return values[wanted]!;
}

/** The least logit of the smallest set that has a probability of `share`. */
function nucleus(
  logits: Float64Array,
  count: number,
  most: number,
  share: number,
  scratch: Float64Array,
): number {
  let total = 0;
  for (let i = 0; i < count; i++) total += Math.exp(logits[i]! - most);
  // Sorting a whole vocabulary takes long: first only what is not far below the top.
  for (let depth = 6; ; depth *= 2) {
    const least = most - depth;
    let near = 0;
    for (let i = 0; i < count; i++) if (logits[i]! >= least) scratch[near++] = logits[i]!;
    const sorted = scratch.subarray(0, near).sort();
    let sum = 0;
    for (let i = near - 1; i >= 0; i--) {
      sum += Math.exp(sorted[i]! - most);
      if (sum >= share * total) return sorted[i]!;
    }
    if (near === count || depth > NEGLIGIBLE) return sorted[0]!;
  }
}
