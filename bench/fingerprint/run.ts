// What still looks alike, and what only seems to: attacks on marked pictures, pairs of different
// pictures, copied marks, texts, and what it all costs.
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { environmentText } from '../environment.ts';
import { writeResults } from '../results.ts';
import { chooseAttacks, QUICK } from '../watermark/attacks/list.ts';
import { openSet, SET_OPTIONS } from '../watermark/pictures/set.ts';
import { parseJobs, runPool } from '../watermark/pool.ts';
import type * as Attacked from './attacked.ts';
import type * as Strange from './foreign.ts';
import { pairsOf } from './pairs.ts';
import { fingerprintText, lookFigures } from './report.ts';
import { speeds } from './speed.ts';
import { textFigures } from './text-figures.ts';

const USAGE = `npm run bench:fingerprint -- [FOLDER] [OPTION...]

FOLDER, --drawn, --size, --prefix, --limit, --jobs: as for bench:robustness
--attacks A,B      names of attacks or groups; by default some of every group
--rounds N         parts of each picture among those that are compared; by default 12
--quick            eight pictures, eight attacks, two rounds, a tenth of the texts
--write NAME       keep bench/results/fingerprint-NAME.{md,json}
`;

/** Some of every group: what changes the look, more than what disturbs a mark. */
const ATTACKS =
  'none,jpeg 30,jpeg 50,webp 50,resize .32,resize .5,resize 1.5,aspect 1.2,crop .95,crop .84,crop .71,crop .5,crop .32,crop .22,rotate cut 2,rotate cut 5,rotate fitted 15,rotate expanded 30,turn 90,flip h,shear 10,perspective .1,lines removed 1,contrast .5,brightness .5,text band,logo 15,erase 25,padding 48,splice 50,splice 20,splice 10,crop .5 + jpeg 50,rotate 15 + resize .8 + jpeg 75,screenshot,thumbnail 300';

/** More pictures to compare, where they are: no attack is measured on them, for thresholds were. */
const MORE = fileURLToPath(new URL('../../../shared/data/images/', import.meta.url));

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    ...SET_OPTIONS,
    attacks: { type: 'string' },
    rounds: { type: 'string' },
    quick: { type: 'boolean', default: false },
    jobs: { type: 'string' },
    write: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const rounds = Number(values.rounds ?? (values.quick ? 2 : 12));
if (values.help || positionals.length > 1 || !(Number.isInteger(rounds) && rounds > 0)) {
  process.stdout.write(USAGE);
  process.exit(values.help ? 0 : 2);
}

const started = performance.now();
const say = (text: string) => process.stderr.write(`${text}\n`);
const jobs = parseJobs(values.jobs);
const limit = values.limit ?? (values.quick ? '8' : undefined);
const { pictures, size, description } = await openSet(positionals[0], { ...values, limit }, say, 0);
const attacks = chooseAttacks(
  values.attacks?.split(',') ?? (values.quick ? QUICK : ATTACKS.split(',')),
);

const outcomes = await runPool<Attacked.Task, Attacked.Outcome, Attacked.Setup>(
  new URL('attacked.ts', import.meta.url),
  pictures.map((picture, i) => ({ picture, other: pictures[(i + 1) % pictures.length]! })),
  {
    jobs,
    setup: { size, attacks: attacks.map(({ name }) => name) },
    onResult: ({ name }, done) => say(`attacks: ${done}/${pictures.length} ${name}`),
  },
);

const known = outcomes.flatMap(({ name, path, look, trials }) => {
  const geometries = trials.flatMap(({ geometry }) => (geometry ? [geometry] : []));
  return look ? [{ name, path, look, geometries }] : [];
});
const more = values.quick || !existsSync(MORE) ? [] : (await openMore()).pictures;
const paths = [...new Set([...pictures, ...more].map(({ path }) => path))];
const foreign = await runPool<Strange.Task, Strange.Foreign, Strange.Setup>(
  new URL('foreign.ts', import.meta.url),
  paths.flatMap((path) => Array.from({ length: rounds }, (_, round) => ({ path, round }))),
  {
    jobs,
    setup: { known },
    onResult: (_, done) => {
      if (done % 50 === 0) say(`different pictures: ${done}/${paths.length * rounds}`);
    },
  },
);

say('pairs, texts, speed');
const figures = {
  description,
  compared: `${foreign.length} pictures and parts of ${paths.length} files, ${more.length} of them those that thresholds were chosen on`,
  pairs: pairsOf(foreign, (path) => basename(path)),
  looks: lookFigures(outcomes, foreign, attacks),
  texts: textFigures(values.quick),
  speed: await speeds(pictures[0]!.path, values.quick),
  environment: environmentText(),
  seconds: (performance.now() - started) / 1000,
};
const text = fingerprintText(figures);
process.stdout.write(text);
if (values.write !== undefined) {
  await writeResults(`fingerprint-${values.write}`, { text, data: figures });
}

function openMore() {
  return openSet(MORE, { prefix: '', size: '0', drawn: false }, say, 0);
}
