import type { CredentialReport } from '@provenance/c2pa';

/** What of a credential report is evidence: everything but which engine wrote it. */
export type Report = Omit<CredentialReport, 'engine'>;

/** Of a credential that does not hold, what it says is hearsay. */
export function isHolding({ state }: Pick<CredentialReport, 'state'>): boolean {
  return state === 'Valid' || state === 'Trusted';
}

export function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
