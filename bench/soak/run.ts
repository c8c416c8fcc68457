// A soak: `provenance serve` under honest, broken and hostile clients for a long time, killed without
// warning and started again. What it acknowledged must be there after each start, it must answer as it should, and
// its memory must not grow.
import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import {
  createDevelopmentCertificates,
  pemSigner,
  SOFT_BINDING_ALGORITHM,
  sign,
} from '@provenance/sdk';
import sharp from 'sharp';
import { environmentText } from '../environment.ts';
import { below, seeded } from '../random.ts';
import { table, writeResults } from '../results.ts';
import { BAD } from './bad.ts';
import { type Given, GOOD, type Store } from './good.ts';
import { type Instance, logOf, type Memory, provenance, serve } from './instance.ts';
import { type Ask, broken, Ledger } from './ledger.ts';

const USAGE = `npm run soak -- [--minutes N] [--life N] [--calm N] [--write]

--minutes N    in all, by default 20
--life N       seconds until it is killed, by default 90
--calm N       minutes at the end without a kill, in which memory must not grow, by default 8
--write        keep bench/results/soak.{md,json}

Ends with 1 where something that was acknowledged is lost, an answer is not what it may be, or memory grows.
`;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '20' },
    life: { type: 'string', default: '90' },
    calm: { type: 'string', default: '8' },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const [minutes, life, calm] = [values.minutes, values.life, values.calm].map(Number) as [
  number,
  number,
  number,
];
if (values.help || !(minutes > calm && life > 0 && calm > 0)) {
  process.stdout.write(USAGE);
  process.exit(values.help ? 0 : 2);
}

const CLIENTS = 3;
const HOSTILE = 2;
/** Each waits so long after each request, in milliseconds: this is about time, and not about load. */
const PAUSE = 150;
const STORES = 8;
const SAMPLE_MILLISECONDS = 5000;
/** Of the end of the calm minutes to their beginning, in the median. Allocators breathe by a few percent. */
const MOST_GROWTH = 1.15;
const SCOPES = ['mark', 'verify', 'trace', 'fetch:manifests', 'store:manifests', 'store:bindings'];

const faults: string[] = [];
const counts = new Map<string, number>();
const statuses = new Map<number, number>();
const count = <K>(of: Map<K, number>, name: K) => of.set(name, (of.get(name) ?? 0) + 1);
function fault(text: string): void {
  faults.push(text);
  console.log(`✗ ${text}`);
}

const folder = await mkdtemp(join(tmpdir(), 'provenance-soak-'));
await provenance(folder, 'init', '--yes');
const token = await provenance(folder, 'token', 'create', '--name', 'soak', '--scope', ...SCOPES);
await appendFile(logOf(folder), '');

/** Where the server is now; null: it is away. */
let server: Instance | null = null;
let isKilled = false;
const ask: Ask = async (path, request = {}) => {
  const headers = { authorization: `Bearer ${token}`, ...request.headers };
  try {
    const response = await fetch(`${server?.url}${path}`, { ...request, headers });
    const bytes = new Uint8Array(await response.arrayBuffer());
    count(statuses, response.status);
    return { status: response.status, headers: response.headers, bytes };
  } catch (error) {
    if (!isKilled) fault(`${request.method ?? 'GET'} ${path}: ${(error as Error).cause ?? error}`);
    return null;
  }
};

let seed = 1;
async function picture(): Promise<Uint8Array> {
  const random = seeded(++seed);
  const side = 256;
  const data = Uint8Array.from({ length: side * side * 3 }, () => below(random, 256));
  const raw = { width: side, height: side, channels: 3 } as const;
  return new Uint8Array(await sharp(data, { raw }).blur(2.5).png().toBuffer());
}

/** Manifest stores of somebody else, which name a mark that is no record's. */
async function storesOf(client: number): Promise<Store[]> {
  const signer = await pemSigner(await createDevelopmentCertificates({ alg: 'Ed25519' }));
  const stores: Store[] = [];
  for (let i = 0; i < STORES; i++) {
    const softBinding = {
      alg: SOFT_BINDING_ALGORITHM,
      value: Uint8Array.of(client, i, 0, 0, 0, 0, 0, 1),
    };
    const origin = {
      kind: 'created',
      generator: { name: 'other', version: '1' },
      softBinding,
    } as const;
    const { activeManifest, manifestStore } = await sign(await picture(), origin, { signer });
    stores.push({ label: activeManifest, bytes: manifestStore });
  }
  return stores;
}

const clients: Given[] = [];
for (let i = 0; i < CLIENTS; i++) {
  const random = seeded('client', i);
  const stores = await storesOf(i);
  clients.push({ ask, ledger: new Ledger(), random, picture, stores, marked: [] });
}

async function honest(given: Given): Promise<void> {
  while (!isKilled && performance.now() < until) {
    const [name, work] = GOOD[Math.floor(given.random() * GOOD.length)] as (typeof GOOD)[number];
    const wrong = await work(given);
    count(counts, name);
    if (wrong !== null && !isKilled) fault(wrong);
    await wait(PAUSE);
  }
}

async function hostile(random: () => number): Promise<void> {
  while (!isKilled && performance.now() < until) {
    const [name, may, work] = BAD[Math.floor(random() * BAD.length)] as (typeof BAD)[number];
    const got = await work({ ask, url: (server as Instance).url, random, picture });
    count(counts, name);
    for (const status of got) {
      if (status !== 503 && !may.includes(status)) fault(`${name}: ${status}`);
    }
    await wait(PAUSE);
  }
}

async function checkAll(): Promise<number> {
  const all = clients.flatMap(({ ledger }) => ledger.all);
  for (const promised of all) {
    const why = await broken(promised, ask);
    if (why !== null) fault(`lost after life ${lives}: ${why}`);
  }
  return all.length;
}

const begun = performance.now();
const over = begun + minutes * 60_000;
let until = 0;
let lives = 0;
let memory: (Memory & { readonly seconds: number })[] = [];
for (;;) {
  const isLast = over - performance.now() <= calm * 60_000 + life * 500;
  isKilled = false;
  server = await serve(folder, '--workers', '1', '--deposits', 'deposits');
  lives++;
  const held = await checkAll();
  console.log(`life ${lives}: all ${held} that were acknowledged are there, or said above`);
  const started = performance.now();
  until = isLast ? Math.max(over, started + calm * 60_000) : Number.POSITIVE_INFINITY;
  memory = [];
  const sampling = setInterval(async () => {
    const seconds = (performance.now() - started) / 1000;
    if (server !== null) memory.push({ seconds, ...(await server.memory()) });
  }, SAMPLE_MILLISECONDS);
  const hostiles = Array.from({ length: HOSTILE }, (_, i) => hostile(seeded('hostile', lives, i)));
  const load = Promise.all([...clients.map(honest), ...hostiles]);
  if (!isLast) {
    // In the midst of work, and never after the same time.
    await wait(life * (700 + 6 * (lives % 100)));
    isKilled = true;
    await server.kill();
  }
  await load;
  clearInterval(sampling);
  if (isLast) break;
}

await checkAll();
const median = (list: readonly number[]) => list.toSorted((a, b) => a - b)[list.length >> 1] ?? 0;
/** The first quarter is for what is loaded and compiled. */
const quarter = (of: keyof Memory, which: number) =>
  median(
    memory
      .slice((memory.length * which) / 4, (memory.length * (which + 1)) / 4)
      .map((each) => each[of]),
  );
const grown = (['server', 'workers'] as const).map((of) => ({
  of,
  before: quarter(of, 1),
  after: quarter(of, 3),
}));
for (const { of, before, after } of grown) {
  if (after > before * MOST_GROWTH) {
    fault(`memory of the ${of} grew from ${before.toFixed(0)} to ${after.toFixed(0)} MB`);
  }
}
const code = await (server as Instance).end();
if (code !== 0) fault(`SIGTERM: it ended with ${code}.`);
await provenance(folder, 'log', 'verify').catch((error) => fault(`log verify: ${error.message}`));
const log = (await readFile(logOf(folder), 'utf8')).split('\n');
const internal = log.filter((line) => /"level":"error"|"error":"INTERNAL"/.test(line));
for (const line of internal.slice(0, 5)) fault(`the log: ${line.slice(0, 300)}`);

const total = (kind: Parameters<Ledger['count']>[0]) =>
  clients.reduce((sum, { ledger }) => sum + ledger.count(kind), 0);
const acknowledged = {
  records: total('record'),
  deposits: total('deposit'),
  deletions: total('deleted'),
};
const answers = Object.fromEntries([...statuses].sort(([a], [b]) => a - b));
const seconds = (performance.now() - begun) / 1000;
const report = [
  '# A soak of the server',
  '',
  `${(seconds / 60).toFixed(0)} minutes of \`provenance serve\` with an embedded registry; killed with SIGKILL ${lives - 1} times in the midst of work, and started again.`,
  '',
  `Acknowledged, and looked up after each start and at the end: ${acknowledged.records} records (by id and by bytes), ${acknowledged.deposits} manifest stores of others (byte for byte), ${acknowledged.deletions} deletions. Log verified.`,
  '',
  faults.length === 0
    ? 'Nothing was lost, and no answer was other than it may be.'
    : `**Faults: ${faults.length}.**`,
  ...faults.map((each) => `- ${each}`),
  '',
  table(
    ['memory in the last life, MB (anonymous)', 'second quarter', 'last quarter'],
    grown.map(({ of, before, after }) => [of, before.toFixed(0), after.toFixed(0)]),
  ),
  '',
  `Answers by status: ${JSON.stringify(answers)}.`,
  '',
  table(
    ['what clients did', 'times'],
    [...counts].sort().map(([name, times]) => [name, String(times)]),
  ),
  '',
  `${environmentText()}.`,
  '',
].join('\n');
const data = {
  seconds,
  lives,
  acknowledged,
  answers,
  counts: Object.fromEntries(counts),
  memory,
  faults,
};
if (values.write) await writeResults('soak', { text: report, data });
console.log(report);
if (faults.length === 0) await rm(folder, { recursive: true });
else console.log(`What it left is in ${folder}`);
process.exitCode = faults.length === 0 ? 0 : 1;
