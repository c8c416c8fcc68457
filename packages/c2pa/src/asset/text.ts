import {
  checkLength,
  checkMaxBytes,
  DEFAULT_MAX_BYTES,
  isTextType,
  mediaTypeOfName,
  ProvenanceError,
} from '@provenance/content';
import { IllFormedTextError } from '@provenance/text';

/** A text: a string is the text itself and never a path; bytes are UTF-8. */
export type TextInput = string | Uint8Array;

/** A byte order mark is a character of the text, and signed with it. */
export function decodeText(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

/** TextEncoder and Buffer would write U+FFFD for one, and sign or verify another text. */
export function hasLoneSurrogate(text: string): boolean {
  return /\p{Surrogate}/u.test(text);
}

/** @throws ProvenanceError TEXT_MALFORMED for what UTF-8 cannot express. */
export function encodeText(text: TextInput): Uint8Array {
  if (typeof text !== 'string') return text;
  if (hasLoneSurrogate(text)) {
    throw new ProvenanceError(
      'TEXT_MALFORMED',
      'The text has a lone surrogate: cut it between characters.',
    );
  }
  return new TextEncoder().encode(text);
}

/** The declared type without its parameters, or that of the name. Text has no signature to tell it by. */
export function mediaTypeOfText(declared: string | undefined, fileName?: string): string {
  const named = mediaTypeOfName(fileName ?? '');
  const byName = named !== null && isTextType(named) ? named : 'text/plain';
  return declared?.split(';', 1)[0]?.trim().toLowerCase() || byName;
}

/**
 * @throws TypeError unless it is a text.
 * @throws RangeError on a limit that is none.
 * @throws ProvenanceError CONTENT_EMPTY or CONTENT_TOO_LARGE.
 */
export function checkText(text: TextInput, maxBytes: number = DEFAULT_MAX_BYTES): void {
  checkMaxBytes(maxBytes);
  if (typeof text !== 'string' && !(text instanceof Uint8Array)) {
    throw new TypeError('A text must be a string or a Uint8Array.');
  }
  checkLength(typeof text === 'string' ? Buffer.byteLength(text) : text.length, maxBytes);
}

/** What is wrong with a text is bad input, and no mistake of the calling program. */
export function asContentError(error: unknown): unknown {
  if (!(error instanceof IllFormedTextError)) return error;
  const { message, cause } = error;
  return new ProvenanceError('TEXT_MALFORMED', message, cause === undefined ? {} : { cause });
}
