import {
  createTextMarker,
  deriveTextMarkKey,
  type TextMarkKey,
  type TextMarkScheme,
  type TextTokenizer,
} from '@provenance/textmark';
import threeSyllables from './three-syllables.mjs';

/** A key that all tests know. */
export const keyOf = (scheme: TextMarkScheme): TextMarkKey =>
  deriveTextMarkKey(new Uint8Array(32).fill(5), scheme);

/** Words of the language of three syllables. */
const WORDS = 4096;

export const tokenizer: TextTokenizer = threeSyllables({ name: 'three-syllables' });

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
    while (candidates.size < 8) candidates.add(Math.floor(random() * WORDS));
    const logits = new Float64Array(8);
    generated.push(marker.sample({ ids: Int32Array.from(candidates), logits }, { generated }).id);
  }
  return tokenizer.decode(generated).trimStart();
}

/** The same without a key. */
export function plainText(length: number, seed = 1): string {
  const random = numbers(seed);
  const all = Array.from({ length }, () => Math.floor(random() * WORDS));
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
