import type { TrainingMiningUse } from '@provenance/c2pa';
import { type Message, say } from '@provenance/messages';

/** Uses of CAWG training and data mining 1.1; the older assertion of C2PA has the same four. */
const USES: ReadonlyMap<string, Message> = new Map([
  ['ai_generative_training', say('usage.ai_generative_training')],
  ['ai_training', say('usage.ai_training')],
  ['ai_inference', say('usage.ai_inference')],
  ['data_mining', say('usage.data_mining')],
]);
const WORDS: ReadonlyMap<string, Message> = new Map([
  ['allowed', say('usage.word.allowed')],
  ['notAllowed', say('usage.word.notAllowed')],
  ['constrained', say('usage.word.constrained')],
]);
/** More entries than this are no preferences that anyone could follow. */
const MOST = 16;

/** What the signer says that others may do with the content. Null where it says nothing. */
export function usageSays(uses: Readonly<Record<string, TrainingMiningUse>>): Message | null {
  const entries = Object.entries(uses);
  if (entries.length === 0) return null;
  const known = new Set(entries.map(([key]) => shortUse(key)));
  const all = (use: string) =>
    [...USES.keys()].every((key) => known.has(key)) &&
    entries.every(([, entry]) => entry.use === use);
  if (all('notAllowed')) return say('evidence.usage.refused');
  if (all('allowed')) return say('evidence.usage.allowed');
  const shown = entries.slice(0, MOST).map(([key, entry]) => entrySays(key, entry));
  const more = entries.length > MOST ? [say('usage.more')] : [];
  return say('evidence.usage.says', { uses: [...shown, ...more] });
}

function entrySays(key: string, { use: word, constraintInfo: terms }: TrainingMiningUse): Message {
  const said = {
    use: USES.get(shortUse(key)) ?? say('usage.named', { name: key }),
    word: WORDS.get(word) ?? say('usage.named', { name: word }),
  };
  return terms === null ? say('usage.entry', said) : say('usage.entry.terms', { ...said, terms });
}

/** A use without the name of who defined it: C2PA's older assertion has the same. */
export function shortUse(key: string): string {
  return key.replace(/^(cawg|c2pa)\./, '');
}
