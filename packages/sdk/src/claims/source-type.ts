import { digitalSourceType, type LabelKind } from '@provenance/labels';

/** What content can be, as far as evidence tells. `unknown` never means "not AI". */
export type OriginKind = 'ai-generated' | 'ai-edited' | 'captured' | 'other' | 'unknown';

/** What a watermark says about all that carries it, if its key is for that alone. */
export type MarkedKind = Extract<OriginKind, 'ai-generated' | 'ai-edited'>;

/** An origin that somebody names. */
export type NamedKind = Exclude<OriginKind, 'unknown'>;

export function isAi(kind: OriginKind): kind is MarkedKind {
  return kind === 'ai-generated' || kind === 'ai-edited';
}

/** The kinds of labels that name an origin. The others name none, such as a camera or a program. */
export const NAMED_BY_LABEL: Readonly<Partial<Record<LabelKind, NamedKind>>> = {
  'ai-generated': 'ai-generated',
  'ai-edited': 'ai-edited',
  captured: 'captured',
  'made-otherwise': 'other',
};

export interface SourceType {
  readonly term: string;
  readonly kind: OriginKind;
}

/**
 * What a digital source type says. Null for one that belongs to neither vocabulary, IPTC's and C2PA's
 * own; one that says of no part how it was made is `unknown`.
 */
export function sourceType(uri: string | null | undefined): SourceType | null {
  const found = digitalSourceType(uri ?? '');
  return found && { term: found.term, kind: NAMED_BY_LABEL[found.kind] ?? 'unknown' };
}
