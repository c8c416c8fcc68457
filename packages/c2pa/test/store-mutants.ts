import { decodeCbor, encodeCbor } from '@provenance/cose/cbor';
import {
  type CredentialReport,
  loadTrust,
  type ManifestDescription,
  readCredentials,
  type Trust,
} from '../src/index.ts';
import { above, created, honest, makeWorld, note, type World } from './attacks/attack.ts';
import {
  assertionsOf,
  type Box,
  claimBox,
  copyOf,
  editClaim,
  type Fields,
  forgeManifest,
  type Identity,
  kindOf,
  labelOf,
  list,
  parseStore,
  plainBox,
  resign,
  setKind,
  setLabel,
  storeOf,
  writeBox,
} from './forge.ts';
import { identityOf, issue } from './forge-certificates.ts';
import { stamp, stampedBytes, token } from './forge-time.ts';
import { generator } from './text-mutants.ts';

/** What became of mutants. All that is in `wrong` is a defect. */
export interface StoreTally {
  mutants: number;
  /** Refused, for a reason. */
  invalid: number;
  /** Not read at all. */
  unreadable: number;
  /** It says what was signed, and nothing else: what was changed no signature is over. */
  same: number;
  /** Somebody else signed it anew: it holds, and is not trusted. */
  stranger: number;
  /** Of the slowest one. */
  milliseconds: number;
  readonly wrong: string[];
}

export interface StoreFuzzOptions {
  readonly count: number;
  readonly seed: number;
  /** More is a defect. Default: nothing is, as a test measures no time. */
  readonly mostMilliseconds?: number;
  readonly progress?: (done: number) => void;
}

/** What an honest signer has made, and all that it says of each manifest. */
interface Signed {
  readonly store: Buffer;
  readonly statements: ReadonlyMap<string, ReadonlySet<string>>;
}

const STRANGER = 'A stranger';

/**
 * Changes the manifest stores of honest signers, by their structure (boxes, labels, CBOR, lengths) and by
 * their bytes, with a stranger's signature over it or without, and has them read beside their content.
 *
 * Whatever is trusted has to be what was signed, manifest by manifest: the same assertions, or fewer.
 */
export async function fuzzStores(options: StoreFuzzOptions): Promise<StoreTally> {
  const { count, seed, mostMilliseconds = Number.POSITIVE_INFINITY, progress } = options;
  const world = await makeWorld();
  const host = world.hosts.find(({ name }) => name.startsWith('beside'))!;
  const trust = await loadTrust(world.trust);
  const stranger = identityOf(await issue({ issuer: null, ca: false, name: STRANGER }));
  const seeds = await Promise.all(
    (await makeStores(world)).map((store) => signedOf(host.bytes, store, trust)),
  );
  const tally: StoreTally = {
    mutants: 0,
    invalid: 0,
    unreadable: 0,
    same: 0,
    stranger: 0,
    milliseconds: 0,
    wrong: [],
  };
  for (let i = 0; i < count; i++) {
    // Of the number alone: one that is wrong can be made again by itself.
    const random = generator(seed * 1_000_003 + i);
    const signed = seeds[random(seeds.length)]!;
    const manifest = mutant(signed.store, random, stranger);
    const begin = performance.now();
    let finding: string | null;
    try {
      const report = await readCredentials(host.bytes, { trust, manifest });
      finding = judge(report, signed, tally);
    } catch (error) {
      finding = `threw ${error instanceof Error ? error.stack : error}`;
    }
    const took = performance.now() - begin;
    tally.mutants++;
    tally.milliseconds = Math.max(tally.milliseconds, took);
    if (took > mostMilliseconds) finding ??= `took ${took.toFixed(0)} ms`;
    if (finding !== null) tally.wrong.push(`${seed}/${i}: ${finding}`);
    progress?.(i + 1);
  }
  return tally;
}

/** One manifest, ingredients of each kind, a redaction, an update, a claim of version 1, a time stamp. */
async function makeStores({ hosts, us, them, clock }: World): Promise<Buffer[]> {
  const host = hosts.find(({ name }) => name.startsWith('beside'))!;
  const below = () => honest(host, them, note);
  const stores = (['parentOf', 'componentOf', 'inputTo'] as const).map((relationship) => {
    const ingredient = below();
    return storeOf(ingredient, above(host, us, relationship, ingredient));
  });
  const input = below();
  const middle = above(host, us, 'inputTo', input);
  stores.push(storeOf(honest(host, us, note)));
  stores.push(storeOf(input, middle, above(host, us, 'parentOf', middle)));
  const old = { ...created, label: 'c2pa.actions' };
  stores.push(
    storeOf(forgeManifest({ version: 1, assertions: [old, note, copyOf(host.binding)] }, us)),
  );
  const stamped = honest(host, us, note);
  stamp(stamped, 2, token(stampedBytes(stamped, 2), { at: new Date(), authority: clock }));
  stores.push(storeOf(stamped));
  return stores.map(writeBox);
}

async function signedOf(content: Buffer, store: Buffer, trust: Trust): Promise<Signed> {
  const report = await readCredentials(content, { trust, manifest: store });
  if (report.state !== 'Trusted') {
    const codes = [...report.failure, ...report.ingredientFailures].map(({ code }) => code);
    throw new Error(`an honest store is ${report.state}: ${codes} ${report.reason}`);
  }
  const statements = new Map(
    report.manifests.map((manifest) => [manifest.label, new Set(statementsOf(manifest))]),
  );
  return { store, statements };
}

/** All that a manifest says and that a verdict could tell. */
function statementsOf(manifest: ManifestDescription): string[] {
  const { assertions, actions, ingredients, softBindings, signer, title, claimGenerator } =
    manifest;
  return [
    ...assertions.map((each) => `assertion ${JSON.stringify(each)}`),
    ...actions.map((each) => `action ${JSON.stringify(each)}`),
    ...softBindings.map((each) => `soft binding ${JSON.stringify(each)}`),
    // What failed now may be another: what the ingredient is may not.
    ...ingredients.map(
      ({ title, relationship, mediaType }) =>
        `ingredient ${JSON.stringify({ title, relationship, mediaType })}`,
    ),
    `claim ${JSON.stringify({ title, claimGenerator, signer })}`,
    ...(manifest.timeStamped ? [`time ${manifest.signedAt}`] : []),
  ];
}

/** What is wrong with a report; null if nothing is. */
function judge(report: CredentialReport, { statements }: Signed, tally: StoreTally): string | null {
  if (report.state === 'Invalid') {
    tally.invalid++;
    return null;
  }
  if (report.state !== 'Trusted' && report.state !== 'Valid') {
    tally.unreadable++;
    return null;
  }
  const [active] = report.manifests;
  if (active === undefined) return `${report.state} without a manifest`;
  const isStranger = ({ signer }: ManifestDescription) => signer?.commonName === STRANGER;
  if (report.state === 'Trusted' && isStranger(active)) return 'a stranger is trusted';
  for (const manifest of report.manifests.filter((each) => !isStranger(each))) {
    const known = statements.get(manifest.label);
    if (known === undefined) return `${report.state} with a manifest that nobody signed`;
    const other = statementsOf(manifest).find((statement) => !known.has(statement));
    if (other !== undefined) return `${report.state}, and it says ${other}`;
  }
  if (isStranger(active)) tally.stranger++;
  else tally.same++;
  return null;
}

type Random = (below: number) => number;

/** One change of the structure, or more, or none; then perhaps a stranger's signature; then of the bytes. */
function mutant(bytes: Buffer, random: Random, stranger: Identity): Buffer {
  const store = parseStore(bytes);
  const changes = pick([0, 1, 1, 1, 1, 2, 3], random);
  for (let i = 0; i < changes; i++) {
    attempt(() => STRUCTURE[random(STRUCTURE.length)]!(store, random));
  }
  if (random(4) === 0) resignAnew(store, random, stranger);
  let written: Buffer = writeBox(store);
  const edits = changes === 0 ? 1 + random(3) : random(8) === 0 ? 1 : 0;
  for (let i = 0; i < edits; i++) written = BYTES[random(BYTES.length)]!(written, random);
  return written;
}

/** Any manifest, by who has a key of its own: with all hashes as they have to be. */
function resignAnew(store: Box, random: Random, stranger: Identity): void {
  const manifests = store.children.slice(1);
  const manifest = manifests[random(manifests.length)];
  if (manifest === undefined) return;
  attempt(() => {
    if (random(2) === 0) list(manifest);
    resign(manifest, stranger);
  });
}

/** A change, or none: what one before it has left may be nothing that it, or a writer of CBOR, can work on. */
function attempt(change: () => void): void {
  try {
    change();
  } catch {}
}

function boxesOf(box: Box): Box[] {
  return [box, ...box.children.flatMap(boxesOf)];
}

const pick = <T>(list: readonly T[], random: Random): T => {
  if (list.length === 0) throw new RangeError('there is nothing to pick');
  return list[random(list.length)]!;
};

const parentsIn = (store: Box) => boxesOf(store).filter(({ children }) => children.length > 0);
const leavesIn = (store: Box) =>
  boxesOf(store).filter(({ type, data }) => type !== 'jumb' && type !== 'jumd' && data.length > 0);
const namedIn = (store: Box) => boxesOf(store).filter((box) => labelOf(box) !== null);
const manifestsIn = (store: Box) => store.children.slice(1).filter(({ type }) => type === 'jumb');

/** Whatever a URI could name, and nearly so. */
function uriIn(store: Box, random: Random): string {
  const manifest = pick(manifestsIn(store), random);
  const path = [`self#jumbf=/c2pa/${labelOf(manifest)}`, 'self#jumbf=', 'self#jumbf=c2pa'][
    random(3)
  ];
  const assertion = pick([...assertionsOf(manifest), claimBox(manifest)], random);
  return [path, 'c2pa.assertions', labelOf(assertion)].slice(0, 1 + random(3)).join('/');
}

const NUMBERS = [0, 1, -1, 2 ** 31, 2 ** 32, Number.MAX_SAFE_INTEGER, 0.5];

/** A value in the place of another one, somewhere in CBOR. */
function changedValue(value: unknown, store: Box, random: Random): unknown {
  if (random(3) > 0) {
    if (value instanceof Map && value.size > 0) {
      const key = pick([...value.keys()], random);
      const changed = new Map(value);
      const action = random(5);
      if (action === 0) changed.delete(key);
      else if (action === 1) changed.set('another', value.get(key));
      else changed.set(key, changedValue(value.get(key), store, random));
      return changed;
    }
    if (Array.isArray(value) && value.length > 0) {
      const changed = [...value];
      const at = random(changed.length);
      const action = random(4);
      if (action === 0) changed.splice(at, 1);
      else if (action === 1) changed.push(changed[at]);
      else if (action === 2) changed.reverse();
      else changed[at] = changedValue(changed[at], store, random);
      return changed;
    }
  }
  if (value instanceof Uint8Array && value.length > 0 && random(2) === 0) {
    const changed = Uint8Array.from(value);
    changed[random(changed.length)]! ^= 1 << random(8);
    return changed;
  }
  const others: readonly (() => unknown)[] = [
    () => uriIn(store, random),
    () => pick(NUMBERS, random),
    () => null,
    () => [],
    () => new Map(),
    () => new Uint8Array(random(40)),
    () => 'a text',
    () => new Map([['url', uriIn(store, random)]]),
  ];
  return pick(others, random)();
}

type Change = (store: Box, random: Random) => void;

const STRUCTURE: readonly Change[] = [
  // Boxes: gone, twice, in another order, in another place.
  (store, random) => {
    const { children } = pick(parentsIn(store), random);
    children.splice(random(children.length), 1);
  },
  (store, random) => {
    const { children } = pick(parentsIn(store), random);
    children.splice(random(children.length + 1), 0, copyOf(pick(children, random)));
  },
  (store, random) => {
    const { children } = pick(parentsIn(store), random);
    const [from, to] = [random(children.length), random(children.length)];
    [children[from], children[to]] = [children[to]!, children[from]!];
  },
  (store, random) => {
    const moved = copyOf(pick(boxesOf(store).slice(1), random));
    const { children } = pick(parentsIn(store), random);
    children.splice(random(children.length + 1), random(2), moved);
  },
  // Names.
  (store, random) => setLabel(pick(namedIn(store), random), labelOf(pick(namedIn(store), random))!),
  (store, random) => {
    const box = pick(namedIn(store), random);
    const label = labelOf(box)!;
    const labels = [`${label}__1`, label.slice(1), `${label}/x`, '', label.toUpperCase(), 'c2pa'];
    setLabel(box, pick(labels, random));
  },
  (store, random) => setKind(pick(namedIn(store), random), kindOf(pick(namedIn(store), random))),
  // Contents.
  (store, random) => {
    const box = pick(leavesIn(store), random);
    box.data = Buffer.from(encodeCbor(changedValue(decodeCbor(box.data), store, random)));
  },
  (store, random) => {
    const box = pick(leavesIn(store), random);
    box.data = Buffer.from(pick(leavesIn(store), random).data);
  },
  (store, random) => {
    const box = pick(leavesIn(store), random);
    box.data = Buffer.from(box.data);
    box.data[random(box.data.length)]! ^= 1 << random(8);
  },
  (store, random) => {
    const box = pick(leavesIn(store), random);
    box.data = box.data.subarray(0, random(box.data.length));
  },
  (store, random) => {
    const box = pick(leavesIn(store), random);
    const heads = ['7affffffff', '5bffffffffffffffff', '9bffffffffffffffff', 'bf', 'd9d9f7', '81'];
    const head = Buffer.from(pick(heads, random), 'hex');
    const at = random(box.data.length);
    box.data = Buffer.concat([box.data.subarray(0, at), head, box.data.subarray(at)]);
  },
  (store, random) => {
    const box = pick(leavesIn(store), random);
    box.data = Buffer.alloc(box.data.length);
  },
  // What a claim says of others.
  (store, random) =>
    editClaim(pick(manifestsIn(store), random), (claim) =>
      claim.set('redacted_assertions', [uriIn(store, random)]),
    ),
  (store, random) =>
    editClaim(pick(manifestsIn(store), random), (claim) => {
      const name = pick(['created_assertions', 'gathered_assertions', 'assertions'], random);
      const listed = listOf(claim, pick(['created_assertions', 'assertions'], random));
      claim.set(name, [...listOf(claim, name), ...listed]);
    }),
  (store, random) =>
    editClaim(pick(manifestsIn(store), random), (claim) =>
      claim.set('signature', uriIn(store, random)),
    ),
  (store, random) => {
    const { children } = pick(parentsIn(store), random);
    children.splice(random(children.length + 1), 0, plainBox('free', Buffer.alloc(random(30))));
  },
];

function listOf(claim: Fields, name: string): readonly unknown[] {
  const value = claim.get(name);
  return Array.isArray(value) ? value : [];
}

const LENGTHS = [0, 1, 7, 8, 0x7fffffff, 0xffffffff];
const TYPES = ['jumb', 'jumd', 'cbor', 'c2pa'];

const BYTES: readonly ((bytes: Buffer, random: Random) => Buffer)[] = [
  (bytes, random) => {
    const changed = Buffer.from(bytes);
    if (changed.length > 0) changed[random(changed.length)]! ^= 1 << random(8);
    return changed;
  },
  (bytes, random) => bytes.subarray(0, random(bytes.length + 1)),
  (bytes, random) => {
    const at = random(bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random(16))]);
  },
  (bytes, random) => {
    const [at, from] = [random(bytes.length + 1), random(bytes.length + 1)];
    const piece = bytes.subarray(from, from + random(400));
    return Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)]);
  },
  (bytes, random) => Buffer.concat([bytes, bytes.subarray(random(bytes.length + 1))]),
  // The length of a box.
  (bytes, random) => {
    const changed = Buffer.from(bytes);
    const type = pick(TYPES, random);
    const from = changed.indexOf(type, random(changed.length + 1));
    const at = (from === -1 ? changed.indexOf(type) : from) - 4;
    if (at < 0) return changed;
    const near = changed.readUInt32BE(at) + random(33) - 16;
    changed.writeUInt32BE(Math.max(0, pick([...LENGTHS, near, near], random)) >>> 0, at);
    return changed;
  },
];
