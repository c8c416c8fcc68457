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
import { AIM } from './flat.ts';
import { READINGS } from './reading.ts';
import type { Quality, Setup, Way } from './trial.ts';

const USAGE = `npm run bench:quality -- [FOLDER] [OPTION...]

FOLDER, --drawn, --size, --prefix, --hold-out, --limit, --jobs: as for bench:robustness
--psnr A,B         levels beside the three visibilities, in dB; by default 42,44,46
--reading          also reads what each visibility marks after fifteen attacks: what flat areas lose first
--sheets FOLDER    where contact sheets of "balanced" go; by default out/quality
--no-sheets        none of them
--write NAME       keep bench/results/quality-NAME.{md,json}
`;

/** What is marked by default has to reach (mean and worst), in the words of the report. */
const BARS = [
  { name: 'PSNR, dB', of: (q: Quality) => q.psnr, mean: 42, worst: 38, higher: true },
  { name: 'SSIM', of: (q: Quality) => q.ssim, mean: 0.985, worst: 0.97, higher: true },
  { name: 'luma SSIM', of: (q: Quality) => q.lumaSsim, mean: 0.985, worst: 0.97, higher: true },
  {
    name: 'butteraugli',
    of: (q: Quality) => q.butteraugli,
    mean: 0.92,
    worst: 1.25,
    higher: false,
  },
  { name: 'V2', of: (q: Quality) => ofFlat(q)?.near ?? null, mean: 2.1, worst: 3.5, higher: false },
  {
    name: 'RMS of flat windows',
    of: (q: Quality) => ofFlat(q)?.rms ?? null,
    mean: AIM,
    worst: AIM,
    higher: false,
  },
] as const;

/** Of all windows, so many have to be flat for a picture to count there. */
const LEAST_FLAT = 0.05;
const ofFlat = ({ flat }: Quality) => (flat.share > LEAST_FLAT ? flat : null);

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    ...SET_OPTIONS,
    psnr: { type: 'string', default: '42,44,46' },
    reading: { type: 'boolean', default: false },
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
const ways: readonly Way[] = [
  ...(['balanced', 'strict', 'robust'] as const).map((visibility) => ({ visibility, level: null })),
  ...values.psnr.split(',').map((level) => ({ visibility: null, level: Number(level) })),
];
const found = (
  await runPool<Picture, readonly Quality[], Setup>(
    new URL('trial.ts', import.meta.url),
    pictures,
    {
      jobs: parseJobs(values.jobs),
      setup: { size, ways, butteraugli: withButteraugli, reading: values.reading, sheets },
      onResult: (qualities, done) => say(`${done}/${pictures.length} ${qualities[0]!.name}`),
    },
  )
).flat();

const standard = found.filter(({ visibility }) => visibility === 'balanced');
const under = (way: Way) =>
  found.filter(({ visibility, level }) => visibility === way.visibility && level === way.level);
const text = `# Visibility of the watermark

${[
  `- ${description}`,
  '- SSIM: Wang et al. 2004, uniform window of 7 x 7; in brackets the Gaussian window of the paper',
  withButteraugli
    ? '- butteraugli: 3-norm of butteraugli_main, 80 nits; about 1 is where a careful viewer stops seeing a difference'
    : '- butteraugli: not measured, butteraugli_main was not there',
  `- V1, V2: visibility in windows of 16 x 16 whose luma is a plane but for less than a level, at 60 and at 30 pixels a degree (bench/watermark/quality/flat.ts); about 1 is where a grating is just seen, and the mark is spread over some six channels of the eye. Of pictures with more than ${LEAST_FLAT * 100} % such windows. Above: those with an RMS above ${AIM} levels. Edge: the most that pure white or black moved there`,
  `- ${environmentText()}`,
].join('\n')}

${table(
  ['', 'pictures', 'PSNR', 'luma PSNR', 'SSIM', 'luma SSIM', 'butteraugli', 'carry'],
  ways.map((way) => {
    const rows = under(way);
    return [
      wayText(way),
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

Mean / worst. Where nothing hides the mark:

${table(
  ['', 'pictures', 'V1', 'V2', 'RMS, levels', 'windows above', 'edge'],
  ways.map((way) => {
    const rows = under(way);
    return [
      wayText(way),
      String(measured(rows, (q) => ofFlat(q)?.rms ?? null).length),
      spread(rows, (q) => ofFlat(q)?.far ?? null, 2, true),
      spread(rows, (q) => ofFlat(q)?.near ?? null, 2, true),
      spread(rows, (q) => ofFlat(q)?.rms ?? null, 2, true),
      share(rows, (q) => ofFlat(q)?.above ?? null),
      String(Math.max(...rows.map(({ flat }) => flat.edge))),
    ];
  }),
)}
${values.reading ? readings() : ''}
Aims for the default:

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
  [
    'picture',
    'kind',
    'PSNR',
    'luma PSNR',
    'SSIM',
    'luma SSIM',
    'butteraugli',
    'flat',
    'V2',
    'carries',
  ],
  standard.map((q) => [
    q.name,
    q.kind,
    q.psnr.toFixed(1),
    q.lumaPsnr.toFixed(1),
    q.ssim.toFixed(4),
    q.lumaSsim.toFixed(4),
    q.butteraugli?.toFixed(2) ?? '',
    `${(100 * q.flat.share).toFixed(0)} %`,
    ofFlat(q)?.near?.toFixed(2) ?? '',
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

function wayText({ visibility, level }: Way): string {
  return visibility === null ? `${level} dB` : visibility;
}

function share(rows: readonly Quality[], of: Measure): string {
  return measured(rows, of).length === 0 ? '' : `${(100 * mean(rows, of)).toFixed(0)} %`;
}

/** Exact payloads after {@link READINGS} attacks, by how flat a picture is and by kind. */
function readings(): string {
  const classes: readonly [string, (q: Quality) => boolean][] = [
    ['a quarter flat or more', ({ flat }) => flat.share >= 0.25],
    ...[...new Set(found.map(({ kind }) => kind))].map(
      (kind): [string, (q: Quality) => boolean] => [kind, (q) => q.kind === kind],
    ),
    ['all', () => true],
  ];
  const marked = ways.filter(({ visibility }) => visibility !== null);
  const rows = classes.map(([name, belongs]) => {
    const lists = marked.map((way) => under(way).filter(belongs));
    const rates = lists.map((list) => {
      const lost = list.reduce((sum, q) => sum + (q.lost?.length ?? 0), 0);
      return `${(100 - (100 * lost) / (READINGS * list.length)).toFixed(1)} %`;
    });
    return [name, String(lists[0]!.length), ...rates];
  });
  const kept = rows.filter(([, count]) => count !== '0');
  return `\nExact payloads after ${READINGS} attacks (JPEG 90 to 30, WebP 80 and 50, resize .5 and .25, crop .5, rotation by 15 degrees, screenshot, resize .7 with JPEG 75):\n\n${table(['', 'pictures', ...marked.map(wayText)], kept)}\n`;
}
