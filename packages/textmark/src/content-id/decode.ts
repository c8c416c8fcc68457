import type { TextMarkKey } from '../key/key.ts';
import { DEFAULT_MAX_TOKENS, type TokenIds, toWords } from '../tokens/ids.ts';
import { bestWord } from './blind.ts';
import { logChance, readEvidence, type WordEvidence } from './evidence.ts';
import { assertIssued, bestIssued, type IssuedIds } from './issued.ts';
import { STEPS, WINDOW_BITS, windowOf } from './role.ts';
import { assertTraced, formatContentId, idOf, isChecked } from './word.ts';

/** ln of what an issued id must be less probable than, times the number of issued ids. */
export const CONTENT_ID_LEVEL = Math.log(1e-9);
/** ln 2^-32: a word that is not one has a check that agrees. */
const LOG_CHECK = -32 * Math.LN2;

/** A content id that was read from a text. */
export interface ContentIdFound {
  /** 16 hexadecimal digits. */
  readonly id: string;
  /** `issued`: found among ids that were handed in; `blind`: read by itself, its check bits agree. */
  readonly method: 'issued' | 'blind';
  /** ln of the probability that chance gives an id, all that were tried counted. */
  readonly logP: number;
  /** Tokens that carry it. */
  readonly tokens: number;
}

export interface DecodeOptions {
  /** Ids to look among: half the tokens suffice that reading it blind takes. */
  readonly issued?: IssuedIds;
  /** ln of the greatest probability of chance at which an issued id is given; by default ln 1e-9. */
  readonly level?: number;
}

/**
 * Reads the content id of a text that was drawn with a traced key: among issued ids if they are handed in,
 * and by itself where it is one with check bits ({@link checkedContentId}).
 *
 * A word is never accepted because its own score is improbable: in a marked text a word that is wrong in a
 * few bits is carried by the right one's evidence. An issued id has to agree improbably well with the best
 * of all words, or to be improbable where it differs from it; a blind one has to pass 32 check bits.
 *
 * @param ids token ids of the text, or of the part that carries the mark
 * @returns null if none can be told
 * @throws TypeError, RangeError for another key, issued ids of another key, or what are no token ids
 * @throws ProvenanceError CONTENT_TOO_LARGE above 4,194,304 ids
 */
export function decodeContentId(
  ids: TokenIds,
  key: TextMarkKey,
  options: DecodeOptions = {},
): ContentIdFound | null {
  assertTraced(key);
  return decodeWords(toWords(ids, DEFAULT_MAX_TOKENS), key, options);
}

/** The same of ids that are checked. */
export function decodeWords(
  tokens: Int32Array,
  key: TextMarkKey,
  { issued, level = CONTENT_ID_LEVEL }: DecodeOptions,
): ContentIdFound | null {
  if (issued !== undefined) assertIssued(issued, key);
  const evidence = readEvidence(key, tokens);
  if (evidence.count === 0) return null;
  const best = bestWord(evidence);
  if (issued !== undefined) {
    const found = bestIssued(issued, evidence);
    if (found !== null) {
      const logP = Math.log(issued.size) + chanceOf(evidence, found, best);
      if (logP <= level) {
        const id = formatContentId(idOf(key, found.low, found.high));
        return { id, method: 'issued', logP, tokens: evidence.count };
      }
    }
  }
  const id = idOf(key, best.low, best.high);
  if (!isChecked(key, id)) return null;
  return { id: formatContentId(id), method: 'blind', logP: LOG_CHECK, tokens: evidence.count };
}

interface Word {
  readonly low: number;
  readonly high: number;
}

/**
 * ln of the probability that one issued word does as well by chance as this one, given the best of all
 * words: that it agrees with it in as many windows, and scores as much in the others. Where the best word is
 * the text's own and was not issued, that is all that stands between it and a neighbour that was.
 */
function chanceOf(evidence: WordEvidence, found: Word, best: Word): number {
  const differs = Array.from({ length: STEPS }, (_, step) => {
    return windowOf(found.low, found.high, step) !== windowOf(best.low, best.high, step);
  });
  const same = differs.filter((is) => !is).length;
  // m windows in a row agree if m + 11 bits do; the factor 2 is for all the m that there are.
  const agreement = Math.log(2 * STEPS) - (same + WINDOW_BITS - 1) * Math.LN2;
  return (
    (same === 0 ? 0 : Math.min(0, agreement)) +
    logChance(evidence, found.low, found.high, (step) => differs[step]!)
  );
}
