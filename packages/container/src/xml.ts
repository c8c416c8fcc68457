import { malformed } from './part.ts';

/** A start or end tag, by its place in the text. */
export interface XmlTag {
  readonly kind: 'start' | 'end' | 'empty';
  /** As written, prefix and all. */
  readonly name: string;
  readonly start: number;
  /** Behind its `>`. */
  readonly end: number;
}

/** A name (XML 1.0, production 5), as far as files have it. */
const NAME = /[^\s/>=]+/y;

/**
 * The tags of an XML text in their order, one after the other: comments, CDATA, instructions and the
 * document type with its internal subset are passed over. Nothing is resolved, and attributes are not
 * looked at, but for where they end.
 *
 * @throws ContainerError malformed where something that began does not end.
 */
export function* xmlTags(text: string): Generator<XmlTag> {
  let at = 0;
  for (;;) {
    const start = text.indexOf('<', at);
    if (start === -1) return;
    if (text.startsWith('<!--', start)) at = behind(text, '-->', start + 4);
    else if (text.startsWith('<![CDATA[', start)) at = behind(text, ']]>', start + 9);
    else if (text.startsWith('<?', start)) at = behind(text, '?>', start + 2);
    else if (text.startsWith('<!', start)) at = behindDoctype(text, start + 2);
    else {
      const isEnd = text[start + 1] === '/';
      NAME.lastIndex = start + (isEnd ? 2 : 1);
      const [name] = NAME.exec(text) ?? [];
      if (name === undefined) throw malformed('A tag has no name.');
      const end = behindTag(text, NAME.lastIndex);
      const isEmpty = text[end - 2] === '/';
      yield { kind: isEnd ? 'end' : isEmpty ? 'empty' : 'start', name, start, end };
      at = end;
    }
  }
}

function behind(text: string, what: string, from: number): number {
  const found = text.indexOf(what, from);
  if (found === -1) throw malformed('Something that began does not end.');
  return found + what.length;
}

/** A `>` in an attribute's value ends nothing. */
function behindTag(text: string, from: number): number {
  let quote = '';
  for (let at = from; at < text.length; at++) {
    const character = text[at]!;
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else if (character === '>') return at + 1;
  }
  throw malformed('A tag does not end.');
}

/** With its internal subset, in which declarations, comments and quotations have brackets of their own. */
function behindDoctype(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const character = text[at]!;
    if (character === '"' || character === "'") at = behind(text, character, at + 1) - 1;
    else if (text.startsWith('<!--', at)) at = behind(text, '-->', at + 4) - 1;
    else if (text.startsWith('<?', at)) at = behind(text, '?>', at + 2) - 1;
    else if (character === '[' || character === '<') depth++;
    else if (character === ']') depth--;
    else if (character === '>') {
      if (depth === 0) return at + 1;
      // The end of a declaration inside; the bracket of the subset is still open.
      depth = Math.max(1, depth - 1);
    }
  }
  throw malformed('The document type does not end.');
}
