import type { CredentialReport } from '@provenance/c2pa';
import type { CredentialSummary } from './report.ts';

export function credentialSummary(report: Omit<CredentialReport, 'engine'>): CredentialSummary {
  const codes = (statuses: CredentialReport['failure']) => statuses.map(({ code }) => code);
  return {
    state: report.state,
    reason: report.reason,
    success: codes(report.success),
    informational: codes(report.informational),
    failure: codes(report.failure),
    ingredientFailures: codes(report.ingredientFailures),
    activeManifest: report.activeManifest,
    signer: report.manifests[0]?.signer ?? null,
    trustList: report.trustList,
    judgedAt: report.judgedAt,
  };
}
