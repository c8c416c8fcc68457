import {
  type CredentialReport,
  type ReadOptions,
  readCredentials,
  type Trust,
  verifyText,
} from '@provenance/c2pa';
import { isTextType, type ProvenanceError } from '@provenance/content';
import type { FileInput } from '@provenance/content/node';
import { isTextContent, type TextContent, textOf } from './content/text.ts';
import { manifestEvidence } from './evidence/credential.ts';
import type { SoftBindingEvidence } from './evidence/evidence.ts';
import { registryEvidence } from './evidence/record.ts';
import { softBindings } from './evidence/soft-binding.ts';
import { watermarkEvidence } from './evidence/watermark.ts';
import { judge } from './judge/judge.ts';
import { applyPolicy } from './judge/policy.ts';
import {
  type Asked,
  askRegistry,
  checkRegistrySource,
  type RegistryFinding,
  type RegistrySource,
} from './look/record.ts';
import {
  bareKeys,
  checkWatermarkOptions,
  lookAtPixels,
  lookForClaimed,
  type WatermarkFinding,
  type WatermarkOptions,
} from './look/watermark.ts';
import { type PixelWork, pixelWorkHere } from './picture/work.ts';
import { registrySummary } from './report/record.ts';
import type { CredentialSummary, Policy, VerifyReport } from './report/report.ts';
import { watermarkSummary } from './report/watermark.ts';

export interface VerifyOptions {
  /** Declared media type. Counts only where the content does not tell. */
  mediaType?: string;
  /** An external manifest store. A sidecar or link is never followed by itself. */
  manifest?: FileInput;
  /** Trust lists; without any, no signer is trusted. */
  trust?: Trust;
  /** Looks for watermarks of these keys in the pixels. Without it, none are looked for. */
  watermark?: WatermarkOptions;
  /**
   * Asks it by the mark that was found; and where no credential holds and there is no mark, by the bytes
   * and by their look. Without it nothing is recovered, and a copied mark is not told from another.
   */
  registry?: RegistrySource;
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
 * @throws ProvenanceError only when it could not look: FILE_*, CONTENT_TOO_LARGE, ENGINE_MISSING,
 *   IMAGE_LIBRARY_MISSING if pixels are to be looked at; REGISTRY_MISSING, REGISTRY_CORRUPT. A registry
 *   that cannot be reached is in the report.
 * @throws TypeError or RangeError for a caller's mistake.
 */
export async function verify(
  input: FileInput | TextContent,
  options: VerifyOptions = {},
): Promise<VerifyReport> {
  const { watermark, registry } = options;
  if (watermark !== undefined) checkWatermarkOptions(watermark);
  if (registry !== undefined) checkRegistrySource(registry);
  const keys = watermark ? bareKeys(watermark) : [];
  return verifyWith(pixelWorkHere(keys), input, options);
}

/** {@link verify}, with the pixels worked on where the caller says, and the keys known there. */
export async function verifyWith(
  work: PixelWork,
  input: FileInput | TextContent,
  options: VerifyOptions,
): Promise<VerifyReport> {
  const { policy = {}, registry } = options;
  const seen = await lookAtContent(work, input, options);
  const { credentials, finding, holds } = seen;
  if (registry === undefined) return report(credentials, policy, { finding });
  const found = await askRegistry(registry, seen);
  // A credential that was lost, and belongs to the very bytes: as if it had been given beside them.
  const kept = found.matches.find((match) => match.kept && isHolding(match.kept))?.kept;
  return report(holds ? credentials : (kept ?? credentials), policy, { finding, found });
}

/** What there is to see in content before anybody is asked about it. */
export async function lookAtContent(
  work: PixelWork,
  input: FileInput | TextContent,
  options: VerifyOptions,
): Promise<Asked & { readonly credentials: CredentialReport }> {
  const { policy: _, watermark, registry, ...readOptions } = options;
  const { trust, maxBytes, signal } = options;
  const pixels = !isTextContent(input) && (watermark || registry);
  const [credentials, seen] = await Promise.all([
    read(input, readOptions),
    pixels ? lookAtPixels(work, input, options) : null,
  ]);
  const isText = isTextContent(input) || isTextType(credentials.mediaType ?? '');
  const claims = claimsOf(credentials);
  // A text has no pixels, and nobody expects a mark in them.
  const finding =
    isText || isTextContent(input) || watermark === undefined
      ? null
      : await lookForClaimed(work, input, seen?.finding ?? null, claims, options);
  return {
    input,
    credentials,
    holds: isHolding(credentials),
    text: isText && registry ? await textOf(input, maxBytes) : null,
    finding,
    look: isText ? null : (seen?.look ?? null),
    trust,
    maxBytes,
    signal,
  };
}

/** What a credential says about watermarks; of one that does not hold it is hearsay. */
function claimsOf(credentials: Omit<CredentialReport, 'engine'>): SoftBindingEvidence[] {
  return isHolding(credentials) ? softBindings(credentials) : [];
}

function isHolding({ state }: Pick<CredentialReport, 'state'>): boolean {
  return state === 'Valid' || state === 'Trusted';
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

function report(
  credentials: Omit<CredentialReport, 'engine'>,
  policy: Policy,
  {
    finding = null,
    found = null,
    problem,
  }: { finding?: WatermarkFinding | null; found?: RegistryFinding | null; problem?: string },
): VerifyReport {
  const claims = claimsOf(credentials);
  const evidence = [
    ...manifestEvidence(credentials, problem),
    ...(finding ? [watermarkEvidence(finding, claims)] : []),
    ...(found ? registryEvidence(found) : []),
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
    registry: found && registrySummary(found, summary),
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
