import type { ErrorCode, ProvenanceError, ResolveReport, VerifyReport } from '@provenance/sdk';
import { stolenSince, unreadReservations } from '@provenance/sdk/internal';

/** What scripts rely on. The table in docs/verdict.md is generated from this one. */
export const EXIT_CODES = {
  0: 'origin verified, and the policy met',
  1: 'verified: does not hold (invalid, altered, conflict, or the policy or rules of --rules not met)',
  2: 'usage or configuration error',
  3: 'nothing found',
  4: 'valid, but a signer in it is not on a trust list (0 with `--require valid`)',
  5: 'recovered by soft binding only',
  6: 'only notes in the file that nobody signed say anything of its origin',
  7: 'a part of a text is what was signed, and the rest is not known; or all of it, but for blanks and line ends',
  10: 'could not check (I/O, unsupported, damaged beyond reading, too large)',
  11: 'the registry or the network is needed and not available',
  130: 'interrupted, or whoever reads the output has gone (`| head`)',
} as const;

export type ExitCode = keyof typeof EXIT_CODES;

/** From worst to best: a file that fails outweighs one that could not be checked. */
const BY_WEIGHT: readonly ExitCode[] = [130, 2, 1, 10, 11, 3, 6, 7, 5, 4, 0];

export function worst(codes: Iterable<ExitCode>): ExitCode {
  const seen = new Set(codes);
  return BY_WEIGHT.find((code) => seen.has(code)) ?? 0;
}

export function exitCodeOf(report: VerifyReport): ExitCode {
  const { policy, verdict } = report;
  const code = codeOfLook(report);
  const unread =
    policy.respectTrainingOptOut && !policy.isReserved ? unreadReservations(verdict) : [];
  if (unread.length === 0) return code;
  // What could not be read may reserve it, whatever the rest says.
  return worst([code, unread.every(({ why }) => why === 'network') ? 11 : 10]);
}

function codeOfLook({
  c2pa,
  evidence,
  parts,
  policy,
  verdict,
  watermark,
  textMarks,
  registry,
}: VerifyReport): ExitCode {
  // Whatever else there is: one side of it is not true.
  if (verdict.conflicts.length > 0) return 1;
  // What the caller may not use is so whatever else is known of it.
  if (policy.respectTrainingOptOut && policy.isReserved) return 1;
  // Something was found: a text with signed ones in it, or one that was saved anew.
  if (parts.length > 0 && verdict.integrity !== 'altered') return holds(parts) ? 7 : 1;
  const marked =
    (watermark?.present && watermark.compromised === undefined) || textMarks?.outcome === 'present';
  const recovered = marked || (registry?.records.length ?? 0) > 0;
  switch (c2pa.state) {
    case 'NoManifest':
      // As where a credential is damaged: what it says may contradict what was recovered.
      if (verdict.unchecked.some(isUnreadCredential)) return 10;
      if (registry?.unavailable) return 11;
      if (recovered) return 5;
      // A text that names where its credential lies.
      if (verdict.unchecked.some(({ what, why }) => what === 'credential' && why === 'network')) {
        return 11;
      }
      if (verdict.assurance === 'declared') return 6;
      // Nothing is said to be found only where all was looked at.
      return verdict.unchecked.some(({ why }) => why !== 'no-key') ? 10 : 3;
    case 'Remote':
      return recovered && !registry?.unavailable ? 5 : 11;
    case 'Error':
      return 10;
  }
  // Its credential counts for nothing, whatever list its certificate is on.
  if (stolenSince(evidence) !== null) return recovered ? 5 : 1;
  // Read by itself, above.
  if (policy.met || policy.unmet === 'reserved-unknown') return 0;
  return policy.unmet === 'trust' ? 4 : 1;
}

/** There is one, and it is here. */
function isUnreadCredential({ what, why }: VerifyReport['verdict']['unchecked'][number]): boolean {
  return what === 'credential' && why !== 'network';
}

/** A manifest that others have for the very mark is a recovery; where the file's own is another, a conflict. */
export function withResolved(code: ExitCode, resolved: ResolveReport | null): ExitCode {
  const recovered = resolved?.manifests.filter(({ standing }) => standing === 'recovered') ?? [];
  if (recovered.some(({ differs }) => differs)) return 1;
  return code === 3 && recovered.length > 0 ? 5 : code;
}

function holds(parts: VerifyReport['parts']): boolean {
  const found = parts.map(({ verdict }) => verdict.integrity);
  return found.includes('intact') && !found.includes('altered');
}

const USAGE: ReadonlySet<ErrorCode> = new Set([
  'CERTIFICATE_MALFORMED',
  'CERTIFICATE_REFUSED',
  'CONFIG_INVALID',
  'DELEGATION_EXPIRED',
  'DELEGATION_MALFORMED',
  'FILE_EXISTS',
  'KEY_MALFORMED',
  'KEY_MISMATCH',
  'CREDENTIAL_NOT_CARRIED',
  'MANIFEST_REFUSED',
  'CREDENTIAL_PRESENT',
  'RECORD_EXISTS',
  'RECORD_HELD',
  'REGISTRY_MISSING',
  'STATEMENT_MALFORMED',
  'TRUST_MALFORMED',
]);

/** Of a command that could not do its work. */
export function exitCodeOfError({ code }: ProvenanceError): ExitCode {
  if (USAGE.has(code)) return 2;
  if (code === 'WATERMARK_NOT_CARRIED' || code === 'GUARD_BLOCKED') return 1;
  return code === 'TIMESTAMP_FAILED' || code === 'REGISTRY_UNAVAILABLE' ? 11 : 10;
}
