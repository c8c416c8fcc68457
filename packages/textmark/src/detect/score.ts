import { type Role, readRole } from '../content-id/role.ts';
import type { TextMarkKey } from '../key/key.ts';
import { MOST_SGLANG_CONTEXTS } from '../key/scheme.ts';
import { openKey, uniformOf } from '../prf/open.ts';
import { logDualTail } from '../statistic/dual.ts';
import { logGammaTail } from '../statistic/gamma.ts';
import { createContextTable } from '../tokens/contexts.ts';

/** The scores of tokens under one key: -ln(1 - u), with two keys of vLLM their weighted mean. */
export interface Scores {
  /** One a token, 0 where it is not scored: its context occurred before, or is not known. */
  readonly score: Float64Array;
  readonly scored: Uint8Array;
  readonly count: number;
  readonly sum: number;
}

export interface Scorer {
  /** Takes the next tokens. */
  push(tokens: Int32Array): void;
  /** Views of what is scored by now: valid until the next push. */
  scores(): Scores;
}

/**
 * Scores tokens as they come. Every exact context counts once, whatever follows it: a second score of
 * the same context would not be independent of the first.
 *
 * @param prompt token ids before the text, read only where the scheme's contexts reach into them
 */
export function createScorer(key: TextMarkKey, prompt: Int32Array = new Int32Array(0)): Scorer {
  const opened = openKey(key);
  const uniform = uniformOf(opened.family);
  const width = key.contextWidth;
  const alpha = key.parameters.alpha ?? 0;
  const share = key.parameters.presenceShare ?? 0;
  const role: Role = { presence: false, step: 0, seed: 0 };
  const table = createContextTable(width);
  // The ids that can be in a context, then the tokens. Without a prompt SGLang's first contexts are
  // unknown; the others' begin with -1.
  let history = new Int32Array(1024 + width).fill(-1, 0, width);
  const known = opened.family === 'sglang' ? Math.min(width, prompt.length) : width;
  if (opened.family === 'sglang' && known > 0) {
    history.set(prompt.subarray(prompt.length - known), width - known);
  }
  const first = opened.family === 'sglang' && known === 0 ? width : 0;
  const most = opened.family === 'sglang' ? MOST_SGLANG_CONTEXTS : Number.POSITIVE_INFINITY;
  let score = new Float64Array(1024);
  let scored = new Uint8Array(1024);
  let length = 0;
  let contexts = 0;
  let count = 0;
  let sum = 0;

  const reserve = (more: number) => {
    if (length + more <= score.length) return;
    const capacity = Math.max(length + more, 2 * score.length);
    const grown = new Int32Array(capacity + width);
    grown.set(history);
    history = grown;
    const scores = new Float64Array(capacity);
    scores.set(score);
    score = scores;
    const flags = new Uint8Array(capacity);
    flags.set(scored);
    scored = flags;
  };

  /** The score of the token at `at + size`, whose context is the `size` words from `at` on. */
  const read = (at: number, size: number): number => {
    const token = history[at + size]!;
    const { prf } = opened;
    prf.context(history, at, size);
    if (opened.family === 'own') {
      if (opened.traced) {
        readRole(opened.prf, share, role);
        if (!role.presence) return Number.NaN;
      }
      return -Math.log1p(-uniform(prf.word(token, 0)));
    }
    const { second } = opened;
    if (opened.family === 'sglang') {
      if (second === null || opened.coin()) return -Math.log1p(-uniform(prf.word(token, 0)));
      second.context(history, at, size);
      return -Math.log1p(-uniform(second.word(token, 0)));
    }
    const a = -Math.log1p(-uniform(prf.word(token, 0)));
    if (second === null) return a;
    second.context(history, at, size);
    return (1 - alpha) * a - alpha * Math.log1p(-uniform(second.word(token, 0)));
  };

  return {
    push(tokens) {
      reserve(tokens.length);
      history.set(tokens, width + length);
      table.reserve(history, Math.min(tokens.length, most));
      const end = length + tokens.length;
      for (let i = length; i < end; i++) {
        if (i < first || contexts >= most) continue;
        // A context that reaches back before all that is known is shorter, and there is one of each length.
        const missing = Math.max(0, width - known - i);
        if (missing === 0 || opened.family !== 'sglang') {
          if (!table.add(history, i)) continue;
        }
        contexts++;
        const skip = opened.family === 'sglang' && first === 0 ? missing : 0;
        const value = read(i + skip, width - skip);
        if (Number.isNaN(value)) continue;
        score[i] = value;
        scored[i] = 1;
        count++;
        sum += value;
      }
      length = end;
    },
    scores: () => ({
      score: score.subarray(0, length),
      scored: scored.subarray(0, length),
      count,
      sum,
    }),
  };
}

/**
 * ln of the probability that `count` tokens of a text without the mark score `sum` or more.
 */
export function logTail(key: TextMarkKey, count: number, sum: number): number {
  const { alpha } = key.parameters;
  return alpha === undefined ? logGammaTail(count, sum) : logDualTail(count, sum, alpha);
}
