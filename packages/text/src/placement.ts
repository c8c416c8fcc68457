import { BEGIN, END } from './block.ts';
import type { TextFormat } from './format.ts';
import { frontMatterOf } from './front-matter.ts';
import { HEAD_LIMIT, readHead } from './html.ts';
import { latin1 } from './reference.ts';
import { IllFormedTextError } from './utf8.ts';

/** Where something is put into a text, and what stands around it there. */
export interface Placement {
  readonly before: Uint8Array;
  readonly opening: Uint8Array;
  readonly closing: Uint8Array;
  readonly after: Uint8Array;
  /** Bytes that what is put in can have, with what stands around it. */
  readonly room: number;
}

/** A first line is looked at no further. */
const LINE_LIMIT = 1024;
const LF = 0x0a;
const CR = 0x0d;
const ascii = (text: string) => new TextEncoder().encode(text);

const place = (
  text: Uint8Array,
  at: number,
  opening: string,
  closing: string,
  room = Number.POSITIVE_INFINITY,
): Placement => ({
  before: text.subarray(0, at),
  opening: ascii(opening),
  closing: ascii(closing),
  after: text.subarray(at),
  room,
});

/** The end, with nothing around: C2PA 2.4 A.8.4. */
export function placeAtEnd(text: Uint8Array): Placement {
  return place(text, text.length, '', '');
}

/**
 * The end of the head: C2PA 2.4 A.7. What declares the encoding must be within the first kilobyte, and
 * so stay in front. Markup that is left open can have a place swallowed, so each is tried.
 */
export function placeInHead(text: Uint8Array, opening: string, closing: string): Placement {
  const { places, complete, room } = readHead(text);
  const probe = ascii('<script type="application/c2pa">AAAA</script>');
  for (const at of complete ? places : []) {
    const { associations } = readHead(joined(text.subarray(0, at), probe));
    if (associations.some(({ range }) => range.start === at)) {
      return place(text, at, opening, closing, room);
    }
  }
  throw new IllFormedTextError(
    `This HTML has no head that could be read within ${HEAD_LIMIT} bytes. Sign it with a sidecar.`,
  );
}

/** A line that must stay the first or second of its file: interpreters and parsers look there. */
const RESERVED = /^(?:#!|<\?|@charset|\/\/\s*swift-tools-version|(?:[^\n]*\n)?#[^\n]*coding[:=])/;

/**
 * Where a block goes: C2PA 2.4 A.9.3 and 2.5. In front matter after its first fence; in XML after the
 * declaration; in WebVTT behind the header; at the end of other Markdown, and if the first line is reserved;
 * otherwise first.
 */
export function placeBlock(text: Uint8Array, format: TextFormat): Placement {
  const eol = terminatorOf(text);
  const { prefix, suffix } = format.comment!;
  const opening = `${prefix} ${BEGIN} `;
  const closing = ` ${END}${suffix && ` ${suffix}`}`;
  const atEnd = (body = text) => place(body, body.length, eol + opening, closing);

  const begin = text[0] === 0xef && text[1] === 0xbb && text[2] === 0xbf ? 3 : 0;
  const head = latin1(text.subarray(begin, begin + LINE_LIMIT));
  const frontMatter = format.frontMatter ? frontMatterOf(text) : null;
  if (frontMatter !== null) {
    // A comment of YAML and of TOML alike: their parsers refuse a bare block, and sites show it.
    return place(text, frontMatter.start, `# ${BEGIN} `, ` ${END}${eol}`);
  }
  if (prefix === 'NOTE') {
    // A blank line ends a note, and another one has to part it from what stands before.
    const blank = /^[^\r\n]*\r?\n(?:[^\r\n]+\r?\n)*\r?\n(?=\r?\n)/.exec(head);
    if (blank) return place(text, begin + blank[0].length, opening, closing + eol);
    return atEnd(text.at(-1) === LF ? text : joined(text, ascii(eol)));
  }
  const declaration = /^<\?xml[^>]*\?>[ \t]*\r?\n/.exec(head);
  if (declaration && begin + declaration[0].length < text.length) {
    return place(text, begin + declaration[0].length, opening, closing + eol);
  }
  // Site generators look at how Markdown begins, and stop at a comment there.
  if (format.frontMatter || RESERVED.test(head)) return atEnd();
  return place(text, begin, opening, closing + eol);
}

/** Of the first line; LF if there is one line only. */
function terminatorOf(text: Uint8Array): '\n' | '\r\n' {
  const at = text.indexOf(LF);
  if (text.at(-1) === CR || (at < 0 && text.includes(CR))) {
    throw new IllFormedTextError('Lines end in CR alone. Make it LF or CRLF, then try again.');
  }
  return text[at - 1] === CR ? '\r\n' : '\n';
}

/** One after the other. */
export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
