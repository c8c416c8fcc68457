import { type Token, Tokenizer, TokenizerMode } from 'parse5';
import type { Reading } from '../field/reading.ts';
import { decodeText } from '../field/text.ts';

/** Bytes that are looked at: `meta` stands in the head. */
const MOST_BYTES = 2 ** 20;
/** The tokenizer compares an attribute with all before it. */
const MOST_ATTRIBUTES = 64;
/** Values that the tokenizer does not have to read on for. */
const FED_AT_ONCE = 2 ** 14;

/** Names of `meta` that are looked for. Others are none of labels. */
const NAMES: ReadonlySet<string> = new Set([
  'generator',
  'robots',
  'googlebot',
  'tdm-reservation',
  'tdm-policy',
  'aigc',
]);

/** Elements whose contents are no tags. */
const RAW: Readonly<Record<string, number>> = {
  script: TokenizerMode.SCRIPT_DATA,
  style: TokenizerMode.RAWTEXT,
  noscript: TokenizerMode.RAWTEXT,
  title: TokenizerMode.RCDATA,
  textarea: TokenizerMode.RCDATA,
};

class BoundedTokenizer extends Tokenizer {
  isOverLimit = false;

  protected override _leaveAttrName(): void {
    const token = this.currentToken;
    if (token && 'attrs' in token && token.attrs.length >= MOST_ATTRIBUTES) {
      this.isOverLimit = true;
      this.pause();
    } else super._leaveAttrName();
  }
}

/** The `meta` elements of a page that hold a name and a value. */
export function readHtml(bytes: Uint8Array, reading: Reading): void {
  const head = bytes.subarray(0, MOST_BYTES);
  if (!reading.mayRead('meta', head.length)) return;
  let isOver = false;
  const nothing = () => {};
  const tokenizer = new BoundedTokenizer(
    { sourceCodeLocationInfo: false },
    {
      onStartTag: ({ tagName, attrs }: Token.TagToken) => {
        if (tagName === 'body') isOver = true;
        const mode = RAW[tagName];
        if (mode !== undefined) {
          tokenizer.lastStartTagName = tagName;
          tokenizer.state = mode as typeof tokenizer.state;
        }
        if (tagName !== 'meta' || isOver) return;
        const value = (wanted: string) => attrs.find(({ name }) => name === wanted)?.value;
        const name = value('name')?.trim().toLowerCase();
        if (name !== undefined && NAMES.has(name)) {
          reading.add('meta', 'html-meta', name, value('content') ?? '');
        }
      },
      onEndTag: ({ tagName }: Token.TagToken) => {
        if (tagName === 'head') isOver = true;
      },
      onComment: nothing,
      onDoctype: nothing,
      onEof: nothing,
      onCharacter: nothing,
      onNullCharacter: nothing,
      onWhitespaceCharacter: nothing,
    },
  );
  const text = decodeText(head);
  for (let at = 0; at < text.length && !isOver && !tokenizer.isOverLimit; at += FED_AT_ONCE) {
    tokenizer.write(text.slice(at, at + FED_AT_ONCE), at + FED_AT_ONCE >= text.length);
  }
  if (tokenizer.isOverLimit || (!isOver && bytes.length > MOST_BYTES)) {
    reading.cannotRead('meta', 'limit');
  }
}
