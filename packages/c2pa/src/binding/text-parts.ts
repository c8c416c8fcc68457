import { createHash } from 'node:crypto';
import type { ByteRange, Candidate } from '@provenance/text';
import { readSigned } from '../store/signed.ts';
import { type BoundText, hashText, readBinding, type TextBinding } from './text.ts';

/** A part of a text that is still what was signed, with the place of its manifest in it. */
export interface SignedPart {
  /** Of the text around it. */
  readonly range: ByteRange;
  readonly bound: BoundText;
  readonly store: Uint8Array;
}

/** How often a text may be hashed for all of its candidates: each says where its own part begins. */
const READINGS = 8;
/** Ends of lines after the manifest at which the part is looked for. */
const MOST_LINES = 4096;
const LF = 10;
const CR = 13;

/**
 * The parts of a text that its credentials cover, where text was copied out of its file and stands with
 * other text around it. The exclusion in a manifest says how many bytes before the manifest the signed
 * text began; where it ended, only the hash can tell: at the manifest, or at the end of a line after
 * it. A part that was changed is not found, for nothing says then where it was.
 *
 * Nothing is validated but the hash. Parts do not overlap, and come in the order of the text.
 *
 * @param candidates what `locate` has found
 */
export function findSignedParts(bytes: Uint8Array, candidates: readonly Candidate[]): SignedPart[] {
  const parts: SignedPart[] = [];
  let budget = READINGS * bytes.length;
  let begin = 0;
  const complete = candidates.filter(({ problem }) => problem === null);
  for (const [index, { store, range, method }] of complete.entries()) {
    const binding = store && bindingOf(store);
    const [exclusion, ...others] = binding?.exclusions ?? [];
    if (!store || !binding || !exclusion || others.length > 0) continue;
    const start = range.start - exclusion.start;
    if (start < begin || exclusion.start < 0 || exclusion.length !== range.length) continue;
    // With another manifest in it, it would not have counted when it was signed.
    const limit = complete[index + 1]?.range.start ?? bytes.length;
    budget -= 2 * (limit - start);
    if (budget < 0) break;
    const bound = (end: number): BoundText => ({
      bytes: bytes.subarray(start, end),
      method,
      exclusion,
    });
    const end = endOf(bytes, start, range, limit, binding) ?? endInNfc(bound, range, binding);
    if (end === null) continue;
    parts.push({ range: { start, length: end - start }, bound: bound(end), store });
    begin = end;
  }
  return parts;
}

/** Null for what is no store: nothing was signed with it. */
function bindingOf(store: Uint8Array): TextBinding | null {
  try {
    return readBinding(readSigned(store).active);
  } catch {
    return null;
  }
}

function endOf(
  bytes: Uint8Array,
  start: number,
  place: ByteRange,
  limit: number,
  { alg, hash: expected }: TextBinding,
): number | null {
  if (alg === null) return null;
  const hash = createHash(alg).update(bytes.subarray(start, place.start));
  let at = place.start + place.length;
  const endsAt = (end: number) => {
    hash.update(bytes.subarray(at, end));
    at = end;
    return hash.copy().digest().equals(expected);
  };
  if (endsAt(at)) return at;
  for (let lines = 0; lines < MOST_LINES && at < limit; lines++) {
    const feed = bytes.subarray(0, limit).indexOf(LF, at);
    const end = feed < 0 ? limit : feed;
    const bare = bytes[end - 1] === CR && end > at ? end - 1 : end;
    for (const each of feed < 0 ? [bare, end] : [bare, end, end + 1]) if (endsAt(each)) return each;
  }
  return null;
}

/** A wrapper ends its text; then it was the text before it that was put into another form. */
function endInNfc(
  bound: (end: number) => BoundText,
  place: ByteRange,
  { alg, hash }: TextBinding,
): number | null {
  const end = place.start + place.length;
  const text = bound(end);
  if (alg === null || text.method !== 'unstructured') return null;
  return hashText(text, alg)?.equals(hash) ? end : null;
}
