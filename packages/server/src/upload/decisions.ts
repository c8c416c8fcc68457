import { checkKnownKeys, checkObject, type KnownKeys } from '@provenance/content';
import type { VerifyReport } from '@provenance/sdk';
import { unreadReservations } from '@provenance/sdk/internal';

export type Decision = 'accept' | 'flag' | 'reject';

/** What is done with an upload, by what is found of it. Of several findings the strictest decides. */
export interface UploadDecisions {
  /** Findings contradict each other, as of a copied watermark. Default `flag`. */
  readonly conflict?: Decision;
  /** It was changed after it was signed. Default `flag`. */
  readonly altered?: Decision;
  /**
   * It has a credential that does not hold: forged, damaged, expired without a time stamp, or of a key that is not for
   * signing. Whether the content was changed it does not show. Default `flag`.
   */
  readonly invalid?: Decision;
  /** It has a credential that holds and does not cover all that is seen or heard. Default `flag`. */
  readonly uncovered?: Decision;
  /** It has a credential that holds, whose signer is on no list, or on an older one alone. Default `accept`. */
  readonly untrusted?: Decision;
  /** A part of a text is what was signed, or all of it but for blanks and line ends. Default `accept`. */
  readonly part?: Decision;
  /** Generated or edited by AI, by whatever evidence, a note in the file too. Default `accept`. */
  readonly ai?: Decision;
  /** Reserved from training or data mining, by its signer or by a note in it. Default `accept`. */
  readonly reserved?: Decision;
  /**
   * Nothing says where it comes from, and not all of it could be looked at; or its credential could not: it is kept
   * elsewhere, or cannot be read. Default `flag`.
   */
  readonly incomplete?: Decision;
  /**
   * Nothing says where it comes from, and all was looked at: no credential, no mark, no record, and no note in the file
   * that says how it was made. Default `accept`.
   */
  readonly unknown?: Decision;
  /**
   * It could not be checked: a format that is not read here, damage, no bytes, or more than the verifier's limits. Default
   * `flag`: that is not the fault of who uploads.
   */
  readonly unreadable?: Decision;
}

export type Finding = keyof UploadDecisions;

const DEFAULTS: Required<UploadDecisions> = {
  conflict: 'flag',
  altered: 'flag',
  invalid: 'flag',
  uncovered: 'flag',
  untrusted: 'accept',
  part: 'accept',
  ai: 'accept',
  reserved: 'accept',
  incomplete: 'flag',
  unknown: 'accept',
  unreadable: 'flag',
};

const KEYS = Object.fromEntries(
  Object.keys(DEFAULTS).map((finding) => [finding, true]),
) as KnownKeys<UploadDecisions>;

const STRICTNESS: readonly Decision[] = ['accept', 'flag', 'reject'];

/** @throws TypeError for a decision or a finding that is none. */
export function checkDecisions(decisions: UploadDecisions): void {
  checkObject('decisions', decisions);
  checkKnownKeys('decisions', decisions, KEYS);
  for (const [finding, decision] of Object.entries(decisions)) {
    if (decision === undefined || STRICTNESS.includes(decision)) continue;
    throw new TypeError(`decisions.${finding} must be accept, flag or reject.`);
  }
}

/** What a report says of an upload, in the order of {@link UploadDecisions}. Null: it could not be looked at. */
export function findingsOf(report: VerifyReport | null): Finding[] {
  if (report === null) return ['unreadable'];
  const { c2pa, verdict, policy } = report;
  const { kind } = verdict.origin;
  const isUnreadable = c2pa.state === 'Error';
  const isIncomplete = !isUnreadable && isPartlySeen(report);
  const credential = credentialFinding(report);
  const known = verdict.assurance !== 'none' || verdict.conflicts.length > 0 || credential !== null;
  const found: Readonly<Record<Finding, boolean>> = {
    conflict: verdict.conflicts.length > 0,
    altered: verdict.integrity === 'altered',
    invalid: credential === 'invalid',
    uncovered: credential === 'uncovered',
    untrusted: verdict.trust === 'untrusted' || verdict.trust === 'older',
    part: credential === 'part',
    ai: kind === 'ai-generated' || kind === 'ai-edited',
    reserved: policy.isReserved,
    incomplete: isIncomplete,
    unknown: !known && !isIncomplete && !isUnreadable,
    unreadable: isUnreadable,
  };
  return (Object.keys(found) as Finding[]).filter((finding) => found[finding]);
}

/** What became of a credential in it that is not all that one could be: a conflict beside it does not hide that. */
function credentialFinding({
  c2pa,
  mediaType,
  parts,
  verdict,
}: VerifyReport): 'invalid' | 'uncovered' | 'part' | null {
  if (verdict.integrity === 'altered') return null;
  if (parts.length > 0) {
    const found = parts.map((part) => part.verdict.integrity);
    return found.includes('intact') && !found.includes('altered') ? 'part' : 'invalid';
  }
  if (c2pa.state !== 'Invalid' && c2pa.state !== 'Valid' && c2pa.state !== 'Trusted') return null;
  // A store by itself signs content that is not here.
  if (mediaType === 'application/c2pa') return 'uncovered';
  if (verdict.trust === 'none') return 'invalid';
  return verdict.integrity === 'unverifiable' ? 'uncovered' : null;
}

/**
 * A credential that was not read counts whatever else was found: it may say the contrary. So does a note, where what is
 * reserved from training is to be respected.
 */
function isPartlySeen({ verdict, parts, policy }: VerifyReport): boolean {
  if (policy.respectTrainingOptOut && !policy.isReserved && unreadReservations(verdict).length > 0)
    return true;
  if (parts.length > 0) return false;
  return verdict.unchecked.some(
    ({ what, why }) =>
      why !== 'no-key' &&
      why !== 'too-little' &&
      (what === 'credential' || (verdict.assurance === 'none' && verdict.conflicts.length === 0)),
  );
}

export function decide(findings: readonly Finding[], decisions: UploadDecisions): Decision {
  const decided = findings.map((finding) => decisions[finding] ?? DEFAULTS[finding]);
  return STRICTNESS.findLast((each) => decided.includes(each)) ?? 'accept';
}
