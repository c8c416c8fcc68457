// One backend, filled step by step and measured at each. A process of its own, so that its memory is its
// own. Sends what it found to the process that started it.
import { createHash } from 'node:crypto';
import { createDevelopmentCertificates, pemSigner } from '@provenance/c2pa';
import { load } from '../environment.ts';
import { below, type Random, randomBytes, seeded } from '../random.ts';
import { appendLeaves, createRegistry, readRegistry, rootOf } from './internals.ts';
import {
  ALG,
  contentIdOf,
  hashOf,
  ISSUER,
  isClustered,
  type Material,
  makeEntry,
  makeMaterial,
  makeRecord,
  manifestIdOf,
  near,
  storeOf,
} from './material.ts';
import { type BackendName, makePlace, type Place } from './place.ts';
import { scan } from './scan.ts';

export interface Setup {
  readonly backend: BackendName;
  /** Records at which is measured, the smallest first. */
  readonly steps: readonly number[];
  /** Bytes of the manifest store of each record. */
  readonly storeBytes: number;
}

export interface Trial {
  readonly backend: BackendName;
  readonly description: string;
  readonly put: PutRates;
  readonly steps: readonly Step[];
}

/** Records a second, everything durable. */
export interface PutRates {
  /** `Registry.put`, one after the other: signed, one record and one head a batch. */
  readonly single: number;
  /** `Registry.put`, 256 at a time. */
  readonly many: number;
  /** CPU time of this process for one of them. */
  readonly microseconds: number;
  /** Encoding and signing alone. */
  readonly signing: number;
  /** One record a batch, unsigned, on the backend. */
  readonly backendSingle: number;
  readonly receiptBytes: number;
}

export interface Step {
  readonly records: number;
  /** Records a second since the step before, on the backend in batches of 256, unsigned. */
  readonly perSecond: number;
  /** Of this process, CPU seconds a second of filling. */
  readonly clientShare: number;
  readonly settleSeconds: number;
  readonly bytes: number;
  readonly residentBytes: number;
  readonly load: number;
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

const BATCH = 256;
const SIGNED = 2000;
const SINGLE = 200;
const LOOKUPS = 2000;
const SEARCHES = 200;
/** Of these the exact answer is looked for as well. */
const SCANNED = 25;
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

async function measure(place: Place, { backend, steps, storeBytes }: Setup): Promise<Trial> {
  const material = makeMaterial(steps.at(-1)!);
  const { put, logged } = await measurePut(place, material);
  const done: Step[] = [];
  let records = SIGNED + 2 * SINGLE;
  for (const step of steps) {
    const { receiptBytes } = put;
    const sizes = { receiptBytes, storeBytes };
    const before = { time: performance.now(), cpu: process.cpuUsage() };
    const added = step - records;
    for (; records < step; ) {
      const count = Math.min(BATCH, step - records);
      await appendUnsigned(place, material, records, count, sizes);
      records += count;
      if (records % (BATCH * 200) < BATCH) say(`${backend}: ${records} of ${steps.at(-1)}`);
    }
    const seconds = (performance.now() - before.time) / 1000;
    const { user, system } = process.cpuUsage(before.cpu);
    const settling = performance.now();
    await place.settle();
    const settleSeconds = (performance.now() - settling) / 1000;
    say(`${backend}: look-ups among ${step}`);
    done.push({
      records: step,
      perSecond: added / seconds,
      clientShare: (user + system) / 1e6 / seconds,
      settleSeconds,
      bytes: (await place.backend.stats()).bytes,
      load: load(),
      lookups: await measureLookups(place, step),
      searches: await measureSearches(
        place,
        { ...material, count: step },
        { ...logged, count: step },
      ),
      residentBytes: process.memoryUsage.rss(),
    });
  }
  return { backend, description: place.description, put, steps: done };
}

/**
 * Through the registry, with an Ed25519 key in memory.
 *
 * @returns also the material in the order of the log: what is put at the same time comes in any.
 */
async function measurePut(
  { backend }: Place,
  material: Material,
): Promise<{ put: PutRates; logged: Material }> {
  const { certificates, key } = await createDevelopmentCertificates({
    alg: 'Ed25519',
    organization: ISSUER,
  });
  const signer = await pemSigner({ certificates, key });
  const registry = await createRegistry(backend, { signer: { ...signer, alg: 'Ed25519' } });
  const hashes = Uint8Array.from(material.hashes);
  const rate = async (first: number, count: number, atOnce: number) => {
    const start = performance.now();
    for (let at = first; at < first + count; at += atOnce) {
      const numbers = Array.from(
        { length: Math.min(atOnce, first + count - at) },
        (_, i) => at + i,
      );
      const placed = await Promise.all(
        numbers.map((number) =>
          registry.put(makeRecord(material, number), { manifestStore: storeOf(number) }),
        ),
      );
      placed.forEach(({ logIndex }, i) => {
        hashes.set(hashOf(material, numbers[i]!), logIndex * 32);
      });
    }
    return count / ((performance.now() - start) / 1000);
  };
  say(`${backend.name}: put, signed`);
  const before = process.cpuUsage();
  const many = await rate(0, SIGNED, BATCH);
  const { user, system } = process.cpuUsage(before);
  const microseconds = (user + system) / SIGNED;
  const single = await rate(SIGNED, SINGLE, 1);
  const { receipt } = (await registry.byContentId(contentIdOf(0)))!;
  const signing = await measureSigning(material, signer);
  const start = performance.now();
  const sizes = { receiptBytes: receipt.length, storeBytes: 0 };
  for (let i = 0; i < SINGLE; i++) {
    await appendUnsigned({ backend }, material, SIGNED + SINGLE + i, 1, sizes);
  }
  const backendSingle = SINGLE / ((performance.now() - start) / 1000);
  const put = { single, many, microseconds, signing, backendSingle, receiptBytes: receipt.length };
  return { put, logged: { ...material, hashes } };
}

/** The registry over a backend that keeps nothing: what is left is what the registry does itself. */
async function measureSigning(
  material: Material,
  signer: Awaited<ReturnType<typeof pemSigner>>,
): Promise<number> {
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
  const registry = await createRegistry(nothing as never, {
    signer: { ...signer, alg: 'Ed25519' },
  });
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

async function appendUnsigned(
  { backend }: Pick<Place, 'backend'>,
  material: Material,
  first: number,
  count: number,
  sizes: { receiptBytes: number; storeBytes: number },
): Promise<void> {
  const state = await backend.logState();
  const entries = Array.from({ length: count }, (_, i) =>
    makeEntry(material, first + i, state.size + i, sizes),
  );
  const { nodes, state: next } = appendLeaves(
    state,
    entries.map(({ leafHash }) => leafHash),
  );
  const head = { size: next.size, bytes: headBytes(next.peaks) };
  const outcome = await backend.append({ size: state.size, entries, nodes, head, erase: [] });
  if (!outcome.written) throw new Error('A batch was not written.');
}

/** As long as a signed head is. */
function headBytes(peaks: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat([rootOf(peaks), Buffer.alloc(228)]);
}

async function measureLookups({ backend }: Place, count: number) {
  const random = seeded('look-ups', count);
  const registry = readRegistry(backend);
  const any = () => below(random, count);
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
    // Only what was put through the registry has a signature to check.
    'content id, checked': await percentiles(LOOKUPS, async () =>
      found(await registry.byContentId(contentIdOf(below(random, SIGNED)))),
    ),
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
          if (number++ >= SCANNED) return;
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
        hits: hits / SEARCHES,
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
  for (let i = 0; i < samples; i++) {
    const question = prepare();
    const start = performance.now();
    const answer = await call(question);
    times.push(performance.now() - start);
    check(question, answer);
  }
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.ceil(share * samples) - 1]!;
  return { p50: at(0.5), p99: at(0.99), samples };
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
