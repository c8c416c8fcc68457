import { type CredentialReport, readCredentials, type Trust } from '@provenance/c2pa';
import type { ProvenanceError } from '@provenance/content';
import type { FileInput } from '@provenance/content/node';
import { judge } from './judge.ts';
import { manifestEvidence } from './manifest-evidence.ts';
import { applyPolicy } from './policy.ts';
import type { CredentialSummary, Policy, VerifyReport } from './report.ts';

export interface VerifyOptions {
  /** Declared media type. Counts only where the content does not tell. */
  mediaType?: string;
  /** An external manifest store. A sidecar or link is never followed by itself. */
  manifest?: FileInput;
  /** Trust lists; without any, no signer is trusted. */
  trust?: Trust;
  policy?: Policy;
  /** Fetch remote manifests and revocation answers. Default false. */
  allowNetwork?: boolean;
  /** Largest input in bytes. */
  maxBytes?: number;
  signal?: AbortSignal;
}

/**
 * Says where content comes from and whether it was changed since, from all evidence there is. A bad
 * file, a broken credential or none at all is a report and no exception.
 *
 * @throws ProvenanceError only when it could not look: FILE_*, CONTENT_TOO_LARGE, ENGINE_MISSING.
 * @throws TypeError or RangeError for a caller's mistake.
 */
export async function verify(input: FileInput, options: VerifyOptions = {}): Promise<VerifyReport> {
  const { policy = {}, ...readOptions } = options;
  return reportFromCredentials(await readCredentials(input, readOptions), policy);
}

/**
 * The report on content that could not be opened: for callers who verify many files and want one
 * report for each. It says what the error says, and shows the trust lists that were given.
 */
export function unreadableReport(
  error: ProvenanceError,
  { policy = {}, trust }: Pick<VerifyOptions, 'policy' | 'trust'> = {},
): VerifyReport {
  const nothing = { success: [], informational: [], failure: [], ingredientFailures: [] };
  return report(
    {
      ...nothing,
      state: 'Error',
      reason: error.code,
      mediaType: null,
      embedded: false,
      remoteUrl: null,
      activeManifest: null,
      manifests: [],
      trustList: trust?.description ?? null,
      store: null,
    },
    policy,
    error.message,
  );
}

/** The report on credentials that were read already. */
export function reportFromCredentials(
  credentials: Omit<CredentialReport, 'engine'>,
  policy: Policy = {},
): VerifyReport {
  return report(credentials, policy);
}

function report(
  credentials: Omit<CredentialReport, 'engine'>,
  policy: Policy,
  problem?: string,
): VerifyReport {
  const evidence = manifestEvidence(credentials, problem);
  const verdict = judge(evidence);
  const c2pa = summary(credentials);
  return {
    mediaType: credentials.mediaType,
    verdict,
    policy: applyPolicy(policy, verdict, c2pa.signer),
    c2pa,
    watermark: null,
    registry: null,
    evidence,
  };
}

function summary(report: Omit<CredentialReport, 'engine'>): CredentialSummary {
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
  };
}
