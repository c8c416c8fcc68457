import { type Code, type Message, plainText, say } from '@provenance/messages';
import type { FoundMark } from '@provenance/textmark';
import { unique } from '../claims/credential.ts';
import type { FoundTextMark, TextMarkFinding } from '../look/text-mark.ts';
import type { SoftBindingEvidence, TextMarkEvidence } from './evidence.ts';
import { WHAT } from './shown.ts';

/** p-values at which a mark is a strong finding, and one at all. */
const STRONG = -9;
/** Smaller ones are no better, and soon no numbers. */
const LEAST_LOG10 = -300;
/** A mark in as much of a text runs through it: what is left are its ends, and words that were put in. */
const MOST_OF_IT = 0.75;

const NOTHING = {
  source: 'text-watermark',
  finding: 'text-watermark',
  unseen: null,
  scheme: null,
  kid: null,
  tokenizer: null,
  strong: false,
  falsePositiveProbability: null,
  hypotheses: null,
  scored: null,
  characters: null,
  share: null,
  throughout: false,
  contentId: null,
  issuer: null,
  marks: null,
  weight: 'neutral',
  strength: 'none',
  codes: [],
} as const;

/** The p-value of a mark, everything that was tried counted; never 0. */
export function chanceOf({ logP }: FoundMark): number {
  return 10 ** Math.max(LEAST_LOG10, logP / Math.LN10);
}

/**
 * What was found in the words of a text: an entry for each mark, or one that says what came of looking. A
 * mark is odds that a part of the text was drawn with a key. It is never said that the text is whole, or that
 * without a mark a person wrote it.
 */
export function textMarkEvidence(
  finding: TextMarkFinding,
  claims: readonly SoftBindingEvidence[],
): TextMarkEvidence[] {
  if (finding.report === null) {
    const { notLooked: unseen } = finding;
    const says = [say('evidence.text-watermark.not-looked'), say(`error.${unseen}`)];
    return [{ ...NOTHING, found: 'not-looked', unseen, says }];
  }
  const { outcome, hypotheses } = finding.report;
  if (outcome === 'present') {
    return finding.found.map((each) => present(each, hypotheses, claims));
  }
  const named = activeIds(claims).length > 0;
  const says = [say(NOT_FOUND[outcome])];
  if (named && outcome === 'absent') says.push(say('evidence.text-watermark.though-named'));
  return [{ ...NOTHING, found: outcome, hypotheses, says }];
}

/** Without a profile, which names a key, nobody can say whether a text has a mark. */
export function noTextMarkKey(): TextMarkEvidence {
  const says = [say('evidence.text-watermark.no-key')];
  return { ...NOTHING, found: 'not-looked', notLooked: 'no-key', says };
}

const NOT_FOUND = {
  absent: 'evidence.text-watermark.absent',
  'too-short': 'evidence.text-watermark.too-short',
  'too-predictable': 'evidence.text-watermark.too-predictable',
} as const satisfies Record<string, Code>;

function activeIds(claims: readonly SoftBindingEvidence[]): string[] {
  return unique(claims.filter(({ active }) => active).flatMap(({ contentIds }) => contentIds));
}

function present(
  { mark, name, marks: kind, share }: FoundTextMark,
  hypotheses: number,
  claims: readonly SoftBindingEvidence[],
): TextMarkEvidence {
  const issuer = name === null ? null : plainText(name);
  const marks = kind ?? null;
  const contentId = mark.contentId?.id ?? null;
  const falsePositiveProbability = chanceOf(mark);
  const named = activeIds(claims);
  const inherited = claims.some(
    ({ active, contentIds }) => !active && contentIds.includes(contentId ?? ''),
  );
  const isNamed = contentId !== null && named.includes(contentId);
  const isOther = contentId !== null && named.length > 0 && !isNamed && !inherited;
  const says: Message[] = [
    say('evidence.text-watermark.present', {
      mark: textMarkOf(issuer),
      percent: percentOf(share),
      keyId: mark.kid,
      odds: falsePositiveProbability,
    }),
  ];
  if (contentId !== null) {
    says.push(
      isNamed
        ? say('evidence.text-watermark.id.as-named', { contentId })
        : isOther
          ? say('evidence.text-watermark.id.other', { contentId })
          : say('evidence.text-watermark.id', { contentId }),
    );
  }
  if (marks !== null) says.push(say('evidence.watermark.marks', { what: say(WHAT[marks]) }));
  return {
    ...NOTHING,
    found: 'present',
    scheme: mark.scheme,
    kid: mark.kid,
    tokenizer: mark.tokenizer === null ? null : plainText(mark.tokenizer),
    strong: mark.logP / Math.LN10 <= STRONG,
    falsePositiveProbability,
    hypotheses,
    scored: mark.scored,
    characters: mark.characters,
    share,
    throughout: share >= MOST_OF_IT,
    contentId,
    issuer,
    marks,
    weight: isNamed ? 'for' : isOther ? 'against' : 'neutral',
    strength: 'statistical',
    says,
  };
}

/** Whole percent, and never all or nothing where it is less or more. */
export function percentOf(share: number): number {
  if (share >= 1) return 100;
  return Math.min(99, Math.max(1, Math.round(100 * share)));
}

/** A text watermark, by whose key it is. */
export function textMarkOf(issuer: string | null): Message {
  return issuer === null ? say('text-mark.unnamed') : say('text-mark.of', { issuer });
}
