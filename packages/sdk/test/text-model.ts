import { createTextMarker, type TextMarkKey, type TextTokenizer } from '@provenance/textmark';

/** A language of 4,096 words of three syllables: a token is a word and the blank before it. */
const SYLLABLES = 'ba de fi go ku la me ni po ru sa te vi zo wa je'.split(' ');
const words = Array.from(
  { length: 4096 },
  (_, i) => ` ${SYLLABLES[i >> 8]}${SYLLABLES[(i >> 4) & 15]}${SYLLABLES[i & 15]}`,
);
const ids = new Map(words.map((word, id) => [word, id]));
const UNKNOWN = words.length;

/** The tokenizer of that language; any other word is one token. */
export const tokenizer: TextTokenizer = {
  name: 'three-syllables',
  vocabulary: '0'.repeat(64),
  encode: (text) => (text.match(/\s*\S+|\s+$/gu) ?? []).map((word) => ids.get(word) ?? UNKNOWN),
  decode: (tokens) => tokens.map((id) => words[id] ?? ' ???').join(''),
};

/**
 * A text that was drawn with a key, among eight words that are all as likely: 1.7 of evidence a token.
 *
 * @param seed of what may follow; another seed is another text
 */
export function drawnText(
  key: TextMarkKey,
  length: number,
  { contentId, seed = 1 }: { contentId?: string; seed?: number } = {},
): string {
  const marker = createTextMarker(key, contentId === undefined ? {} : { contentId });
  const random = numbers(seed);
  const generated: number[] = [];
  for (let i = 0; i < length; i++) {
    const candidates = new Set<number>();
    while (candidates.size < 8) candidates.add(Math.floor(random() * words.length));
    const logits = new Float64Array(8);
    generated.push(marker.sample({ ids: Int32Array.from(candidates), logits }, { generated }).id);
  }
  return tokenizer.decode(generated).trimStart();
}

/** The same without a key. */
export function plainText(length: number, seed = 1): string {
  const random = numbers(seed);
  const all = Array.from({ length }, () => Math.floor(random() * words.length));
  return tokenizer.decode(all).trimStart();
}

/** A small generator (mulberry32): tests need no better. */
function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
