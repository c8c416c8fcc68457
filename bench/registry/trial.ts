// One backend, filled step by step and measured at each. A process of its own, so that its memory is its
// own. Sends what it found to the process that started it.
import { createHash } from 'node:crypto';
import { createDevelopmentCertificates, pemSigner } from '@provenance/c2pa';
import { load } from '../environment.ts';
import { below, type Random, randomBytes, seeded } from '../random.ts';
import {
  appendLeaves,
  createRegistry,
  type RecordSigner,
  readRegistry,
  type TraitQuery,
} from './internals.ts';
import {
  ALG,
  contentIdOf,
  hashOf,
  ISSUER,
  isClustered,
  type Material,
  makeMaterial,
  makeRecord,
  manifestIdOf,
  near,
  RARE_MODEL,
  requestIdOf,
  storeOf,
  timeOf,
} from './material.ts';
import { type BackendName, makePlace, type Place } from './place.ts';
import { scan } from './scan.ts';

export interface Setup {
  readonly backend: BackendName;
  /** Records at which is measured, the smallest first. */
  readonly steps: readonly number[];
  /** Of filling: then it is measured with what is there, and that is all. */
  readonly minutes: number;
}

export interface Trial {
  readonly backend: BackendName;
  readonly description: string;
  readonly put: PutRates;
  readonly steps: readonly Step[];
}

export interface PutRate {
  /** `put`s that wait at a time. */
  readonly atOnce: number;
  readonly perSecond: number;
  /** CPU time of this process for one of them. */
  readonly microseconds: number;
}

/** Everything is durable. */
export interface PutRates {
  /** In a registry of a few thousand. */
  readonly rates: readonly PutRate[];
  /** Records a second of the registry over a backend that keeps nothing. */
  readonly signing: number;
  readonly receiptBytes: number;
}

export interface Step {
  readonly records: number;
  /** Since the step before. */
  readonly put: PutRate;
  readonly settleSeconds: number;
  readonly bytes: number;
  readonly residentBytes: number;
  readonly load: number;
  /** Milliseconds of the first and of the second search by fingerprint of a process. */
  readonly first: readonly [number, number];
  readonly lookups: Readonly<Record<string, Percentiles>>;
  readonly searches: readonly Search[];
}

export interface Percentiles {
  readonly p50: number;
  readonly p99: number;
  readonly samples: number;
}

export interface Search extends Percentiles {
  readonly kind: string;
  readonly values: number;
  readonly distance: number;
  /** Mean number of records found. */
  readonly hits: number;
  /** Records of the exact answer that were found, of all; null: there were none to find. */
  readonly recall: number | null;
  /** Answers that were not the exact one, in every record, distance, variant and their order. */
  readonly different: number;
}

/** A batch of the log at most. */
const BATCH = 1024;
const SIGNED = 2048;
const SINGLE = 1000;
const LOOKUPS = 2000;
const SEARCHES = 200;
/** Of a kind of question: then those that were asked are enough. */
const MOST_SECONDS = 15;
const LEAST_SAMPLES = 20;
/** Of these the exact answer is looked for as well: at most, and comparisons of all of a kind. */
const SCANNED = 25;
const COMPARISONS = 1e7;
/** More than any answer here has: recall is that of the whole answer. */
const LIMIT = 1000;

process.once('message', async (setup: Setup) => {
  const place = await makePlace(setup.backend);
  try {
    const trial = await measure(place, setup);
    await new Promise((sent) => process.send!(trial, sent));
  } finally {
    await place.remove();
    process.disconnect();
  }
});

async function measure(place: Place, { backend, steps, minutes }: Setup): Promise<Trial> {
  const end = performance.now() + minutes * 60_000;
  const material = makeMaterial(steps.at(-1)!);
  const { certificates, key } = await createDevelopmentCertificates({
    alg: 'Ed25519',
    organization: ISSUER,
  });
  const pem = await pemSigner({ certificates, key });
  const signer = { ...pem, alg: 'Ed25519' };
  const filling = new Filling(await createRegistry(place.backend, { signer }), material);
  say(`${backend}: put, signed`);
  // One by one last: what a process does first, it has yet to compile.
  const rates = [
    await filling.to(SIGNED, 64),
    await filling.to(2 * SIGNED, BATCH),
    await filling.to(2 * SIGNED + SINGLE, 1),
  ];
  const signing = await measureSigning(material, signer);
  const { receipt } = (await readRegistry(place.backend).byContentId(contentIdOf(0)))!;
  const put = { rates, signing, receiptBytes: receipt.length };
  const done: Step[] = [];
  for (const step of steps) {
    const late = () => performance.now() > end;
    const put = await filling.to(step, BATCH, late, (records) => {
      say(`${backend}: ${records} of ${steps.at(-1)}`);
    });
    const settling = performance.now();
    await place.settle();
    const settleSeconds = (performance.now() - settling) / 1000;
    const { records, logged } = filling;
    say(`${backend}: look-ups among ${records}`);
    done.push({
      records,
      put,
      settleSeconds,
      bytes: (await place.backend.stats()).bytes,
      load: load(),
      first: await measureFirst(place, logged),
      lookups: await measureLookups(place, records),
      searches: await measureSearches(place, { ...material, count: records }, logged),
      residentBytes: process.memoryUsage.rss(),
    });
    if (records < step) break;
  }
  return { backend, description: place.description, put, steps: done };
}

/** Puts records through the registry, as many at a time as are said, and counts them. */
class Filling {
  readonly #registry: Awaited<ReturnType<typeof createRegistry>>;
  readonly #material: Material;
  readonly #hashes: Uint8Array;
  #records = 0;

  constructor(registry: Awaited<ReturnType<typeof createRegistry>>, material: Material) {
    this.#registry = registry;
    this.#material = material;
    this.#hashes = Uint8Array.from(material.hashes);
  }

  get records(): number {
    return this.#records;
  }

  /** The material in the order of the log: what is put at the same time comes in any. */
  get logged(): Material {
    return { count: this.#records, hashes: this.#hashes };
  }

  async to(
    last: number,
    atOnce: number,
    late: () => boolean = () => false,
    tell: (records: number) => void = () => {},
  ): Promise<PutRate> {
    const first = this.#records;
    const start = performance.now();
    const before = process.cpuUsage();
    while (this.#records < last && !late()) {
      const from = this.#records;
      const count = Math.min(50 * atOnce, last - from);
      let next = from;
      const client = async () => {
        while (next < from + count) await this.#put(next++);
      };
      await Promise.all(Array.from({ length: atOnce }, client));
      this.#records += count;
      tell(this.#records);
    }
    const added = this.#records - first;
    const { user, system } = process.cpuUsage(before);
    return {
      atOnce,
      perSecond: added / ((performance.now() - start) / 1000),
      microseconds: (user + system) / added,
    };
  }

  async #put(number: number): Promise<void> {
    const { logIndex } = await this.#registry.put(makeRecord(this.#material, number), {
      manifestStore: storeOf(number),
    });
    this.#hashes.set(hashOf(this.#material, number), logIndex * 32);
  }
}

/** The registry over a backend that keeps nothing: what is left is what the registry does itself. */
async function measureSigning(material: Material, signer: RecordSigner): Promise<number> {
  let state = { size: 0, peaks: [] as readonly Uint8Array[] };
  const nothing = {
    name: 'nothing',
    putMeta: async (_: string, value: Uint8Array) => value,
    getMeta: async () => null,
    byContentId: async () => null,
    logState: async () => state,
    append: async ({ entries }: { entries: readonly { leafHash: Uint8Array }[] }) => {
      state = appendLeaves(
        state,
        entries.map(({ leafHash }) => leafHash),
      ).state;
      return { written: true };
    },
  };
  const registry = await createRegistry(nothing as never, { signer });
  const start = performance.now();
  for (let at = 0; at < SIGNED; at += BATCH) {
    const numbers = Array.from({ length: BATCH }, (_, i) => at + i);
    await Promise.all(
      numbers.map((number) =>
        registry.put(makeRecord(material, number), { manifestStore: storeOf(number) }),
      ),
    );
  }
  return (Math.ceil(SIGNED / BATCH) * BATCH) / ((performance.now() - start) / 1000);
}

/** A process that has searched nothing yet. */
async function measureFirst({ open }: Place, material: Material): Promise<[number, number]> {
  const backend = await open();
  const random = seeded('first', material.count);
  const ask = async () => {
    const values = [near(hashOf(material, below(random, material.count)), 31, random)];
    const start = performance.now();
    await backend.similar({ alg: ALG, values, distance: 31, limit: 10 });
    return performance.now() - start;
  };
  const times: [number, number] = [await ask(), await ask()];
  await backend.close();
  return times;
}

async function measureLookups({ backend }: Place, count: number) {
  const random = seeded('look-ups', count);
  const registry = readRegistry(backend);
  const any = () => below(random, count);
  const firstOf = async (query: TraitQuery) => {
    for await (const entry of backend.search(query)) return entry;
    return null;
  };
  const found = (value: unknown) => {
    if (value === null || (Array.isArray(value) && value.length === 0)) {
      throw new Error('A record that was written is not found.');
    }
  };
  return {
    'content id': await percentiles(LOOKUPS, async () =>
      found(await backend.byContentId(contentIdOf(any()))),
    ),
    'content id, nothing there': await percentiles(LOOKUPS, async () => {
      await backend.byContentId(
        createHash('sha256').update(String(any())).digest('hex').slice(0, 16),
      );
    }),
    'manifest id': await percentiles(LOOKUPS, async () =>
      found(await backend.byManifestId(manifestIdOf(any()), 10)),
    ),
    'content id, checked': await percentiles(LOOKUPS, async () =>
      found(await registry.byContentId(contentIdOf(any()))),
    ),
    'request id': await percentiles(LOOKUPS, async () =>
      found(await firstOf({ requestIds: [requestIdOf(any())] })),
    ),
    'first of a rare model': await percentiles(SEARCHES, async () =>
      found(await firstOf({ model: RARE_MODEL })),
    ),
    'first of a day': await percentiles(SEARCHES, async () => {
      const day = timeOf(any()).slice(0, 10);
      found(await firstOf({ from: day, to: day }));
    }),
  };
}

async function measureSearches(
  { backend }: Place,
  material: Material,
  logged: Material,
): Promise<Search[]> {
  const kinds: Record<string, (random: Random) => Uint8Array> = {
    'nothing like it': (random) => randomBytes(random, 32),
    'like one at random': (random) =>
      near(hashOf(material, pick(material, random, false)), 31, random),
    'like one of a cluster': (random) =>
      near(hashOf(material, pick(material, random, true)), 12, random),
  };
  const searches: Search[] = [];
  const scanned = Math.min(SCANNED, Math.ceil(COMPARISONS / material.count));
  for (const [kind, make] of Object.entries(kinds)) {
    for (const [values, distance] of [
      [1, 15],
      [1, 31],
      [8, 31],
    ] as const) {
      const random = seeded('searches', kind, values, distance, material.count);
      let hits = 0;
      let wanted = 0;
      let got = 0;
      let different = 0;
      let number = 0;
      const timing = await percentiles(
        SEARCHES,
        async (asked: Uint8Array[]) => {
          return backend.similar({ alg: ALG, values: asked, distance, limit: LIMIT });
        },
        () => {
          // The picture itself is one of its turned and mirrored variants, the others are like nothing.
          const asked = Array.from({ length: values }, () => randomBytes(random, 32));
          asked[below(random, values)] = make(random);
          return asked;
        },
        (asked, answer) => {
          hits += answer.length;
          if (number++ >= scanned) return;
          const exact = scan(logged, asked, { distance, limit: LIMIT });
          const plain = answer.map(({ entry, ...hit }) => ({ index: entry.index, ...hit }));
          const indexes = new Set(plain.map(({ index }) => index));
          wanted += exact.length;
          got += exact.filter(({ index }) => indexes.has(index)).length;
          const key = (list: readonly { index: number; distance: number; variant: number }[]) =>
            list.map(({ index, distance, variant }) => `${index} ${distance} ${variant}`).join();
          if (key(exact) !== key(plain)) different++;
        },
      );
      searches.push({
        kind,
        values,
        distance,
        ...timing,
        hits: hits / timing.samples,
        recall: wanted === 0 ? null : got / wanted,
        different,
      });
    }
  }
  return searches;
}

function pick({ count }: Material, random: Random, wantsCluster: boolean): number {
  for (;;) {
    const number = below(random, count);
    if (isClustered(number) === wantsCluster) return number;
  }
}

/** Milliseconds of `call`, one after the other; what prepares and checks it is not in them. */
async function percentiles<Question = undefined, Answer = unknown>(
  samples: number,
  call: (question: Question) => Promise<Answer>,
  prepare: () => Question = () => undefined as Question,
  check: (question: Question, answer: Answer) => void = () => {},
): Promise<Percentiles> {
  const times: number[] = [];
  const most = MOST_SECONDS * 1000;
  let spent = 0;
  for (let i = 0; i < samples && (spent < most || i < LEAST_SAMPLES); i++) {
    const question = prepare();
    const start = performance.now();
    const answer = await call(question);
    const time = performance.now() - start;
    times.push(time);
    spent += time;
    check(question, answer);
  }
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.ceil(share * times.length) - 1]!;
  return { p50: at(0.5), p99: at(0.99), samples: times.length };
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
