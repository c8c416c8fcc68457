// How long marking and reading take, against decoding and encoding the same file in the same run.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { environment, load } from '../../environment.ts';
import { type Report, toMarkdown } from '../../report.ts';
import { writeResults } from '../../results.ts';
import type { Section, Stage } from '../../subject.ts';
import { openSet, SET_OPTIONS } from '../pictures/set.ts';
import { detection, embedding, fourier } from './kernels.ts';
import { memory } from './memory.ts';
import { peers } from './peers.ts';
import { scaling } from './scaling.ts';
import { makeScene } from './scene.ts';

const USAGE = `npm run bench:speed -- [FOLDER] [OPTION...]

FOLDER, --drawn, --prefix: as for bench:robustness
--only A,B         embed, detect, fft, memory, threads, peers
--quick            go through the motions; the numbers mean nothing
--write NAME       keep bench/results/speed-NAME.{md,json}
`;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    ...SET_OPTIONS,
    size: { type: 'string', default: '1920x1080' },
    limit: { type: 'string', default: '6' },
    only: { type: 'string' },
    quick: { type: 'boolean', default: false },
    write: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
if (values.help || positionals.length > 1) {
  process.stdout.write(USAGE);
  process.exit(values.help ? 0 : 2);
}

// One thread against one: libvips would use all cores.
sharp.concurrency(1);
const start = performance.now();
const before = load();
const say = (text: string) => process.stderr.write(`${text}\n`);
const folder = await mkdtemp(join(tmpdir(), 'provenance-bench-'));
const stage: Stage = { folder, quick: values.quick, say };
const sections: Section[] = [];
try {
  const set = await openSet(positionals[0], values, say);
  const small = await makeScene(set, 512, 512);
  const screen = await makeScene(set, 1920, 1080);
  const large = await makeScene(set, 4000, 3000);
  const subjects: Readonly<Record<string, () => Promise<Section>>> = {
    embed: () => embedding(stage, screen),
    detect: () => detection(stage, [small, screen, large]),
    fft: () => fourier(stage),
    memory: () => memory(stage, [screen, large]),
    threads: () => scaling(stage, set),
    peers: () => peers(stage, set),
  };
  const names = values.only?.split(',') ?? Object.keys(subjects);
  for (const name of names) {
    const subject = subjects[name];
    if (!subject) throw new RangeError(`--only knows ${Object.keys(subjects).join(', ')}.`);
    sections.push(await subject());
  }
} finally {
  await rm(folder, { recursive: true });
}
const report: Report = {
  schema: 'provenance.bench/1',
  date: new Date().toISOString(),
  seconds: (performance.now() - start) / 1000,
  environment: environment(),
  load: { before, after: load() },
  sections,
};
const text = toMarkdown(report);
process.stdout.write(text);
if (values.write !== undefined) await writeResults(`speed-${values.write}`, { text, data: report });
