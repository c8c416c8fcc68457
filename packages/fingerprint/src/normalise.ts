/**
 * What two texts must have in common to read alike: their letters, digits and the marks that spell.
 * Case, width, ligatures, whitespace, punctuation, quotation marks, symbols and what is not seen at all
 * (zero-width characters, variation selectors, and with them a manifest in text) are gone; so are the
 * vowel points of Arabic and Hebrew and the Arabic tatweel, which the same word may have or not.
 */
export function normalise(text: string): string {
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
