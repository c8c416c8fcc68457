import type { TextMarkKey } from '../key/key.ts';
import { openKey } from '../prf/open.ts';
import { singleUniform } from '../prf/prf.ts';
import { createContextTable } from '../tokens/contexts.ts';
import { labelOf, type Role, readRole, streamOf, windowOf } from './role.ts';
import { parseContentId, wordOf } from './word.ts';

/** What each token says for one content id: its score in the stream of the id's label. */
export interface IdScores {
  /** One a token, 0 where it carries none. */
  readonly score: Float64Array;
  readonly scored: Uint8Array;
}

/**
 * The scores of tokens under the content id that was read from them: about 1 where they were drawn with
 * another id or none.
 *
 * @param tokens token ids as 32-bit words; contexts begin at the first
 */
export function scoresOfId(key: TextMarkKey, tokens: Int32Array, contentId: string): IdScores {
  const opened = openKey(key);
  if (opened.family !== 'own') throw new TypeError('This scheme carries no content id.');
  const { prf } = opened;
  const width = key.contextWidth;
  const share = key.parameters.presenceShare ?? 0;
  const word = wordOf(key, parseContentId(contentId));
  const history = new Int32Array(width + tokens.length).fill(-1, 0, width);
  history.set(tokens, width);
  const table = createContextTable(width);
  const role: Role = { presence: false, step: 0, seed: 0 };
  const score = new Float64Array(tokens.length);
  const scored = new Uint8Array(tokens.length);
  for (let i = 0; i < tokens.length; i++) {
    if (!table.add(history, i)) continue;
    prf.context(history, i, width);
    readRole(prf, share, role);
    if (role.presence) continue;
    const stream = streamOf(labelOf(role.seed, windowOf(word[0]!, word[1]!, role.step)));
    score[i] = -Math.log1p(-singleUniform(prf.word(tokens[i]!, stream)));
    scored[i] = 1;
  }
  return { score, scored };
}
