import type { ManifestDescription } from '@provenance/c2pa';
import type { Report } from '../claims/credential.ts';
import { codes, meanings } from './codes.ts';
import type { Evidence, SignatureEvidence } from './evidence.ts';
import { plainText } from './plain-text.ts';
import { shownName, shownTime, signerName } from './shown.ts';

/** What says that a claim was signed. The signer's trust is a question of its own. */
export const SIGNATURE = /^(claimSignature\.|signingCredential\.(?!untrusted|trusted))/;

export function signature(report: Report, active: ManifestDescription): SignatureEvidence[] {
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
        statement: `The signature does not hold: ${meanings(failed)}.`,
        codes: failed,
      },
    ];
  }
  if (passed.length === 0) return [];
  return [
    {
      ...base,
      holds: true,
      weight: 'for',
      strength: 'cryptographic',
      statement: `Signed by ${shownName(issuer)}.`,
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
  const base = { source: 'c2pa', finding: 'trust', trusted, development } as const;
  if (!trusted) {
    const statement =
      report.trustList === null
        ? 'No trust list was given, so no signer is trusted: anyone could have made this certificate.'
        : 'The signer is not on a trust list: anyone could have made this certificate.';
    const made = development ? ' It is a development certificate.' : '';
    return [
      {
        ...base,
        weight: 'neutral',
        strength: 'cryptographic',
        statement: `${statement}${made}`,
        codes: unlisted,
      },
    ];
  }
  if (!signed) {
    const statement =
      'The certificate is on a trust list, which counts for nothing without a signature that holds.';
    return [{ ...base, weight: 'neutral', strength: 'none', statement, codes: listed }];
  }
  const statement = development
    ? 'The signer is trusted through a development certificate, which proves nothing to others.'
    : 'The signer is on a trust list.';
  return [{ ...base, weight: 'for', strength: 'cryptographic', statement, codes: listed }];
}

export function time(active: ManifestDescription): Evidence[] {
  const { signedAt, timeStamped } = active;
  const said = active.actions.findLast(({ when }) => when !== null)?.when ?? null;
  const time = signedAt ?? said;
  if (time === null) return [];
  let statement = `At ${shownTime(time)}, says the signer; no time stamp vouches for it.`;
  if (signedAt !== null) {
    statement = timeStamped
      ? `Signed at ${shownTime(time)}: a trusted time-stamp authority vouches for it.`
      : `Signed at ${shownTime(time)}, says a time-stamp authority that is not trusted here.`;
  }
  return [
    {
      source: 'c2pa',
      finding: 'time',
      time: plainText(time),
      vouched: timeStamped,
      weight: timeStamped ? 'for' : 'neutral',
      strength: timeStamped ? 'cryptographic' : 'claimed',
      statement,
      codes: [],
    },
  ];
}
