import { decodeCbor } from '@provenance/cose/cbor';
import { type Box, readBoxes, readSuperbox } from './boxes.ts';
import { type AssertionBox, partsOf } from './store.ts';
import { stringsIn } from './values.ts';

/**
 * What the engine may have to do for a store, in bytes that it hashes: on every way from one manifest to
 * another it hashes and checks that one anew, and within a manifest it looks for each assertion among all
 * of them. A thousand ways take it about three seconds, and so do 2,000 assertions.
 */
const MOST_WORK = 2 ** 30;
const WORK_A_WAY = 2 ** 20;
const WORK_A_PAIR = 2 ** 8;

/** More than these are not made by anyone; each is looked at. */
const MOST_MANIFESTS = 2000;
const MOST_PLACES = 10_000;
const INGREDIENT = 'c2pa.ingredient';
/** Longer texts name nothing. */
const LONGEST_NAME = 4096;

/** The types of manifests, as they stand behind `jumd`: standard, update, compressed. */
const KINDS = new Set(['c2ma', 'c2um', 'c2cm']);
/** Descriptions that are looked at for it. */
const MOST_DESCRIPTIONS = 100_000;

/** A manifest as far as it matters here. Several of one label count as one that is all of them. */
interface Manifest {
  readonly work: number;
  /** For each assertion that may name a manifest as an ingredient: all labels that stand in it. */
  readonly names: readonly ReadonlySet<string>[];
}

/**
 * Whether the manifests in these bytes would take the engine minutes, because they name each other so
 * often, or have so many assertions; or forever, because they name each other in a circle.
 *
 * Two parsers that disagree would leave a gap. So manifests are found by their type and not by walking the
 * store; an ingredient is taken to name whatever manifest of the store it mentions, in whatever form, the
 * costliest of them; and one in a manifest that cannot be taken apart here is taken to name any other.
 *
 * @param pieces The store, or what contains it; and what was compressed in it, decompressed.
 */
export function hasTooManyPaths(pieces: readonly Buffer[]): boolean {
  const manifests = manifestsIn(pieces);
  if (manifests === null) return true;
  const work = new Map<string, number>();
  for (const label of manifests.keys()) {
    const total = workOf(label, manifests, work);
    if (total === null || total > MOST_WORK) return true;
  }
  return false;
}

/** The work for a manifest and all below it, on every way; null where names lead in a circle. */
function workOf(
  label: string,
  manifests: ReadonlyMap<string, Manifest>,
  done: Map<string, number>,
): number | null {
  // A stack of our own: the depth comes from the file.
  const stack = [{ label, rest: namesOf(label, manifests) }];
  const open = new Set([label]);
  while (stack.length > 0) {
    const top = stack.at(-1)!;
    const next = top.rest.pop();
    if (next === undefined) {
      done.set(top.label, total(manifests.get(top.label)!, done));
      open.delete(top.label);
      stack.pop();
    } else if (open.has(next)) {
      return null;
    } else if (!done.has(next)) {
      stack.push({ label: next, rest: namesOf(next, manifests) });
      open.add(next);
    }
  }
  return done.get(label)!;
}

function namesOf(label: string, manifests: ReadonlyMap<string, Manifest>): string[] {
  return [...new Set(manifests.get(label)!.names.flatMap((names) => [...names]))];
}

function total({ work, names }: Manifest, done: ReadonlyMap<string, number>): number {
  return names.reduce(
    (sum, each) => sum + Math.max(...Array.from(each, (label) => done.get(label) ?? 0)),
    work,
  );
}

/** By label. Null: there are too many. */
function manifestsIn(pieces: readonly Buffer[]): Map<string, Manifest> | null {
  const found: FoundManifest[] = [];
  for (const bytes of pieces) {
    const starts = startsIn(bytes);
    if (starts === null || found.length + starts.length > MOST_MANIFESTS) return null;
    for (const [i, start] of starts.entries()) {
      found.push(manifestAt(bytes, start) ?? roughlyAt(bytes, start, starts[i + 1]));
    }
  }
  const labels = new Set(found.map(({ label }) => label));
  const manifests = new Map<string, Manifest>();
  for (const { label, work, ingredients } of found) {
    const known = manifests.get(label);
    const names = ingredients.map((content) => namesIn(content, label, labels));
    manifests.set(label, {
      work: work + (known?.work ?? 0),
      names: [...names.filter(({ size }) => size > 0), ...(known?.names ?? [])],
    });
  }
  return manifests;
}

interface FoundManifest {
  readonly label: string;
  readonly work: number;
  /** The contents of its ingredient assertions; null for one that may say anything. */
  readonly ingredients: readonly (AssertionBox | null)[];
}

/**
 * Where the descriptions of manifests begin. One short word is looked for, and what stands behind it:
 * longer ones take several times as long. Null: there are too many.
 */
function startsIn(bytes: Buffer): number[] | null {
  const starts: number[] = [];
  let looked = 0;
  for (let at = bytes.indexOf('jumd'); at !== -1; at = bytes.indexOf('jumd', at + 4)) {
    if (++looked > MOST_DESCRIPTIONS) return null;
    if (KINDS.has(bytes.toString('latin1', at + 4, at + 8))) starts.push(at);
  }
  return starts;
}

function placesOf(bytes: Buffer, text: string): number[] {
  const places: number[] = [];
  for (let at = bytes.indexOf(text); at !== -1; at = bytes.indexOf(text, at + text.length)) {
    places.push(at);
    if (places.length > MOST_PLACES) break;
  }
  return places;
}

/** By its boxes; null where they cannot be told apart. @param at The place of `jumd`. */
function manifestAt(bytes: Buffer, at: number): FoundManifest | null {
  // Before it stand the length of the description, and type and length of the manifest.
  const start = at - 12;
  const end = start < 0 ? Number.POSITIVE_INFINITY : start + bytes.readUInt32BE(start);
  if (end > bytes.length) return null;
  const own = bytes.subarray(start, end);
  try {
    const { label, kind } = readSuperbox(own, readBoxes(own, 0, own.length)[0] as Box);
    if (label === null) return null;
    const work = (assertions: number) => workFor(own.length, assertions);
    // What was compressed is looked at as a piece of its own.
    if (kind === 'c2cm') return { label, work: work(0), ingredients: [] };
    const { assertions } = partsOf({ label, bytes: own, isCompressed: false });
    const ingredients = assertions.filter(({ label }) => label.startsWith(INGREDIENT));
    return { label, work: work(assertions.length), ingredients };
  } catch {
    return null;
  }
}

/** From its description to that of the next one: what is labelled as an ingredient may say anything. */
function roughlyAt(bytes: Buffer, at: number, limit: number | undefined): FoundManifest {
  const own = bytes.subarray(at, limit);
  // Behind the type, 16 bytes of UUID and one of toggles.
  const end = own.indexOf(0, 21);
  return {
    label: own.toString('utf8', 21, Math.max(21, Math.min(end, 21 + LONGEST_NAME))),
    work: workFor(own.length, placesOf(own, 'jumd').length),
    ingredients: placesOf(own, INGREDIENT).map(() => null),
  };
}

function workFor(length: number, assertions: number): number {
  return length + WORK_A_WAY + assertions * assertions * WORK_A_PAIR;
}

/**
 * The labels of manifests that stand in an ingredient assertion as steps of a path, however it begins: the
 * engine is lenient about that. Its own manifest's stands in the address of its thumbnail, which is no
 * ingredient.
 */
function namesIn(
  assertion: AssertionBox | null,
  own: string,
  labels: ReadonlySet<string>,
): Set<string> {
  if (assertion === null) return new Set([...labels].filter((label) => label !== own));
  const names = new Set<string>();
  for (const text of stringsIn(Buffer.from(assertion.content))) {
    for (const step of stepsOf(text)) if (labels.has(step)) names.add(step);
  }
  if (names.has(own) && !namesItself(assertion, own)) names.delete(own);
  return names;
}

function stepsOf(text: string): string[] {
  return text.length > LONGEST_NAME ? [] : text.split(/[/=]/);
}

/** One that cannot be read as the map it should be may say so, too. */
function namesItself({ content }: AssertionBox, own: string): boolean {
  try {
    const fields = decodeCbor(content);
    if (!(fields instanceof Map)) return true;
    const references = [fields.get('activeManifest'), fields.get('c2pa_manifest')];
    return references.some((each: unknown) => {
      const url: unknown = each instanceof Map ? each.get('url') : null;
      const text = url instanceof Uint8Array ? Buffer.from(url).toString() : String(url);
      return stepsOf(text).includes(own);
    });
  } catch {
    return true;
  }
}
