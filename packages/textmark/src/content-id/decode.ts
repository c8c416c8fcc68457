import type { TextMarkKey } from '../key/key.ts';
import { logGammaTail } from '../statistic/gamma.ts';
import { DEFAULT_MAX_TOKENS, type TokenIds, toWords } from '../tokens/ids.ts';
import { bestWord } from './blind.ts';
import { logChance, readEvidence, sumOf, type WordEvidence } from './evidence.ts';
import { assertIssued, bestIssued, type IssuedIds } from './issued.ts';
import { STEPS, WINDOW_BITS, windowOf } from './role.ts';
import { assertTraced, formatContentId, idOf, isChecked } from './word.ts';

/** ln of the greatest chance, all issued ids counted, that a text without the mark gives one of them. */
export const CONTENT_ID_LEVEL = Math.log(1e-9);
/**
 * The same for a text that carries another id, one that is not among them. It is looser: there are few such
 * texts, only who has the key makes one, and the record of a wrong id has the fingerprint of another text.
 */
export const OTHER_ID_LEVEL = Math.log(1e-6);
/** ln of the chance below which the windows in which an id differs from the best word speak for it. */
const DIFFERENCE_LEVEL = Math.log(1e-3);
/** ln 2^-32: a word that is not one has a check that agrees, whatever is in the text. */
const BY_CHECK = { logP: -32 * Math.LN2, logOther: -32 * Math.LN2 } as const;

/** A content id that was read from a text. */
export interface ContentIdFound {
  /** 16 hexadecimal digits. */
  readonly id: string;
  /** `issued`: found among ids that were handed in; `blind`: read by itself, its check bits agree. */
  readonly method: 'issued' | 'blind';
  /** ln of the probability that a text without the mark gives an id, all that were tried counted. */
  readonly logP: number;
  /** ln of the probability that a text that carries another id gives a wrong one, all that were tried counted. */
  readonly logOther: number;
  /** Tokens that carry it. */
  readonly tokens: number;
}

export interface DecodeOptions {
  /** Ids to look among: half the tokens suffice that reading it blind takes. */
  readonly issued?: IssuedIds;
  /** The greatest `logP` with which an issued id is given; by default ln 1e-9. */
  readonly level?: number;
  /** The greatest `logOther` with which an issued id is given; by default ln 1e-6. */
  readonly otherLevel?: number;
}

/**
 * Reads the content id of a text that was drawn with a traced key: among issued ids if they are handed in,
 * and by itself where it is one with check bits ({@link checkedContentId}).
 *
 * A word is never accepted because its own score is improbable: in a marked text a word that is wrong in a
 * few bits is carried by the right one's evidence. An issued id has to be improbable in a text without the
 * mark, and in one with another id: there it has to agree improbably well with the best of all words, or to
 * be improbable where it differs from it. A blind one has to pass 32 check bits.
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
  { issued, level = CONTENT_ID_LEVEL, otherLevel = OTHER_ID_LEVEL }: DecodeOptions,
): ContentIdFound | null {
  if (issued !== undefined) assertIssued(issued, key);
  const evidence = readEvidence(key, tokens);
  if (evidence.count === 0) return null;
  const best = bestWord(evidence);
  if (issued !== undefined) {
    const found = bestIssued(issued, evidence);
    if (found !== null) {
      const tried = Math.log(issued.size);
      const sum = sumOf(evidence, found.low, found.high);
      const logP = Math.min(0, tried + logGammaTail(evidence.count, sum));
      const beside = chanceBeside(evidence, found, best);
      const logOther = Math.min(0, tried + beside.agreement + beside.difference);
      // Where only the agreement speaks for it, it may be a neighbour of the id that the text carries.
      const most = beside.difference <= DIFFERENCE_LEVEL ? otherLevel : Math.min(level, otherLevel);
      if (logP <= level && logOther <= most) {
        const id = formatContentId(idOf(key, found.low, found.high));
        return { id, method: 'issued', logP, logOther, tokens: evidence.count };
      }
    }
  }
  const id = idOf(key, best.low, best.high);
  if (!isChecked(key, id)) return null;
  return { id: formatContentId(id), method: 'blind', ...BY_CHECK, tokens: evidence.count };
}

interface Word {
  readonly low: number;
  readonly high: number;
}

/**
 * How probable it is that one issued word does as well by chance as this one, given the best of all words, as
 * two factors in ln: that it agrees with it in as many windows, and that it scores as much in the others.
 * Where the best word is the text's own and was not issued, that is all that stands between it and a
 * neighbour that was.
 */
function chanceBeside(evidence: WordEvidence, found: Word, best: Word) {
  const differs = Array.from({ length: STEPS }, (_, step) => {
    return windowOf(found.low, found.high, step) !== windowOf(best.low, best.high, step);
  });
  const same = differs.filter((is) => !is).length;
  // m windows in a row agree if m + 11 bits do; the factor 2 is for all the m that there are.
  const agreement = Math.log(2 * STEPS) - (same + WINDOW_BITS - 1) * Math.LN2;
  return {
    agreement: same === 0 ? 0 : Math.min(0, agreement),
    difference: logChance(evidence, found.low, found.high, (step) => differs[step]!),
  };
}
