/** UTF-16 units that are worked on at once: engines take memory for each character of a match. */
const PIECE = 1 << 14;
/**
 * UTF-16 units that may hang on one letter: hundreds of times what any language has. The rest until the next
 * letter is left out.
 */
const LONGEST_CLUSTER = 1 << 12;

/**
 * What two texts must have in common to read alike: their letters, digits and the marks that spell.
 * Case, width, ligatures, whitespace, punctuation, quotation marks, symbols and what is not seen at all
 * (zero-width characters, variation selectors, and with them a manifest in text) are gone; so are the
 * vowel points of Arabic and Hebrew and the Arabic tatweel, which the same word may have or not.
 */
export function normalise(text: string): string {
  const normaliser = createNormaliser();
  return normaliser.push(text) + normaliser.end();
}

/** {@link normalise} for a text that comes in parts, cut anywhere between UTF-16 units. */
export interface Normaliser {
  /** What is certain by now; may be empty. */
  push(part: string): string;
  /** The rest. */
  end(): string;
}

export function createNormaliser(): Normaliser {
  let held = '';
  let skipping = false;

  const take = (piece: string): string => {
    let text = held + piece;
    if (skipping) {
      const next = firstBoundary(text);
      skipping = next < 0;
      text = skipping ? lastUnit(text) : text.slice(next);
    }
    const cut = lastBoundary(text);
    held = text.slice(cut);
    const certain = normalisePiece(text.slice(0, cut));
    if (held.length <= LONGEST_CLUSTER) return certain;
    const cluster = held;
    held = '';
    skipping = true;
    return certain + normalisePiece(cluster);
  };

  return {
    push(part) {
      let done = '';
      for (let at = 0; at < part.length; at += PIECE) done += take(part.slice(at, at + PIECE));
      return done;
    },
    end() {
      const rest = held;
      held = '';
      return skipping ? '' : normalisePiece(rest);
    },
  };
}

function normalisePiece(text: string): string {
  return text
    .replace(MARKS, '$1')
    .replace(HONORIFICS, '')
    .normalize('NFKC')
    .toUpperCase()
    .toLowerCase()
    .replace(/ς/g, 'σ')
    .replace(UNREAD, '');
}

/**
 * Marks beyond the thirtieth in a row, which is more than any language has (UAX #15, Stream-Safe Text
 * Format): engines sort marks in time that grows with the square of their number.
 */
const MARKS = /([\p{M}\uff9e\uff9f]{30})[\p{M}\uff9e\uff9f]+/gu;

/** Two Arabic ligatures of whole sentences, which may be left out; one is 18 letters, the next longest 8. */
const HONORIFICS = /[\ufdfa\ufdfb]+/g;

const UNREAD =
  /[^\p{L}\p{N}\p{M}]+|[\p{Default_Ignorable_Code_Point}\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed]+/gu;

/**
 * What may be put together with, or be moved before, what stands in front of it: marks, vowel and trailing
 * jamo, the vowel signs of Kirat Rai; and what is left out, so that what stands around it meets.
 */
const ATTACHES = /^[\p{M}\u1160-\u11ff\ud7b0-\ud7ff\u{16d40}-\u{16d7f}\ufdfa\ufdfb]/u;

/** Whether a text may be cut before `character` and its parts be normalised by themselves. */
export function isBoundary(character: string): boolean {
  if (character < '\u0300') return true;
  return !ATTACHES.test(character) && !ATTACHES.test(character.normalize('NFKD'));
}

/** Where the last character begins before which `text` may be cut; 0 if there is none. */
function lastBoundary(text: string): number {
  for (let at = text.length - 1; at > 0; at--) {
    if (beginsCharacter(text, at) && isBoundary(characterAt(text, at))) return at;
  }
  return 0;
}

/** Where the first one begins, or -1. */
function firstBoundary(text: string): number {
  for (let at = 0; at < text.length; at++) {
    if (beginsCharacter(text, at) && isBoundary(characterAt(text, at))) return at;
  }
  return -1;
}

const characterAt = (text: string, at: number): string =>
  String.fromCodePoint(text.codePointAt(at) as number);

/** Neither the second half of a pair, nor the first one of a pair that is cut. */
function beginsCharacter(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  if (unit >= 0xdc00 && unit <= 0xdfff) {
    const before = text.charCodeAt(at - 1);
    return !(before >= 0xd800 && before <= 0xdbff);
  }
  return !(unit >= 0xd800 && unit <= 0xdbff && at === text.length - 1);
}

/** The first half of a pair that may go on. */
function lastUnit(text: string): string {
  const unit = text.charCodeAt(text.length - 1);
  return unit >= 0xd800 && unit <= 0xdbff ? text.slice(-1) : '';
}
