// What attacks leave of a mark: read with the true geometry told, so that nothing is lost in the search.
import { parseArgs } from 'node:util';
import { environmentText } from '../../environment.ts';
import { table, writeResults } from '../../results.ts';
import { openSet, SET_OPTIONS } from '../pictures/set.ts';
import { parseJobs, runPool } from '../pool.ts';
import type { Setup, Task } from '../robustness/trial.ts';
import { wilson } from '../wilson.ts';
import type { Bounds } from './trial.ts';

const USAGE = `npm run bench:bounds -- [FOLDER] [OPTION...]

FOLDER, --drawn, --size, --prefix, --hold-out, --limit, --jobs: as for bench:robustness
--attacks A,B      names of attacks that leave pixels where they are, or tell where they have come from; by default
                   those that are read least
--write NAME       keep bench/results/bounds-NAME.{md,json}
`;

const ATTACKS = [
  'none',
  ...['jpeg 20', 'jpeg 10', 'webp 30', 'avif 30'],
  ...['resize .25', 'resize .32', 'resize .25 and back', 'thumbnail 300', 'longest 400 + jpeg 70'],
  ...['perspective .1', 'perspective .2', 'perspective .3', 'bending 1', 'bending 2'],
  ...['corners .1', 'corners .2', 'corners .3', 'corners .5', 'barrel .1', 'barrel -.1'],
  ...['contrast 2', 'noise 25', 'blur 3', 'median 9', 'speckle .2'],
  ...['resize .5 + jpeg 50', 'resize .5 + jpeg 50 + noise 5'],
  'capture',
];
/** Payload and check bits. */
const NEEDED = 108;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    ...SET_OPTIONS,
    attacks: { type: 'string' },
    jobs: { type: 'string' },
    write: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
if (values.help || positionals.length > 1) {
  process.stdout.write(USAGE);
  process.exit(values.help ? 0 : 2);
}

const say = (text: string) => process.stderr.write(`${text}\n`);
const { pictures, size, description } = await openSet(positionals[0], values, say);
const tasks = pictures.map(
  (picture, i): Task => ({ picture, other: pictures[(i + 1) % pictures.length]! }),
);
const setup: Pick<Setup, 'size' | 'attacks' | 'marking'> = {
  size,
  attacks: values.attacks?.split(',') ?? ATTACKS,
  marking: { visibility: 'balanced' },
};
const found = (
  await runPool<Task, Bounds, typeof setup>(new URL('trial.ts', import.meta.url), tasks, {
    jobs: parseJobs(values.jobs),
    setup,
    onResult: (_, done) => say(`${done}/${tasks.length}`),
  })
).flat();

const rows = [...new Set(found.map(({ attack }) => attack))].map((attack) => {
  const trials = found.filter((each) => each.attack === attack);
  const exact = trials.filter(({ read }) => read).length;
  const information = trials.map((each) => each.information).sort((a, b) => a - b);
  return {
    attack,
    trials: trials.length,
    exact,
    interval: wilson(exact, trials.length),
    median: information[information.length >> 1]!,
    least: information[0]!,
    beyond: information.filter((bits) => bits < NEEDED).length,
    leastScore: Math.min(...trials.map(({ score }) => score)),
  };
});
const percent = (share: number) => `${(100 * share).toFixed(share === 1 ? 0 : 1)} %`;
const environment = environmentText();
const text = `# What attacks leave of the watermark

${[
  `- ${description}`,
  '- visibility `balanced`, default strength; the draws of each attack are those of the table of the blind detector',
  '- the true map from pixels to the tile is told, at all levels of the pyramid; read as the detector reads',
  `- information: what the soft bits say of the code word, in bits, with the scale that makes it the most. A word has ${NEEDED} (64 of payload, 44 of check): with clearly less no decoder reads it, whatever the search`,
  `- ${environment}`,
].join('\n')}

${table(
  [
    'attack',
    'read',
    '95 % interval',
    'information, median',
    'least',
    'below the need',
    'least pilot score',
  ],
  rows.map((row) => [
    row.attack,
    percent(row.exact / row.trials),
    row.interval.map((rate) => (100 * rate).toFixed(0)).join('–'),
    row.median.toFixed(0),
    row.least.toFixed(0),
    percent(row.beyond / row.trials),
    row.leastScore.toFixed(1),
  ]),
)}
`;
process.stdout.write(text);
if (values.write !== undefined) {
  await writeResults(`bounds-${values.write}`, { text, data: { description, environment, rows } });
}
