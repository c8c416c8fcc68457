import {
  type CredentialReport,
  type ReadOptions,
  readCredentials,
  type Trust,
  verifyText,
} from '@provenance/c2pa';
import { isTextType, type ProvenanceError } from '@provenance/content';
import type { FileInput } from '@provenance/content/node';
import { judge } from './judge.ts';
import { manifestEvidence } from './manifest-evidence.ts';
import { type PixelWork, pixelWorkHere } from './pixel-work.ts';
import { applyPolicy } from './policy.ts';
import type { CredentialSummary, Policy, VerifyReport } from './report.ts';
import { softBindings } from './soft-binding-evidence.ts';
import { isTextContent, type TextContent } from './text-content.ts';
import { watermarkEvidence } from './watermark-evidence.ts';
import {
  bareKeys,
  checkWatermarkOptions,
  lookForWatermark,
  type WatermarkFinding,
  type WatermarkOptions,
} from './watermark-look.ts';
import { watermarkSummary } from './watermark-summary.ts';

export interface VerifyOptions {
  /** Declared media type. Counts only where the content does not tell. */
  mediaType?: string;
  /** An external manifest store. A sidecar or link is never followed by itself. */
  manifest?: FileInput;
  /** Trust lists; without any, no signer is trusted. */
  trust?: Trust;
  /** Looks for watermarks of these keys in the pixels. Without it, none are looked for. */
  watermark?: WatermarkOptions;
  policy?: Policy;
  /** Fetch remote manifests and revocation answers. Default false. */
  allowNetwork?: boolean;
  /** Largest input in bytes. */
  maxBytes?: number;
  signal?: AbortSignal;
}

/**
 * Says where content comes from and whether it was changed since, from all evidence there is. A bad
 * file, a broken credential or none at all is a report and no exception. Watermarks are looked for in
 * this thread, which is busy for as long as that takes: verifyMany() uses others.
 *
 * Text is taken from a file, as bytes, or as `{ text }`; a bare string is a path. A text that was
 * copied into another one is found there: `parts` says what is covered, and the whole is never intact.
 *
 * @throws ProvenanceError only when it could not look: FILE_*, CONTENT_TOO_LARGE, ENGINE_MISSING, and
 *   IMAGE_LIBRARY_MISSING if a watermark is to be looked for.
 * @throws TypeError or RangeError for a caller's mistake.
 */
export async function verify(
  input: FileInput | TextContent,
  options: VerifyOptions = {},
): Promise<VerifyReport> {
  const { watermark } = options;
  if (watermark !== undefined) checkWatermarkOptions(watermark);
  return verifyWith(watermark ? pixelWorkHere(bareKeys(watermark)) : null, input, options);
}

/** {@link verify}, with the pixels worked on where the caller says, and the keys known there. */
export async function verifyWith(
  work: PixelWork | null,
  input: FileInput | TextContent,
  options: VerifyOptions,
): Promise<VerifyReport> {
  const { policy = {}, watermark, ...readOptions } = options;
  const [credentials, finding] = await Promise.all([
    read(input, readOptions),
    work && watermark && !isTextContent(input)
      ? lookForWatermark(work, input, watermark, options)
      : null,
  ]);
  // A text has no pixels, and nobody expects a mark in them.
  return report(credentials, policy, isTextType(credentials.mediaType ?? '') ? null : finding);
}

function read(input: FileInput | TextContent, options: ReadOptions): Promise<CredentialReport> {
  if (!isTextContent(input)) return readCredentials(input, options);
  const { text, fileName } = input;
  return verifyText(text, { ...options, ...(fileName !== undefined && { fileName }) });
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
      parts: [],
      trustList: trust?.description ?? null,
      store: null,
    },
    policy,
    null,
    error.message,
  );
}

/** The report on credentials that were read already. */
export function reportFromCredentials(
  credentials: Omit<CredentialReport, 'engine'>,
  policy: Policy = {},
): VerifyReport {
  return report(credentials, policy, null);
}

function report(
  credentials: Omit<CredentialReport, 'engine'>,
  policy: Policy,
  finding: WatermarkFinding | null,
  problem?: string,
): VerifyReport {
  const holds = credentials.state === 'Valid' || credentials.state === 'Trusted';
  const evidence = [
    ...manifestEvidence(credentials, problem),
    ...(finding ? [watermarkEvidence(finding, holds ? softBindings(credentials) : [])] : []),
  ];
  const verdict = judge(evidence);
  const c2pa = summary(credentials);
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
      c2pa: summary(report),
    })),
    watermark: finding && watermarkSummary(finding),
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
