import type { TextMarkKey } from '../key/key.ts';
import { logEValue } from '../statistic/anytime.ts';
import { DEFAULT_MAX_TOKENS, type TokenIds, toWords } from '../tokens/ids.ts';
import { assertKeys } from './detect-tokens.ts';
import { createScorer, logTail } from './score.ts';

/** What is known of a text that is still growing. */
export interface StreamEvidence {
  /** Tokens that came, and how many of them were scored under the key that scored most. */
  readonly tokens: number;
  readonly scored: number;
  /**
   * ln of an e-value of all keys together. It may be watched: a text without any of the marks ever
   * reaches ln(1 / p) with a probability of at most p.
   */
  readonly logE: number;
  /**
   * ln of the p-value, all keys counted. It holds for one look at a moment chosen before, such as the
   * end; of many looks the least is too small.
   */
  readonly logP: number;
  /** The same for each key, in their order, without the correction. */
  readonly keys: readonly { readonly kid: string; readonly logE: number; readonly logP: number }[];
}

export interface TextMarkStream {
  /**
   * Takes the next token ids.
   *
   * @throws TypeError, RangeError for what are no ids; ProvenanceError CONTENT_TOO_LARGE above `maxTokens`
   *   in all
   */
  push(ids: TokenIds): StreamEvidence;
}

/**
 * A detector of tokens as they come.
 *
 * @param options `promptIds` as for detectTokens; `maxTokens` by default 4,194,304
 * @throws TypeError, RangeError as detectTokens
 */
export function createTextMarkStream(
  keys: readonly TextMarkKey[],
  options: { readonly promptIds?: TokenIds; readonly maxTokens?: number } = {},
): TextMarkStream {
  const { promptIds = [], maxTokens = DEFAULT_MAX_TOKENS } = options;
  const prompt = toWords(promptIds, maxTokens);
  const scorers = assertKeys(keys).map((key) => ({ key, scorer: createScorer(key, prompt) }));
  let tokens = 0;
  return {
    push(ids) {
      const words = toWords(ids, maxTokens - tokens);
      tokens += words.length;
      let scored = 0;
      const each = scorers.map(({ key, scorer }) => {
        scorer.push(words);
        const { count, sum } = scorer.scores();
        scored = Math.max(scored, count);
        const logE = logEValue(count, sum, key.parameters.alpha ?? 0);
        return { kid: key.kid, logE, logP: logTail(key, count, sum) };
      });
      const top = Math.max(...each.map(({ logE }) => logE));
      const mean = each.reduce((sum, { logE }) => sum + Math.exp(logE - top), 0) / each.length;
      return {
        tokens,
        scored,
        logE: top + Math.log(mean),
        logP: Math.min(0, Math.min(...each.map(({ logP }) => logP)) + Math.log(each.length)),
        keys: each,
      };
    },
  };
}
