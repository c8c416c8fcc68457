import { ProvenanceError } from '@provenance/content';
import { secretOf, type TextMarkKey } from '../key/key.ts';
import { assertTokenizer, type TextTokenizer } from '../tokenizer/tokenizer.ts';
import { DEFAULT_MAX_TOKENS, toWords } from '../tokens/ids.ts';
import { cleanText, placeInGiven, wellFormed } from './clean.ts';
import { type DetectOptions, report, type Trial } from './detect-tokens.ts';
import type { TextMarkReport, TextVariant } from './report.ts';

/** A key and the tokenizer that it was used with: a profile's two halves. */
export interface TextMarkTarget {
  readonly key: TextMarkKey;
  readonly tokenizer: TextTokenizer;
}

export interface DetectTextOptions extends DetectOptions {
  /**
   * Takes credentials out of a text, so that what is left is what was generated: `strip` of
   * `@provenance/text`, between bytes and strings. This package knows no credential's format; without
   * it, the cleaned form still loses one of invisible characters.
   */
  readonly strip?: (text: string) => string;
  /** UTF-16 units that are looked at, at most; by default 4,194,304. */
  readonly maxCharacters?: number;
}

const DEFAULT_MAX_CHARACTERS = 4_194_304;
/**
 * Looks for marks in a text, in the form that was given and, where it differs, in a cleaned one
 * ({@link cleanText}). Every target and form is counted in the correction.
 *
 * @param targets keys with their tokenizers; each distinct text is tokenized once by each tokenizer
 * @throws TypeError, RangeError for targets and options that are none
 * @throws ProvenanceError CONTENT_TOO_LARGE above `maxCharacters` or `maxTokens`
 */
export function detectText(
  text: string,
  targets: readonly TextMarkTarget[],
  { strip = (whole) => whole, maxCharacters, ...options }: DetectTextOptions = {},
): TextMarkReport {
  if (typeof text !== 'string') throw new TypeError('A text is a string.');
  if (!Array.isArray(targets) || targets.length === 0) {
    throw new TypeError('Give one target or more: a key and its tokenizer.');
  }
  for (const { key, tokenizer } of targets) {
    secretOf(key);
    assertTokenizer(tokenizer);
  }
  const most = maxCharacters ?? DEFAULT_MAX_CHARACTERS;
  if (text.length > most) {
    throw new ProvenanceError(
      'CONTENT_TOO_LARGE',
      `The text has ${text.length} characters, and maxCharacters is ${most}.`,
    );
  }
  const given = wellFormed(strip(text));
  const cleaned = cleanText(given);
  const variants: [TextVariant, string][] = [['given', given]];
  if (cleaned !== given) variants.push(['clean', cleaned]);
  const mostTokens = options.maxTokens ?? DEFAULT_MAX_TOKENS;
  const trials: Trial[] = [];
  for (const tokenizer of new Set(targets.map((target) => target.tokenizer))) {
    for (const [variant, form] of variants) {
      const tokens = toWords(tokenizer.encode(form), mostTokens);
      const charactersOf = (from: number, to: number) => {
        const place = (index: number) => {
          const at = tokenizer.decode(Array.from(tokens.subarray(0, index))).length;
          return inText(text, given, variant === 'clean' ? placeInGiven(given, at) : at);
        };
        return [place(from), place(to)] as const;
      };
      for (const target of targets) {
        if (target.tokenizer !== tokenizer) continue;
        const name = { tokenizer: tokenizer.name, variant };
        const prompt = new Int32Array(0);
        trials.push({ key: target.key, tokens, prompt, name, charactersOf });
      }
    }
  }
  return report(trials, options);
}

/** A place of the stripped text in the text that was given: behind what was taken away before it. */
function inText(text: string, stripped: string, at: number): number {
  if (text.length === stripped.length) return Math.min(at, text.length);
  let same = 0;
  while (same < at && text[same] === stripped[same]) same++;
  if (same === at) return at;
  // What was taken away stood before: the end of both is the same.
  return Math.max(same, text.length - (stripped.length - at));
}
