import { type ContentIdFound, decodeWords } from '../content-id/decode.ts';
import type { IssuedIds } from '../content-id/issued.ts';
import { secretOf, type TextMarkKey } from '../key/key.ts';
import { DEFAULT_MAX_TOKENS, type TokenIds, toWords } from '../tokens/ids.ts';
import { couldCarry } from './capacity.ts';
import { idParts } from './id-parts.ts';
import { findParts, type Part } from './parts.ts';
import type { FoundMark, MarkName, TextMarkOutcome, TextMarkReport } from './report.ts';
import { type Scan, scan } from './scan.ts';
import { createScorer, type Scores } from './score.ts';
import { leastEvidence } from './sensitivity.ts';

export interface DetectOptions {
  /** The p-value at which a mark is said to be present, all tests counted; by default 1e-6. */
  readonly level?: number;
  /** Whether windows are tested beside the whole text, so that a pasted part is found; by default true. */
  readonly scan?: boolean;
  /**
   * Evidence per token of the marks that are expected, mean score less 1: .12 code and mathematics at
   * low temperature, .3 careful prose (the default), .66 chat, 1 free prose. A text that is too short for
   * it is never called `absent`.
   */
  readonly expectedEvidence?: number;
  /** Issued content ids, for traced keys: one index for each key that has any. */
  readonly issued?: readonly (readonly [TextMarkKey, IssuedIds])[];
  /** Token ids that are looked at, at most; by default 4,194,304. */
  readonly maxTokens?: number;
}

export interface DetectTokensOptions extends DetectOptions {
  /** Token ids of the prompt. Only SGLang's schemes read them: without, its first contexts are unknown. */
  readonly promptIds?: TokenIds;
}

/** Fewer scored tokens than this say nothing about absence. */
const LEAST_SCORED = 50;

/**
 * Looks for marks in token ids, as a server returns them.
 *
 * @param ids token ids of the answer
 * @param keys one or more; each is counted in the correction
 * @throws TypeError, RangeError for keys that no function here made, and what are no ids or options
 * @throws ProvenanceError CONTENT_TOO_LARGE above `maxTokens`
 */
export function detectTokens(
  ids: TokenIds,
  keys: readonly TextMarkKey[],
  { promptIds = [], ...options }: DetectTokensOptions = {},
): TextMarkReport {
  const most = options.maxTokens ?? DEFAULT_MAX_TOKENS;
  const tokens = toWords(ids, most);
  const prompt = toWords(promptIds, most);
  const none = { tokenizer: null, variant: null };
  return report(
    assertKeys(keys).map((key) => ({ key, tokens, prompt, name: none, charactersOf: () => null })),
    options,
  );
}

/** One key on one list of tokens. */
export interface Trial {
  readonly key: TextMarkKey;
  readonly tokens: Int32Array;
  readonly prompt: Int32Array;
  readonly name: Pick<MarkName, 'tokenizer' | 'variant'>;
  /** Where tokens lie in the text as it was given. */
  charactersOf(from: number, to: number): readonly [number, number] | null;
}

interface Tried extends Trial {
  readonly scores: Scores;
  readonly found: Scan;
}

/** @throws TypeError for what is no list of keys */
export function assertKeys(keys: readonly TextMarkKey[]): readonly TextMarkKey[] {
  if (!Array.isArray(keys) || keys.length === 0) throw new TypeError('Give one key or more.');
  for (const key of keys) secretOf(key);
  return keys;
}

/** Tests each trial and counts them all. */
export function report(trials: readonly Trial[], options: DetectOptions): TextMarkReport {
  const { level = 1e-6, expectedEvidence = 0.3 } = options;
  if (!(level > 0 && level < 1)) throw new RangeError('level lies between 0 and 1.');
  if (!(expectedEvidence > 0)) throw new RangeError('expectedEvidence is above 0.');
  const tried = trials.map((trial): Tried => {
    const scorer = createScorer(trial.key, trial.prompt);
    scorer.push(trial.tokens);
    const scores = scorer.scores();
    return { ...trial, scores, found: scan(trial.key, scores, options.scan ?? true) };
  });
  const logLevel = Math.log(level);
  // A traced key is tested twice: for its presence, and for a content id.
  const logTrials = (key: TextMarkKey) => Math.log(isTraced(key) ? 2 * tried.length : tried.length);
  const marks = leastOfEach(tried)
    .flatMap((each) => marksOf(each, logLevel, logTrials(each.key), options))
    .sort((a, b) => a.logP - b.logP);
  const logP = Math.min(
    0,
    ...tried.map(({ key, found }) => found.logP + logTrials(key)),
    ...marks.map((mark) => mark.logP),
  );
  // The test that could tell most says what could have been told.
  const sensitivities = tried.map(({ key, scores, found }) => {
    const correction = found.windows === 0 ? 0 : Math.LN2;
    return leastEvidence(key, scores.count, logLevel - logTrials(key) - correction);
  });
  const least = Math.min(...sensitivities);
  const ablest = tried[sensitivities.indexOf(least)]!;
  return {
    outcome: marks.length > 0 ? 'present' : outcomeOf(ablest, least, expectedEvidence),
    logP,
    level: logLevel,
    hypotheses: tried.reduce(
      (sum, { key, found }) => sum + Math.max(1, 2 * found.windows) * (isTraced(key) ? 2 : 1),
      0,
    ),
    marks,
    tests: tried.map(({ key, name, tokens, scores, found }) => ({
      ...nameOf(key, name),
      tokens: tokens.length,
      scored: scores.count,
      evidence: scores.count === 0 ? 0 : scores.sum / scores.count - 1,
      windows: found.windows,
      logP: found.logP,
      weakKey: key.weak,
    })),
    leastEvidence: Number.isFinite(least) ? least : null,
  };
}

function outcomeOf(
  { key, tokens, scores }: Tried,
  least: number,
  expected: number,
): Exclude<TextMarkOutcome, 'present'> {
  // A text that repeats itself has few scored tokens however long it is; of a traced key there are few anyway.
  const share = key.parameters.presenceShare ?? 1;
  const repeats = tokens.length >= 4 * LEAST_SCORED && scores.count < (share * tokens.length) / 4;
  if (least > expected) return repeats ? 'too-predictable' : 'too-short';
  if (scores.count < LEAST_SCORED) return 'too-short';
  return couldCarry(tokens, scores.scored, least) ? 'absent' : 'too-predictable';
}

/** Of the forms of a text the one that shows a mark best: it is one mark, not several. */
function leastOfEach(tried: readonly Tried[]): Tried[] {
  const least = new Map<string, Tried>();
  tried.forEach((each, i) => {
    const { key, name } = each;
    const by =
      name.variant === null
        ? `${i}`
        : [key.scheme, key.kid, key.contextWidth, name.tokenizer].join();
    const known = least.get(by);
    if (known === undefined || each.found.logP < known.found.logP) least.set(by, each);
  });
  return [...least.values()];
}

function isTraced(key: TextMarkKey): boolean {
  return key.scheme === 'provenance-traced-siphash-v1';
}

/** @param logTrials ln of the factor for all trials */
function marksOf(
  tried: Tried,
  level: number,
  logTrials: number,
  options: DetectOptions,
): FoundMark[] {
  const { key, scores, found } = tried;
  const traced = isTraced(key);
  if (found.logP + logTrials <= level) {
    return findParts(key, scores, found, level - logTrials).flatMap((part) => {
      if (!traced) return [mark(tried, part, part.logP + logTrials, null)];
      const ids = idParts(key, tried.tokens, part, issuedOf(key, options));
      if (ids.length === 1) return [mark(tried, part, part.logP + logTrials, ids[0]!.contentId)];
      return ids.map(({ from, to, contentId }) => {
        // What shows each of several by itself is its id, which was looked for as often as there are some.
        const logP = (contentId?.logP ?? 0) + logTrials + Math.log(ids.length);
        return mark(tried, { ...countIn(scores, from, to), from, to }, logP, contentId);
      });
    });
  }
  if (!traced) return [];
  // A content id that is read shows the mark, also where its tokens are too few or none (share 0).
  const whole = { ...found.whole, logP: 0 };
  const contentId = decode(tried, whole, options);
  const logP = contentId === null ? 0 : contentId.logP + logTrials;
  return contentId !== null && logP <= level ? [mark(tried, whole, logP, contentId)] : [];
}

function issuedOf(key: TextMarkKey, { issued }: DetectOptions): IssuedIds | undefined {
  return issued?.find(([{ kid }]) => kid === key.kid)?.[1];
}

function decode(tried: Tried, part: Part, options: DetectOptions): ContentIdFound | null {
  const index = issuedOf(tried.key, options);
  const tokens = tried.tokens.subarray(part.from, part.to);
  return decodeWords(tokens, tried.key, index === undefined ? {} : { issued: index });
}

function countIn({ score, scored }: Scores, from: number, to: number) {
  let count = 0;
  let sum = 0;
  for (let i = from; i < to; i++) {
    count += scored[i]!;
    sum += score[i]!;
  }
  return { count, sum };
}

function mark(
  { key, name, charactersOf }: Tried,
  { from, to, count, sum }: Omit<Part, 'logP'>,
  logP: number,
  contentId: ContentIdFound | null,
): FoundMark {
  return {
    ...nameOf(key, name),
    tokens: [from, to],
    characters: charactersOf(from, to),
    scored: count,
    evidence: count === 0 ? 0 : sum / count - 1,
    logP: Math.min(0, logP),
    contentId,
  };
}

function nameOf(key: TextMarkKey, name: Pick<MarkName, 'tokenizer' | 'variant'>): MarkName {
  return { scheme: key.scheme, kid: key.kid, contextWidth: key.contextWidth, ...name };
}
