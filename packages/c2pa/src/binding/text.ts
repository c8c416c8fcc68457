import { createHash } from 'node:crypto';
import {
  type ByteRange,
  hashedPieces,
  IllFormedTextError,
  type TextMethod,
} from '@provenance/text';
import type { SignedManifest } from '../store/signed.ts';
import { makeStatus, type Status } from '../store/status.ts';
import type { BindingFindings } from './findings.ts';
import { BindingError, type HashAssertion, hashAssertionOf } from './hash-assertion.ts';

/** A text with the place where its manifest stands. */
export interface BoundText {
  readonly bytes: Uint8Array;
  readonly method: TextMethod;
  /** The one range that the hash may leave out; null if it may leave out nothing. */
  readonly exclusion: ByteRange | null;
}

/** What the engine says of a hash over raw bytes, and what is looked at anew here. */
const REPLACED = [
  'assertion.dataHash.match',
  'assertion.dataHash.mismatch',
  'assertion.dataHash.malformed',
  'assertion.dataHash.additionalExclusionsPresent',
];

/**
 * The hard binding of a text (C2PA 2.4 clause 15.12.1.3). The engine hashes what lies outside of any
 * exclusions that the manifest lists, as it is stored. Here:
 * - the exclusion is exactly the wrapper, element or block that was located, and there is no other:
 *   else text could be put where the hash does not look;
 * - offsets are of the text as it is stored (2.5 A.8.6.3); where the place is elsewhere than they say, and the
 *   hash does not hold with them either, text was put before it or taken away there, and the text is not what
 *   was signed;
 * - plain text also matches in NFC, so that canonically equivalent text is the same text; but where a
 *   character may have stood for one of ASCII, which programs read otherwise, that is said.
 *
 * @returns null if the manifest has no hash.
 */
export function checkTextBinding(
  text: BoundText,
  manifest: SignedManifest,
): BindingFindings | null {
  let assertion: HashAssertion | null;
  try {
    assertion = hashAssertionOf(manifest);
  } catch (error) {
    if (!(error instanceof BindingError)) throw error;
    return {
      success: [],
      informational: [],
      failure: [error.status],
      replaces: REPLACED,
      leftOut: [],
    };
  }
  if (assertion === null) return null;
  const failed = (status: Status): BindingFindings => ({
    success: [],
    informational: [],
    failure: [status],
    replaces: REPLACED,
    leftOut: [],
  });
  if (assertion.kind !== 'data') {
    return failed(assertion.status('malformed', 'a text is bound by one c2pa.hash.data'));
  }
  const { exclusions, alg, hash } = bindingOf(assertion);
  if (!isExactly(exclusions, text.exclusion)) {
    const moved = movedBy(text, exclusions);
    const isElsewhere =
      moved !== null && alg !== null && !holdsWith(text, exclusions![0]!, alg, hash);
    if (isElsewhere) {
      const why = 'the text is not what was signed, and its manifest stands elsewhere than it did';
      return { ...failed(assertion.status('mismatch', why)), moved };
    }
    const why = 'the hash leaves out something else than the place of the manifest';
    return failed(assertion.status('malformed', why));
  }
  if (alg === null) return failed(makeStatus('algorithm.unsupported', null, 'the hash algorithm'));
  const reading = readingsOf(text).find((each) => hashText(each, alg)?.equals(hash));
  if (!reading) return failed(assertion.status('mismatch', 'the text is not what was signed'));
  const success = [assertion.status('match', 'the text is what was signed')];
  const isAmbiguous = reading.method === 'unstructured' && hasAsciiEquivalent(text.bytes);
  const why = 'the hash does not tell characters of ASCII from others that NFC makes of them';
  const informational = isAmbiguous ? [assertion.status('additionalExclusionsPresent', why)] : [];
  return { success, informational, failure: [], replaces: REPLACED, leftOut: [] };
}

/** By how much the place of the manifest has moved; null if that is not all in which they differ. */
function movedBy({ exclusion }: BoundText, exclusions: TextBinding['exclusions']): number | null {
  const [only, ...others] = exclusions ?? [];
  if (exclusion === null || only === undefined || others.length > 0) return null;
  return only.length === exclusion.length && only.start >= 0 ? exclusion.start - only.start : null;
}

/** Whoever signed it so has left out something else than the place of the manifest. */
function holdsWith(text: BoundText, exclusion: ByteRange, alg: string, hash: Uint8Array): boolean {
  const { start, length } = exclusion;
  return (
    start + length <= text.bytes.length &&
    readingsOf({ ...text, exclusion }).some((each) => hashText(each, alg)?.equals(hash))
  );
}

/**
 * What NFC makes characters of ASCII from, `;`, `` ` `` and `K`; and what it joins `<`, `=` or `>` with to
 * another character. To people they look the same, and fields no longer part. Unicode adds no others
 * (UAX #15, stability).
 */
const ASCII_EQUIVALENTS = ['\u037e', '\u1fef', '\u212a', '\u0338'];

function hasAsciiEquivalent(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return ASCII_EQUIVALENTS.some((character) => text.includes(character));
}

/** What a c2pa.hash.data assertion says. */
export interface TextBinding {
  /** Null: they are no ranges. */
  readonly exclusions: readonly ByteRange[] | null;
  /** As Node names it; null: not one of C2PA. */
  readonly alg: string | null;
  readonly hash: Uint8Array;
}

/** Whether a text has the hash of a binding that leaves out the place of its manifest and nothing else. */
export function isBoundBy(text: BoundText, { exclusions, alg, hash }: TextBinding): boolean {
  if (alg === null || !isExactly(exclusions, text.exclusion)) return false;
  return readingsOf(text).some((each) => hashText(each, alg)?.equals(hash));
}

/** The hash of a manifest; null if it has none that could bind a text. */
export function readBinding(manifest: SignedManifest): TextBinding | null {
  try {
    const assertion = hashAssertionOf(manifest);
    return assertion?.kind === 'data' ? bindingOf(assertion) : null;
  } catch (error) {
    if (!(error instanceof BindingError)) throw error;
    return null;
  }
}

function bindingOf({ fields, alg }: HashAssertion): TextBinding {
  const hash: unknown = fields.get('hash');
  return {
    exclusions: rangesOf(fields.get('exclusions')),
    alg,
    hash: hash instanceof Uint8Array ? hash : new Uint8Array(),
  };
}

function rangesOf(exclusions: unknown): ByteRange[] | null {
  if (exclusions === undefined || exclusions === null) return [];
  if (!Array.isArray(exclusions)) return null;
  const ranges: ByteRange[] = [];
  for (const each of exclusions as readonly unknown[]) {
    // An integer that is written with 64 bits comes as a BigInt.
    const start = Number(each instanceof Map ? each.get('start') : undefined);
    const length = Number(each instanceof Map ? each.get('length') : undefined);
    if (!Number.isSafeInteger(start) || !Number.isSafeInteger(length)) return null;
    ranges.push({ start, length });
  }
  return ranges;
}

function isExactly(exclusions: readonly ByteRange[] | null, range: ByteRange | null): boolean {
  const [only, ...others] = exclusions ?? [];
  if (exclusions === null || others.length > 0) return false;
  return only?.start === range?.start && only?.length === range?.length;
}

/**
 * Plain text may be as it was signed bit for bit, or in NFC. The first is looked at first: it is what
 * released engines hash, costs a twentieth, and leaves no doubt, whether or not a signer has normalised.
 */
function readingsOf(text: BoundText): BoundText[] {
  return text.method === 'unstructured' ? [{ ...text, method: 'structured' }, text] : [text];
}

/** Null for a text that cannot be normalised: such a one was not signed. */
export function hashText({ bytes, method, exclusion }: BoundText, alg: string): Buffer | null {
  const hash = createHash(alg);
  try {
    for (const piece of hashedPieces(bytes, exclusion, method)) hash.update(piece);
  } catch (error) {
    if (error instanceof IllFormedTextError) return null;
    throw error;
  }
  return hash.digest();
}
