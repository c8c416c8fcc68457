/** What content can be, as far as evidence tells. `unknown` never means "not AI". */
export type OriginKind = 'ai-generated' | 'ai-edited' | 'captured' | 'other' | 'unknown';

/** What a watermark says about all that carries it, if its key is for that alone. */
export type MarkedKind = Extract<OriginKind, 'ai-generated' | 'ai-edited'>;

/**
 * The terms of the IPTC vocabulary (retired ones too, which old files carry) and of C2PA's own, and
 * what each says of its content. One that is not here, or says of no part how it was made, is
 * `unknown`: ignorance must not become "not AI".
 */
const TERMS: Readonly<Record<Exclude<OriginKind, 'unknown'>, readonly string[]>> = {
  'ai-generated': ['trainedAlgorithmicMedia', 'trainedAlgorithmicData'],
  'ai-edited': ['compositeWithTrainedAlgorithmicMedia', 'compositeSynthetic'],
  captured: [
    'digitalCapture',
    'computationalCapture',
    'compositeCapture',
    'negativeFilm',
    'positiveFilm',
    'print',
  ],
  other: [
    'digitalCreation',
    'humanEdits',
    'algorithmicMedia',
    'algorithmicallyEnhanced',
    'dataDrivenMedia',
    'digitalArt',
    'minorHumanEdits',
    'softwareImage',
  ],
};
const UNKNOWN = ['composite', 'virtualRecording', 'screenCapture', 'empty'];

export interface SourceType {
  readonly term: string;
  readonly kind: OriginKind;
}

const SOURCE_TYPES: ReadonlyMap<string, SourceType> = new Map(
  [...Object.entries(TERMS), ['unknown', UNKNOWN] as const].flatMap(([kind, terms]) =>
    terms.map((term) => [term.toLowerCase(), { term, kind: kind as OriginKind }]),
  ),
);

const VOCABULARY =
  /^(?:https?:\/\/(?:cv\.iptc\.org\/newscodes|c2pa\.org)\/digitalsourcetype\/)?([a-z]+)\/?$/;

/** What a digital source type says. Null for one that belongs to neither vocabulary. */
export function sourceType(uri: string | null | undefined): SourceType | null {
  const [, term] = VOCABULARY.exec(uri?.toLowerCase() ?? '') ?? [];
  return term === undefined ? null : (SOURCE_TYPES.get(term) ?? null);
}
