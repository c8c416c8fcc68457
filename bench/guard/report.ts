import { table } from '../results.ts';
import { wilson } from '../watermark/wilson.ts';
import { ALIKE } from './alike.ts';
import type { SpeedRow } from './speed.ts';
import type { TextFigures } from './texts.ts';

/** Where and when a part was measured. */
export interface Conditions {
  readonly environment: string;
  readonly seconds: number;
}

/** Null for a part that was not measured. */
export interface Figures {
  readonly attacks:
    | (Conditions & {
        /** Random parts of so many files, and works on the list besides. */
        readonly pictures: number;
        readonly files: number;
        readonly more: number;
        /** Besides, that were not taken: too plain. */
        readonly plain: number;
        readonly rows: readonly AttackRow[];
      })
    | null;
  /** Pictures that are no copy of a work, and how many are taken for one. */
  readonly others:
    | (Conditions & {
        readonly pictures: number;
        readonly files: number;
        readonly works: number;
        readonly whole: number;
        readonly parts: number;
        /** Which were taken for which. */
        readonly named: readonly string[];
      })
    | null;
  readonly texts: (Conditions & TextFigures) | null;
  readonly speed:
    | (Conditions & {
        readonly works: number;
        readonly bytes: number;
        readonly rows: readonly SpeedRow[];
      })
    | null;
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
  /** In which a work of another file was found: one that shows the same, one that does not. */
  readonly alike: number;
  readonly foreign: number;
  /** Which of the latter were found for which. */
  readonly named: readonly string[];
}

export function guardText({ attacks, others, texts, speed }: Figures): string {
  const sections = [
    attacks && attacksText(attacks),
    others && othersText(others),
    texts && textsText(texts),
    speed && speedText(speed),
  ];
  return `# The guard: outputs that are like a protected work

${sections.filter((section) => section !== null).join('\n')}`;
}

function conditionsText({ environment, seconds }: Conditions): string {
  return `- ${environment}; ${seconds.toFixed(0)} s`;
}

function attacksText(attacks: NonNullable<Figures['attacks']>): string {
  const { pictures, files, more, plain, rows } = attacks;
  const named = [...new Set(rows.flatMap((row) => row.named))];
  return `## What is found

PDQ compares the whole picture in the eight ways to lay it, within 31 bits. Parts are what a crop has as well.
The last columns count pictures in which a work of another file was found: of one that shows the same, or of another.

- ${pictures} protected pictures: files and random parts of them, from ${files} files, 768 pixels long at most; ${plain} more were refused as too plain
- ${more} works on the list besides, made of parts of real ones
${conditionsText(attacks)}

${table(
  ['attack', 'PDQ', 'parts', 'either', 'parts that agree', 'shows the same', 'another work'],
  rows.map(({ attack, trials, whole, parts, either, agreeing, alike, foreign }) => [
    attack,
    percent(whole, trials),
    percent(parts, trials),
    percent(either, trials),
    String(agreeing),
    String(alike),
    String(foreign),
  ]),
)}

${ALIKE.map(({ files, what }) => `Files that show the same: ${files.join(', ')} (${what}).`).join('\n')}
Another work: ${named.length > 0 ? named.join('; ') : 'none'}.
`;
}

function percent(part: number, all: number): string {
  return all === 0 ? '-' : `${((100 * part) / all).toFixed(1)} %`;
}

function othersText(others: NonNullable<Figures['others']>): string {
  const { pictures, files, works, whole, parts, named } = others;
  const [, high] = wilson(Math.max(whole, parts), pictures);
  return `## What is taken for a work and is none

- ${pictures} pictures that are none of them, random parts of ${files} other files; ${works} works on the list
${conditionsText(others)}

By PDQ ${whole}, by parts ${parts}${named.length > 0 ? ` (${named.join('; ')})` : ''}; with 95 % certainty less than ${(100 * high).toFixed(3)} % each.
`;
}

function textsText(figures: NonNullable<Figures['texts']>): string {
  const { texts, words, signs, more, rows, others } = figures;
  const { taken, named } = others;
  const [, high] = wilson(taken, others.texts);
  return `## Texts

A text is compared as a whole, and by the pieces that it is cut into at places which its content chooses. The last
column counts texts in which a work of another document was found.

- ${texts} protected texts: ${words} words of English, or ${signs} signs of Japanese
- ${more} works on the list besides, of random numbers
${conditionsText(figures)}

${table(
  ['change', 'whole', 'pieces', 'either', 'English', 'Japanese', 'another work'],
  rows.map(({ attack, trials, whole, pieces, either, languages, foreign }) => [
    attack,
    percent(whole, trials),
    percent(pieces, trials),
    percent(either, trials),
    percent(languages.English.found, languages.English.trials),
    percent(languages.Japanese.found, languages.Japanese.trials),
    String(foreign),
  ]),
)}

Of ${others.texts} passages of other documents, a third as long, ${taken} were taken for one of them${named.length > 0 ? ` (${named.join('; ')})` : ''}; with 95 %
certainty less than ${(100 * high).toFixed(3)} %.
`;
}

function speedText(speed: NonNullable<Figures['speed']>): string {
  const { works, bytes, rows } = speed;
  return `## What it costs

${works} works take ${(bytes / works).toFixed(0)} bytes of memory each. Ratios of times that took turns in one thread,
median and quartiles; and the least time of each.

${conditionsText(speed)}

${table(
  ['', 'to embedding the mark', 'least time'],
  rows.map(({ of, ratio, milliseconds }) => [
    of,
    `${ratio.median.toFixed(3)} (${ratio.q1.toFixed(3)}–${ratio.q3.toFixed(3)})`,
    `${milliseconds.toFixed(1)} ms`,
  ]),
)}
`;
}
