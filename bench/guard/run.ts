// What the guard finds of protected pictures, what it takes for one of them and is none, and what it costs.
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import {
  createNearIndex,
  createPartsIndex,
  PDQ_ALG,
  type PartsIndex,
} from '@provenance/fingerprint';
import { environmentText } from '../environment.ts';
import { writeResults } from '../results.ts';
import { openSet } from '../watermark/pictures/set.ts';
import { parseJobs, runPool } from '../watermark/pool.ts';
import type * as Look from './look.ts';
import { type Figures, guardText } from './report.ts';
import { speeds } from './speed.ts';
import { syntheticWorks } from './synthetic.ts';

const USAGE = `npm run bench:works -- [OPTION...]

--protected N      pictures on the list; by default 200
--others N         pictures that are none of them; by default 10000
--works N          works on the list besides, made of parts of other pictures; by default 100000
--quick            20 pictures, 200 others, 10000 works
--jobs N           threads
--write NAME       keep bench/results/guard-NAME.{md,json}
`;

const ATTACKS =
  'none,jpeg 50,jpeg 30,webp 50,resize .32,resize .5,resize 1.5,thumbnail 300,aspect 1.2,crop .95,crop .84,crop .71,crop .5,crop .32,flip h,flip v,turn 90,turn 180,turn 270,rotate cut 2,rotate cut 5,rotate fitted 15,perspective .1,contrast .5,text band,logo 15,padding 48,splice 50,crop .5 + jpeg 50,screenshot';

/** More pictures, where they are. */
const MORE = fileURLToPath(new URL('../../../shared/data/images/', import.meta.url));

const { values } = parseArgs({
  options: {
    protected: { type: 'string' },
    others: { type: 'string' },
    works: { type: 'string' },
    quick: { type: 'boolean', default: false },
    jobs: { type: 'string' },
    write: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
if (values.help) {
  process.stdout.write(USAGE);
  process.exit(0);
}
const count = (given: string | undefined, usual: number, quick: number) => {
  const number = Number(given ?? (values.quick ? quick : usual));
  if (Number.isInteger(number) && number > 0) return number;
  process.stderr.write(USAGE);
  process.exit(2);
};
const wanted = {
  protected: count(values.protected, 200, 20),
  others: count(values.others, 10_000, 200),
  works: count(values.works, 100_000, 10_000),
};
const say = (text: string) => process.stderr.write(`${text}\n`);
const jobs = parseJobs(values.jobs);
const started = performance.now();
const module = new URL('look.ts', import.meta.url);

const { works: sources, others: strangers } = await splitSources();
const attacks = ATTACKS.split(',');
const works = await runPool<Look.Task, Look.Looked, Look.Setup>(
  module,
  tasksOf(sources, wanted.protected, strangers),
  {
    jobs,
    setup: { attacks },
    onResult: ({ name }, done) => say(`protected: ${done}/${wanted.protected} ${name}`),
  },
);
const others = await runPool<Look.Task, Look.Looked, Look.Setup>(
  module,
  tasksOf(strangers, wanted.others, strangers),
  {
    jobs,
    setup: { attacks: [] },
    onResult: (_, done) => {
      if (done % 500 === 0) say(`others: ${done}/${wanted.others}`);
    },
  },
);

const synthetic = syntheticWorks(
  works.map(({ fingerprint }) => fingerprint),
  wanted.works,
);
const parts = createPartsIndex([
  ...works.map(({ fingerprint }) => fingerprint),
  ...synthetic.parts,
]);
const whole = createNearIndex([...works.map(({ seen }) => seen.hashes[0]!), ...synthetic.hashes]);
say(`index: ${parts.works} works, ${(parts.bytes / parts.works).toFixed(0)} bytes each`);

const figures: Figures = {
  environment: environmentText(),
  sources: { works: sources.length, others: strangers.length, attacked: works.length },
  attacks: attacks.map((attack) => {
    const trials = works.map(({ attacked }, i) => {
      const seen = attacked.find((each) => each.attack === attack)!;
      return { ...found(seen, parts), own: i };
    });
    return {
      attack,
      trials: trials.length,
      whole: trials.filter(({ wholes, own }) => wholes.includes(own)).length,
      parts: trials.filter(({ matches, own }) => matches.some(({ work }) => work === own)).length,
      either: trials.filter(
        ({ wholes, matches, own }) =>
          wholes.includes(own) || matches.some(({ work }) => work === own),
      ).length,
      agreeing: median(
        trials.map(({ matches, own }) => matches.find(({ work }) => work === own)?.parts ?? 0),
      ),
      foreign: trials.filter(
        ({ wholes, matches, own }) =>
          wholes.some((work) => works[work]?.path !== works[own]!.path) ||
          matches.some(({ work }) => works[work]?.path !== works[own]!.path),
      ).length,
    };
  }),
  others: others.reduce(
    (sum, { name, seen }) => {
      const { wholes, matches } = found(seen, parts);
      const most = Math.max(0, ...matches.map((match) => match.parts));
      if (wholes.length > 0 || matches.length > 0) {
        const named = [...wholes, ...matches.map(({ work }) => work)];
        say(`taken for another: ${name} for ${named.map((k) => works[k]?.name ?? k)} ${most}`);
      }
      return {
        pictures: sum.pictures + 1,
        whole: sum.whole + (wholes.length > 0 ? 1 : 0),
        parts: sum.parts + (matches.length > 0 ? 1 : 0),
      };
    },
    { pictures: 0, whole: 0, parts: 0 },
  ),
  index: { works: parts.works, bytes: parts.bytes + whole.bytes },
  speed: await speeds(
    works.map(({ path }) => path),
    others.slice(0, 200).map(({ seen }) => seen),
    { parts, whole },
    values.quick,
  ),
  seconds: (performance.now() - started) / 1000,
};
const text = guardText(figures);
process.stdout.write(text);
if (values.write !== undefined)
  await writeResults(`guard-${values.write}`, { text, data: figures });

function found({ parts: seen, hashes, quality }: Look.Seen, index: PartsIndex) {
  const wholes =
    quality < 50 ? [] : hashes.flatMap((hash) => whole.find(hash, 31).map(({ item }) => item));
  return { wholes, matches: index.find(seen) };
}

/** Works and others are of different packages: what is alike in two packages nobody sorts out by hand. */
async function splitSources(): Promise<{ works: string[]; others: string[] }> {
  const sets = [
    await openSet(undefined, { prefix: '', size: '0', drawn: false }, say, 0),
    await openSet(undefined, { prefix: '', size: 'large', drawn: false }, say, 0),
    ...(existsSync(MORE)
      ? [await openSet(MORE, { prefix: '', size: '0', drawn: false }, say, 0)]
      : []),
  ];
  const paths = [...new Set(sets.flatMap(({ pictures }) => pictures.map(({ path }) => path)))];
  const packageOf = (path: string) => {
    const [, rest = dirname(path)] = path.split('/npm/');
    return rest.split('/')[0]!;
  };
  const works: string[] = [];
  const others: string[] = [];
  for (const name of [...new Set(paths.map(packageOf))].sort()) {
    const of = paths.filter((path) => packageOf(path) === name).sort();
    (works.length <= others.length ? works : others).push(...of);
  }
  return { works, others };
}

function tasksOf(paths: readonly string[], wanted: number, hosts: readonly string[]): Look.Task[] {
  return Array.from({ length: wanted }, (_, i) => ({
    path: paths[i % paths.length]!,
    round: Math.floor(i / paths.length),
    other: hosts[i % hosts.length]!,
  }));
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}
