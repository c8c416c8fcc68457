import type {
  DeclaredLabel,
  LabelKind,
  LabelMeaning,
  LabelStandard,
  UnreadPart,
} from '@provenance/labels';
import { plainText } from '@provenance/messages';
import type { OriginKind } from '../claims/source-type.ts';
import type { LabelFinding } from '../look/label.ts';

/**
 * A label that nobody signed. It never speaks for or against anything: anybody can write it, and anybody
 * can delete it. Codes alone; words are made of them where they are shown.
 */
export interface LabelEvidence {
  readonly source: 'label';
  readonly finding: 'label';
  readonly weight: 'neutral';
  readonly strength: 'declared';
  readonly kind: LabelKind;
  readonly standard: LabelStandard;
  readonly meaning: LabelMeaning;
  /** The origin that it names; null for one that names none, such as a camera or a program. */
  readonly origin: Exclude<OriginKind, 'unknown'> | null;
  /** Part and field of the file, fit to be shown. */
  readonly part: string;
  readonly field: string;
  /** What stands there, fit to be shown; empty for prompts. */
  readonly value: string;
}

/** That some of the file was not looked at, so that labels may stand there which nobody has seen. */
export interface LabelGapEvidence {
  readonly source: 'label';
  readonly finding: 'label-gap';
  readonly weight: 'neutral';
  readonly strength: 'none';
  readonly part: string;
  /** A code of this kit where nothing at all was looked at. */
  readonly reason: UnreadPart['reason'] | NonNullable<LabelFinding['notLooked']>;
}

const ORIGINS: Readonly<Partial<Record<LabelKind, Exclude<OriginKind, 'unknown'>>>> = {
  'ai-generated': 'ai-generated',
  'ai-edited': 'ai-edited',
  captured: 'captured',
  'made-otherwise': 'other',
};

/** What a look at the labels came to: labels first, in the order of the file, then gaps. */
export function labelEvidence({
  labels,
  unread,
  notLooked,
}: LabelFinding): (LabelEvidence | LabelGapEvidence)[] {
  if (notLooked !== null) return [gap('file', notLooked)];
  return [...labels.map(shown), ...unread.map(({ part, reason }) => gap(plainText(part), reason))];
}

function shown({ kind, standard, meaning, place, value }: DeclaredLabel): LabelEvidence {
  return {
    source: 'label',
    finding: 'label',
    weight: 'neutral',
    strength: 'declared',
    kind,
    standard,
    meaning,
    origin: ORIGINS[kind] ?? null,
    part: plainText(place.part),
    field: plainText(place.field),
    value: plainText(value),
  };
}

function gap(part: string, reason: LabelGapEvidence['reason']): LabelGapEvidence {
  return {
    source: 'label',
    finding: 'label-gap',
    weight: 'neutral',
    strength: 'none',
    part,
    reason,
  };
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
export function declaredOrigin(
  evidence: readonly (LabelEvidence | LabelGapEvidence)[],
): DeclaredOrigin {
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
