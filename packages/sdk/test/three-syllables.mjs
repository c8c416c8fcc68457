// A tokenizer as a module, which workers load too: they take no TypeScript.

/** A language of 4,096 words of three syllables: a token is a word and the blank before it. */
const SYLLABLES = 'ba de fi go ku la me ni po ru sa te vi zo wa je'.split(' ');
const words = Array.from(
  { length: 4096 },
  (_, i) => ` ${SYLLABLES[i >> 8]}${SYLLABLES[(i >> 4) & 15]}${SYLLABLES[i & 15]}`,
);
const ids = new Map(words.map((word, id) => [word, id]));
const UNKNOWN = words.length;

/** The tokenizer of that language; any other word is one token. */
export default ({ name }) => ({
  name,
  vocabulary: '0'.repeat(64),
  encode: (text) => (text.match(/\s*\S+|\s+$/gu) ?? []).map((word) => ids.get(word) ?? UNKNOWN),
  decode: (tokens) => tokens.map((id) => words[id] ?? ' ???').join(''),
});
