import { createHash } from 'node:crypto';
import type { MediaType } from '@provenance/content';
import { type ByteRange, manifestPlace } from '../asset/place.ts';
import type { LeftOut } from '../report/report.ts';
import { readSigned } from '../store/signed.ts';
import type { ContentReader } from './content.ts';
import type { BindingContext, BindingFindings } from './findings.ts';
import { BindingError, type HashAssertion } from './hash-assertion.ts';
import { kindLeftOut, manifestRuns } from './left-out.ts';

/** More exclusions than this are not made by anyone: TIFF needs two. */
const MOST_EXCLUSIONS = 1000;

/**
 * A data hash leaves out ranges of bytes (C2PA 2.4 clauses 15.12.1.1 and 18.5):
 * - One must be exactly a place where the format keeps a manifest (Annex A). If none is, or another
 *   reaches into it, the binding is malformed.
 * - Others are legal and shown, each with what stands there: parts of the file are then not covered.
 *
 * Claims of version 1 knew no such rule for the first: there one range may go over the manifest and the
 * metadata around it (a camera's hash of the "encoded image" alone), and nothing else. Metadata that says
 * how the picture is shown fails in neither version: no version says which ranges may be left out besides,
 * and 2.2 to 2.5 have `additionalExclusionsPresent` as information. But what is seen is then not what was
 * signed, and the kind `display` says so.
 *
 * Where the engine has not said that the hash is that of the content, it is computed here: it is silent of
 * a manifest that was updated, and later releases of it call what a claim of version 1 may leave out a mismatch.
 */
export function checkDataHash(
  content: ContentReader,
  mediaType: MediaType | null,
  assertion: HashAssertion,
  context: BindingContext,
): Partial<BindingFindings> {
  const { store, embedded, isUpdated, claimVersion } = context;
  const exclusions = exclusionsOf(assertion);
  const isCompared = context.hasMatched(assertion);
  const mismatch = { failure: [assertion.status('mismatch', 'the content is another')] };
  const findings = (leftOut: readonly LeftOut[]): Partial<BindingFindings> => ({
    leftOut,
    replaces: isCompared ? [] : mismatch.failure.map(({ code }) => code),
    informational: leftOut.every(({ kind }) => kind === 'store')
      ? []
      : [assertion.status('additionalExclusionsPresent', 'parts of the file are not covered')],
  });
  const isPdf = mediaType === 'application/pdf';
  const found = exclusions.map((exclusion) => {
    if (!embedded) return null;
    if (isPdf) return isStreamOfStore(content, exclusion, store) ? exclusion : null;
    return manifestPlace(content.read, mediaType, exclusion, store, isUpdated);
  });
  const places = exclusions.filter((_, i) => found[i] !== null);
  const others = exclusions.filter((_, i) => found[i] === null);
  const leftOut = exclusions.map((exclusion, i) => ({
    ...exclusion,
    kind: found[i] === null ? kindLeftOut(content, mediaType, exclusion, []) : ('store' as const),
  }));
  // Beside its content, or in a PDF, whose object around the store is nowhere defined to the byte.
  if (!embedded || isPdf) {
    if (!isCompared && !hasHash(content, assertion, exclusions)) return mismatch;
    return findings(leftOut);
  }
  const wide = others.some((other) => places.some((place) => overlap(other, place)));
  if (places.length === 0 && claimVersion < 2 && !isUpdated) {
    const around = placesWithin(content, mediaType, exclusions, store);
    const both = exclusions.map((exclusion) => ({
      ...exclusion,
      kind: kindLeftOut(content, mediaType, exclusion, around),
    }));
    if (
      around.length === 1 &&
      both.every(({ kind }) => kind === 'metadata' || kind === 'display' || kind === 'padding')
    ) {
      return isCompared || hasHash(content, assertion, exclusions) ? findings(both) : mismatch;
    }
  }
  if (places.length === 0 || wide) {
    const why = 'the hash leaves out more of the content than the manifest';
    return { failure: [assertion.status('malformed', why)] };
  }
  if (!isCompared && !hasHash(content, assertion, moved(exclusions, found))) return mismatch;
  return findings(leftOut);
}

/**
 * Whether a range of a PDF is all of a stream, and the store in it is the one that was validated, by its
 * active claim: of the rest the engine writes some anew.
 */
function isStreamOfStore(
  { read }: ContentReader,
  { start, length }: ByteRange,
  store: Buffer,
): boolean {
  const before = read(Math.max(0, start - 8), Math.min(8, start)).toString('latin1');
  const behind = read(start + length, 12).toString('latin1');
  if (!/stream\r?\n$/.test(before) || !/^\r?\n?endstream/.test(behind)) return false;
  try {
    const [one, other] = [read(start, length), store].map((each) => readSigned(each).active.claim);
    return Buffer.compare(one!.bytes, other!.bytes) === 0;
  } catch {
    return false;
  }
}

/** Where the manifest stands within ranges that go over more than it; empty for all but JPEG and PNG. */
function placesWithin(
  content: ContentReader,
  mediaType: MediaType | null,
  exclusions: readonly ByteRange[],
  store: Buffer,
): ByteRange[] {
  const runs = manifestRuns(content, mediaType);
  return runs.filter(
    (run) =>
      exclusions.some(
        ({ start, length }) => run.start >= start && run.start + run.length <= start + length,
      ) && manifestPlace(content.read, mediaType, run, store, false) !== null,
  );
}

/** @throws BindingError for what is no list of ranges. */
function exclusionsOf(assertion: HashAssertion): ByteRange[] {
  const listed: unknown = assertion.fields.get('exclusions') ?? [];
  const malformed = () =>
    new BindingError(assertion.status('malformed', 'what it leaves out are no ranges'));
  if (!Array.isArray(listed) || listed.length > MOST_EXCLUSIONS) throw malformed();
  return listed.map((entry: unknown) => {
    const number = (name: string) => (entry instanceof Map ? Number(entry.get(name)) : Number.NaN);
    const [start, length] = [number('start'), number('length')];
    if (!Number.isSafeInteger(start) || !Number.isSafeInteger(length)) throw malformed();
    if (start < 0 || length < 0) throw malformed();
    return { start, length };
  });
}

function overlap(a: ByteRange, b: ByteRange): boolean {
  return a.start < b.start + b.length && b.start < a.start + a.length;
}

/** Ranges as they are in the file now: behind a manifest that has grown, all is further down. */
function moved(
  exclusions: readonly ByteRange[],
  places: readonly (ByteRange | null)[],
): ByteRange[] {
  return exclusions.map(({ start, length }, i) => {
    const grown = exclusions.reduce((sum, other, j) => {
      const place = places[j];
      return place && other.start < start ? sum + place.length - other.length : sum;
    }, 0);
    return { start: start + grown, length: places[i]?.length ?? length };
  });
}

/** Of the content that is read at once. */
const PIECE = 2 ** 20;

/** Whether the content has the hash that an assertion names, with ranges left out. */
function hasHash(
  { read, size }: ContentReader,
  { fields, alg }: HashAssertion,
  exclusions: readonly ByteRange[],
): boolean {
  const expected: unknown = fields.get('hash');
  if (alg === null || !(expected instanceof Uint8Array) || fields.has('url')) return false;
  const hash = createHash(alg);
  let at = 0;
  const update = (end: number) => {
    for (; at < end; at += PIECE) hash.update(read(at, Math.min(PIECE, end - at)));
  };
  for (const { start, length } of [...exclusions].sort((a, b) => a.start - b.start)) {
    if (start < at) return false;
    update(Math.min(start, size));
    at = start + length;
  }
  update(size);
  return hash.digest().equals(expected);
}
