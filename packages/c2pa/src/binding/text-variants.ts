import type { TextDifference } from '../report/report.ts';
import { readSigned } from '../store/signed.ts';
import { type BoundText, isBoundBy, readBinding } from './text.ts';

/** A text as it may have been before a program saved it anew. */
export interface TextVariant {
  readonly bytes: Uint8Array;
  readonly differs: readonly TextDifference[];
}

/** Each variant is searched and hashed: larger texts are not tried. */
const MOST_BYTES = 2 ** 20;

/**
 * What a text may have been before editors, mail programs and version control changed what nobody sees: its
 * encoding, a byte order mark, the ends of its lines, blanks behind them, line ends behind the last. The
 * fewest differences come first.
 */
export function* textVariants(bytes: Uint8Array): Generator<TextVariant> {
  if (bytes.length > MOST_BYTES) return;
  const decoded = fromUtf16(bytes);
  // As text of single bytes, which every step leaves as they are.
  const text = Buffer.from(decoded ?? bytes).toString('latin1');
  const encoding: TextDifference[] = decoded === null ? [] : ['encoding'];
  const starts: Step[] = [[text, encoding]];
  if (text.startsWith(MARK))
    starts.push([text.slice(MARK.length), [...encoding, 'byte-order-mark']]);
  for (const start of starts) {
    for (const ended of [start, ...withLineEnds(start)]) {
      for (const [found, differs] of [ended, ...withoutBlanks(ended)]) {
        if (differs.length > 0) yield { bytes: Buffer.from(found, 'latin1'), differs };
      }
    }
  }
}

type Step = readonly [text: string, differs: readonly TextDifference[]];

const MARK = '\xef\xbb\xbf';

/** UTF-16 that says so, as UTF-8 without its mark; null for what is none. */
function fromUtf16(bytes: Uint8Array): Uint8Array | null {
  const [first, second] = bytes;
  const name = first === 0xff && second === 0xfe ? 'utf-16le' : 'utf-16be';
  if (name === 'utf-16be' && (first !== 0xfe || second !== 0xff)) return null;
  try {
    return Buffer.from(new TextDecoder(name, { fatal: true }).decode(bytes));
  } catch {
    return null;
  }
}

function withLineEnds([text, differs]: Step): Step[] {
  const bare = text.replaceAll('\r\n', '\n');
  const all: Step[] = [];
  if (bare !== text) all.push([bare, [...differs, 'line-ends']]);
  if (bare.includes('\n')) all.push([bare.replaceAll('\n', '\r\n'), [...differs, 'line-ends']]);
  return all.filter(([other]) => other !== text);
}

function withoutBlanks([text, differs]: Step): Step[] {
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const closed = withoutEnd(text, ' \t\r\n');
  const lines = text
    .split(end)
    .map((line) => withoutEnd(line, ' \t'))
    .join(end);
  const both = withoutEnd(lines, ' \t\r\n');
  return [...new Set([closed, `${closed}${end}`, lines, both, `${both}${end}`])]
    .filter((other) => other !== text)
    .map((other) => [other, [...differs, 'blanks']]);
}

/** trimEnd() would take bytes of longer characters as well. */
function withoutEnd(text: string, blanks: string): string {
  let end = text.length;
  while (end > 0 && blanks.includes(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}

/** Whether a text is what the store was made for, as far as its hash tells. */
export function isWhatWasSigned(text: BoundText, store: Uint8Array): boolean {
  try {
    const binding = readBinding(readSigned(store).active);
    return binding !== null && isBoundBy(text, binding);
  } catch {
    return false;
  }
}
