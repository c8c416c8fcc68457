import { basename } from 'node:path';
import type { IngredientSource, Origin } from '@provenance/c2pa';
import { render, say } from '@provenance/messages';
import { type OriginKind, quoted, sourceType } from '@provenance/sdk';

const WHAT: Readonly<Record<OriginKind, string>> = {
  'ai-generated': render(say('what.ai-generated')),
  'ai-edited': render(say('what.ai-edited')),
  captured: render(say('what.captured')),
  other: render(say('what.other')),
  unknown: 'without saying how it was made',
};

/** What the signer has just asserted, in the words that a verifier will use. */
export function originText(origin: Origin): string {
  const kind = kindOf(origin);
  const parts = [`${WHAT[kind]}${modelText(origin, kind)}`];
  if ('parent' in origin && origin.parent) parts.push(`an edit of ${sourceText(origin.parent)}`);
  if (origin.kind === 'composite') {
    const { length } = origin.components;
    parts.push(`with ${length} component${length === 1 ? '' : 's'}`);
  }
  return parts.join(', ');
}

/** What a verifier will make of it. */
export function kindOf(origin: Origin): OriginKind {
  return sourceType(termOf(origin))?.kind ?? 'unknown';
}

/** The defaults are those of {@link Origin}. */
function termOf(origin: Origin): string {
  if (origin.sourceType !== undefined) return origin.sourceType;
  switch (origin.kind) {
    case 'created':
      return 'trainedAlgorithmicMedia';
    case 'edited':
      return 'compositeWithTrainedAlgorithmicMedia';
    case 'composite':
      return origin.model ? 'compositeSynthetic' : 'composite';
  }
}

function modelText({ model }: Origin, kind: OriginKind): string {
  if (model) return ` (${quoted(model.version ? `${model.name} ${model.version}` : model.name)})`;
  return kind.startsWith('ai-') ? ' (no model named)' : '';
}

function sourceText(source: IngredientSource): string {
  return typeof source === 'string' ? quoted(basename(source)) : 'a parent';
}
