import {
  type CredentialReport,
  loadTrust,
  type ManifestDescription,
  readCredentials,
  type Trust,
} from '../src/index.ts';
import { above, created, honest, makeWorld, note, type World } from './attacks/attack.ts';
import {
  type Box,
  copyOf,
  forgeManifest,
  type Identity,
  parseStore,
  storeOf,
  writeBox,
} from './forge.ts';
import { identityOf, issue } from './forge-certificates.ts';
import type { Host } from './forge-host.ts';
import { stamp, stampedBytes, token } from './forge-time.ts';
import { mutateBytes, mutateStructure, type Random } from './store-mutants.ts';
import { generator } from './text-mutants.ts';

/** What became of mutants. */
export interface Counts {
  /** Refused, for a reason. */
  invalid: number;
  /** Not read at all. */
  unreadable: number;
  /** It says what was signed, and nothing else: what was changed no signature is over. */
  same: number;
  /** Somebody else signed it anew: it holds, and is not trusted. */
  stranger: number;
}

/** All that is in `wrong` is a defect. */
export interface StoreTally extends Counts {
  mutants: number;
  /** Of the slowest one. */
  milliseconds: number;
  readonly wrong: string[];
}

export interface StoreFuzzOptions {
  readonly count: number;
  readonly seed: number;
  /** More is a defect. Default: nothing is, as a test measures no time. */
  readonly mostMilliseconds?: number;
  readonly progress?: (done: number, finding: string | null) => void;
}

/** What an honest signer has made, and all that it says of each manifest. */
export interface Signed {
  readonly store: Buffer;
  readonly statements: ReadonlyMap<string, ReadonlySet<string>>;
}

export const STRANGER = 'A stranger';

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
    (await makeStores(world, host)).map((store) => {
      const manifest = writeBox(store);
      return signedOf({ bytes: host.bytes, manifest }, manifest, host, trust);
    }),
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
    progress?.(i + 1, finding && tally.wrong.at(-1)!);
  }
  return tally;
}

/** One manifest, ingredients of each kind, a redaction, an update, a claim of version 1, a time stamp. */
export async function makeStores({ us, them, clock }: World, host: Host): Promise<Box[]> {
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
  return stores;
}

/** @param file What an honest signer has made: a host with this very store. */
export async function signedOf(
  { bytes, manifest }: ReturnType<Host['with']>,
  store: Buffer,
  { mediaType }: Host,
  trust: Trust,
): Promise<Signed> {
  const report = await readCredentials(bytes, { trust, mediaType, ...(manifest && { manifest }) });
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
export function judge(
  report: CredentialReport,
  { statements }: Signed,
  tally: Counts,
): string | null {
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

/** Of the structure, then of the bytes. */
function mutant(bytes: Buffer, random: Random, stranger: Identity): Buffer {
  const store = parseStore(bytes);
  const changes = mutateStructure(store, random, stranger);
  const edits = changes === 0 ? 1 + random(3) : random(8) === 0 ? 1 : 0;
  return mutateBytes(writeBox(store), edits, random);
}
