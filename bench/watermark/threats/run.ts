// What someone gains who wants to remove, forge or copy a mark, or to make it say something else.
import { parseArgs } from 'node:util';
import { environmentText } from '../../environment.ts';
import { table, writeResults } from '../../results.ts';
import { openSet, SET_OPTIONS } from '../pictures/set.ts';
import { parseJobs, runPool } from '../pool.ts';
import type { Findings, Material } from './threat.ts';
import type { ThreatName } from './trial.ts';

const USAGE = `npm run bench:threats -- [FOLDER] [OPTION...]

FOLDER, --drawn, --prefix, --jobs: as for bench:robustness; pictures are 512 x 512
--only A,B         averaging, marking-twice, copying, collusion, oracle, notch
--quick            a few pictures only
--write NAME       keep bench/results/threats-NAME.{md,json}
`;

/** The longest first, so that threads end together. */
const NAMES: readonly ThreatName[] = [
  'oracle',
  'averaging',
  'notch',
  'copying',
  'marking-twice',
  'collusion',
];
/** A hundred to learn from, and those that are attacked. */
const ENOUGH = 120;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    ...SET_OPTIONS,
    only: { type: 'string' },
    quick: { type: 'boolean', default: false },
    jobs: { type: 'string' },
    write: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const only = values.only?.split(',');
const names = NAMES.filter((name) => only?.includes(name) ?? true);
if (values.help || positionals.length > 1 || (only && names.length !== only.length)) {
  process.stdout.write(USAGE);
  process.exit(values.help ? 0 : 2);
}

const start = performance.now();
const say = (text: string) => process.stderr.write(`${text}\n`);
const { pictures, size, description } = await openSet(positionals[0], values, say, ENOUGH);
const findings = await runPool<ThreatName, Findings, Material>(
  new URL('trial.ts', import.meta.url),
  names,
  {
    jobs: parseJobs(values.jobs),
    setup: { pictures, size, quick: values.quick },
    onResult: ({ title }) => say(`${title}: done`),
  },
);
const seconds = (performance.now() - start) / 1000;
const text = `# Threats to the watermark

${[
  `- ${description}`,
  '- default strength, effort `standard`; removed means that the exact payload is not read',
  '- not defended, and not run here: regeneration of the picture by a generative model, which removes marks of this kind',
  `- ${environmentText()}; ${seconds.toFixed(0)} s`,
].join('\n')}

${findings
  .map(
    ({ title, notes, rows }) => `## ${title}

${notes.map((note) => `- ${note}`).join('\n')}

${table(Object.keys(rows[0]!), rows.map(Object.values))}
`,
  )
  .join('\n')}`;
process.stdout.write(text);
if (values.write !== undefined) {
  await writeResults(`threats-${values.write}`, { text, data: { description, seconds, findings } });
}
