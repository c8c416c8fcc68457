/** UTF-16 units of a run without white space that tokenizers are given whole. */
const MOST_RUN = 4096;
const LONG_RUN = new RegExp(`\\S{${MOST_RUN},}`, 'g');

/**
 * Cuts a text within its long runs: byte-pair merging takes quadratic time on a run, and a text without a
 * space in a million characters would stop the process. No natural text has such runs; where one is cut a
 * token or two differ.
 *
 * @returns the text as it is, alone, if it has none
 */
export function splitLong(text: string): string[] {
  const pieces: string[] = [];
  let from = 0;
  for (const match of text.matchAll(LONG_RUN)) {
    const end = match.index + match[0].length;
    for (let at = match.index + MOST_RUN; at < end; at += MOST_RUN) {
      // Not between the halves of one character.
      const half = text.charCodeAt(at) >= 0xdc00 && text.charCodeAt(at) <= 0xdfff;
      const cut = half ? at - 1 : at;
      pieces.push(text.slice(from, cut));
      from = cut;
    }
  }
  pieces.push(text.slice(from));
  return pieces;
}
