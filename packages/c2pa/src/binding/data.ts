import { createHash } from 'node:crypto';
import type { MediaType } from '@provenance/content';
import { type ByteRange, manifestPlace } from '../asset/place.ts';
import type { ContentReader } from './content.ts';
import type { BindingContext, BindingFindings } from './findings.ts';
import { BindingError, type HashAssertion } from './hash-assertion.ts';

/** More exclusions than this are not made by anyone: TIFF needs two. */
const MOST_EXCLUSIONS = 1000;

/**
 * A data hash leaves out ranges of bytes (C2PA 2.4 clauses 15.12.1.1 and 18.5):
 * - One must be exactly a place where the format keeps a manifest (Annex A). If none is, or another
 *   reaches into it, the binding is malformed.
 * - Others are legal and shown: parts of the content are then not covered.
 *
 * Where the engine has not said that the hash is that of the content, it is computed here: it is silent of
 * a manifest that was updated.
 */
export function checkDataHash(
  content: ContentReader,
  mediaType: MediaType | null,
  assertion: HashAssertion,
  context: BindingContext,
): Partial<BindingFindings> {
  const { store, embedded, isUpdated } = context;
  const exclusions = exclusionsOf(assertion);
  const uncovered = {
    informational: [
      assertion.status(
        'additionalExclusionsPresent',
        'parts of the content are not covered by the hash',
      ),
    ],
  };
  const isCompared = context.hasMatched(assertion);
  const mismatch = { failure: [assertion.status('mismatch', 'the content is another')] };
  // Beside its content, or in a PDF, whose object around the store is nowhere defined to the byte.
  if (!embedded || mediaType === 'application/pdf') {
    if (!isCompared && !hasHash(content, assertion, exclusions)) return mismatch;
    return exclusions.length === 0 ? {} : uncovered;
  }
  const found = exclusions.map((exclusion) =>
    manifestPlace(content.read, mediaType, exclusion, store, isUpdated),
  );
  const places = exclusions.filter((_, i) => found[i] !== null);
  const others = exclusions.filter((_, i) => found[i] === null);
  const wide = others.some((other) => places.some((place) => overlap(other, place)));
  if (places.length === 0 || wide) {
    const why = 'the hash leaves out more of the content than the manifest';
    return { failure: [assertion.status('malformed', why)] };
  }
  if (!isCompared && !hasHash(content, assertion, moved(exclusions, found))) return mismatch;
  return others.length === 0 ? {} : uncovered;
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
