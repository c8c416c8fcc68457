import type { Evidence } from './evidence.ts';
import { shortUse } from './usage.ts';

/** Of the uses in CAWG training and data mining 1.1: what makes a model, or gathers what one is made from. */
const TRAINING: ReadonlySet<string> = new Set([
  'ai_generative_training',
  'ai_training',
  'data_mining',
]);

/**
 * Whether somebody reserves content from training or mining: its signer (CAWG or C2PA training-mining, not allowed
 * or on terms), or a note in the file that nobody signed (PLUS data mining, TDM reservation, noai). Anybody may
 * write such a note; who trains on uploads has no reason to ask for proof of it.
 */
export function reservesTraining(evidence: readonly Evidence[]): boolean {
  return evidence.some((entry) => {
    if (entry.finding === 'label') return entry.kind === 'rights-reservation';
    if (entry.finding !== 'usage') return false;
    return Object.entries(entry.uses).some(
      ([key, { use }]) => TRAINING.has(shortUse(key)) && use !== 'allowed',
    );
  });
}
