import { isTextType } from '@provenance/content';
import { decodeCbor } from '@provenance/cose/cbor';
import { openEvidence } from '../src/asset/evidence.ts';
import { readNatively } from '../src/engine/native.ts';
import { settingsFor } from '../src/engine/settings.ts';
import { type CredentialReport, loadTrust, readCredentials, type Trust } from '../src/index.ts';
import { makeWorld } from './attacks/attack.ts';
import { type Box, labelOf, parseStore, writeStore } from './forge.ts';
import { identityOf, issue } from './forge-certificates.ts';
import type { Host } from './forge-host.ts';
import { SecondReader, type SecondReading } from './second-reader.ts';
import { type Counts, judge, makeStores, type Signed, STRANGER, signedOf } from './store-fuzz.ts';
import { mutateBytes, mutateStructure, type Random } from './store-mutants.ts';
import { generator } from './text-mutants.ts';

/** How often two readers were of different opinions, in one way. */
export interface Disagreement {
  /** What we say, and the first reason. */
  readonly ours: string;
  readonly other: 'c2pa-node' | 'c2pa-wasm';
  /** What that one says, and the first reason. */
  readonly theirs: string;
  readonly formats: Set<string>;
  count: number;
  /** The first, which can be made again: seed and number. */
  readonly example: string;
}

/** Adds what another run has found. */
export function addTally(to: FileTally, more: FileTally): void {
  for (const key of ['mutants', 'invalid', 'unreadable', 'same', 'stranger'] as const) {
    to[key] += more[key];
  }
  for (const reader of ['c2pa-node', 'c2pa-wasm'] as const) {
    to.compared[reader] += more.compared[reader];
  }
  to.wrong.push(...more.wrong);
  for (const [key, found] of more.disagreements) {
    const known = to.disagreements.get(key);
    if (known === undefined) to.disagreements.set(key, found);
    else {
      known.count += found.count;
      for (const format of found.formats) known.formats.add(format);
    }
  }
}

export interface FileTally extends Counts {
  mutants: number;
  /** Read by the other one as well, and compared. */
  readonly compared: Record<Disagreement['other'], number>;
  readonly disagreements: Map<string, Disagreement>;
  readonly wrong: string[];
}

export interface FileFuzzOptions {
  /** The first number; default 0. */
  readonly from?: number;
  readonly count: number;
  readonly seed: number;
  /** c2pa-wasm reads every so many mutants; 0: none. */
  readonly wasmEvery: number;
  readonly progress?: (done: number, finding: string | null) => void;
}

interface Seed {
  readonly host: Host;
  readonly box: Box;
  readonly signed: Signed;
}

/**
 * Changes signed files of every format: the manifest store in its place, by its structure and its bytes, or
 * anything in the file. Each is read by us, by c2pa-node and by c2pa-wasm.
 *
 * Wrong is: what is believed and was not signed; intact where a byte under the hash has changed; an exception. What
 * two readers see differently is counted by its reasons, for a person to explain.
 */
export async function fuzzFiles(options: FileFuzzOptions): Promise<FileTally> {
  const { from = 0, count, seed, wasmEvery, progress } = options;
  const world = await makeWorld();
  const trust = await loadTrust(world.trust);
  const stranger = identityOf(await issue({ issuer: null, ca: false, name: STRANGER }));
  const seeds: Seed[] = [];
  for (const host of world.hosts) {
    for (const box of await makeStores(world, host)) {
      const store = writeStore(box, host.storeLength);
      const signed = await signedOf(host.with(store), store, host, trust);
      seeds.push({ host, box, signed });
    }
  }
  const { anchors, tsaAnchors } = world.trust;
  const wasm = new SecondReader({ anchors: `${anchors}${tsaAnchors}`, trustConfig: '' });
  const tally: FileTally = {
    mutants: 0,
    invalid: 0,
    unreadable: 0,
    same: 0,
    stranger: 0,
    compared: { 'c2pa-node': 0, 'c2pa-wasm': 0 },
    disagreements: new Map(),
    wrong: [],
  };
  try {
    for (let i = from; i < from + count; i++) {
      const random = generator(seed * 1_000_003 + i);
      const origin = seeds[random(seeds.length)]!;
      const file = mutantOf(origin, random, () => mutateStructureOf(origin, random));
      let finding: string | null = null;
      try {
        const report = await read(file, origin.host, trust);
        finding = judge(report, origin.signed, tally) ?? misbound(report, file, origin);
        await compare(report, file, origin.host, `${seed}/${i}`, i % (wasmEvery || 1) === 0);
      } catch (error) {
        // Without its stack, which would put paths of a machine into the results.
        finding = `threw ${error}`;
      }
      tally.mutants++;
      if (finding !== null) tally.wrong.push(`${seed}/${i} ${origin.host.name}: ${finding}`);
      progress?.(i + 1, finding && tally.wrong.at(-1)!);
    }
  } finally {
    wasm.end();
  }
  return tally;

  function mutateStructureOf({ box }: Seed, random: Random): Box {
    const store = parseStore(writeStore(box));
    mutateStructure(store, random, stranger);
    return store;
  }

  async function compare(
    report: CredentialReport,
    file: File,
    { name, mediaType }: Host,
    example: string,
    isForWasm: boolean,
  ): Promise<void> {
    const { bytes, manifest } = file;
    // Nothing is left of it: that it cannot be read is said before anybody reads it.
    if (isTextType(mediaType) || bytes.length === 0) return;
    // What it would need minutes or gigabytes for is not given to it: it would not come back here either.
    const given = manifest ? { manifest } : {};
    if ((await openEvidence(bytes, { mediaType, ...given })).asset.hazard !== null) return;
    const note = (other: Disagreement['other'], theirs: SecondReading) => {
      tally.compared[other]++;
      if (verdictOf(theirs.state) === verdictOf(report.state)) return;
      const codes = [...report.failure, ...report.ingredientFailures].map(({ code }) => code);
      const reason = reasonOf(codes) ?? report.reason;
      const ours = `${report.state} ${reason ?? ''}`.trim();
      const said = `${theirs.state} ${reasonOf(theirs.failure) ?? ''}`.trim();
      const key = `${ours}|${other}|${said}`;
      const known = tally.disagreements.get(key);
      if (known) {
        known.count++;
        known.formats.add(name);
      } else {
        const formats = new Set([name]);
        tally.disagreements.set(key, { ours, other, theirs: said, formats, count: 1, example });
      }
    };
    note('c2pa-node', await readWithNode(file, mediaType, trust));
    // It takes no store beside a file.
    if (wasmEvery > 0 && isForWasm && !manifest) {
      note('c2pa-wasm', await wasm.read(new Uint8Array(bytes), mediaType));
    }
  }
}

interface File {
  readonly bytes: Buffer;
  readonly manifest?: Buffer;
  /** Something besides the store was changed. */
  readonly isContent: boolean;
}

function mutantOf({ host, signed }: Seed, random: Random, mutated: () => Box): File {
  const kind = random(4);
  if (kind === 0) {
    const file = host.with(signed.store);
    return { ...file, bytes: mutateBytes(file.bytes, 1 + random(2), random), isContent: true };
  }
  let store = signed.store;
  if (kind > 1) {
    try {
      store = writeStore(mutated(), host.storeLength);
    } catch {
      // Too long for its place, or nothing that can be written: then bytes are changed alone.
    }
  }
  if (store === signed.store || random(8) === 0) store = mutateBytes(store, 1 + random(3), random);
  // A place is as long as it is. Most of a store is room: a change of its bytes is nearly always one of them.
  const fitted = Buffer.alloc(host.storeLength);
  store.copy(fitted);
  return { ...host.with(fitted), isContent: false };
}

function read({ bytes, manifest }: File, { mediaType }: Host, trust: Trust) {
  return readCredentials(bytes, { mediaType, trust, ...(manifest && { manifest }) });
}

async function readWithNode(
  { bytes, manifest }: File,
  mediaType: string,
  trust: Trust,
): Promise<SecondReading> {
  try {
    const settings = settingsFor(trust);
    const job = { source: { buffer: bytes }, mediaType, manifest: manifest ?? null, settings };
    const reading = await readNatively(job, {});
    if (reading === null) return { state: 'NoManifest', failure: [] };
    const { validation_state: state = 'Invalid', validation_results: results } =
      reading.json as unknown as EngineJson;
    const failure = results?.activeManifest?.failure ?? [];
    return { state, failure: failure.map(({ code }) => code) };
  } catch {
    return { state: 'Error', failure: [] };
  }
}

interface EngineJson {
  readonly validation_state?: string;
  readonly validation_results?: { activeManifest?: { failure?: readonly { code: string }[] } };
}

/** The first that says more than that nobody vouches for the signer. */
const reasonOf = (codes: readonly string[]) =>
  codes.find((code) => code !== 'signingCredential.untrusted') ?? codes[0];

/** Where there is nothing to read one says so and another throws. */
const verdictOf = (state: string) =>
  ['NoManifest', 'Remote', 'Error'].includes(state) ? 'none' : state;

/** Intact, though content under the hash is another: what that is; else null. */
function misbound(report: CredentialReport, file: File, { host, signed }: Seed): string | null {
  if (!file.isContent || (report.state !== 'Trusted' && report.state !== 'Valid')) return null;
  const original = coveredBytes(host.with(signed.store).bytes, host);
  const changed = coveredBytes(file.bytes, host);
  return original && changed?.equals(original)
    ? null
    : `${report.state}, and what is under the hash was changed`;
}

/** What the hash of a host is over; null for a file that cannot be taken apart as the hash says. */
function coveredBytes(bytes: Buffer, { binding }: Host): Buffer | null {
  const fields = decodeCbor(binding.children[1]!.data) as Map<string, unknown>;
  const exclusions = (fields.get('exclusions') ?? []) as readonly Map<string, unknown>[];
  if (!labelOf(binding)?.startsWith('c2pa.hash.bmff')) {
    let at = 0;
    const kept = exclusions.map((range) => {
      const [start, length] = [Number(range.get('start')), Number(range.get('length'))];
      const part = bytes.subarray(at, start);
      at = start + length;
      return part;
    });
    return Buffer.concat([...kept, bytes.subarray(at)]);
  }
  const excluded = new Set(exclusions.map((box) => String(box.get('xpath')).slice(1)));
  const kept: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = bytes.length - at < 8 ? 0 : bytes.readUInt32BE(at);
    if (length < 8 || at + length > bytes.length) return null;
    // The place of a box is hashed with it.
    const type = bytes.toString('latin1', at + 4, at + 8);
    if (!excluded.has(type)) kept.push(Buffer.from(`${at} `), bytes.subarray(at, at + length));
    at += length;
  }
  return Buffer.concat(kept);
}
