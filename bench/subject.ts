import type { Effort, Interleaved } from './interleave.ts';
import { type Spread, spreadOf } from './spread.ts';

/** What a subject is given. */
export interface Stage {
  /** An empty folder, deleted afterwards. */
  readonly folder: string;
  /** Only show that it works. */
  readonly quick: boolean;
  /** Tells the person who waits. */
  readonly say: (text: string) => void;
}

/** One comparison. */
export interface Row {
  readonly case: string;
  readonly contender: string;
  readonly baseline: string;
  readonly unit: 'ms' | 'bytes' | 'planes' | 'per s';
  readonly value: Spread;
  readonly baselineValue: Spread;
  /** Contender divided by baseline, one sample a round. */
  readonly ratio: Spread;
  /** The largest ratio that is aimed at. */
  readonly aim: number | null;
}

export interface Section {
  readonly title: string;
  /** What is compared with what, and where the two differ. */
  readonly notes: readonly string[];
  readonly rows: readonly Row[];
}

export type Subject = (stage: Stage) => Promise<Section>;

/** Rows of what was interleaved: each contender against the first. */
export function rowsOf(
  name: string,
  { seconds, ratios }: Interleaved,
  aims: Readonly<Record<string, number>> = {},
): Row[] {
  const [baseline, ...contenders] = Object.keys(seconds) as [string, ...string[]];
  const milliseconds = (contender: string) => spreadOf(seconds[contender]!.map((s) => s * 1000));
  return contenders.map((contender) => ({
    case: name,
    contender,
    baseline,
    unit: 'ms',
    value: milliseconds(contender),
    baselineValue: milliseconds(baseline),
    ratio: spreadOf(ratios[contender]!),
    aim: aims[contender] ?? null,
  }));
}

/** How long to measure one comparison; `--quick` measures just enough to go through the motions. */
export function effort({ quick }: Stage, full: Effort): Effort {
  return quick ? { rounds: 2, samples: 1, sampleSeconds: 0.001 } : full;
}
