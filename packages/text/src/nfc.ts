import {
  createUtf8Decoder,
  DECODED_AT_ONCE,
  decodedPieces,
  encodeUtf8,
  IllFormedTextError,
  notUtf8,
} from './utf8.ts';

/** Normalises a text of any length to NFC as it passes, and gives it back as UTF-8. */
export interface NfcStream {
  /**
   * @param piece the next part, cut anywhere; strings and bytes may take turns at whole characters
   * @returns what is certain by now; may be empty
   * @throws IllFormedTextError if the text is not well-formed; the stream is then of no more use
   */
  push(piece: string | Uint8Array): Uint8Array;
  /** The rest. @throws IllFormedTextError if the text ends within a character */
  end(): Uint8Array;
}

/**
 * UTF-16 units between two safe places to cut. UAX #15 section 13 takes 30 marks on one base for more
 * than any language needs. Without a bound one base with a million marks would have to be held, and
 * ordering them takes quadratic time in ICU.
 */
const SEGMENT_LIMIT = 1024;

/**
 * What may compose with, or be reordered before, what stands in front of it: marks but variation
 * selectors, vowel and trailing jamo, the vowel signs of Kirat Rai. The test goes through all
 * code points against what the engine composes.
 */
const INERT = '\\ufe00-\\ufe0f\\u{e0100}-\\u{e01ef}';
const LETTERS = '\\u1160-\\u11ff\\ud7b0-\\ud7ff\\u{16d40}-\\u{16d7f}';
const ATTACHES = `(?:(?![${INERT}])\\p{M}|[${LETTERS}])`;
const attaches = new RegExp(`^${ATTACHES}`, 'u');
/** 32 first, so that a run is not looked at again from each of its characters. */
const longRun = new RegExp(`${ATTACHES}{32,}`, 'gu');

/** Below U+0300 nothing composes and nothing changes. */
const beyondLatin = /[\u0300-\uffff]/;

/**
 * Whether text may be cut before `character` without changing its NFC: it is a starter that NFC keeps
 * and that composes with nothing before it (UAX #15: ccc=0 and NFC_QC=Yes).
 */
export function isNormalisationBoundary(character: string): boolean {
  if (!beyondLatin.test(character)) return true;
  return !attaches.test(character) && character.normalize('NFC') === character;
}

/**
 * A new {@link NfcStream}. `push` of all parts and `end` together give what
 * `String.prototype.normalize` gives for the whole, and not more than the last 1024 UTF-16 units are
 * held between two calls.
 */
export function createNfcStream(): NfcStream {
  const decoder = createUtf8Decoder();
  let held = '';
  let inBytes = false;
  let ended = false;

  const take = (text: string): string => {
    const whole = held + text;
    const cut = lastBoundary(whole);
    held = whole.slice(cut);
    if (held.length > SEGMENT_LIMIT) throw tooLong();
    return normalise(whole.slice(0, cut));
  };
  const finishBytes = () => {
    try {
      if (inBytes) decoder.decode();
    } catch (cause) {
      throw notUtf8(cause);
    }
    inBytes = false;
  };
  const assertOpen = () => {
    if (ended) throw new TypeError('This NFC stream has ended. Make a new one.');
  };

  return {
    push(piece) {
      assertOpen();
      if (piece instanceof Uint8Array) {
        inBytes = true;
        let text = '';
        for (const decoded of decodedPieces(piece, decoder)) text += take(decoded);
        return encodeUtf8(text);
      }
      if (typeof piece !== 'string') throw new TypeError('A piece is a string or a Uint8Array.');
      finishBytes();
      let text = '';
      // As bytes are: a match takes memory for each of its characters.
      for (let at = 0; at < piece.length; at += DECODED_AT_ONCE) {
        text += take(piece.slice(at, at + DECODED_AT_ONCE));
      }
      return encodeUtf8(text);
    },
    end() {
      assertOpen();
      finishBytes();
      ended = true;
      return encodeUtf8(normalise(held));
    },
  };
}

/** Where the last character begins before which `text` may be cut; 0 if there is none. */
function lastBoundary(text: string): number {
  // A high surrogate at the end waits for its other half.
  for (let at = text.length - 1; at > 0; at--) {
    if (text.length - at > SEGMENT_LIMIT) break;
    const unit = text.charCodeAt(at);
    if (unit >= 0xdc00 && unit <= 0xdfff) continue;
    if (unit >= 0xd800 && unit <= 0xdbff && at === text.length - 1) continue;
    if (isNormalisationBoundary(String.fromCodePoint(text.codePointAt(at)!))) return at;
  }
  return 0;
}

function normalise(text: string): string {
  if (!beyondLatin.test(text)) return text;
  for (const [run] of text.matchAll(longRun)) if (run.length > SEGMENT_LIMIT) throw tooLong();
  return text.normalize('NFC');
}

function tooLong(): IllFormedTextError {
  return new IllFormedTextError(
    `The text has more than ${SEGMENT_LIMIT} combining characters in a row. Remove them.`,
  );
}
