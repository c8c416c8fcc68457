import type { VerifyReport } from '@provenance/sdk';

export type Decision = 'accept' | 'flag' | 'reject';

/** What is done with an upload, by what is found of it. Of several findings the strictest decides. */
export interface UploadDecisions {
  /** Findings contradict each other, as of a copied watermark. Default `flag`. */
  readonly conflict?: Decision;
  /** It was changed after it was signed. Default `flag`. */
  readonly altered?: Decision;
  /** It has a credential that holds, whose signer is on no list, or on an older one alone. Default `accept`. */
  readonly untrusted?: Decision;
  /** Generated or edited by AI, by whatever evidence, a note in the file too. Default `accept`. */
  readonly ai?: Decision;
  /** Reserved from training or data mining, by its signer or by a note in it. Default `accept`. */
  readonly reserved?: Decision;
  /** Nothing is known of it: no credential, no mark, no record, no note in the file. Default `accept`. */
  readonly unknown?: Decision;
  /** It could not be looked at. Default `reject`. */
  readonly unreadable?: Decision;
}

export type Finding = keyof UploadDecisions;

const DEFAULTS: Required<UploadDecisions> = {
  conflict: 'flag',
  altered: 'flag',
  untrusted: 'accept',
  ai: 'accept',
  reserved: 'accept',
  unknown: 'accept',
  unreadable: 'reject',
};

const STRICTNESS: readonly Decision[] = ['accept', 'flag', 'reject'];

/** @throws TypeError for a decision or a finding that is none. */
export function checkDecisions(decisions: UploadDecisions): void {
  for (const [finding, decision] of Object.entries(decisions)) {
    if (finding in DEFAULTS && STRICTNESS.includes(decision)) continue;
    throw new TypeError(`decisions.${finding} must be accept, flag or reject, of a known finding.`);
  }
}

/** Null: it could not be looked at. */
export function findingsOf(report: VerifyReport | null): Finding[] {
  if (report === null || report.c2pa.state === 'Error') return ['unreadable'];
  const { verdict, policy } = report;
  const { kind } = verdict.origin;
  const found: [Finding, boolean][] = [
    ['conflict', verdict.conflicts.length > 0],
    ['altered', verdict.integrity === 'altered'],
    ['untrusted', verdict.trust === 'untrusted' || verdict.trust === 'older'],
    ['ai', kind === 'ai-generated' || kind === 'ai-edited'],
    ['reserved', policy.isReserved],
    ['unknown', verdict.assurance === 'none'],
  ];
  return found.filter(([, isSo]) => isSo).map(([finding]) => finding);
}

export function decide(findings: readonly Finding[], decisions: UploadDecisions): Decision {
  const decided = findings.map((finding) => decisions[finding] ?? DEFAULTS[finding]);
  return STRICTNESS.findLast((each) => decided.includes(each)) ?? 'accept';
}
