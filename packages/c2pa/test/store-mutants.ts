import { decodeCbor, encodeCbor } from '@provenance/cose/cbor';
import {
  assertionsOf,
  type Box,
  claimBox,
  copyOf,
  editClaim,
  type Fields,
  type Identity,
  kindOf,
  labelOf,
  list,
  plainBox,
  resign,
  setKind,
  setLabel,
} from './forge.ts';

/** A whole number from 0 to below that. */
export type Random = (below: number) => number;

/** Changes the structure once, or more often, or not at all; then perhaps a stranger signs it. @returns How often. */
export function mutateStructure(store: Box, random: Random, stranger: Identity): number {
  const changes = pick([0, 1, 1, 1, 1, 2, 3], random);
  for (let i = 0; i < changes; i++) {
    attempt(() => STRUCTURE[random(STRUCTURE.length)]!(store, random));
  }
  if (random(4) === 0) resignAnew(store, random, stranger);
  return changes;
}

/** Changes bytes so many times, with no regard to what they are. */
export function mutateBytes(bytes: Buffer, times: number, random: Random): Buffer {
  let changed = bytes;
  for (let i = 0; i < times; i++) changed = BYTES[random(BYTES.length)]!(changed, random);
  return changed;
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
