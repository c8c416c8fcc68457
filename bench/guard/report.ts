import { table } from '../results.ts';
import { wilson } from '../watermark/wilson.ts';
import type { SpeedRow } from './speed.ts';

export interface Figures {
  readonly environment: string;
  /** Files that works and others were cut out of. */
  readonly sources: { readonly works: number; readonly others: number; readonly attacked: number };
  readonly attacks: readonly AttackRow[];
  /** Pictures that are no copy of a work, and how many are taken for one. */
  readonly others: { readonly pictures: number; readonly whole: number; readonly parts: number };
  readonly index: { readonly works: number; readonly bytes: number };
  readonly speed: readonly SpeedRow[];
  readonly seconds: number;
}

/** Of one attack on all protected pictures. */
interface AttackRow {
  readonly attack: string;
  readonly trials: number;
  readonly whole: number;
  readonly parts: number;
  readonly either: number;
  /** Median of the parts that agree, 0 where the work was not found. */
  readonly agreeing: number;
  /** In which a work of another file was found. */
  readonly foreign: number;
}

export function guardText(figures: Figures): string {
  const { environment, sources, attacks, others, index, speed, seconds } = figures;
  const percent = (part: number, all: number) => `${((100 * part) / all).toFixed(1)} %`;
  const [, high] = wilson(others.whole + others.parts, others.pictures);
  return `# The guard: outputs that are like a protected work

- ${sources.attacked} protected pictures, random parts of ${sources.works} files, 768 pixels long at most; ${index.works - sources.attacked} works besides, made of parts of real ones
- ${others.pictures} pictures that are none of them, random parts of ${sources.others} other files
- ${environment}; ${seconds.toFixed(0)} s

## What is found

PDQ compares the whole picture in the eight ways to lay it, within 31 bits. Parts are what a crop has as well.

${table(
  ['attack', 'PDQ', 'parts', 'either', 'parts that agree', 'another work'],
  attacks.map(({ attack, trials, whole, parts, either, agreeing, foreign }) => [
    attack,
    percent(whole, trials),
    percent(parts, trials),
    percent(either, trials),
    String(agreeing),
    String(foreign),
  ]),
)}

## What is taken for a work and is none

Of ${others.pictures} other pictures ${others.whole} by PDQ and ${others.parts} by parts; with 95 % certainty less than ${(100 * high).toFixed(3)} %.

## What it costs

${index.works} works take ${(index.bytes / index.works).toFixed(0)} bytes of memory each. Times are in one thread, as ratios of times that took turns; median and quartiles.

${table(
  ['', 'to embedding the mark', 'takes'],
  speed.map(({ of, ratio, milliseconds }) => [
    of,
    `${ratio.median.toFixed(2)} (${ratio.q1.toFixed(2)}–${ratio.q3.toFixed(2)})`,
    `${milliseconds.toFixed(1)} ms`,
  ]),
)}
`;
}
