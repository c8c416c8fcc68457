import type { MediaType } from '@provenance/content';
import { type ByteRange, isManifestPlace } from '../asset/place.ts';
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
 */
export function checkDataHash(
  content: ContentReader,
  mediaType: MediaType | null,
  assertion: HashAssertion,
  { store, embedded, isUpdated }: BindingContext,
): Partial<BindingFindings> {
  const exclusions = exclusionsOf(assertion);
  const uncovered = {
    informational: [
      assertion.status(
        'additionalExclusionsPresent',
        'parts of the content are not covered by the hash',
      ),
    ],
  };
  // Beside its content, or in a PDF, whose object around the store is nowhere defined to the byte.
  if (!embedded || mediaType === 'application/pdf') return exclusions.length === 0 ? {} : uncovered;
  const isPlace = exclusions.map((exclusion) =>
    isManifestPlace(content.read, mediaType, exclusion, store, isUpdated),
  );
  const places = exclusions.filter((_, i) => isPlace[i]);
  const others = exclusions.filter((_, i) => !isPlace[i]);
  const wide = others.some((other) => places.some((place) => overlap(other, place)));
  if (places.length === 0 || wide) {
    const why = 'the hash leaves out more of the content than the manifest';
    return { failure: [assertion.status('malformed', why)] };
  }
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
