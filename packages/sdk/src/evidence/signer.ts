import type { ManifestDescription } from '@provenance/c2pa';
import { type Message, plainText, say } from '@provenance/messages';
import type { Compromised } from '../claims/compromised.ts';
import type { Report } from '../claims/credential.ts';
import { codes, EXPIRED, meanings } from './codes.ts';
import type { Evidence, SignatureEvidence } from './evidence.ts';
import { signerName, who } from './shown.ts';

/** What says that a claim was signed. The signer's trust is a question of its own. */
export const SIGNATURE = /^(claimSignature\.|signingCredential\.(?!untrusted|trusted))/;

/** One code of C2PA is for two things that are not the same to anybody. */
function meaningsOf(failed: readonly string[], notYetValid: boolean): Message[] {
  if (!notYetValid) return meanings(failed);
  return [say('status.not-yet-valid'), ...meanings(failed.filter((code) => !EXPIRED.has(code)))];
}

/** @param compromised What is known of the signer's key, where somebody else may have it. */
export function signature(
  report: Report,
  active: ManifestDescription,
  compromised: Compromised | null = null,
): SignatureEvidence[] {
  const issuer = signerName(active.signer);
  const failed = codes(report.failure, SIGNATURE);
  const passed = codes(report.success, /^claimSignature\./);
  const base = { source: 'c2pa', finding: 'signature', issuer } as const;
  if (failed.length > 0) {
    return [
      {
        ...base,
        holds: false,
        weight: 'against',
        strength: 'cryptographic',
        says: [say('evidence.signature.fails', { why: meaningsOf(failed, report.notYetValid) })],
        codes: failed,
        ...(report.notYetValid && { notYetValid: true as const }),
      },
    ];
  }
  if (passed.length === 0) return [];
  if (compromised !== null && !compromised.before) {
    const says = [say('evidence.signature.compromised', { since: compromised.since })];
    return [
      { ...base, holds: false, compromised, weight: 'against', strength: 'none', says, codes: [] },
    ];
  }
  return [
    {
      ...base,
      holds: true,
      weight: 'for',
      strength: 'cryptographic',
      says: [
        say('evidence.signature.holds', { who: who(issuer) }),
        ...(compromised === null
          ? []
          : [say('evidence.signature.compromised.before', { since: compromised.since })]),
      ],
      ...(compromised && { compromised }),
      codes: passed,
    },
  ];
}

export function trust(report: Report, active: ManifestDescription, signed: boolean): Evidence[] {
  const listed = codes(report.success, /^signingCredential\.trusted$/);
  const unlisted = codes(report.failure, /^signingCredential\.untrusted$/);
  if (listed.length + unlisted.length === 0) return [];
  const development = active.signer?.development ?? false;
  const trusted = unlisted.length === 0;
  const older = !trusted && report.onOlderList;
  const base = { source: 'c2pa', finding: 'trust', trusted, older, development } as const;
  if (older && signed) {
    return [
      {
        ...base,
        weight: 'neutral',
        strength: 'cryptographic',
        says: [say('evidence.trust.older')],
        codes: unlisted,
      },
    ];
  }
  if (!trusted) {
    const why =
      report.trustList === null ? say('evidence.trust.no-list') : say('evidence.trust.unlisted');
    return [
      {
        ...base,
        weight: 'neutral',
        strength: 'cryptographic',
        says: [why, ...(development ? [say('evidence.trust.development')] : []), ...listOf(report)],
        codes: unlisted,
      },
    ];
  }
  if (!signed) {
    const says = [say('evidence.trust.listed.unsigned')];
    return [{ ...base, weight: 'neutral', strength: 'none', says, codes: listed }];
  }
  const says = development
    ? say('evidence.trust.listed.development')
    : say('evidence.trust.listed');
  return [{ ...base, weight: 'for', strength: 'cryptographic', says: [says], codes: listed }];
}

/** How old the public list is that the signer is not on: they may have come later. */
function listOf({ trustList }: Report): Message[] {
  const dates = (trustList?.anchors ?? []).map(({ date }) => date).filter((date) => date !== null);
  const date = dates.sort().at(-1);
  return date === undefined ? [] : [say('evidence.trust.list-of', { date })];
}

export function time(active: ManifestDescription): Evidence[] {
  const { signedAt, timeStamped } = active;
  const said = active.actions.findLast(({ when }) => when !== null)?.when ?? null;
  const time = signedAt ?? said;
  if (time === null) return [];
  let says: Message = say('evidence.time.claimed', { time });
  if (signedAt !== null) {
    says = timeStamped
      ? say('evidence.time.vouched', { time })
      : say('evidence.time.unvouched', { time });
  }
  return [
    {
      source: 'c2pa',
      finding: 'time',
      time: plainText(time),
      vouched: timeStamped,
      weight: timeStamped ? 'for' : 'neutral',
      strength: timeStamped ? 'cryptographic' : 'claimed',
      says: [says],
      codes: [],
    },
  ];
}
