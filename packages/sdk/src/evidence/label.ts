import type { DeclaredLabel } from '@provenance/labels';
import { type Message, plainText, say } from '@provenance/messages';
import { NAMED_BY_LABEL, type OriginKind } from '../claims/source-type.ts';
import type { LabelFinding } from '../look/label.ts';
import type { Evidence, LabelEvidence, LabelGapEvidence, NoLabelEvidence } from './evidence.ts';
import { WHAT } from './shown.ts';

/** What a look at the labels came to: labels first, in the order of the file, then gaps. Never empty. */
export function labelEvidence({
  labels,
  unread,
  notLooked,
}: LabelFinding): (LabelEvidence | LabelGapEvidence | NoLabelEvidence)[] {
  if (notLooked !== null) return [gap('file', notLooked)];
  const found = [...labels.map(shown), ...unread.map(({ part, reason }) => gap(part, reason))];
  return found.length > 0 ? found : [NO_LABEL];
}

const NEUTRAL = { source: 'label', weight: 'neutral', codes: [] } as const;

const NO_LABEL: NoLabelEvidence = {
  ...NEUTRAL,
  finding: 'no-label',
  strength: 'none',
  says: [say('evidence.label.none')],
};

function shown(label: DeclaredLabel): LabelEvidence {
  const { kind, standard, meaning, place, value } = label;
  return {
    ...NEUTRAL,
    finding: 'label',
    strength: 'declared',
    says: [labelSays(label)],
    kind,
    standard,
    meaning,
    origin: NAMED_BY_LABEL[kind] ?? null,
    part: plainText(place.part),
    field: plainText(place.field),
    value: plainText(value),
  };
}

function labelSays({ kind, meaning, place: { part, field }, value }: DeclaredLabel): Message {
  const at = say('label.at', { field, part });
  const origin = NAMED_BY_LABEL[kind];
  if (meaning !== 'source-type') return say(`evidence.label.${meaning}`, { value, at });
  return origin === undefined
    ? say('evidence.label.source-type-open', { value, at })
    : say('evidence.label.source-type', { what: say(WHAT[origin]), at });
}

function gap(where: string, reason: LabelGapEvidence['reason']): LabelGapEvidence {
  const part = plainText(where);
  const says = part === 'file' ? say('evidence.label.unseen') : say('evidence.label.gap', { part });
  return { ...NEUTRAL, finding: 'label-gap', strength: 'none', says: [says], part, reason };
}

/** What the labels of a file say together of where it comes from. */
export interface DeclaredOrigin {
  /** `unknown`: none says so, or they contradict each other. */
  readonly kind: OriginKind;
  /** Those that say it; where they contradict each other, all that name an origin. */
  readonly by: readonly LabelEvidence[];
  readonly isContradicted: boolean;
}

/** A photograph that was changed with AI is both; one that AI made was not taken with a camera. */
const TOGETHER: readonly OriginKind[] = ['ai-generated', 'ai-edited', 'captured', 'other'];

/**
 * The origin that labels name. The name of a program or a camera is none: what one has made another may
 * have changed, and the field stays.
 */
export function declaredOrigin(evidence: readonly Evidence[]): DeclaredOrigin {
  const by = evidence.filter((each) => each.finding === 'label').filter(({ origin }) => origin);
  const kinds = TOGETHER.filter((kind) => by.some(({ origin }) => origin === kind));
  const [first = 'unknown', ...others] = kinds;
  if (others.some((other) => isContradiction(first, other))) {
    return { kind: 'unknown', by, isContradicted: true };
  }
  return { kind: first, by: by.filter(({ origin }) => origin === first), isContradicted: false };
}

/**
 * Whether what a credential that holds says of the origin, and what labels beside it say, cannot both be
 * true. Somebody who signs that AI changed a picture does not deny that a camera took it; somebody who
 * signs that a camera took it says that it is still that picture.
 */
export function contradictsSigned(declared: OriginKind, signed: OriginKind): boolean {
  if (signed === 'captured' || signed === 'other') {
    return declared === 'ai-generated' || declared === 'ai-edited';
  }
  return isContradiction(signed, declared);
}

function isContradiction(one: OriginKind, other: OriginKind): boolean {
  const byHand = (kind: OriginKind) => kind === 'captured' || kind === 'other';
  return (one === 'ai-generated' && byHand(other)) || (other === 'ai-generated' && byHand(one));
}

/** Labels that name no origin and still tell something of it, the most telling first. */
const TELLING: readonly LabelEvidence['kind'][] = ['ai-possible', 'generator', 'camera'];

/** What a label that names no origin hints at: that AI may have made it, the name of a program, a camera. */
export function hintOf(evidence: readonly Evidence[]): LabelEvidence | null {
  const labels = evidence.filter((each) => each.finding === 'label');
  for (const kind of TELLING) {
    // The make alone says less than the model, and which comes first does not matter.
    const found = labels
      .filter((label) => label.kind === kind)
      .sort((a, b) => rank(a) - rank(b) || (a.value < b.value ? -1 : 1));
    if (found[0] !== undefined) return found[0];
  }
  return null;
}

function rank({ meaning }: LabelEvidence): number {
  return meaning === 'device-make' ? 1 : 0;
}
