import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { coldStart } from './cold-start.ts';
import { environment, load } from './environment.ts';
import { folder } from './folder.ts';
import { image } from './image.ts';
import { markPixels } from './mark.ts';
import { type Report, toMarkdown } from './report.ts';
import { writeResults } from './results.ts';
import { sign } from './sign.ts';
import { size } from './size.ts';
import type { Section, Subject } from './subject.ts';
import { verify } from './verify.ts';

const SUBJECTS: Readonly<Record<string, Subject>> = {
  sign,
  verify,
  'cold-start': coldStart,
  image,
  mark: markPixels,
  folder,
  size,
};

const USAGE = `npm run bench -- [--quick] [NAME...]

NAME     ${Object.keys(SUBJECTS).join(', ')}; all of them without any
--quick  go through the motions in seconds; the numbers mean nothing

A full run over everything writes bench/results/foundation.md and foundation.json.
`;

const { values, positionals } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h' } },
  allowPositionals: true,
});
const unknown = positionals.find((name) => !Object.hasOwn(SUBJECTS, name));
if (values.help || unknown !== undefined) {
  if (unknown !== undefined) process.stderr.write(`There is no benchmark "${unknown}".\n\n`);
  process.stdout.write(USAGE);
  process.exitCode = values.help ? 0 : 2;
} else {
  await run(positionals.length > 0 ? positionals : Object.keys(SUBJECTS), values.quick);
}

async function run(names: readonly string[], quick: boolean): Promise<void> {
  const start = performance.now();
  const before = load();
  const sections: Section[] = [];
  for (const name of names) {
    const folder = await mkdtemp(join(tmpdir(), 'provenance-bench-'));
    const say = (text: string) => process.stderr.write(`${name}: ${text}\n`);
    try {
      sections.push(await SUBJECTS[name]!({ folder, quick, say }));
    } finally {
      await rm(folder, { recursive: true });
    }
  }
  const report: Report = {
    schema: 'provenance.bench/1',
    date: new Date().toISOString(),
    seconds: (performance.now() - start) / 1000,
    environment: environment(),
    load: { before, after: load() },
    sections,
  };
  process.stdout.write(toMarkdown(report));
  // Part of a run, or one that means nothing, does not replace results.
  if (quick || names.length < Object.keys(SUBJECTS).length) return;
  await writeResults('foundation', { text: toMarkdown(report), data: report });
}
