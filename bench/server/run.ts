// What the server costs beside the same work called directly, and what it does when there is too much.
// The generator of load is this process, on the same machine: both take of the same cores.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createRegistry, openLmdb } from '@provenance/registry';
import {
  createDevelopmentCertificates,
  createMarker,
  createVerifier,
  pemSigner,
  SOFT_BINDING_ALGORITHM,
} from '@provenance/sdk';
import { environmentText, load } from '../environment.ts';
import { makePicture } from '../pictures.ts';
import { table, writeResults } from '../results.ts';

const USAGE = `npm run bench:server -- [--seconds N] [--overload N] [--write]

--seconds N    of each case, by default 10
--overload N   seconds at three times what it can do, by default 30
--write        keep bench/results/server.{md,json}
`;

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '10' },
    overload: { type: 'string', default: '30' },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const [seconds, overload] = [Number(values.seconds), Number(values.overload)];
if (values.help || !(seconds > 0 && overload > 0)) {
  process.stdout.write(USAGE);
  process.exit(values.help ? 0 : 2);
}

interface Measured {
  readonly count: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
}

/** As many at a time as asked, for a while, after as many that warm up: each worker starts with its first. */
async function measure(
  work: () => Promise<unknown>,
  atATime: number,
  forSeconds = seconds,
): Promise<Measured> {
  await Promise.all(Array.from({ length: atATime }, work));
  const times: number[] = [];
  const begun = performance.now();
  const until = begun + forSeconds * 1000;
  await Promise.all(
    Array.from({ length: atATime }, async () => {
      while (performance.now() < until) {
        const at = performance.now();
        await work();
        times.push(performance.now() - at);
      }
    }),
  );
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.min(times.length - 1, (times.length * share) | 0)] ?? 0;
  const perSecond = (times.length / (performance.now() - begun)) * 1000;
  return { count: times.length, perSecond, p50: at(0.5), p99: at(0.99) };
}

const before = load();
const key = new Uint8Array(32).fill(7);
const signer = await pemSigner(await createDevelopmentCertificates({ alg: 'Ed25519' }));
const folder = await mkdtemp(join(tmpdir(), 'provenance-bench-'));
const registry = await createRegistry(await openLmdb(folder, { create: true }), { signer });
const verifier = createVerifier({ watermark: { keys: [{ key }] }, registry });
const marker = createMarker({ signer, watermarkKey: key, record: { registry } });
const origin = { kind: 'created', generator: { name: 'bench', version: '1' } } as const;

const server = fork(fileURLToPath(new URL('service.ts', import.meta.url)), [], {
  stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
});
const [line] = (await once(server.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
const url = String(line).trim();
const post = async (path: string, body: Uint8Array) => {
  const response = await fetch(`${url}${path}`, { method: 'POST', body: body as never });
  await response.arrayBuffer();
  return response.status;
};
const must = async (status: Promise<number>) => {
  const told = await status;
  if (told !== 200) throw new Error(`The server answered ${told}.`);
};

const photo = new Uint8Array(await makePicture('jpeg', { width: 1920, height: 1080 }));
const art = new Uint8Array(await makePicture('png', { width: 1024, height: 1024, seed: 2 }));
const signed = (await marker.mark(photo, origin)).bytes;
const value = Buffer.alloc(8).toString('base64');
const lookUp = `/v1/matches/byBinding?alg=${SOFT_BINDING_ALGORITHM}&value=${encodeURIComponent(value)}`;

const cases: [string, () => Promise<unknown>, () => Promise<unknown>][] = [
  [
    'verify, unmarked JPEG 1920x1080',
    () => verifier.verify(photo),
    () => must(post('/v1/verify', photo)),
  ],
  [
    'verify, marked and signed JPEG',
    () => verifier.verify(signed),
    () => must(post('/v1/verify', signed)),
  ],
  ['mark, PNG of 1 MP', () => marker.mark(art, origin), () => must(post('/v1/mark', art))],
  [
    'byBinding',
    () => registry.byContentId('0'.repeat(16)),
    async () => {
      const response = await fetch(`${url}${lookUp}`);
      await response.arrayBuffer();
    },
  ],
];
/** Of the server's own process, without its workers: megabytes, and milliseconds of CPU since it began. */
const ownProcess = async () => {
  server.send('');
  const [{ rss, cpu }] = (await once(server, 'message')) as [{ rss: number; cpu: number }];
  return { megabytes: rss / 2 ** 20, cpu };
};
/** Milliseconds of CPU of this process. */
const generatorCpu = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
const { workers } = verifier.load;
const rows: string[][] = [];
const results: Record<string, unknown>[] = [];
const loop = monitorEventLoopDelay({ resolution: 1 });
for (const [name, direct, served] of cases) {
  loop.reset();
  loop.enable();
  const here = await measure(direct, workers);
  loop.disable();
  const blocked = loop.max / 1e6;
  // Look-ups called directly leave the loop no turn in which it would hear that an idle connection was closed.
  await setTimeout(100);
  const [ownBefore, generatorBefore] = [await ownProcess(), generatorCpu()];
  const there = await measure(served, workers);
  const own = ((await ownProcess()).cpu - ownBefore.cpu) / there.count;
  const generator = (generatorCpu() - generatorBefore) / there.count;
  const share = there.perSecond / here.perSecond;
  // What the generator of load takes of the two cores, it takes from the server.
  const left = 1 - (generator * there.perSecond) / (1000 * workers);
  results.push({ name, here, there, share, blocked, own, generator, shareOfRest: share / left });
  rows.push([
    name,
    here.perSecond.toFixed(1),
    there.perSecond.toFixed(1),
    `${(share * 100).toFixed(0)} %`,
    `${((share / left) * 100).toFixed(0)} %`,
    `${generator.toFixed(1)} / ${own.toFixed(1)} ms`,
    `${there.p50.toFixed(0)} / ${there.p99.toFixed(0)} ms`,
    `${blocked.toFixed(0)} ms`,
  ]);
  console.log(rows.at(-1)?.join('  '));
}

const [begin, generatorBegin, counts] = [
  await ownProcess(),
  generatorCpu(),
  new Map<number, number>(),
];
const accepted: number[] = [];
const until = performance.now() + overload * 1000;
await Promise.all(
  // As many at a time as may run and wait, three times.
  Array.from({ length: workers * 9 * 3 }, async () => {
    while (performance.now() < until) {
      const at = performance.now();
      const status = await post('/v1/verify', photo);
      counts.set(status, (counts.get(status) ?? 0) + 1);
      if (status === 200) accepted.push(performance.now() - at);
    }
  }),
);
accepted.sort((a, b) => a - b);
const [end, generatorEnd] = [await ownProcess(), generatorCpu()];
const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
const over = {
  seconds: overload,
  statuses: Object.fromEntries(counts),
  p50: accepted[(accepted.length * 0.5) | 0] ?? 0,
  p99: accepted[Math.min(accepted.length - 1, (accepted.length * 0.99) | 0)] ?? 0,
  megabytes: [begin.megabytes, end.megabytes],
  own: (end.cpu - begin.cpu) / all,
  generator: (generatorEnd - generatorBegin) / all,
};
console.log(over);

const report = [
  '# The server beside the same work called directly',
  '',
  `${workers} workers, as many requests at a time. The generator of load is on the same machine, and takes its CPU from the server: the share of the rest is without it. CPU is a request's, in the generator and in the server's own process (without the workers). A look-up takes microseconds when it is called: what is measured there is HTTP.`,
  '',
  table(
    [
      '',
      'direct /s',
      'served /s',
      'share',
      'of the rest',
      'CPU',
      'p50 / p99',
      'longest block of the caller',
    ],
    rows,
  ),
  '',
  `At three times what may run and wait, for ${overload} s: ${JSON.stringify(over.statuses)}; of what was accepted p50 ${over.p50.toFixed(0)} ms, p99 ${over.p99.toFixed(0)} ms; the server had ${begin.megabytes.toFixed(0)} MB before and ${end.megabytes.toFixed(0)} MB after. Of all answers, one took ${over.own.toFixed(1)} ms of CPU in the server's own process and ${over.generator.toFixed(1)} ms in the generator, which asks again at once.`,
  '',
  `${environmentText()}; load before ${before}.`,
  '',
].join('\n');
if (values.write) await writeResults('server', { text: report, data: { results, over } });
else console.log(report);

server.kill('SIGKILL');
await Promise.all([verifier.close(), marker.close()]);
await registry.close();
await rm(folder, { recursive: true });
