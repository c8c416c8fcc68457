import {
  type CrJsonDocument,
  type CrJsonGenerator,
  type ReadOptions,
  readCrJson,
} from '@provenance/c2pa';
import { checkKnownKeys, type KnownKeys } from '@provenance/content';
import type { FileInput } from '@provenance/content/node';
import type { RenderOptions } from '@provenance/messages';
import { checkPolicy, type Policy } from './judge/policy.ts';
import { report } from './report/build.ts';
import type { VerifyReport } from './report/report.ts';

/** How content is read, as for `verify`, and who writes the document. */
export interface CrJsonOptions extends ReadOptions, RenderOptions {
  /** The program that writes it: its name, and its version as SemVer. */
  readonly generator: CrJsonGenerator;
  /** What the report says of the policy; the document knows none. */
  readonly policy?: Policy;
}

const KEYS: KnownKeys<CrJsonOptions> = {
  generator: true,
  policy: true,
  language: 'string',
  timeZone: 'string',
  mediaType: 'string',
  manifest: true,
  trust: true,
  allowNetwork: 'boolean',
  maxBytes: 'number',
  at: true,
  signal: 'signal',
};

export interface CrJsonResult {
  /**
   * crJSON, the form in which programs for C2PA exchange what they found. Without a manifest it has none. Null
   * where the content could not be read, or its manifest is elsewhere and was not fetched.
   */
  readonly document: CrJsonDocument | null;
  /** The same in the form of `verify`, on the credential alone: no mark, label or record is looked at. */
  readonly report: VerifyReport;
}

/**
 * Verifies the content credential of a file, and writes what was found as crJSON.
 *
 * @throws ProvenanceError where it could not look: FILE_*, CONTENT_TOO_LARGE, ENGINE_MISSING.
 * @throws TypeError or RangeError for a caller's mistake, such as a version that is no SemVer.
 */
export async function crJson(input: FileInput, options: CrJsonOptions): Promise<CrJsonResult> {
  checkKnownKeys('options', options, KEYS);
  const { generator, policy = {}, language, timeZone, ...reading } = options;
  if (typeof generator !== 'object' || generator === null) {
    throw new TypeError('options.generator is missing: the name and version of your program.');
  }
  checkPolicy(policy);
  const { document, report: credentials } = await readCrJson(input, generator, reading);
  const words = { ...(language && { language }), ...(timeZone !== undefined && { timeZone }) };
  return { document, report: report(credentials, policy, words) };
}
