import { type BmffHeader, bmffBoxes, ContainerError, visitMedia } from '@provenance/container';
import {
  type BmffExclusion,
  boxesLeftOut,
  boxesOf,
  readBmffExclusions,
} from './bmff-exclusions.ts';
import { hashedBoxes, hashRange } from './bmff-hash.ts';
import type { ContentReader } from './content.ts';
import type { BindingContext, BindingFindings } from './findings.ts';
import { HASH_LENGTHS, type HashAssertion } from './hash-assertion.ts';
import { hasRow, type MerkleMap, readMerkleMaps } from './merkle.ts';

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
/** What is about the content, and shows nothing of it: user data, and boxes of companies, such as that of XMP. */
const ABOUT = new Set(['/uuid', '/udta', '/moov/udta', '/moov/meta']);
/** Media, and what says how it is shown. A hash that leaves any of it out binds nothing. */
const SHOWN =
  /^\/(mdat|moof|idat|moov(\/(trak|mvhd|mvex)|$)|meta(\/(iloc|iinf|iprp|iref|pitm|idat)|$))/;

const NOT_APART = 'the boxes of the file cannot be told apart';

/**
 * A hash over the boxes of an ISO base media file (C2PA 2.4 clauses 15.12.2 and 18.7) leaves out boxes
 * by their paths. Here:
 * - there is a hash over all boxes, which the engine compares, or it is compared here; or Merkle trees over
 *   all media, which are compared here: some engines pass over those that they find no track for;
 * - no media lies in what is left out, in C2PA's own box neither: else anybody could put other pictures
 *   there;
 * - the box left out for the manifest is told by its 16 bytes;
 * - what else is left out is shown.
 */
export function checkBmffHash(
  content: ContentReader,
  assertion: HashAssertion,
  { hasMatched }: Pick<BindingContext, 'hasMatched'>,
): Partial<BindingFindings> {
  const failed = (why: string, code = 'malformed') => ({ failure: [assertion.status(code, why)] });
  const exclusions = readBmffExclusions(assertion);
  if (exclusions === null) return failed('what it leaves out cannot be read');
  const top = topBoxes(content);
  if (top === null) return failed(NOT_APART);
  const trees = treesOf(content, top, assertion, exclusions);
  if (trees === 'none') return failed('it covers no media');
  if (trees === 'others') return failed('the media is not what was signed', 'mismatch');
  if (!hasMatched(assertion) && !hasHash(content, top, exclusions, assertion)) {
    return failed('the content is not what was signed', 'mismatch');
  }
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
  if (others.length === 0) return {};
  const uncoveredBoxes = others.flatMap((each) =>
    boxesLeftOut(content, top, each).map(({ start, end }) => ({
      start,
      length: end - start,
      kind: ABOUT.has(each.path) ? ('metadata' as const) : ('unknown' as const),
    })),
  );
  return { informational: [uncovered], leftOut: uncoveredBoxes };
}

/** The boxes of a file; null where they cannot be told apart. */
function topBoxes(content: ContentReader): BmffHeader[] | null {
  try {
    return bmffBoxes(content);
  } catch (error) {
    if (!(error instanceof ContainerError)) throw error;
    return null;
  }
}

/** What every signer leaves out: the engine here, and others. */
const USUAL: readonly BmffExclusion[] = [
  ...[...ALLOWED].map((path) => usual(path, [])),
  usual('/uuid', [{ offset: 8, value: Buffer.from(C2PA, 'hex') }]),
];

function usual(path: string, data: BmffExclusion['data']): BmffExclusion {
  return { path, data, length: null, version: null, flags: null, exact: true, subset: null };
}

/** Why no hash of C2PA would cover the media of a file; null if it would. */
export function unboundMedia(content: ContentReader): string | null {
  const top = topBoxes(content);
  return top === null ? NOT_APART : mediaOutside(content, top, USUAL);
}

/** Why media is not under a hash that leaves these out; null if it is. */
function mediaOutside(
  content: ContentReader,
  top: readonly BmffHeader[],
  leftOut: readonly BmffExclusion[],
): string | null {
  try {
    const isOut = overlapWith(leftOut.flatMap((each) => boxesOf(content, top, each)));
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

function isExpected({ path, data }: BmffExclusion, version: number): boolean {
  if (path === '/uuid') return isManifestBox(data);
  return ALLOWED.has(path) || path === '/mdat' || (version < 3 && PLACES.has(path));
}

/** The 16 bytes of the user type, behind a header of 8. */
function isManifestBox(data: BmffExclusion['data']): boolean {
  return data.some(
    ({ offset, value }) => offset === 8 && Buffer.from(value).toString('hex') === C2PA,
  );
}

/** Whether a range touches one of these: found by halves, as there may be thousands of both. */
function overlapWith(boxes: readonly BmffHeader[]): (start: number, end: number) => boolean {
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

/** Media begins so many bytes behind the start of its box: what comes before is under the hash of the file. */
const MEDIA_OFFSET = 16;

/**
 * What becomes of Merkle trees: `whole` where there are none and a hash is over the whole file, or where
 * trees over all media hold; `others` where one does not; `none` where nothing is over all media.
 */
function treesOf(
  content: ContentReader,
  top: readonly BmffHeader[],
  { fields, alg, version }: HashAssertion,
  exclusions: readonly BmffExclusion[],
): 'whole' | 'others' | 'none' {
  const hash: unknown = fields.get('hash');
  const isHashed = hash instanceof Uint8Array && hash.length === HASH_LENGTHS.get(alg);
  const outside = exclusions.filter(({ path }) => path === '/mdat');
  const listed: unknown = fields.get('merkle') ?? null;
  if (listed === null) return isHashed && outside.length === 0 ? 'whole' : 'none';
  const maps = readMerkleMaps(listed);
  if (maps === null || maps.length === 0) return 'none';
  const isFragmented = top.some(({ kind }) => kind === 'moof');
  if (isFragmented) {
    if (outside.length > 0) return 'none';
    const boxes = hashedBoxes(content, top, exclusions, version);
    const starts = top.filter(({ kind }) => kind === 'moof').map(({ start }) => start);
    const isSame = maps.every((map) => areFragments(boxes, starts, content.size, map, alg));
    return isSame ? 'whole' : 'others';
  }
  const media = top.filter(({ kind }) => kind === 'mdat');
  if (!isHashed || !outside.every(isMediaAlone)) return 'none';
  const isEach = media.every((_, i) => maps.filter(({ localId }) => localId === i).length === 1);
  if (!isEach || maps.length !== media.length) return 'none';
  return media.every((box, i) =>
    areBlocks(content, box, maps.find(({ localId }) => localId === i)!, alg),
  )
    ? 'whole'
    : 'others';
}

/** Whether the file has the hash that is over all boxes; where fragments have trees, there is none. */
function hasHash(
  content: ContentReader,
  top: readonly BmffHeader[],
  exclusions: readonly BmffExclusion[],
  { fields, alg, version }: HashAssertion,
): boolean {
  const expected: unknown = fields.get('hash') ?? null;
  if (fields.has('url')) return false;
  if (expected === null) return true;
  const boxes = hashedBoxes(content, top, exclusions, version);
  return (
    expected instanceof Uint8Array &&
    alg !== null &&
    boxes.hash(alg, 0, content.size).equals(expected)
  );
}

/** All of the media, and nothing of what says how long it is. */
function isMediaAlone({ subset }: BmffExclusion): boolean {
  return subset?.every(({ offset, length }) => offset >= MEDIA_OFFSET && length === 0) === true;
}

/** One leaf a fragment, up to the next one; and what comes before them. */
function areFragments(
  boxes: ReturnType<typeof hashedBoxes>,
  starts: readonly number[],
  size: number,
  map: MerkleMap,
  enclosing: string | null,
): boolean {
  const alg = algOf(map, enclosing);
  if (alg === null || map.initHash === null || map.count !== starts.length) return false;
  if (!boxes.hash(alg, 0, starts[0]!).equals(map.initHash)) return false;
  const leaves = starts.map((start, i) => boxes.hash(alg, start, starts[i + 1] ?? size));
  return hasRow(leaves, map, alg);
}

/** One leaf a block of the media. */
function areBlocks(
  content: ContentReader,
  { start, end }: BmffHeader,
  map: MerkleMap,
  enclosing: string | null,
): boolean {
  const alg = algOf(map, enclosing);
  const sizes = blockSizes(map, end - start - MEDIA_OFFSET);
  if (alg === null || sizes === null) return false;
  let at = start + MEDIA_OFFSET;
  const leaves = sizes.map((size) => {
    at += size;
    return hashRange(content, alg, at - size, at);
  });
  return hasRow(leaves, map, alg);
}

function algOf({ alg }: MerkleMap, enclosing: string | null): string | null {
  const name = alg ?? enclosing;
  return HASH_LENGTHS.has(name) ? (name as string) : null;
}

/** Null: they are not as many bytes as there are. */
function blockSizes(
  { count, fixedBlockSize, variableBlockSizes }: MerkleMap,
  length: number,
): readonly number[] | null {
  if (variableBlockSizes !== null) {
    const sum = variableBlockSizes.reduce((sum, size) => sum + size, 0);
    return variableBlockSizes.length === count && sum === length ? variableBlockSizes : null;
  }
  const size = fixedBlockSize ?? Math.max(1, length);
  if (length < 0 || Math.ceil(length / size) !== count) return null;
  return Array.from({ length: count }, (_, i) => Math.min(size, length - i * size));
}
