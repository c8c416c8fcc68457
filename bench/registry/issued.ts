// Look-ups among the content ids that a registry has issued: what handing them out takes, and what finding the
// one that a text carries takes, at each power of ten.
import { createHash } from 'node:crypto';
import { parseArgs } from 'node:util';
import {
  checkedContentId,
  createIssuedIds,
  createTextMarker,
  decodeContentId,
  deriveTextMarkKey,
} from '@provenance/textmark';
import { environmentText, load } from '../environment.ts';
import { below, randomBytes, seeded } from '../random.ts';
import { table, writeResults } from '../results.ts';
import { spreadOf } from '../spread.ts';
import { appendLeaves, type Backend, type NewEntry } from './internals.ts';
import { BACKENDS, type BackendName, makePlace } from './place.ts';

const USAGE = `npm run bench:issued -- [OPTION...]

--count N          records, 1000 or more; by default 1000000. Measured at each power of ten on the way
--backend NAME     lmdb or postgresql; by default both, one after the other
--write            keep bench/results/registry-issued.{md,json}
`;
const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '1000000' },
    backend: { type: 'string' },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const count = Number(values.count);
const chosen = BACKENDS.filter((name) => values.backend === undefined || name === values.backend);
if (values.help || chosen.length === 0 || !(Number.isInteger(count) && count >= 1000)) {
  process.stdout.write(USAGE);
  process.exit(values.help ? 0 : 2);
}

const BATCH = 20_000;
const ROUNDS = 5;
/** Tokens of the text that is looked up. */
const TOKENS = 400;
/** Records that come between two look-ups. */
const NEW = 1000;
const began = load();
const started = performance.now();
const say = (text: string) => process.stderr.write(`${text}\n`);

const key = deriveTextMarkKey(
  randomBytes(seeded('issued key'), 32),
  'provenance-traced-siphash-v1',
);
const wanted = checkedContentId(key, randomBytes(seeded('wanted'), 4));
const text = drawn();

interface Row {
  readonly backend: BackendName;
  readonly description: string;
  readonly records: number;
  /** Milliseconds: the ids out of the registry, the index of them, those that came since, one look-up. */
  readonly read: number;
  readonly index: number;
  readonly since: number;
  readonly find: number;
  /** Of this process, milliseconds for one look-up: what it takes where nobody else works. */
  readonly findCpu: number;
  readonly right: boolean;
}

// Each backend has a result of its own: one that takes too long here leaves that of the other.
for (const name of chosen) await run(name);

async function run(name: BackendName): Promise<void> {
  const rows = await measure(name);
  const text = report(rows);
  process.stdout.write(text);
  if (values.write)
    await writeResults(`registry-issued-${name}`, { text, data: { load: began, rows } });
}

function report(rows: readonly Row[]): string {
  return `# Look-ups among issued content ids

- a text of ${TOKENS} tokens whose content id is one of all that the registry holds; medians of ${ROUNDS}, milliseconds
- read: all ids out of the registry; index: made of them; since: both for ${NEW} records that came since; find: the id of the text among all. Read and index are once a process
- load when it began ${began}: other work shared the machine. CPU: time of this process for one look-up, which needs neither database nor disk
- ${environmentText()}; ${((performance.now() - started) / 1000).toFixed(0)} s
${[...new Set(rows.map(({ description }) => `- ${description}`))].join('\n')}

${table(
  ['backend', 'records', 'read', 'index', 'since', 'find', 'find, CPU', 'right'],
  rows.map(({ backend, records, read, index, since, find, findCpu, right }) => [
    backend,
    records.toLocaleString('en'),
    ...[read, index, since, find, findCpu].map((ms) => ms.toFixed(ms < 10 ? 1 : 0)),
    right ? 'yes' : '**no**',
  ]),
)}
`;
}

async function measure(name: BackendName): Promise<Row[]> {
  const place = await makePlace(name);
  const done: Row[] = [];
  try {
    let size = 0;
    for (let step = 1000; step <= count; step *= 10) {
      size = await fill(place.backend, size, step);
      await place.settle();
      say(`${name}: ${size} records`);
      const all = () => place.backend.contentIds(0);
      const { ids } = await all();
      const issued = createIssuedIds(key, ids);
      const found = () => decodeContentId(text, key, { issued });
      done.push({
        backend: name,
        description: place.description,
        records: step,
        read: await median(all),
        index: await median(async () => createIssuedIds(key, ids)),
        since: await median(async () => {
          const since = await place.backend.contentIds(size - NEW);
          return createIssuedIds(key, since.ids);
        }),
        find: await median(async () => found()),
        findCpu: cpu(found),
        right: found()?.id === Buffer.from(wanted).toString('hex'),
      });
    }
  } finally {
    await place.remove();
  }
  return done;
}

async function median(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const from = performance.now();
    await work();
    times.push(performance.now() - from);
  }
  return spreadOf(times).median;
}

function cpu(work: () => unknown): number {
  const before = process.cpuUsage();
  for (let round = 0; round < ROUNDS; round++) work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / ROUNDS;
}

/** Records with nothing but their keys: what else a record has is not read here. */
async function fill(backend: Backend, from: number, to: number): Promise<number> {
  for (let size = from; size < to; ) {
    const entries = Array.from({ length: Math.min(BATCH, to - size) }, (_, i) => entry(size + i));
    const state = await backend.logState();
    const { nodes } = appendLeaves(
      state,
      entries.map(({ leafHash }) => leafHash),
    );
    const head = { size: size + entries.length, bytes: Uint8Array.of(1) };
    const outcome = await backend.append({ size, entries, nodes, head, erase: [] });
    if (!outcome.written) throw new Error('Somebody else has written.');
    size += entries.length;
    if (size % (BATCH * 50) === 0) say(`${size} of ${to}`);
  }
  return to;
}

function entry(index: number): NewEntry {
  const digest = (what: string) => createHash('sha256').update(`${what} ${index}`).digest();
  const id = index === 777 ? wanted : digest('id').subarray(0, 8);
  return {
    index,
    kind: 'record',
    leafHash: digest('leaf'),
    bytes: Uint8Array.of(1),
    manifestStore: null,
    event: null,
    keys: {
      contentId: Buffer.from(id).toString('hex'),
      contentHash: digest('content'),
      manifestId: null,
      fingerprints: [],
      retainUntil: null,
      traits: { requestId: null, model: null, issuer: null, day: null },
    },
  };
}

/** Twelve candidates at random for each token: enough choice for the id to be found. */
function drawn(): Int32Array {
  const random = seeded('issued text');
  const marker = createTextMarker(key, { contentId: wanted, random });
  const ids = new Int32Array(TOKENS);
  for (let i = 0; i < TOKENS; i++) {
    const candidates = {
      ids: Int32Array.from({ length: 12 }, (_, j) => 12 * below(random, 16_000) + j),
      logits: Float64Array.from({ length: 12 }, (_, j) => -0.3 * j),
    };
    ids[i] = marker.sample(candidates, { generated: ids.subarray(0, i) }).id;
  }
  return ids;
}
