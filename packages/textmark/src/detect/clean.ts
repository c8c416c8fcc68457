/**
 * Characters that show nothing: soft hyphens, zero-width ones, variation selectors (in which plain text
 * carries a credential), tags. Joiners that some scripts and emoji need go too: this form is only tokenized.
 */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;
/** White space that stands for a plain one. */
const SPACE = /[\u00a0\u1680\u2000-\u200a\u202f\u205f]/g;
/** The replacement of what is half a character. */
const REPLACEMENT = '\ufffd';
const LONE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** A text with U+FFFD in place of half characters, as every tokenizer would take it. Its length stays. */
export function wellFormed(text: string): string {
  return text.replace(LONE, REPLACEMENT);
}

/**
 * A text as it was most probably generated: NFC, line feeds for line ends, plain spaces, without
 * invisible characters. What copying, or whoever wanted to hide a mark, has put in is gone.
 */
export function cleanText(text: string): string {
  return wellFormed(text)
    .replace(INVISIBLE, '')
    .replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
    .replace(SPACE, ' ')
    .normalize('NFC');
}

/**
 * Where a place of a cleaned text lies in the text it was made from: behind the longest beginning whose
 * cleaned form is no longer.
 */
export function placeInGiven(text: string, cleaned: number): number {
  let low = 0;
  let high = text.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (cleanText(text.slice(0, middle)).length <= cleaned) low = middle;
    else high = middle - 1;
  }
  return low;
}
