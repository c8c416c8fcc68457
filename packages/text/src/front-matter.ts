import type { ByteRange } from './location.ts';
import { latin1 } from './reference.ts';

/** A line is looked at no further. */
const LINE_LIMIT = 1024;
const LF = 0x0a;

/**
 * What stands between the fences that a text begins with, `---` of YAML or `+++` of TOML, behind a byte order
 * mark; a later line that is the same (or `...`) ends it. Null: there is none.
 */
export function frontMatterOf(text: Uint8Array): ByteRange | null {
  const begin = text[0] === 0xef && text[1] === 0xbb && text[2] === 0xbf ? 3 : 0;
  const head = latin1(text.subarray(begin, begin + LINE_LIMIT));
  const fence = /^(---|\+\+\+)[ \t]*\r?\n/.exec(head);
  if (fence === null) return null;
  const start = begin + fence[0].length;
  for (let at = start; at < text.length; ) {
    const next = text.indexOf(LF, at);
    const end = next < 0 ? text.length : next;
    const line = end - at > LINE_LIMIT ? '' : latin1(text.subarray(at, end)).trimEnd();
    if (line === fence[1] || (line === '...' && fence[1] === '---')) {
      return { start, length: at - start };
    }
    at = end + 1;
  }
  return null;
}
