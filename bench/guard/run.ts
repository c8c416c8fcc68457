// What the guard finds of protected pictures and texts, what it takes for one of them and is none, and what it costs.
import { existsSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createNearIndex, createPartsIndex } from '@provenance/fingerprint';
import { environmentText } from '../environment.ts';
import { writeResults } from '../results.ts';
import { openSet } from '../watermark/pictures/set.ts';
import { parseJobs, runPool } from '../watermark/pool.ts';
import { areAlike } from './alike.ts';
import type * as Look from './look.ts';
import { type Conditions, type Figures, guardText } from './report.ts';
import { speeds } from './speed.ts';
import { syntheticWorks } from './synthetic.ts';
import { textFigures } from './texts.ts';

const USAGE = `npm run bench:works -- [OPTION...]

--protected N      pictures on the list, and as many texts; by default 200
--others N         pictures that are none of them, and as many texts; by default 10000
--works N          works on the list besides: of pictures, parts of other ones; by default 100000
--quick            20 pictures, 200 others, 10000 works
--part PART        attacks, others, texts or speed alone; with --write, the other parts stay as they are
--jobs N           threads
--write NAME       keep bench/results/guard-NAME.{md,json}
`;

const ATTACKS =
  'none,jpeg 30,webp 50,resize .32,resize 1.5,aspect 1.2,crop .84,crop .71,crop .5,crop .32,flip h,turn 90,turn 180,rotate cut 5,rotate fitted 15,perspective .1,text band,padding 48,splice 50,crop .5 + jpeg 50,screenshot';

/** More pictures, where they are. */
const MORE = fileURLToPath(new URL('../../../shared/data/images/', import.meta.url));
const ALIKE_BITS = 31;
const LEAST_QUALITY = 50;
/** As the sdk has them. */
const LEAST_PARTS = 16;
const PART_BYTES = 12;
/** Parts of a file that one thread cuts at a time. */
const AT_ONCE = 20;

const { values } = parseArgs({
  options: {
    protected: { type: 'string' },
    others: { type: 'string' },
    works: { type: 'string' },
    quick: { type: 'boolean', default: false },
    part: { type: 'string' },
    jobs: { type: 'string' },
    write: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const PARTS = ['attacks', 'others', 'texts', 'speed'];
const isPart = values.part === undefined || PARTS.includes(values.part);
if (values.help || !isPart) {
  process.stdout.write(USAGE);
  process.exit(values.help ? 0 : 2);
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
const { works: sources, others: strangers } = await splitSources();

/** The list, and what it is asked by: of pictures alone. */
const list = values.part === 'texts' ? null : await pictureList();

const results = `guard-${values.write}`;
const before = kept();
const figures: Figures = {
  attacks: (await measured('attacks', attacked)) ?? before.attacks,
  others: (await measured('others', taken)) ?? before.others,
  texts: (await measured('texts', () => textFigures(wanted, say))) ?? before.texts,
  speed: (await measured('speed', timed)) ?? before.speed,
};
const text = guardText(figures);
process.stdout.write(text);
if (values.write !== undefined) await writeResults(results, { text, data: figures });

/** Null for a part that was not asked for. */
async function measured<Found>(
  name: string,
  measure: () => Promise<Found>,
): Promise<(Found & Conditions) | null> {
  if (values.part !== undefined && values.part !== name) return null;
  const started = performance.now();
  const found = await measure();
  const seconds = (performance.now() - started) / 1000;
  return { ...found, environment: environmentText(), seconds };
}

function kept(): Figures {
  const file = new URL(`../results/${results}.json`, import.meta.url);
  return values.write !== undefined && values.part !== undefined && existsSync(file)
    ? JSON.parse(readFileSync(file, 'utf8'))
    : { attacks: null, others: null, texts: null, speed: null };
}

async function pictureList() {
  let drawn = wanted.protected;
  for (;;) {
    const candidates = await looked('protected', sources, drawn, []);
    /** What `guard add` takes: the others have too little by which they could be recognised. */
    const isTaken = candidates.map(
      ({ seen, fingerprint }) =>
        seen.quality >= LEAST_QUALITY || fingerprint.length >= LEAST_PARTS * PART_BYTES,
    );
    const works = candidates.filter((_, i) => isTaken[i]);
    if (works.length < wanted.protected) {
      drawn += wanted.protected - works.length;
      continue;
    }
    const fingerprints = works.map(({ fingerprint }) => fingerprint);
    const synthetic = syntheticWorks(fingerprints, wanted.works);
    const parts = createPartsIndex([...fingerprints, ...synthetic.parts]);
    const hashes = [...works.map(({ seen }) => seen.hashes[0]!), ...synthetic.hashes];
    say(`index: ${parts.works} works, ${(parts.bytes / parts.works).toFixed(0)} bytes each`);
    return { drawn, isTaken, works, parts, whole: createNearIndex(hashes) };
  }
}

async function attacked() {
  const names = ATTACKS.split(',');
  const { drawn, isTaken, works } = list!;
  const all = await looked('attacks', sources, drawn, names);
  const trials = all.filter((_, i) => isTaken[i]);
  return {
    plain: all.length - trials.length,
    pictures: trials.length,
    files: sources.length,
    more: wanted.works,
    rows: names.map((attack) => {
      const all = trials.map(({ attacked }, own) => ({
        own,
        ...found(attacked.find((each) => each.attack === attack)!),
      }));
      const isWhole = ({ own, wholes }: (typeof all)[number]) => wholes.includes(own);
      /** Works of other files: two parts of one file may well show the same. */
      const elsewhere = ({ own, wholes, matches }: (typeof all)[number]) =>
        [...wholes, ...matches.map(({ work }) => work)].flatMap((work) => {
          const other = works[work];
          if (other?.path === works[own]!.path) return [];
          const isAlike = other !== undefined && areAlike(works[own]!.path, other.path);
          return [{ isAlike, name: other?.name ?? `work ${work}` }];
        });
      const ofParts = ({ own, matches }: (typeof all)[number]) =>
        matches.find(({ work }) => work === own)?.parts ?? 0;
      return {
        attack,
        trials: all.length,
        whole: all.filter(isWhole).length,
        parts: all.filter((trial) => ofParts(trial) > 0).length,
        either: all.filter((trial) => isWhole(trial) || ofParts(trial) > 0).length,
        agreeing: all.map(ofParts).toSorted((a, b) => a - b)[all.length >> 1]!,
        alike: all.filter((trial) => elsewhere(trial).some(({ isAlike }) => isAlike)).length,
        foreign: all.filter((trial) => elsewhere(trial).some(({ isAlike }) => !isAlike)).length,
        named: [
          ...new Set(
            all.flatMap((trial) =>
              elsewhere(trial).flatMap(({ isAlike, name }) =>
                isAlike ? [] : [`${works[trial.own]!.name} for ${name}`],
              ),
            ),
          ),
        ],
      };
    }),
  };
}

async function taken() {
  const { works, parts } = list!;
  const others = await looked('others', strangers, wanted.others, []);
  const sum = { pictures: others.length, files: strangers.length, whole: 0, parts: 0 };
  const named: string[] = [];
  for (const { name, seen } of others) {
    const { wholes, matches } = found(seen);
    if (wholes.length > 0) sum.whole++;
    if (matches.length > 0) sum.parts++;
    for (const work of [...wholes, ...matches.map((match) => match.work)]) {
      named.push(`${name} for ${works[work]?.name ?? `work ${work}`}`);
    }
  }
  return { ...sum, works: parts.works, named };
}

async function timed() {
  const { works, parts, whole } = list!;
  const others = await looked('speed', strangers, 200, []);
  const seen = others.map((each) => each.seen);
  const rows = await speeds(
    works.map(({ path }) => path),
    seen,
    { parts, whole },
    values.quick,
  );
  return { works: parts.works, bytes: parts.bytes + whole.bytes, rows };
}

function found({ parts: seen, hashes, quality }: Look.Seen) {
  const { parts, whole } = list!;
  const wholes =
    quality < LEAST_QUALITY
      ? []
      : hashes.flatMap((hash) => whole.find(hash, ALIKE_BITS).map(({ item }) => item));
  return { wholes, matches: parts.find(seen) };
}

/** So many parts of files, the whole of each first. */
async function looked(
  what: string,
  paths: readonly string[],
  wanted: number,
  attacks: readonly string[],
): Promise<readonly Look.Looked[]> {
  const tasks = paths.flatMap((path, i): Look.Task[] => {
    const rounds = Math.floor(wanted / paths.length) + (i < wanted % paths.length ? 1 : 0);
    return Array.from({ length: Math.ceil(rounds / AT_ONCE) }, (_, k) => ({
      path,
      rounds: Array.from(
        { length: Math.min(AT_ONCE, rounds - k * AT_ONCE) },
        (_, n) => k * AT_ONCE + n,
      ),
      other: strangers[i % strangers.length]!,
    }));
  });
  const all = await runPool<Look.Task, Look.Looked[], Look.Setup>(
    new URL('look.ts', import.meta.url),
    tasks,
    {
      jobs,
      setup: { attacks, asWorks: what === 'protected' },
      onResult: (_, done) => say(`${what}: ${done}/${tasks.length}`),
    },
  );
  return all.flat();
}

/** Works and others are of different packages: what is alike in two packages nobody sorts out by hand. */
async function splitSources(): Promise<{ works: string[]; others: string[] }> {
  const open = (folder: string | undefined, size: string) =>
    openSet(folder, { prefix: '', size, drawn: false }, say, 0);
  const sets = [
    await open(undefined, '0'),
    await open(undefined, 'large'),
    ...(existsSync(MORE) ? [await open(MORE, '0')] : []),
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
