// How far marked pictures are from their originals, and contact sheets to look at.
import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { environmentText } from '../../environment.ts';
import { table, writeResults } from '../../results.ts';
import type { Picture } from '../pictures/picture.ts';
import { openSet, SET_OPTIONS } from '../pictures/set.ts';
import { parseJobs, runPool } from '../pool.ts';
import { hasButteraugli } from './butteraugli.ts';
import type { Quality, Setup } from './trial.ts';

const USAGE = `npm run bench:quality -- [FOLDER] [OPTION...]

FOLDER, --drawn, --size, --prefix, --hold-out, --limit, --jobs: as for bench:robustness
--psnr A,B         levels beside the default strength, in dB; by default 42,44,46
--sheets FOLDER    where contact sheets of the default strength go; by default out/quality
--no-sheets        none of them
--write NAME       keep bench/results/quality-NAME.{md,json}
`;

/** What the default strength has to reach (mean and worst), in the words of the report. */
const BARS = [
  { name: 'PSNR, dB', of: (q: Quality) => q.psnr, mean: 42, worst: 38, higher: true },
  { name: 'SSIM', of: (q: Quality) => q.ssim, mean: 0.985, worst: 0.97, higher: true },
  { name: 'luma SSIM', of: (q: Quality) => q.lumaSsim, mean: 0.985, worst: 0.97, higher: true },
  { name: 'butteraugli', of: (q: Quality) => q.butteraugli, mean: 1, worst: 1.25, higher: false },
] as const;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    ...SET_OPTIONS,
    psnr: { type: 'string', default: '42,44,46' },
    sheets: { type: 'string', default: 'out/quality' },
    'no-sheets': { type: 'boolean', default: false },
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
const withButteraugli = hasButteraugli();
if (!withButteraugli) say('butteraugli_main (Debian: libjxl-devtools) is not here: no distances.');
const sheets = values['no-sheets'] ? null : resolve(process.env.INIT_CWD ?? '.', values.sheets);
if (sheets !== null) await mkdir(sheets, { recursive: true });
const { pictures, size, description } = await openSet(positionals[0], values, say);
const levels = [null, ...values.psnr.split(',').map(Number)];
const found = (
  await runPool<Picture, readonly Quality[], Setup>(
    new URL('trial.ts', import.meta.url),
    pictures,
    {
      jobs: parseJobs(values.jobs),
      setup: { size, levels, butteraugli: withButteraugli, sheets },
      onResult: (qualities, done) => say(`${done}/${pictures.length} ${qualities[0]!.name}`),
    },
  )
).flat();

const standard = found.filter(({ level }) => level === null);
const text = `# Visibility of the watermark

${[
  `- ${description}`,
  '- SSIM: Wang et al. 2004, uniform window of 7 x 7; in brackets the Gaussian window of the paper',
  withButteraugli
    ? '- butteraugli: 3-norm of butteraugli_main, 80 nits; about 1 is where a careful viewer stops seeing a difference'
    : '- butteraugli: not measured, butteraugli_main was not there',
  `- ${environmentText()}`,
].join('\n')}

${table(
  ['strength', 'pictures', 'PSNR', 'luma PSNR', 'SSIM', 'luma SSIM', 'butteraugli', 'carry'],
  levels.map((level) => {
    const rows = found.filter((q) => q.level === level);
    return [
      levelText(level),
      String(rows.length),
      spread(rows, (q) => q.psnr, 1, false),
      spread(rows, (q) => q.lumaPsnr, 1, false),
      spread(rows, (q) => q.ssim, 4, false),
      `${spread(rows, (q) => q.lumaSsim, 4, false)} (${mean(rows, (q) => q.gaussianSsim).toFixed(4)})`,
      spread(rows, (q) => q.butteraugli, 2, true),
      String(rows.filter(({ survives }) => survives).length),
    ];
  }),
)}

Mean / worst. Aims for the default strength:

${table(
  ['', 'aim: mean', 'aim: worst', 'mean', 'worst', ''],
  BARS.filter(({ of }) => standard.some((q) => of(q) !== null)).map((bar) => {
    const average = mean(standard, bar.of);
    const worst = extreme(standard, bar.of, !bar.higher);
    const holds = (value: number, aim: number) => (bar.higher ? value >= aim : value <= aim);
    return [
      bar.name,
      String(bar.mean),
      String(bar.worst),
      average.toFixed(4),
      worst.toFixed(4),
      holds(average, bar.mean) && holds(worst, bar.worst) ? 'met' : 'missed',
    ];
  }),
)}

${table(
  ['picture', 'kind', 'PSNR', 'luma PSNR', 'SSIM', 'luma SSIM', 'butteraugli', 'carries'],
  standard.map((q) => [
    q.name,
    q.kind,
    q.psnr.toFixed(1),
    q.lumaPsnr.toFixed(1),
    q.ssim.toFixed(4),
    q.lumaSsim.toFixed(4),
    q.butteraugli?.toFixed(2) ?? '',
    q.survives ? 'yes' : 'no',
  ]),
)}
`;
process.stdout.write(text);
if (sheets !== null) say(`contact sheets: ${values.sheets}`);
if (values.write !== undefined) {
  await writeResults(`quality-${values.write}`, { text, data: { description, pictures: found } });
}

type Measure = (quality: Quality) => number | null;

function measured(rows: readonly Quality[], of: Measure): number[] {
  return rows.map(of).filter((value) => value !== null);
}

function mean(rows: readonly Quality[], of: Measure): number {
  const list = measured(rows, of);
  return list.reduce((sum, value) => sum + value, 0) / list.length;
}

function extreme(rows: readonly Quality[], of: Measure, highest: boolean): number {
  const list = measured(rows, of);
  return highest ? Math.max(...list) : Math.min(...list);
}

/** Mean and worst, if it was measured at all. */
function spread(rows: readonly Quality[], of: Measure, digits: number, highest: boolean): string {
  if (measured(rows, of).length === 0) return '';
  return `${mean(rows, of).toFixed(digits)} / ${extreme(rows, of, highest).toFixed(digits)}`;
}

function levelText(level: number | null): string {
  return level === null ? 'default' : `${level} dB`;
}
