import Benchmark from 'benchmark';
import { median } from './spread.ts';

/**
 * One run of what is measured. It resolves to a number that depends on the result; the numbers are
 * added up and the sum is checked, so that no result can be left uncomputed.
 */
export type Operation = () => Promise<number>;

export interface Effort {
  /** Rounds that count. One more, for warming up, comes before them. */
  readonly rounds: number;
  /** Samples of each contender in a round: at least this many. */
  readonly samples: number;
  /** A sample repeats the operation until it has taken this long, in seconds. */
  readonly sampleSeconds: number;
}

export interface Interleaved {
  /** Seconds an operation, all rounds together. */
  readonly seconds: Readonly<Record<string, readonly number[]>>;
  /** For each round, its median divided by the median of the baseline in the same round. */
  readonly ratios: Readonly<Record<string, readonly number[]>>;
}

/**
 * Measures contenders against the first of them. benchmark.js runs one benchmark after the other, and
 * a machine whose load changes meanwhile would favour one of them: so each gets many short turns, in
 * changing order, and is compared only within a round.
 *
 * @throws what an operation throws.
 */
export async function interleave(
  contenders: Readonly<Record<string, Operation>>,
  effort: Effort,
): Promise<Interleaved> {
  const names = Object.keys(contenders);
  const seconds = Object.fromEntries(names.map((name): [string, number[]] => [name, []]));
  const ratios = Object.fromEntries(names.map((name): [string, number[]] => [name, []]));
  for (const operation of Object.values(contenders)) await warmUp(operation);
  for (let round = -1; round < effort.rounds; round++) {
    const medians = new Map<string, number>();
    for (const name of order(names, round + 1)) {
      const samples = await take(contenders[name]!, effort);
      medians.set(name, median(samples));
      if (round >= 0) seconds[name]!.push(...samples);
    }
    if (round < 0) continue;
    const baseline = medians.get(names[0]!)!;
    for (const [name, value] of medians) ratios[name]!.push(value / baseline);
  }
  return { seconds, ratios };
}

/** The same measurement of two contenders, the first of which is the baseline now. */
export function pair(
  { seconds, ratios }: Interleaved,
  baseline: string,
  contender: string,
): Interleaved {
  const other = ratios[baseline]!;
  return {
    seconds: { [baseline]: seconds[baseline]!, [contender]: seconds[contender]! },
    ratios: {
      [baseline]: other.map(() => 1),
      [contender]: ratios[contender]!.map((ratio, round) => ratio / other[round]!),
    },
  };
}

const WARM_UP_SECONDS = 0.3;

/** Until the compiler has seen it: a service is warm, and the rounds are too short to become so. */
async function warmUp(operation: Operation): Promise<void> {
  const end = performance.now() + WARM_UP_SECONDS * 1000;
  while (performance.now() < end) await operation();
}

/** Every rotation, forwards and backwards: each comes first, and after each other one, equally often. */
function order(names: readonly string[], round: number): string[] {
  const shift = Math.floor(round / 2) % names.length;
  const rotated = [...names.slice(shift), ...names.slice(0, shift)];
  return round % 2 === 0 ? rotated : rotated.reverse();
}

/** One turn: samples in seconds an operation. */
function take(operation: Operation, { samples, sampleSeconds }: Effort): Promise<number[]> {
  return new Promise((resolve, reject) => {
    let consumed = 0;
    let failure: unknown;
    const benchmark = new Benchmark({
      defer: true,
      async: true,
      minSamples: samples,
      minTime: sampleSeconds,
      // Stop as soon as there are enough samples: time is spent on rounds.
      maxTime: 0,
      fn(deferred: Benchmark.Deferred & { resolve(): void }) {
        operation().then(
          (result) => {
            consumed += result;
            deferred.resolve();
          },
          (error: unknown) => {
            failure ??= error;
            benchmark.abort();
            deferred.resolve();
          },
        );
      },
      onComplete() {
        if (failure !== undefined) reject(failure);
        else if (benchmark.error) reject(benchmark.error);
        else if (!(consumed > 0)) reject(new Error('An operation gave no result.'));
        else resolve([...benchmark.stats.sample] as number[]);
      },
    });
    benchmark.run();
  });
}
