import { type Code, type Message, plainText, say } from '@provenance/messages';
import { unique } from '../claims/credential.ts';
import type { WatermarkFinding } from '../look/watermark.ts';
import type { SoftBindingEvidence, WatermarkEvidence } from './evidence.ts';
import { WHAT } from './shown.ts';

const NOTHING = {
  source: 'watermark',
  finding: 'watermark',
  contentId: null,
  keyId: null,
  issuer: null,
  marks: null,
  falsePositiveProbability: null,
  unseen: null,
  weight: 'neutral',
  strength: 'none',
  codes: [],
} as const;

/**
 * What was found in the pixels, held against what the credential says is there. Claims of a credential
 * that does not hold are hearsay, and none are to be given here.
 */
export function watermarkEvidence(
  finding: WatermarkFinding,
  claims: readonly SoftBindingEvidence[],
): WatermarkEvidence {
  if (finding.detection === null) {
    const { notLooked, why } = finding;
    const because = say(`error.${notLooked}`);
    switch (why) {
      case 'no-pixels': {
        const says = [say('evidence.watermark.not-looked'), because];
        return { ...NOTHING, found: 'not-looked', says };
      }
      case 'unreadable': {
        const says = [say('evidence.watermark.unreadable'), because];
        return { ...NOTHING, found: 'unreadable', unseen: notLooked, says };
      }
      case 'partly': {
        const says = [say('evidence.watermark.partly')];
        return { ...NOTHING, found: 'unreadable', unseen: notLooked, says };
      }
    }
  }
  const { contentId, keyId, falsePositiveProbability } = finding.detection;
  const claimed = unique(
    claims.filter(({ active }) => active).flatMap(({ contentIds }) => contentIds),
  );
  if (contentId === null) {
    const says =
      claimed.length > 0
        ? say('evidence.watermark.absent-though-named')
        : say('evidence.watermark.absent');
    return { ...NOTHING, found: 'absent', says: [says] };
  }
  const { name, marks = null, compromised } = finding.key;
  const issuer = name === undefined ? null : plainText(name);
  const inherited = claims.some(
    ({ active, contentIds }) => !active && contentIds.includes(contentId),
  );
  let present: PresentCode = 'evidence.watermark.present';
  if (claimed.includes(contentId)) present = 'evidence.watermark.present.as-named';
  else if (inherited) present = 'evidence.watermark.present.inherited';
  else if (claimed.length > 0) present = 'evidence.watermark.present.other';
  const odds = falsePositiveProbability;
  const says = [say(present, { mark: markOf(issuer), contentId, keyId: keyId ?? '', odds })];
  if (marks !== null) says.push(say('evidence.watermark.marks', { what: say(WHAT[marks]) }));
  if (compromised !== undefined) {
    says.push(say('evidence.watermark.compromised', { since: compromised }));
    return {
      ...NOTHING,
      found: 'present',
      contentId,
      keyId,
      issuer,
      marks,
      compromised,
      falsePositiveProbability,
      strength: 'none',
      says,
    };
  }
  return {
    ...NOTHING,
    found: 'present',
    contentId,
    keyId,
    issuer,
    marks,
    falsePositiveProbability,
    weight: claimed.includes(contentId)
      ? 'for'
      : claimed.length > 0 && !inherited
        ? 'against'
        : 'neutral',
    strength: 'statistical',
    says,
  };
}

/** Without a key nobody can say whether a picture has a mark. */
export function noWatermarkKey(): WatermarkEvidence {
  const says = [say('evidence.watermark.no-key')];
  return { ...NOTHING, found: 'not-looked', notLooked: 'no-key', says };
}

type PresentCode = Extract<Code, `evidence.watermark.present${string}`>;

/** A watermark, by whose key it is. */
export function markOf(issuer: string | null): Message {
  return issuer === null ? say('mark.unnamed') : say('mark.of', { issuer });
}
