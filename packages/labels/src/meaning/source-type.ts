import type { Field } from '../field/field.ts';
import type { LabelKind, Meaning } from './label.ts';

/**
 * The terms of the IPTC vocabulary (`cv.iptc.org/newscodes/digitalsourcetype`, retired ones with it, which
 * old files carry) and of C2PA's own, by what they say.
 */
const TERMS: Readonly<Partial<Record<LabelKind, readonly string[]>>> = {
  'ai-generated': ['trainedAlgorithmicMedia', 'trainedAlgorithmicData'],
  // An edit with AI; and, by IPTC's definition, a composite of which at least one part was generated.
  'ai-edited': ['compositeWithTrainedAlgorithmicMedia', 'compositeSynthetic'],
  captured: [
    'digitalCapture',
    'computationalCapture',
    'compositeCapture',
    'negativeFilm',
    'positiveFilm',
    'print',
  ],
  'made-otherwise': [
    'digitalCreation',
    'algorithmicMedia',
    'dataDrivenMedia',
    'digitalArt',
    'softwareImage',
  ],
  // The edits are told, and not of what: an original that a person retouched or a program sharpened may be anything.
  'no-origin': [
    'composite',
    'virtualRecording',
    'screenCapture',
    'empty',
    'humanEdits',
    'minorHumanEdits',
    'algorithmicallyEnhanced',
  ],
};

/** A term of a vocabulary as it is written there, and what it says of the origin. */
export interface DigitalSourceType {
  readonly term: string;
  readonly kind: LabelKind;
}

const KNOWN: ReadonlyMap<string, DigitalSourceType> = new Map(
  Object.entries(TERMS).flatMap(([kind, terms]) =>
    terms.map((term) => [term.toLowerCase(), { term, kind: kind as LabelKind }] as const),
  ),
);

const FIELDS: ReadonlySet<string> = new Set([
  'Iptc4xmpExt:DigitalSourceType',
  'Iptc4xmpExt:DigitalSourcefileType',
]);

/** Google writes `https`, some a bare term; a term is one whatever its capitals are. */
const TERM =
  /^(?:https?:\/\/(?:cv\.iptc\.org\/newscodes|c2pa\.org)\/digitalsourcetype\/)?([a-z]+)\/?$/;

/**
 * What a digital source type says, in a label or in a credential. Null for one that belongs to neither
 * vocabulary: ignorance must not become "not AI".
 *
 * @param value The term, or its address.
 */
export function digitalSourceType(value: string): DigitalSourceType | null {
  const [, term = ''] = TERM.exec(value.toLowerCase()) ?? [];
  return KNOWN.get(term) ?? null;
}

export function sourceTypeOf({ form, name, value }: Field): Meaning | null {
  if (form !== 'xmp' || !FIELDS.has(name)) return null;
  const standard = 'iptc-source-type';
  const kind = digitalSourceType(value.trim())?.kind;
  if (kind === undefined) return { kind: 'no-origin', standard, meaning: 'source-type-unknown' };
  const meaning = kind === 'no-origin' ? 'source-type-open' : 'source-type';
  return { kind, standard, meaning };
}
