import type { CredentialReport, Trust } from '@provenance/c2pa';
import { ERROR_CODES, isTextType, type ProvenanceError } from '@provenance/content';
import { type Message, type RenderOptions, say } from '@provenance/messages';
import {
  type CompromisedSigner,
  holdsStill,
  withStolenIngredients,
} from '../claims/compromised.ts';
import { manifestEvidence } from '../evidence/credential.ts';
import { labelEvidence } from '../evidence/label.ts';
import { registryEvidence } from '../evidence/record.ts';
import { reservesTraining } from '../evidence/reservation.ts';
import { softBindings } from '../evidence/soft-binding.ts';
import { noTextMarkKey, textMarkEvidence } from '../evidence/text-mark.ts';
import { noWatermarkKey, watermarkEvidence } from '../evidence/watermark.ts';
import { judge } from '../judge/judge.ts';
import { applyPolicy, type Policy } from '../judge/policy.ts';
import type { LabelFinding } from '../look/label.ts';
import type { RegistryFinding } from '../look/record.ts';
import type { TextMarkFinding } from '../look/text-mark.ts';
import type { WatermarkFinding } from '../look/watermark.ts';
import { credentialSummary } from './credential.ts';
import { registrySummary } from './record.ts';
import type { VerifyReport } from './report.ts';
import { summaryOf } from './summary.ts';
import { textMarkSummary } from './text-mark.ts';
import { watermarkSummary } from './watermark.ts';
import { Words } from './words.ts';

interface Findings {
  readonly finding?: WatermarkFinding | null;
  readonly textMarks?: TextMarkFinding | null;
  readonly found?: RegistryFinding | null;
  readonly labels?: LabelFinding | null;
  readonly compromised?: readonly CompromisedSigner[];
  /** Why nothing could be read, where the caller knows it better than the credential report. */
  readonly problem?: readonly Message[];
}

/** Evidence, verdict and policy of what was read, in words. */
export function report(
  credentials: Omit<CredentialReport, 'engine'>,
  policy: Policy,
  options: RenderOptions,
  {
    finding = null,
    textMarks = null,
    found = null,
    labels = null,
    compromised = [],
    problem,
  }: Findings = {},
): VerifyReport {
  const words = new Words(options);
  const claims = holdsStill(credentials, compromised)
    ? softBindings(withStolenIngredients(credentials, compromised))
    : [];
  const type = credentials.mediaType ?? '';
  const noKey = finding === null && type.startsWith('image/');
  const noTextKey = textMarks === null && isTextType(type);
  const evidence = [
    ...manifestEvidence(credentials, compromised, problem),
    ...(finding ? [watermarkEvidence(finding, claims)] : noKey ? [noWatermarkKey()] : []),
    ...(textMarks ? textMarkEvidence(textMarks, claims) : noTextKey ? [noTextMarkKey()] : []),
    ...(found ? registryEvidence(found, compromised) : []),
    ...(labels ? labelEvidence(labels) : []),
  ];
  const verdict = judge(evidence);
  const c2pa = credentialSummary(credentials);
  const outcome = applyPolicy(policy, verdict, c2pa.signer, reservesTraining(evidence));
  return {
    mediaType: credentials.mediaType,
    language: options.language ?? 'en',
    verdict: words.verdict(verdict),
    summary: words.summary(summaryOf(verdict, outcome, evidence, credentials.judgedAt)),
    policy: outcome,
    c2pa,
    parts: credentials.parts.map(({ start, length, lines, report, differs }) => ({
      start,
      length,
      lines,
      differs,
      verdict: words.verdict(judge(manifestEvidence(report, compromised))),
      c2pa: credentialSummary(report),
    })),
    watermark: finding && watermarkSummary(finding),
    textMarks: textMarks && textMarkSummary(textMarks),
    registry: found && registrySummary(found, credentialSummary),
    evidence: words.evidence(evidence),
  };
}

/**
 * The report on content that could not be opened: for callers who verify many files and want one
 * report for each. It says what the error says, and shows the trust lists that were given.
 */
export function unreadableReport(
  error: ProvenanceError,
  {
    policy = {},
    trust,
    at,
    language,
    timeZone,
  }: { policy?: Policy; trust?: Trust; at?: Date } & RenderOptions = {},
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
      leftOut: [],
      moved: null,
      onOlderList: false,
      notYetValid: false,
      judgedAt: at?.toISOString() ?? null,
      trustList: trust?.description ?? null,
      store: null,
    },
    policy,
    { ...(language && { language }), ...(timeZone !== undefined && { timeZone }) },
    { problem: problemOf(error) },
  );
}

/** An error's code in words, and what its message adds, which is English and may repeat a name. */
function problemOf({ code, message, cause }: ProvenanceError): Message[] {
  const [meaning, remedy] = ERROR_CODES[code];
  const detail = message.endsWith(` ${remedy}`) ? message.slice(0, -remedy.length - 1) : message;
  const more = detail === meaning ? [] : [say('error.in-detail', { detail })];
  // Where nothing else says what to do.
  const said = /\bcause\b/.test(remedy) ? systemSays(cause) : null;
  const why = said === null ? [] : [say('error.in-detail', { detail: said })];
  return [say(`error.${code}`), ...more, ...why, say(`remedy.${code}`)];
}

/** What the system says of a file, without its path: `ELOOP: too many symbolic links encountered`. */
function systemSays(cause: unknown): string | null {
  const text = cause instanceof Error ? cause.message : '';
  return /^E[A-Z0-9]+: [^,'"]+/.exec(text)?.[0] ?? null;
}

/** The report on credentials that were read already. */
export function reportFromCredentials(
  credentials: Omit<CredentialReport, 'engine'>,
  policy: Policy = {},
  options: RenderOptions = {},
): VerifyReport {
  return report(credentials, policy, options);
}
