// What still looks alike, and what only seems to: attacks on marked pictures, pairs of different
// pictures, copied marks, texts, and what it all costs.
import { existsSync, readFileSync } from 'node:fs';
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
import { type Conditions, type Figures, fingerprintText, lookFigures } from './report.ts';
import { speeds } from './speed.ts';
import { textFigures } from './text-figures.ts';

const USAGE = `npm run bench:fingerprint -- [FOLDER] [OPTION...]

FOLDER, --drawn, --size, --prefix, --limit, --jobs: as for bench:robustness
--attacks A,B      names of attacks or groups; by default some of every group
--rounds N         parts of each picture among those that are compared; by default 12
--quick            eight pictures, eight attacks, two rounds, a tenth of the texts
--part PART        pictures, texts or speed alone; with --write, the other parts stay as they are
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
    part: { type: 'string' },
    quick: { type: 'boolean', default: false },
    jobs: { type: 'string' },
    write: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const PARTS = ['pictures', 'texts', 'speed'];
const rounds = Number(values.rounds ?? (values.quick ? 2 : 12));
const usable =
  positionals.length <= 1 &&
  Number.isInteger(rounds) &&
  rounds > 0 &&
  (values.part === undefined || PARTS.includes(values.part));
if (values.help || !usable) {
  process.stdout.write(USAGE);
  process.exit(values.help ? 0 : 2);
}

const say = (text: string) => process.stderr.write(`${text}\n`);
const jobs = parseJobs(values.jobs);
const limit = values.limit ?? (values.quick ? '8' : undefined);
const set = await openSet(positionals[0], { ...values, limit }, say, 0);

const results = `fingerprint-${values.write}`;
const before = kept();
const figures: Figures = {
  pictures: (await measured('pictures', measurePictures)) ?? before.pictures,
  texts:
    (await measured('texts', async () => ({ kinds: textFigures(values.quick) }))) ?? before.texts,
  speed:
    (await measured('speed', async () => ({
      rows: await speeds(set.pictures[0]!.path, values.quick),
    }))) ?? before.speed,
};
const text = fingerprintText(figures);
process.stdout.write(text);
if (values.write !== undefined) await writeResults(results, { text, data: figures });

/** Null for a part that was not asked for. */
async function measured<Found>(
  name: string,
  measure: () => Promise<Found>,
): Promise<(Found & Conditions) | null> {
  if (values.part !== undefined && values.part !== name) return null;
  say(name);
  const started = performance.now();
  const found = await measure();
  const seconds = (performance.now() - started) / 1000;
  return { ...found, environment: environmentText(), seconds };
}

function kept(): Figures {
  const file = new URL(`../results/${results}.json`, import.meta.url);
  return values.write !== undefined && values.part !== undefined && existsSync(file)
    ? JSON.parse(readFileSync(file, 'utf8'))
    : { pictures: null, texts: null, speed: null };
}

async function measurePictures() {
  const { pictures, size, description } = set;
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
  return {
    description,
    compared: `${foreign.length} pictures and parts of ${paths.length} files, ${more.length} of them those that thresholds were chosen on`,
    pairs: pairsOf(foreign, (path) => basename(path)),
    looks: lookFigures(outcomes, foreign, attacks),
  };
}

function openMore() {
  return openSet(MORE, { prefix: '', size: '0', drawn: false }, say, 0);
}
