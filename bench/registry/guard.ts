// What the guard of a folder costs (packages/registry/src/lmdb/environment/guard.ts): the same work with it and without
// it, in turns, in one process. Without it two processes could lose what they write; here is only one.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createDevelopmentCertificates, pemSigner } from '@provenance/c2pa';
import { environmentText, load } from '../environment.ts';
import { interleave, type Operation } from '../interleave.ts';
import { table, writeResults } from '../results.ts';
import { spreadOf } from '../spread.ts';
import { createRegistry, Guard, openLmdb } from './internals.ts';
import { ISSUER, makeMaterial, makeRecord, storeOf } from './material.ts';

const USAGE = `npm run bench:guard -- [--rounds N] [--write]

--rounds N   by default 20
--write      keep bench/results/registry-guard.{md,json}
`;
const BATCH = 64;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20' },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const rounds = Number(values.rounds);
if (values.help || !(Number.isInteger(rounds) && rounds > 0)) {
  process.stdout.write(USAGE);
  process.exit(values.help ? 0 : 2);
}

const before = load();
const material = makeMaterial(100_000);
let next = 0;

const certificates = await createDevelopmentCertificates({ alg: 'Ed25519', organization: ISSUER });
const signer = { ...(await pemSigner(certificates)), alg: 'Ed25519' as const };
const folders = await Promise.all([0, 1].map(() => mkdtemp(join(tmpdir(), 'provenance-bench-'))));
const [guarded, unguarded] = await Promise.all(
  folders.map(async (folder) =>
    createRegistry(await openLmdb(folder, { create: true }), { signer }),
  ),
);
const spare = await mkdtemp(join(tmpdir(), 'provenance-bench-'));
await (await openLmdb(spare, { create: true })).close();

const { open } = Guard;
const { run } = Guard.prototype;
const nothing = { run: <T>(call: () => T) => call(), close: () => {} };

/** The same work, and nobody holds anything meanwhile. */
function withoutGuard(work: Operation): Operation {
  return async () => {
    Guard.open = async () => nothing as unknown as Guard;
    Guard.prototype.run = nothing.run;
    try {
      return await work();
    } finally {
      Guard.open = open;
      Guard.prototype.run = run;
    }
  };
}

const put = (registry: typeof guarded, count: number) => async () => {
  const numbers = Array.from({ length: count }, () => next++);
  const found = await Promise.all(
    numbers.map((number) =>
      registry!.put(makeRecord(material, number), { manifestStore: storeOf(number) }),
    ),
  );
  return found.length;
};

const openAndClose = async () => {
  await (await openLmdb(spare)).close();
  return 1;
};

const guard = await open(spare);
const held = async () => {
  let count = 0;
  for (let i = 0; i < 1000; i++) count += guard.run(() => 1);
  return count;
};

const cases: readonly [what: string, withIt: Operation, without: Operation][] = [
  [`put, ${BATCH} in a batch, signed`, put(guarded, BATCH), withoutGuard(put(unguarded, BATCH))],
  ['put, one by one, signed', put(guarded, 1), withoutGuard(put(unguarded, 1))],
  ['open and close', openAndClose, withoutGuard(openAndClose)],
];

const measured = [];
for (const [what, withIt, without] of cases) {
  const { seconds, ratios } = await interleave(
    { without, with: withIt },
    { rounds, samples: 5, sampleSeconds: 0.02 },
  );
  const ratio = spreadOf(ratios.with!);
  measured.push({
    what,
    ratio,
    without: spreadOf(seconds.without!),
    with: spreadOf(seconds.with!),
  });
}
const alone = await interleave({ held }, { rounds: 3, samples: 10, sampleSeconds: 0.02 });
const microseconds = (spreadOf(alone.seconds.held!).median / 1000) * 1e6;

guard.close();
await Promise.all([guarded!.close(), unguarded!.close()]);
for (const folder of [...folders, spare]) await rm(folder, { recursive: true });

const number = (value: number) => value.toFixed(3);
const text = `# What the guard costs

LMDB in a folder, records as \`mark\` makes them, durable. With the guard and without it, in turns; the ratio is
that of the medians of a round. To take it and give it back, with nothing done meanwhile: ${microseconds.toFixed(2)} µs.

- ${environmentText()}; ${rounds} rounds; load average before ${before}

${table(
  ['', 'with / without', 'quartiles', 'without, ms', 'with, ms'],
  measured.map(({ what, ratio, without, with: withIt }) => [
    what,
    number(ratio.median),
    `${number(ratio.q1)}, ${number(ratio.q3)}`,
    number(without.median * 1000),
    number(withIt.median * 1000),
  ]),
)}
`;
process.stdout.write(text);
if (values.write) {
  await writeResults('registry-guard', {
    text,
    data: { rounds, load: before, microseconds, measured },
  });
}
