import { basename } from 'node:path';
import type { IngredientSource, Origin } from '@provenance/c2pa';
import { type Message, say } from '@provenance/messages';
import type { OriginKind } from '@provenance/sdk';
import { sourceType } from '@provenance/sdk/internal';

const WHAT: Readonly<Record<OriginKind, Message>> = {
  'ai-generated': say('what.ai-generated'),
  'ai-edited': say('what.ai-edited'),
  captured: say('what.captured'),
  other: say('what.other'),
  unknown: say('origin.silent'),
};

/** What the signer has just asserted, in the words that a verifier will use. */
export function originSays(origin: Origin): Message {
  let said = withModel(origin, kindOf(origin));
  if ('parent' in origin && origin.parent) said = editOf(said, origin.parent);
  if (origin.kind !== 'composite') return said;
  const { length: count } = origin.components;
  return count === 1
    ? say('origin.component', { said })
    : say('origin.components', { said, count });
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

function withModel({ model }: Origin, kind: OriginKind): Message {
  const what = WHAT[kind];
  if (model) {
    const name = model.version ? `${model.name} ${model.version}` : model.name;
    return say('what.with-model', { what, model: name });
  }
  return kind.startsWith('ai-') ? say('what.no-model', { what }) : what;
}

function editOf(said: Message, parent: IngredientSource): Message {
  return typeof parent === 'string'
    ? say('origin.edit-of', { said, source: basename(parent) })
    : say('origin.edit', { said });
}
