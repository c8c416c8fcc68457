import { LEAST_QUALITY, MOST_DISTANCE } from '@provenance/registry';
import { table } from '../results.ts';
import type { NamedAttack } from '../watermark/attacks/list.ts';
import { wilson } from '../watermark/wilson.ts';
import type { Outcome, Trial } from './attacked.ts';
import type { Foreign } from './foreign.ts';
import { DISTANCES, type Pairs } from './pairs.ts';
import type { SpeedRow } from './speed.ts';
import type { TextFigures } from './text-figures.ts';

const VERDICTS = ['same', 'undecided', 'different'] as const;
type Verdict = (typeof VERDICTS)[number];
type Verdicts = Readonly<Record<Verdict, number>>;

export interface LookFigures {
  /** Attacks on pictures of enough quality for PDQ, and with a mark for the look. */
  readonly attacks: readonly AttackFigures[];
  readonly attacked: Verdicts;
  /** Pictures of another file under a mark's geometry: a copied mark. */
  readonly foreign: Verdicts;
  /** The same without the geometry. */
  readonly guessed: Verdicts;
  /** Shares of scores at or above each, in percent. */
  readonly scores: readonly {
    readonly score: number;
    readonly own: number;
    readonly foreign: number;
  }[];
  readonly highest: readonly {
    readonly score: number;
    readonly known: string;
    readonly path: string;
  }[];
  readonly calledDifferent: readonly string[];
}

interface AttackFigures {
  readonly attack: string;
  readonly group: string;
  readonly pictures: number;
  readonly median: number;
  /** Found by PDQ within 31 bits: as it is, and in the nearest of the eight ways. */
  readonly plain: number;
  readonly laid: number;
  /** Where the mark was read. */
  readonly verdicts: Verdicts;
  /** Mean share of the region where it is the same. */
  readonly share: number;
  /** Called the same without a geometry, of those that were tried. */
  readonly guessed: number;
  readonly tried: number;
}

const SCORES = [6, 8, 9, 10, 11, 12, 13, 14, 16, 20, 30, 50];

export function lookFigures(
  outcomes: readonly Outcome[],
  foreign: readonly Foreign[],
  attacks: readonly NamedAttack[],
): LookFigures {
  const all = outcomes.flatMap(({ trials }) => trials);
  const good = outcomes.filter(({ quality }) => quality >= LEAST_QUALITY);
  const of = (name: string, from: readonly Outcome[]): Trial[] =>
    from.flatMap(({ trials }) => trials.filter(({ attack }) => attack === name));
  const comparisons = foreign.flatMap(({ path, comparisons }) =>
    comparisons.map((comparison) => ({ ...comparison, path: path.split('/').at(-1)! })),
  );
  const own = all.flatMap(({ compared }) => (compared ? [compared] : []));
  const percent = (scores: readonly { score: number }[], from: number) =>
    (100 * scores.filter(({ score }) => score >= from).length) / scores.length;
  return {
    attacks: attacks.map(({ name, group }): AttackFigures => {
      const hashed = of(name, good);
      const trials = of(name, outcomes);
      const compared = trials.flatMap((trial) => (trial.compared ? [trial.compared] : []));
      const same = compared.filter(({ verdict }) => verdict === 'same');
      return {
        attack: name,
        group,
        pictures: hashed.length,
        median: hashed.map(({ distance }) => distance).sort((a, b) => a - b)[hashed.length >> 1]!,
        plain: hashed.filter(({ distance }) => distance <= MOST_DISTANCE).length,
        laid: hashed.filter(({ nearest }) => nearest <= MOST_DISTANCE).length,
        verdicts: verdictsOf(compared.map(({ verdict }) => verdict)),
        share: same.reduce((sum, { share }) => sum + share, 0) / same.length,
        guessed: trials.filter(({ guessed }) => guessed === 'same').length,
        tried: trials.filter(({ guessed }) => guessed !== null).length,
      };
    }),
    attacked: verdictsOf(own.map(({ verdict }) => verdict)),
    foreign: verdictsOf(comparisons.map(({ verdict }) => verdict)),
    guessed: verdictsOf(comparisons.flatMap(({ guessed }) => guessed ?? [])),
    scores: SCORES.map((score) => ({
      score,
      own: percent(own, score),
      foreign: percent(comparisons, score),
    })),
    highest: [...comparisons]
      .sort((a, b) => b.score - a.score)
      .slice(0, 10)
      .map(({ score, known, path }) => ({ score, known, path })),
    calledDifferent: outcomes.flatMap(({ name, trials }) =>
      trials
        .filter(({ compared }) => compared?.verdict === 'different')
        .map(({ attack, compared }) => `${name}, ${attack} (${compared!.score.toFixed(1)})`),
    ),
  };
}

function verdictsOf(verdicts: readonly string[]): Verdicts {
  const count = (verdict: Verdict) => verdicts.filter((found) => found === verdict).length;
  return { same: count('same'), undecided: count('undecided'), different: count('different') };
}

/** Where and when a part was measured. */
export interface Conditions {
  readonly environment: string;
  readonly seconds: number;
}

export interface Pictures extends Conditions {
  readonly description: string;
  readonly compared: string;
  readonly pairs: Pairs;
  readonly looks: LookFigures;
}

/** Null for a part that was not measured. */
export interface Figures {
  readonly pictures: Pictures | null;
  readonly texts: (Conditions & { readonly kinds: readonly TextFigures[] }) | null;
  readonly speed: (Conditions & { readonly rows: readonly SpeedRow[] }) | null;
}

export function fingerprintText({ pictures, texts, speed }: Figures): string {
  const sections = [
    pictures && picturesText(pictures),
    texts && `## Texts\n\n${conditionsText(texts)}\n\n${texts.kinds.map(textSection).join('\n')}`,
    speed && speedText(speed),
  ];
  return `# Fingerprints

Found is within ${MOST_DISTANCE} bits, as far as the index is exact; fingerprints of a quality below ${LEAST_QUALITY} are
not searched and not counted.

${sections.filter((section) => section !== null).join('\n')}`;
}

function conditionsText({ environment, seconds }: Conditions): string {
  return `- ${environment}; ${seconds.toFixed(0)} s`;
}

function picturesText(pictures: Pictures): string {
  const { description, compared, pairs, looks } = pictures;
  return `## Pictures

${[`- attacks: ${description}`, `- different pictures: ${compared}`, conditionsText(pictures)].join(
  '\n',
)}

### PDQ: pairs of different pictures

${pairs.pairs} pairs from different files, and how many are within so many bits. The nearest of the
eight ways is eight chances.

${table(
  ['bits', ...DISTANCES.map(String)],
  [
    ['as it is', ...pairs.plain.map(String)],
    ['nearest of eight', ...pairs.laid.map(String)],
  ],
)}

Nearest: ${pairs.nearest.map(({ distance, a, b }) => `${distance} ${a} and ${b}`).join('; ') || 'none within 70'}.

### Look: a part of the marked picture, or a foreign one with its mark

${table(
  ['', 'pictures', ...VERDICTS, 'the wrong word, 95 %'],
  [
    ['attacked, mark read', ...cells(looks.attacked), interval(looks.attacked, 'different')],
    ['foreign', ...cells(looks.foreign), interval(looks.foreign, 'same')],
    ['foreign, without geometry', ...cells(looks.guessed), interval(looks.guessed, 'same')],
  ],
)}

Share of scores at or above each:

${table(
  ['score', ...looks.scores.map(({ score }) => String(score))],
  [
    ['attacked', ...looks.scores.map(({ own }) => `${own.toFixed(2)} %`)],
    ['foreign', ...looks.scores.map((row) => `${row.foreign.toFixed(3)} %`)],
  ],
)}

Highest of foreign ones: ${looks.highest.map(({ score, known, path }) => `${score.toFixed(1)} ${known} and ${path}`).join('; ')}.
Attacked and called different: ${looks.calledDifferent.join('; ') || 'none'}.

### Attacks

PDQ: median distance, and found as it is or in the nearest of eight ways. Look: verdicts where the mark
was read; the share of the picture that the region covers; and how many are the same without a geometry.

${table(
  ['group', 'attack', 'bits', 'found', 'of eight', ...VERDICTS, 'share', 'without'],
  looks.attacks.map((row) => [
    row.group,
    row.attack,
    String(row.median),
    rate(row.plain, row.pictures),
    rate(row.laid, row.pictures),
    ...VERDICTS.map((verdict) => String(row.verdicts[verdict])),
    row.verdicts.same === 0 ? '' : row.share.toFixed(2),
    rate(row.guessed, row.tried),
  ]),
)}
`;
}

function speedText(speed: NonNullable<Figures['speed']>): string {
  return `## Speed

Ratios of times that took turns; median and quartiles.

${conditionsText(speed)}

${table(
  ['measured', 'against', 'ratio', 'measured takes', 'against takes'],
  speed.rows.map(({ of, against, ratio, milliseconds, againstMilliseconds }) => [
    of,
    against,
    `${ratio.median.toFixed(2)} (${ratio.q1.toFixed(2)}–${ratio.q3.toFixed(2)})`,
    `${milliseconds.toFixed(1)} ms`,
    `${againstMilliseconds.toFixed(1)} ms`,
  ]),
)}
`;
}

function textSection({ kind, texts, edits, pairs }: TextFigures): string {
  return `### ${kind}

${texts} texts; ${pairs.pairs} pairs of different sources: ${pairs.within} within ${MOST_DISTANCE} bits, of which
${pairs.unlike} have less than half in common; the nearest at ${pairs.least}. ${pairs.sharedPieces} with a piece within ${MOST_DISTANCE}. Pairs by distance, in steps of 8 from 0: ${pairs.histogram.join(' ')} (the last: all above).

${table(
  ['change', 'bits: median', '9 in 10', 'found', 'found by a piece'],
  edits.map((row) => [
    row.edit,
    String(row.median),
    String(row.most),
    rate(row.whole, row.trials),
    rate(row.pieces, row.trials),
  ]),
)}
`;
}

function cells(verdicts: Verdicts): string[] {
  const all = VERDICTS.reduce((sum, verdict) => sum + verdicts[verdict], 0);
  return [String(all), ...VERDICTS.map((v) => `${verdicts[v]} (${rate(verdicts[v], all)})`)];
}

function interval(verdicts: Verdicts, wrong: Verdict): string {
  const all = VERDICTS.reduce((sum, verdict) => sum + verdicts[verdict], 0);
  if (all === 0) return '';
  const [low, high] = wilson(verdicts[wrong], all);
  return `${wrong}: ${(100 * Math.max(0, low)).toFixed(3)}–${(100 * high).toFixed(3)} %`;
}

function rate(count: number, all: number): string {
  return all === 0 ? '' : `${((100 * count) / all).toFixed(1)} %`;
}
