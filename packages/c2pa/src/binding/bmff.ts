import { type BmffBox, bmffBoxes, boxesAt } from './bmff-boxes.ts';
import { visitMedia } from './bmff-media.ts';
import type { ContentReader } from './content.ts';
import type { BindingFindings } from './findings.ts';
import { HASH_LENGTHS, type HashAssertion } from './hash-assertion.ts';

/** User type of C2PA's own boxes (C2PA 2.4 A.5.1). */
const C2PA = 'd8fec3d61b0e483c92975828877ec481';

/** What boxes hold no media, and C2PA lets every signer leave out (2.4 clause 18.7 and A.5). */
const ALLOWED = new Set(['/ftyp', '/mfra', '/free', '/skip', '/emsg', '/moov/pssh']);
/**
 * Tables of places, which the first two versions of the hash had to leave out: the manifest before them
 * moved what they point to. That they point into bytes under the hash is looked at here.
 */
const PLACES = new Set([
  '/meta/iloc',
  '/mfra/tfra',
  '/moov/trak/mdia/minf/stbl/stco',
  '/moov/trak/mdia/minf/stbl/co64',
  '/moof/traf/tfhd',
  '/moof/traf/trun',
]);
/** Media, and what says how it is shown. A hash that leaves any of it out binds nothing. */
const SHOWN =
  /^\/(mdat|moof|idat|moov(\/(trak|mvhd|mvex)|$)|meta(\/(iloc|iinf|iprp|iref|pitm|idat)|$))/;

const NOT_APART = 'the boxes of the file cannot be told apart';

/** More exclusions than this are not made by anyone. */
const MOST_EXCLUSIONS = 100;

/**
 * A hash over the boxes of an ISO base media file (C2PA 2.4 clauses 15.12.2 and 18.7) leaves out boxes
 * by their paths. Here:
 * - there is a hash at all, or a Merkle map over all media: the engine checks what is there;
 * - no media lies in what is left out, in C2PA's own box neither: else anybody could put other pictures
 *   there;
 * - the box left out for the manifest is told by its 16 bytes;
 * - what else is left out is shown.
 */
export function checkBmffHash(
  content: ContentReader,
  assertion: HashAssertion,
): Partial<BindingFindings> {
  const failed = (why: string) => ({ failure: [assertion.status('malformed', why)] });
  const exclusions = readExclusions(assertion);
  if (exclusions === null) return failed('what it leaves out cannot be read');
  const top = bmffBoxes(content, 0, content.size);
  if (top === null) return failed(NOT_APART);
  const isTreed = exclusions.some(({ path }) => path === '/mdat');
  if (!isComplete(content, top, assertion, isTreed)) return failed('it covers no media');
  const leftOut = exclusions.filter(({ path }) => path !== '/mdat');
  const outside = mediaOutside(content, top, leftOut);
  if (outside !== null) return failed(outside);
  const others = exclusions.filter((each) => !isExpected(each, assertion.version));
  if (others.some(({ path }) => SHOWN.test(path) && path !== '/mdat')) {
    return failed('it leaves out media, or what says how it is shown');
  }
  const uncovered = assertion.status(
    'additionalExclusionsPresent',
    'parts of the content are not covered by the hash',
  );
  return others.length === 0 ? {} : { informational: [uncovered] };
}

/** What every signer leaves out: the engine here, and others. */
const USUAL: readonly Exclusion[] = [
  ...[...ALLOWED].map((path) => ({ path, data: [] })),
  { path: '/uuid', data: [{ offset: 8, value: Buffer.from(C2PA, 'hex') }] },
];

/** Why no hash of C2PA would cover the media of a file; null if it would. */
export function unboundMedia(content: ContentReader): string | null {
  const top = bmffBoxes(content, 0, content.size);
  return top === null ? NOT_APART : mediaOutside(content, top, USUAL);
}

/** Why media is not under a hash that leaves these out; null if it is. */
function mediaOutside(
  content: ContentReader,
  top: readonly BmffBox[],
  leftOut: readonly Exclusion[],
): string | null {
  try {
    const isOut = overlapWith(leftOut.flatMap((each) => matches(content, top, each)));
    let reachesOut = false;
    const { isElsewhere } = visitMedia(content, top, (start, end) => {
      reachesOut ||= isOut(start, end);
    });
    if (isElsewhere) return 'the media is in another file';
    return reachesOut ? 'media lies where the hash does not look' : null;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return 'where the file has its media cannot be read';
  }
}

interface Exclusion {
  /** Types from the top, without numbers. */
  readonly path: string;
  /** Bytes that a box must have to be left out, by their offset in it. */
  readonly data: readonly { readonly offset: number; readonly value: Uint8Array }[];
}

function readExclusions({ fields }: HashAssertion): Exclusion[] | null {
  const list: unknown = fields.get('exclusions') ?? [];
  if (!Array.isArray(list) || list.length > MOST_EXCLUSIONS) return null;
  const exclusions = list.map((entry: unknown): Exclusion | null => {
    const path: unknown = entry instanceof Map ? entry.get('xpath') : null;
    const data: unknown = (entry instanceof Map && entry.get('data')) || [];
    if (typeof path !== 'string' || !Array.isArray(data)) return null;
    return {
      path: path.replace(/\[\d+\]/g, ''),
      data: data.flatMap((each: unknown) => {
        const [offset, value] = each instanceof Map ? [each.get('offset'), each.get('value')] : [];
        return typeof offset === 'number' && value instanceof Uint8Array ? [{ offset, value }] : [];
      }),
    };
  });
  return exclusions.includes(null) ? null : (exclusions as Exclusion[]);
}

function isExpected({ path, data }: Exclusion, version: number): boolean {
  if (path === '/uuid') return isManifestBox(data);
  return ALLOWED.has(path) || path === '/mdat' || (version < 3 && PLACES.has(path));
}

/** The 16 bytes of the user type, behind a header of 8. */
function isManifestBox(data: Exclusion['data']): boolean {
  return data.some(
    ({ offset, value }) => offset === 8 && Buffer.from(value).toString('hex') === C2PA,
  );
}

/** The boxes that are left out. Conditions other than bytes make no fewer of them here. */
function matches(
  content: ContentReader,
  top: readonly BmffBox[],
  { path, data }: Exclusion,
): BmffBox[] {
  return boxesAt(content, top, path.split('/').slice(1)).filter(({ start }) =>
    data.every(({ offset, value }) => content.read(start + offset, value.length).equals(value)),
  );
}

/** Whether a range touches one of these: found by halves, as there may be thousands of both. */
function overlapWith(boxes: readonly BmffBox[]): (start: number, end: number) => boolean {
  const sorted = [...boxes].sort((a, b) => a.start - b.start);
  const merged: { start: number; end: number }[] = [];
  for (const { start, end } of sorted) {
    const last = merged.at(-1);
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else merged.push({ start, end });
  }
  return (start, end) => {
    let [low, high] = [0, merged.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (merged[middle]!.end <= start) low = middle + 1;
      else high = middle;
    }
    return low < merged.length && merged[low]!.start < end;
  };
}

/** Whether there is a hash over the file, or hashes over the parts of it that make up the whole. */
function isComplete(
  content: ContentReader,
  top: readonly BmffBox[],
  { fields, alg }: HashAssertion,
  isTreed: boolean,
): boolean {
  const hash: unknown = fields.get('hash');
  const isHashed = hash instanceof Uint8Array && hash.length === HASH_LENGTHS.get(alg);
  if (isHashed && !isTreed) return true;
  const merkle: unknown = fields.get('merkle');
  const maps: ReadonlyMap<unknown, unknown>[] = Array.isArray(merkle)
    ? merkle.filter((each: unknown) => each instanceof Map)
    : [];
  const media = top.filter(({ type }) => type === 'mdat');
  if (isHashed) {
    return maps.length === media.length && maps.every((map, i) => covers(map, media[i]!));
  }
  // Fragments: each map has the hash of what comes before them, and each fragment a box with its own.
  const isInitial =
    maps.length > 0 && maps.every((map) => map.get('initHash') instanceof Uint8Array);
  const fragments = top.filter(({ type }) => type === 'moof').length;
  const proofs = top.filter((box) => isMerkleBox(content, box)).length;
  return isInitial && media.length <= fragments && fragments === proofs;
}

/** Whether the leaves of a tree are as many bytes as there are. */
function covers(map: ReadonlyMap<unknown, unknown>, { start, end }: BmffBox): boolean {
  const [count, hashes] = [map.get('count'), map.get('hashes')];
  if (typeof count !== 'number' || count < 1 || !Array.isArray(hashes) || hashes.length === 0) {
    return false;
  }
  // Without its header, which has 8 or 16 bytes and is under the hash of the file.
  const least = end - start - 16;
  const [fixed, variable] = [map.get('fixedBlockSize'), map.get('variableBlockSizes')];
  if (typeof fixed === 'number') return fixed * count >= least;
  if (!Array.isArray(variable)) return true;
  return variable.reduce((sum: number, size: unknown) => sum + Number(size), 0) >= least;
}

/** C2PA's box, with the purpose `merkle` behind version and flags (A.5.4). */
function isMerkleBox({ read }: ContentReader, { userType, contents }: BmffBox): boolean {
  return userType === C2PA && read(contents + 4, 7).toString('latin1') === 'merkle\0';
}
