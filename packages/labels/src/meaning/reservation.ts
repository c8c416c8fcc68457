import type { Field } from '../field/field.ts';
import type { LabelMeaning, Meaning } from './label.ts';

/** The vocabulary of PLUS (`ns.useplus.org/ldf/vocab/`), by what stands behind `DMI-`. */
const DATA_MINING: ReadonlyMap<string, LabelMeaning> = new Map([
  ['UNSPECIFIED', 'mining-unspecified'],
  ['ALLOWED', 'mining-allowed'],
  ['PROHIBITED', 'mining-prohibited'],
  ['PROHIBITED-AIMLTRAINING', 'training-prohibited'],
  ['PROHIBITED-GENAIMLTRAINING', 'generative-training-prohibited'],
  ['PROHIBITED-EXCEPTSEARCHENGINEINDEXING', 'mining-prohibited-except-search'],
  ['PROHIBITED-SEECONSTRAINT', 'mining-constrained'],
  ['PROHIBITED-SEEEMBEDDEDRIGHTSEXPR', 'mining-constrained'],
  ['PROHIBITED-SEELINKEDRIGHTSEXPR', 'mining-constrained'],
]);

const NOTHING_RESERVED: ReadonlySet<LabelMeaning> = new Set([
  'mining-unspecified',
  'mining-allowed',
  'mining-not-reserved',
  'constraints',
]);

/** Reservations against text and data mining, and against training. */
export function reservationsOf(field: Field): readonly Meaning[] {
  const { form, name, value } = field;
  if (form === 'xmp' && name === 'plus:DataMining') return [statement('plus', plusOf(value))];
  if (form === 'xmp' && name === 'plus:OtherConstraints') return [statement('plus', 'constraints')];
  if (/^tdm[:-]reservation$/.test(name)) return [statement('tdm', tdmOf(value))];
  if (/^tdm[:-]policy$/.test(name)) return [statement('tdm', 'mining-policy')];
  if (form === 'html-meta' && (name === 'robots' || name === 'googlebot')) {
    const words = value.toLowerCase().split(/[\s,]+/);
    const found: Meaning[] = [];
    if (words.includes('noai')) found.push(statement('noai', 'no-ai'));
    if (words.includes('noimageai')) found.push(statement('noai', 'no-image-ai'));
    return found;
  }
  return [];
}

function statement(standard: Meaning['standard'], meaning: LabelMeaning): Meaning {
  const kind = NOTHING_RESERVED.has(meaning) ? 'rights-statement' : 'rights-reservation';
  return { kind, standard, meaning };
}

/** A term that is not in the vocabulary prohibits nothing that anybody could name, and allows nothing. */
function plusOf(value: string): LabelMeaning {
  const [, term = ''] = /(?:^|\/)DMI-([A-Z-]+)\/?$/.exec(value.trim().toUpperCase()) ?? [];
  return DATA_MINING.get(term) ?? 'mining-unspecified';
}

/** Two values: 1 reserves, 0 does not. What is neither says nothing. */
function tdmOf(value: string): LabelMeaning {
  const digit = value.trim();
  if (digit === '1') return 'mining-reserved';
  return digit === '0' ? 'mining-not-reserved' : 'mining-unspecified';
}
