import type { ContentIdFound } from '../content-id/decode.ts';
import type { TextMarkScheme } from '../key/scheme.ts';

/**
 * What was looked for and found, as plain data. It is statistical evidence that a part of the text was drawn
 * with a key: never that the text is whole, or who wrote it.
 *
 * - `present`: a mark was found.
 * - `absent`: none was, and one of the expected evidence would have been, nine times in ten. It does
 *   not mean that a person wrote the text.
 * - `too-short`: none was found, and there are too few tokens to tell.
 * - `too-predictable`: none was found, and the text repeats itself so much that it could not have carried
 *   enough evidence.
 */
export type TextMarkOutcome = 'present' | 'absent' | 'too-short' | 'too-predictable';

export interface TextMarkReport {
  readonly outcome: TextMarkOutcome;
  /** ln of the p-value of the least probable test, all {@link hypotheses} counted (Bonferroni). */
  readonly logP: number;
  /** ln of the p-value at which a mark is said to be present. */
  readonly level: number;
  /**
   * How many tests the correction counts: each key with its tokenizer on each variant of the text, twice
   * the windows that were scanned for each (or once without windows).
   */
  readonly hypotheses: number;
  /** The marks that were found, the least probable first: one for each part of the text. */
  readonly marks: readonly FoundMark[];
  /** Everything that was tried. */
  readonly tests: readonly TextMarkTest[];
  /**
   * Evidence per token that a mark needs to be found here nine times in ten, under the key that could tell
   * most; null if no token was scored. Below it, absence says nothing.
   */
  readonly leastEvidence: number | null;
}

/** Which mark is meant. */
export interface MarkName {
  readonly scheme: TextMarkScheme;
  readonly kid: string;
  readonly contextWidth: number;
  /** The tokenizer's name; null where token ids were given. */
  readonly tokenizer: string | null;
  /** Which form of the text; null where token ids were given. */
  readonly variant: TextVariant | null;
}

/** A form of a text that is tested: as it was given, or cleaned (`cleanText`). */
export type TextVariant = 'given' | 'clean';

export interface FoundMark extends MarkName {
  /** Tokens that the mark covers, from the first to behind the last. */
  readonly tokens: readonly [from: number, to: number];
  /**
   * The same in UTF-16 units of the text as it was given; null where token ids were given. Cleaning may
   * shift it by the few characters that it took away.
   */
  readonly characters: readonly [from: number, to: number] | null;
  /** Tokens of it that were scored, and their mean score less 1. */
  readonly scored: number;
  readonly evidence: number;
  /** ln of the corrected p-value. */
  readonly logP: number;
  /** Of a traced mark: the content id, if it could be read. */
  readonly contentId: ContentIdFound | null;
}

export interface TextMarkTest extends MarkName {
  /** Tokens of the text, and how many were scored: contexts that occur again are not. */
  readonly tokens: number;
  readonly scored: number;
  /** Mean score of the whole text less 1: about 0 without a mark. */
  readonly evidence: number;
  /** Windows that were tested beside the whole, 0 if none were. */
  readonly windows: number;
  /** ln of the p-value, corrected for the windows and not for other tests. */
  readonly logP: number;
  /** A server key below 2^32: whoever wants to can have written the mark. */
  readonly weakKey: boolean;
}
