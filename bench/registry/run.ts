// The registry's two backends, filled and measured at every power of ten: puts, look-ups, searches by
// fingerprint against the exact answer, size and memory.
import { fork } from 'node:child_process';
import { parseArgs } from 'node:util';
import { environmentText, load } from '../environment.ts';
import { table, writeResults } from '../results.ts';
import { costsOf, cut } from './paper.ts';
import { BACKENDS, type BackendName } from './place.ts';
import type { Setup, Step, Trial } from './trial.ts';

const USAGE = `npm run bench:registry -- [OPTION...]

--count N          records, 10000 or more; by default 10000. Measured at each power of ten on the way, and at 300000
--minutes N        of filling, for each backend; by default 60. What is there then is measured, and said
--backend NAME     lmdb or postgresql; by default both, one after the other
--write NAME       keep bench/results/registry-NAME.{md,json}; refused where the load before is above 1

PostgreSQL is started in a temporary folder (PROVENANCE_POSTGRES_BIN), or is the one at
PROVENANCE_POSTGRES_URL. A million records take about 1.1 GiB in a folder, and 1.0 GiB there,
with its log of changes as much again.
`;
const LEAST = 10_000;
/** Up to here a folder is to take 5,000 a second. */
const GOAL = 300_000;
/** One core of the machine is busy. */
const MOST_LOAD = 1;

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '10000' },
    backend: { type: 'string' },
    minutes: { type: 'string', default: '60' },
    write: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const count = Number(values.count);
const minutes = Number(values.minutes);
const chosen = BACKENDS.filter((name) => values.backend === undefined || name === values.backend);
if (
  values.help ||
  chosen.length === 0 ||
  !(Number.isInteger(count) && count >= LEAST) ||
  !(minutes > 0)
) {
  process.stdout.write(USAGE);
  process.exit(values.help ? 0 : 2);
}

if (values.write !== undefined && load() > MOST_LOAD) {
  process.stderr.write(
    `The load is ${load()}: rates of a busy machine are noise, and are not kept. Without --write they are shown.\n`,
  );
  process.exit(2);
}

const started = performance.now();
const trials: Trial[] = [];
for (const backend of chosen) trials.push(await run({ backend, steps: stepsTo(count), minutes }));
const seconds = (performance.now() - started) / 1000;
const text = report();
process.stdout.write(text);
if (values.write !== undefined) {
  const data = { count, seconds, trials };
  await writeResults(`registry-${values.write}`, { text, data });
}
const searches = trials.flatMap(({ steps }) => steps.flatMap((step) => step.searches));
process.exitCode = searches.every(({ different }) => different === 0) ? 0 : 1;

function stepsTo(last: number): number[] {
  const steps: number[] = [];
  for (let step = LEAST; step < last; step *= 10) steps.push(step);
  if (last > GOAL) steps.push(GOAL);
  return [...steps, last].sort((a, b) => a - b);
}

function run(setup: Setup): Promise<Trial> {
  return new Promise((resolve, reject) => {
    const child = fork(new URL('trial.ts', import.meta.url));
    let trial: Trial | null = null;
    child.on('error', reject);
    child.on('message', (message) => {
      trial = message as Trial;
    });
    child.on('exit', (code) => {
      if (trial !== null && code === 0) resolve(trial);
      else reject(new Error(`The process that measures ${setup.backend} ended with ${code}.`));
    });
    child.send(setup);
  });
}

function report(): string {
  const steps = trials.flatMap(({ backend, steps }) => steps.map((step) => ({ backend, step })));
  return `# The registry's backends

${[
  `- ${trials.map(({ backend, description }) => `\`${backend}\`: ${description}`).join('; ')}`,
  `- records as \`mark\` makes them of pictures: receipts of ${trials[0]!.put.receiptBytes} bytes, one fingerprint of 256 bits, a manifest id; manifest stores of a dozen bytes. Half of the fingerprints are random, half in clusters of 40 within 48 bits of each other, one cluster in ten with 4 of its 16 bands all ones`,
  `- ${environmentText()}; ${seconds.toFixed(0)} s; load average ${steps.map(({ step }) => step.load).join(', ')}`,
].join('\n')}

## Put

\`put\` is what the registry does: look whether the id is there, encode, sign and check with an Ed25519 key
in memory, write, and wait for the disk; what waits at the same time is one batch of the log, with one signed head, or two
from 512 on. One by one comes after those, as it is for a process that has been running for a while.
CPU time is that of this process; PostgreSQL's own comes on top.

${table(
  ['backend', 'waiting at a time', 'records/s', 'CPU time a put', 'without a backend'],
  trials.flatMap(({ backend, put }) =>
    put.rates.map(({ atOnce, perSecond, microseconds }) => [
      backend,
      String(atOnce),
      rate(perSecond),
      `${microseconds.toFixed(0)} µs`,
      `${rate(put.signing)}/s`,
    ]),
  ),
)}

## Filling, size and memory

By \`put\`, 1,024 at a time; the rate is since the size before. Before it is measured, PostgreSQL's tables are vacuumed
and analysed, as it does by itself in quiet minutes. Memory is that of this process, with the mapped pages of
LMDB, and the fingerprints it needs to know the exact answer.

${table(
  ['backend', 'records', 'records/s', 'CPU time a put', 'vacuum', 'on disk', 'a record', 'memory'],
  steps.map(({ backend, step }) => [
    backend,
    String(step.records),
    rate(step.put.perSecond),
    `${step.put.microseconds.toFixed(0)} µs`,
    step.settleSeconds < 0.05 ? '' : `${step.settleSeconds.toFixed(1)} s`,
    `${(step.bytes / 2 ** 20).toFixed(0)} MiB`,
    `${(step.bytes / step.records).toFixed(0)} bytes`,
    `${(step.residentBytes / 2 ** 20).toFixed(0)} MiB`,
  ]),
)}

## Look-ups

Milliseconds, p50 and p99, one after the other. *Checked*: with the signature of the record.

${lookups(steps)}

## By fingerprint

Milliseconds, p50 and p99, one after the other. *Like one at random*: 1 to 31 bits of it turned over;
*of a cluster*: 1 to 12. With 8 values, the others are random. Recall is against the exact answer of
a linear scan, in some of the searches of a kind; *differ*: answers that were not the same in every record,
distance, variant and their order. The first search of a process compares everything, and the second reads it into
memory: ${steps.map(({ backend, step }) => `${backend} ${step.records}: ${step.first.map((ms) => ms.toFixed(0)).join(', then ')}`).join('; ')}.

${table(
  [
    'backend',
    'records',
    'asked for',
    'values',
    'distance',
    'samples',
    'p50',
    'p99',
    'hits',
    'recall',
    'differ',
  ],
  steps.flatMap(({ backend, step }) =>
    step.searches.map((search) => [
      backend,
      String(step.records),
      search.kind,
      String(search.values),
      String(search.distance),
      String(search.samples),
      search.p50.toFixed(2),
      search.p99.toFixed(2),
      search.hits.toFixed(1),
      search.recall === null ? '' : String(search.recall),
      String(search.different),
    ]),
  ),
)}
${onPaper()}`;
}

function lookups(steps: readonly { backend: BackendName; step: Step }[]): string {
  const kinds = Object.keys(steps[0]!.step.lookups);
  return table(
    ['backend', 'records', ...kinds],
    steps.map(({ backend, step }) => [
      backend,
      String(step.records),
      ...kinds.map((kind) => {
        const { p50, p99 } = step.lookups[kind]!;
        return `${p50.toFixed(3)}, ${p99.toFixed(3)}`;
      }),
    ]),
  );
}

/** To 10^9: arithmetic, with costs that were measured above. */
function onPaper(): string {
  const costs = trials.flatMap((trial) => {
    const found = costsOf(trial);
    return found === null ? [] : [{ trial, ...found }];
  });
  if (costs.length === 0) return '';
  const cuts = [16, 12, 10, 9, 8].map((bands) => cut(bands, 31, 1e9));
  const milliseconds = ({ probes, candidates }: (typeof cuts)[0], values: number, shards: number) =>
    // LMDB stays on one.
    costs
      .filter(({ trial }) => shards === 1 || trial.backend === 'postgresql')
      .map(({ trial, probe, candidate }) => {
        const total = (values * (probes * probe + (candidates / shards) * candidate)) / 1000;
        return `${trial.backend} ${total < 10_000 ? `${total.toFixed(0)} ms` : `${(total / 1000).toFixed(0)} s`}`;
      });
  return `
## On paper: 10^9 records

Nothing here was measured but the two costs: ${costs
    .map(
      ({ trial, probe, candidate }) =>
        `${trial.backend} ${probe.toFixed(1)} µs a look-up in a band and ${candidate.toFixed(2)} µs a candidate`,
    )
    .join('; ')} (from the two largest sizes, index in memory).

Records, keys and the log go by the hash of what they are looked up by: a look-up asks one partition, and
costs the same on any number of machines. Searching by fingerprint does not: the candidates of a value grow
with the records, and who searches has 136 bytes of each fingerprint in memory. Two remedies. *Fan-out*: every
machine has a part of the log in its memory, and compares that. *Wider bands*: 10^9 random hashes
share a value of 16 bits 15 259 times, and one of 26 bits 15 times; more values have to be tried instead.
The index is made in memory, so that its width is nobody else's concern. Distance 31:

${table(
  [
    'bands',
    'bits',
    'look-ups a value',
    'candidates a value',
    '8 values, one machine',
    '8 values, 16 machines',
  ],
  cuts.map((each) => [
    `${each.bands}${each.bands === 16 ? ' (today)' : ''}`,
    String(each.bits),
    String(each.probes),
    each.candidates.toFixed(0),
    milliseconds(each, 8, 1).join(', '),
    milliseconds(each, 8, 16).join(', '),
  ]),
)}

One writer at a time appends to a log, so it does not grow faster with more machines; an issuer that needs
more keeps several logs.${sizeAt1e9()}
`;
}

function sizeAt1e9(): string {
  const last = trials.find(({ backend }) => backend === 'postgresql')?.steps.at(-1);
  if (last === undefined) return '';
  const bytes = last.bytes / last.records;
  return ` At ${bytes.toFixed(0)} bytes a record, 10^9 are ${(bytes / 1000).toFixed(1)} TB in PostgreSQL, and as much again for each replica.`;
}

function rate(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(1);
}
