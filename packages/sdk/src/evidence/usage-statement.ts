import type { TrainingMiningUse } from '@provenance/c2pa';
import { quoted } from './plain-text.ts';

/** Uses of CAWG training and data mining 1.1; the older assertion of C2PA has the same four. */
const USES: ReadonlyMap<string, string> = new Map([
  ['ai_generative_training', 'training generative AI'],
  ['ai_training', 'training AI'],
  ['ai_inference', 'AI inference'],
  ['data_mining', 'data mining'],
]);
const WORDS: ReadonlyMap<string, string> = new Map([
  ['allowed', 'allowed'],
  ['notAllowed', 'not allowed'],
  ['constrained', 'constrained'],
]);
/** More entries than this are no preferences that anyone could follow. */
const MOST = 16;

/** What the signer says that others may do with the content. Null where it says nothing. */
export function usageStatement(uses: Readonly<Record<string, TrainingMiningUse>>): string | null {
  const entries = Object.entries(uses);
  if (entries.length === 0) return null;
  const known = new Set(entries.map(([key]) => shortKey(key)));
  const all = (use: string) =>
    [...USES.keys()].every((key) => known.has(key)) &&
    entries.every(([, entry]) => entry.use === use);
  if (all('notAllowed')) return 'The signer does not allow training AI on it or mining it.';
  if (all('allowed')) return 'The signer allows training AI on it and mining it.';
  const shown = entries.slice(0, MOST).map(([key, { use, constraintInfo }]) => {
    const terms = constraintInfo === null ? '' : ` (${quoted(constraintInfo)})`;
    return `${USES.get(shortKey(key)) ?? quoted(key)}: ${WORDS.get(use) ?? quoted(use)}${terms}`;
  });
  const rest = entries.length > MOST ? '; and more' : '';
  return `The signer says of ${shown.join('; ')}${rest}.`;
}

function shortKey(key: string): string {
  return key.replace(/^(cawg|c2pa)\./, '');
}
