import type { CredentialReport, Trust } from '@provenance/c2pa';
import type { ProvenanceError } from '@provenance/content';
import { isHolding } from '../claims/credential.ts';
import { manifestEvidence } from '../evidence/credential.ts';
import { registryEvidence } from '../evidence/record.ts';
import { softBindings } from '../evidence/soft-binding.ts';
import { watermarkEvidence } from '../evidence/watermark.ts';
import { judge } from '../judge/judge.ts';
import { applyPolicy, type Policy } from '../judge/policy.ts';
import type { RegistryFinding } from '../look/record.ts';
import type { WatermarkFinding } from '../look/watermark.ts';
import { credentialSummary } from './credential.ts';
import { registrySummary } from './record.ts';
import type { VerifyReport } from './report.ts';
import { watermarkSummary } from './watermark.ts';

/** Evidence, verdict and policy of what was read. */
export function report(
  credentials: Omit<CredentialReport, 'engine'>,
  policy: Policy,
  {
    finding = null,
    found = null,
    problem,
  }: { finding?: WatermarkFinding | null; found?: RegistryFinding | null; problem?: string },
): VerifyReport {
  const claims = isHolding(credentials) ? softBindings(credentials) : [];
  const evidence = [
    ...manifestEvidence(credentials, problem),
    ...(finding ? [watermarkEvidence(finding, claims)] : []),
    ...(found ? registryEvidence(found) : []),
  ];
  const verdict = judge(evidence);
  const c2pa = credentialSummary(credentials);
  return {
    mediaType: credentials.mediaType,
    verdict,
    policy: applyPolicy(policy, verdict, c2pa.signer),
    c2pa,
    parts: credentials.parts.map(({ start, length, lines, report }) => ({
      start,
      length,
      lines,
      verdict: judge(manifestEvidence(report)),
      c2pa: credentialSummary(report),
    })),
    watermark: finding && watermarkSummary(finding),
    registry: found && registrySummary(found, credentialSummary),
    evidence,
  };
}

/**
 * The report on content that could not be opened: for callers who verify many files and want one
 * report for each. It says what the error says, and shows the trust lists that were given.
 */
export function unreadableReport(
  error: ProvenanceError,
  { policy = {}, trust }: { policy?: Policy; trust?: Trust } = {},
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
      parts: [],
      trustList: trust?.description ?? null,
      store: null,
    },
    policy,
    { problem: error.message },
  );
}

/** The report on credentials that were read already. */
export function reportFromCredentials(
  credentials: Omit<CredentialReport, 'engine'>,
  policy: Policy = {},
): VerifyReport {
  return report(credentials, policy, {});
}
