import { labelOf, type Role, readRole, streamOf, windowOf } from '../content-id/role.ts';
import { assertTraced, formatContentId, parseContentId, wordOf } from '../content-id/word.ts';
import { secretOf, type TextMarkKey } from '../key/key.ts';
import { MOST_SGLANG_CONTEXTS, SCHEMES } from '../key/scheme.ts';
import { openKey, uniformOf } from '../prf/open.ts';
import { type Candidates, createNarrower, type SamplingOptions, samplingOf } from './candidates.ts';
import { drawKeyed, drawRandom } from './draw.ts';
import { systemRandom, type UniformSource } from './random.ts';

/**
 * Which tokens are searched for a context that occurred before; its second occurrence is drawn at random,
 * so that a text keeps its distribution. The names are vLLM's.
 *
 * - `single_turn`: the tokens of this answer.
 * - `all`: the prompt as well; the first tokens of an answer, whose contexts are not whole, carry nothing.
 * - `none`: nothing; texts then tend to repeat themselves.
 */
export type ContextScope = 'none' | 'single_turn' | 'all';

export interface TextMarkerOptions extends SamplingOptions {
  /** By default `single_turn`. */
  readonly deduplicateContexts?: ContextScope;
  /** Traced keys need it: 8 bytes, or 16 hexadecimal digits. */
  readonly contentId?: Uint8Array | string;
  /** Where one candidate is more probable than this the draw is an ordinary one; by default 1. */
  readonly maxProbability?: number;
  /** Allows keys below 2^32 and contexts of one token, which are found by trying and by counting. */
  readonly insecure?: boolean;
  /** Uniform numbers for ordinary draws; by default from the system's random source. */
  readonly random?: UniformSource;
}

/** What was generated so far. */
export interface MarkerContext {
  /** Token ids of this answer. */
  readonly generated: ArrayLike<number>;
  /** Token ids of the prompt; SGLang's schemes and `deduplicateContexts: 'all'` read them. */
  readonly prompt?: ArrayLike<number>;
}

/** Why a token carries no mark. */
export type UnmarkedReason =
  | 'temperature-0'
  | 'one-candidate'
  | 'repeated-context'
  | 'prompt-context'
  | 'too-predictable'
  | 'context-limit';

export interface TextMarkDraw {
  readonly id: number;
  /** Whether the key chose it. */
  readonly marked: boolean;
  /** Null if it is marked. */
  readonly reason: UnmarkedReason | null;
}

/** Draws the tokens of any number of texts under one key. One instance belongs to one thread. */
export interface TextMarker {
  readonly key: TextMarkKey;
  readonly temperature: number;
  /** What a traced key writes into every text: 16 hexadecimal digits; null with any other key. */
  readonly contentId: string | null;
  /**
   * Draws the next token.
   *
   * @throws TypeError, RangeError for candidates that are none, NaN among them
   */
  sample(candidates: Candidates, context: MarkerContext): TextMarkDraw;
}

/**
 * A marker. It owns temperature, min-p, top-k and top-p and draws in every case, marked or not: what calls
 * it applies none of them again.
 *
 * @throws TypeError, RangeError for a key that no function here made, options that are none, a content id
 *   that is missing or has no place, and a key or width that only `insecure` allows
 */
export function createTextMarker(key: TextMarkKey, options: TextMarkerOptions = {}): TextMarker {
  secretOf(key);
  const { deduplicateContexts: scope = 'single_turn', maxProbability = 1 } = options;
  const sampling = samplingOf(options);
  if (!['none', 'single_turn', 'all'].includes(scope)) {
    throw new TypeError("deduplicateContexts is 'none', 'single_turn' or 'all'.");
  }
  if (!(maxProbability > 0 && maxProbability <= 1)) {
    throw new RangeError('maxProbability is above 0 and at most 1.');
  }
  if (!options.insecure && key.weak) {
    throw new RangeError('A key below 2^32 is found by trying. Make one of 64 random bits.');
  }
  if (!options.insecure && key.contextWidth < 2) {
    throw new RangeError('With a context of one token anybody can count what the key prefers.');
  }
  const traced = key.scheme === 'provenance-traced-siphash-v1';
  if (traced !== (options.contentId !== undefined)) {
    throw new TypeError('A contentId belongs to provenance-traced-siphash-v1, which needs it.');
  }
  const word = options.contentId === undefined ? null : contentWord(key, options.contentId);
  const opened = openKey(key);
  const uniform = uniformOf(opened.family);
  const { mostGumbel } = SCHEMES[key.scheme];
  const random = options.random ?? systemRandom();
  const narrower = createNarrower(sampling);
  const width = key.contextWidth;
  const context = new Int32Array(width);
  const role: Role = { presence: false, step: 0, seed: 0 };
  const share = key.parameters.presenceShare ?? 0;
  const alpha = key.parameters.alpha ?? 0;

  /** Fills the context. @returns how many of its ids are known */
  const takeContext = ({ generated, prompt }: MarkerContext): number => {
    const { length } = generated;
    const before = opened.family === 'sglang' ? (prompt?.length ?? 0) : 0;
    for (let i = 0; i < width; i++) {
      const at = length - width + i;
      if (at >= 0) context[i] = generated[at]!;
      else context[i] = at + before >= 0 ? prompt![at + before]! : -1;
    }
    return opened.family === 'sglang' ? Math.min(width, length + before) : width;
  };

  /** Whether the context stood before a token of the answer, or within the prompt. */
  const unmarked = ({ generated, prompt }: MarkerContext, known: number): UnmarkedReason | null => {
    const { length } = generated;
    if (scope === 'all' && length < width && opened.family !== 'sglang') return 'prompt-context';
    if (opened.family === 'sglang' && length >= MOST_SGLANG_CONTEXTS) return 'context-limit';
    if (scope === 'none' || known < width) return null;
    const before = prompt?.length ?? 0;
    const reaches = opened.family === 'sglang' || scope === 'all';
    // A context ends before position p, counted from the first token of the answer.
    const from = scope === 'all' ? width - before : 0;
    for (let p = length - 1; p >= from; p--) {
      let i = width - 1;
      for (; i >= 0; i--) {
        const at = p - width + i;
        const id =
          at >= 0 ? generated[at] : reaches && at + before >= 0 ? prompt![at + before] : -1;
        if (id !== context[i]) break;
      }
      if (i < 0) return 'repeated-context';
    }
    return null;
  };

  /** The keyed draw of the family, after its context. */
  const drawMarked = (narrowed: ReturnType<typeof narrower.narrow>, known: number): number => {
    const at = width - known;
    if (opened.family === 'own') {
      opened.prf.context(context, at, known);
      let stream = 0;
      if (word !== null) {
        readRole(opened.prf, share, role);
        if (!role.presence) {
          stream = streamOf(labelOf(role.seed, windowOf(word[0]!, word[1]!, role.step)));
        }
      }
      return drawKeyed(narrowed, opened.prf, stream, uniform, mostGumbel);
    }
    opened.prf.context(context, at, known);
    const { second } = opened;
    const first =
      second === null || (opened.family === 'sglang' ? opened.coin() : random() < 1 - alpha);
    if (first) return drawKeyed(narrowed, opened.prf, 0, uniform, mostGumbel);
    second.context(context, at, known);
    return drawKeyed(narrowed, second, 0, uniform, mostGumbel);
  };

  return Object.freeze({
    key,
    temperature: sampling.temperature,
    contentId:
      options.contentId === undefined ? null : formatContentId(parseContentId(options.contentId)),
    sample(candidates: Candidates, soFar: MarkerContext): TextMarkDraw {
      const narrowed = narrower.narrow(candidates);
      const plain = (index: number, reason: UnmarkedReason): TextMarkDraw => ({
        id: narrowed.ids[index]!,
        marked: false,
        reason,
      });
      if (sampling.temperature === 0) return plain(narrowed.top, 'temperature-0');
      if (narrowed.count === 1) return plain(0, 'one-candidate');
      if (maxProbability < 1 && topProbability(narrowed) > maxProbability) {
        return plain(drawRandom(narrowed, random), 'too-predictable');
      }
      const known = takeContext(soFar);
      const reason = unmarked(soFar, known);
      if (reason !== null) return plain(drawRandom(narrowed, random), reason);
      return { id: narrowed.ids[drawMarked(narrowed, known)]!, marked: true, reason: null };
    },
  });
}

function contentWord(key: TextMarkKey, id: Uint8Array | string): Int32Array {
  assertTraced(key);
  return wordOf(key, parseContentId(id));
}

function topProbability({
  count,
  logits,
  top,
}: {
  count: number;
  logits: Float64Array;
  top: number;
}) {
  let total = 0;
  for (let i = 0; i < count; i++) total += Math.exp(logits[i]! - logits[top]!);
  return 1 / total;
}
