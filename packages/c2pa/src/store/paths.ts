import { readBoxes, readSuperbox } from './boxes.ts';
import { namedManifests, orderOf } from './graph.ts';
import { type ManifestParts, partsOf } from './store.ts';

/**
 * What the engine may have to verify: on every way from the active manifest to another one it hashes and
 * checks that one anew. About a second for 300 MB, and the same for a thousand ways.
 */
const MOST_WORK = 2 ** 30;
const WORK_A_WAY = 2 ** 18;

/** More than these are not made by anyone; each is looked at. */
const MOST_MANIFESTS = 2000;

/** The types of manifests, as they stand behind `jumd`: standard, update, compressed. */
const KINDS = ['jumdc2ma', 'jumdc2um', 'jumdc2cm'].map((kind) => Buffer.from(kind, 'latin1'));

/**
 * Whether the manifests in these bytes would take the engine minutes, because they name each other so
 * often; or forever, because they do so in a circle.
 *
 * They are found by their type and not by walking the store: the engine is lenient about the lengths
 * around them, and two parsers that disagree would leave a gap.
 */
export function hasTooManyPaths(bytes: Buffer): boolean {
  const manifests = manifestsIn(bytes);
  if (manifests === null) return true;
  const named = new Map([...manifests].map(([label, each]) => [label, namedManifests(each)]));
  for (const label of roots(named)) {
    const graph = orderOf(label, named);
    if (graph === null) return true;
    let work = 0;
    for (const [each, ways] of graph.ways) {
      work += ways * ((manifests.get(each)?.hashed[0]?.length ?? 0) + WORK_A_WAY);
    }
    if (work > MOST_WORK) return true;
  }
  return false;
}

/** Those that none of the others names; where all are named, there is a circle, and any one shows it. */
function roots(named: ReadonlyMap<string, readonly string[]>): string[] {
  const below = new Set([...named.values()].flat());
  const above = [...named.keys()].filter((label) => !below.has(label));
  return above.length > 0 ? above : [...named.keys()].slice(0, 1);
}

/** By label; of several with one label the last. Null: there are too many. */
function manifestsIn(bytes: Buffer): Map<string, ManifestParts> | null {
  const found = new Map<string, ManifestParts>();
  let count = 0;
  for (const kind of KINDS) {
    for (let at = bytes.indexOf(kind); at !== -1; at = bytes.indexOf(kind, at + kind.length)) {
      if (++count > MOST_MANIFESTS) return null;
      // Before the type stand the length of the description, and type and length of the manifest.
      const parts = manifestAt(bytes, at - 12);
      if (parts !== null) found.set(parts.label, parts);
    }
  }
  return found;
}

function manifestAt(bytes: Buffer, start: number): ManifestParts | null {
  if (start < 0) return null;
  const end = start + bytes.readUInt32BE(start);
  if (end > bytes.length) return null;
  try {
    const own = bytes.subarray(start, end);
    const { label, kind } = readSuperbox(own, readBoxes(own, 0, own.length)[0]!);
    return label === null ? null : partsOf({ label, bytes: own, isCompressed: kind === 'c2cm' });
  } catch {
    return null;
  }
}
