// Pictures without a mark of the key that is looked for: none may be said to have one.
import { parseArgs } from 'node:util';
import { environmentText } from '../../environment.ts';
import { table, writeResults } from '../../results.ts';
import { CHECK_BITS, LIST_SIZE } from '../internals.ts';
import { openSet, SET_OPTIONS } from '../pictures/set.ts';
import { parseJobs, runPool } from '../pool.ts';
import type { Batch, Negative, Task } from './trial.ts';

const USAGE = `npm run bench:negatives -- [FOLDER] [OPTION...]

FOLDER, --drawn, --prefix, --limit, --jobs: as for bench:robustness
--count N          negatives; by default 100000
--write NAME       keep bench/results/negatives-NAME.{md,json}
`;

/** Negatives a task: few enough that both threads end together. */
const BATCH = 100;
/** Prefixes of the check whose agreement is shown. */
const PREFIXES = [1, 2, 4, 6, 8, 10, 12, 14, 16];

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    ...SET_OPTIONS,
    size: { type: 'string', default: '0' },
    count: { type: 'string', default: '100000' },
    jobs: { type: 'string' },
    write: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const count = Number(values.count);
if (values.help || positionals.length > 1 || !(Number.isInteger(count) && count > 0)) {
  process.stdout.write(USAGE);
  process.exit(values.help ? 0 : 2);
}

const started = performance.now();
const say = (text: string) => process.stderr.write(`${text}\n`);
const { pictures, description } = await openSet(positionals[0], values, say);
const tasks = Array.from({ length: Math.ceil(count / BATCH) }, (_, i): Task => {
  const first = i * BATCH;
  return { first, count: Math.min(BATCH, count - first), picture: pictures[i % pictures.length]! };
});
let seen = 0;
const batches = await runPool<Task, Batch, null>(new URL('trial.ts', import.meta.url), tasks, {
  jobs: parseJobs(values.jobs),
  setup: null,
  onResult: ({ negatives }, done) => {
    seen += negatives.length;
    for (const { kind, attack } of negatives.filter(({ hit }) => hit)) {
      say(`HIT: ${kind}, ${attack}`);
    }
    if (done % 20 === 0 || done === tasks.length) say(`${seen} of ${count}`);
  },
});

const negatives = batches.flatMap((batch) => batch.negatives);
const kinds = [...new Set(negatives.map(({ kind }) => kind))]
  .map((kind) => ({ kind, ...summary(negatives.filter((negative) => negative.kind === kind)) }))
  .sort((a, b) => b.count - a.count);
const all = summary(negatives);
const agreeing = PREFIXES.map((bits) => {
  const words = sum(batches.map((batch) => batch.agreeing[0]!));
  const expected = words / 2 ** bits;
  const observed = sum(batches.map((batch) => batch.agreeing[bits]!));
  const deviation = (observed - expected) / Math.sqrt(expected * (1 - 2 ** -bits));
  return { bits, words, expected, observed, deviation };
});
const loudest = [...negatives].sort((a, b) => b.score - a.score).slice(0, 5);
const seconds = (performance.now() - started) / 1000;
const text = `# False positives of the watermark

${[
  `- ${count} different pictures, each through one attack of the list in turn, effort \`standard\`, one key a detection; parts of ${description}, 192 to 384 pixels a side before the attack`,
  `- hits: **${all.hits}**; 95 % bound on the rate from counting alone: ${rate(all.bound)}`,
  `- designed: words checked times 2^-${CHECK_BITS}, ${LIST_SIZE} words a decoding. Mean ${all.decodes.toFixed(2)} decodings, so ${rate(all.designed)} a picture; most ${all.mostDecodes}, so ${rate(all.mostDesigned)}`,
  `- highest pilot scores (they never decide): ${loudest.map(({ score, kind, attack }) => `${score.toFixed(1)} ${kind}, ${attack}`).join('; ')}`,
  `- ${environmentText()}; ${seconds.toFixed(0)} s`,
].join('\n')}

${table(
  ['class', 'count', 'hits', '3/N', 'decodings: mean', 'most', 'designed', 'top score', 'detector'],
  [...kinds, { kind: 'all', ...all }].map((row) => [
    row.kind,
    String(row.count),
    String(row.hits),
    rate(row.bound),
    row.decodes.toFixed(2),
    String(row.mostDecodes),
    rate(row.designed),
    row.score.toFixed(2),
    `${row.milliseconds.toFixed(0)} ms`,
  ]),
)}

## Whether wrong words pass at random

The design counts on a wrong word to pass its ${CHECK_BITS} check bits with probability 2^-${CHECK_BITS}. No
count of pictures can show that; the first bits of the check can. Of the lists of one decoding in every
fifth of the pictures above, under a random turn and scale:

${table(
  ['first bits agree', 'words', 'expected', 'observed', 'standard deviations'],
  agreeing.map(({ bits, words, expected, observed, deviation }) => [
    String(bits),
    String(words),
    expected.toFixed(1),
    String(observed),
    deviation.toFixed(2),
  ]),
)}
`;
process.stdout.write(text);
if (values.write !== undefined) {
  const data = { count, description, seconds, all, kinds, agreeing };
  await writeResults(`negatives-${values.write}`, { text, data });
}
process.exitCode = all.hits === 0 ? 0 : 1;

function summary(list: readonly Negative[]) {
  const decodes = sum(list.map((negative) => negative.decodes)) / list.length;
  const mostDecodes = list.reduce((most, negative) => Math.max(most, negative.decodes), 0);
  return {
    count: list.length,
    hits: list.filter(({ hit }) => hit).length,
    /** Zero hits in N pictures bound the rate by 3/N, with 95 % confidence. */
    bound: 3 / list.length,
    decodes,
    mostDecodes,
    designed: (decodes * LIST_SIZE) / 2 ** CHECK_BITS,
    mostDesigned: (mostDecodes * LIST_SIZE) / 2 ** CHECK_BITS,
    score: list.reduce((most, negative) => Math.max(most, negative.score), 0),
    milliseconds: sum(list.map((negative) => negative.milliseconds)) / list.length,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function rate(value: number): string {
  return value.toExponential(1);
}
