import type { FileInput } from '@provenance/content/node';
import {
  CONTEXT,
  type CrJsonDocument,
  type CrJsonManifest,
  manifestJson,
  trustListsJson,
} from '../crjson/document.ts';
import type { CredentialReport } from '../report/report.ts';
import { readSigned, type SignedManifest, type SignedStore } from '../store/signed.ts';
import { trustListsOf } from '../trust/lists.ts';
import { laterStamps, timeOfSigning } from '../trust/time-of-signing.ts';
import { readWithStore } from './credentials.ts';
import type { ReadOptions } from './options.ts';
import { findingsOf, MOST_STAMPED } from './own-findings.ts';

/** A report, and the same in C2PA's own form. */
export interface CrJsonReading {
  readonly report: CredentialReport;
  /** Null where the content could not be read, so that nothing can be said of its manifests. */
  readonly document: CrJsonDocument | null;
}

/** Who writes a document: its name, and its version in SemVer. */
export interface CrJsonGenerator {
  readonly name: string;
  readonly version: string;
}

/** SemVer 2.0. */
const SEMVER = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[\da-z.-]+)?(\+[\da-z.-]+)?$/i;

/**
 * Reads and validates as {@link readCredentials}, and writes what was found as crJSON, C2PA's form for reports
 * that programs exchange. In it stands what was signed, and nothing else of the file: assertions whose hash is
 * not in the claim, and manifests that no hash leads to, are left out, and the failures say so.
 *
 * Content without a manifest gives a document without manifests, and so does a store whose active claim
 * cannot be read, for which crJSON has no form: the report has the code.
 *
 * @throws What {@link readCredentials} throws, and RangeError for a version that is no SemVer.
 */
export async function readCrJson(
  input: FileInput,
  generator: CrJsonGenerator,
  options: ReadOptions = {},
): Promise<CrJsonReading> {
  if (!SEMVER.test(generator.version)) {
    throw new RangeError(`generator.version must be SemVer, got ${generator.version}.`);
  }
  const { report, store } = await readWithStore(input, options);
  if (report.state === 'Error' || report.state === 'Remote') return { report, document: null };
  const date = new Date().toISOString();
  return {
    report,
    document: {
      '@context': CONTEXT,
      manifests: store === null ? [] : manifestsJson(report, store, options, date),
      jsonGenerator: {
        ...generator,
        date,
        ...(options.trust && { trustLists: trustListsJson(options.trust.description) }),
      },
    },
  };
}

function manifestsJson(
  report: CredentialReport,
  store: Uint8Array,
  { trust, at }: ReadOptions,
  date: string,
): CrJsonManifest[] {
  let signed: SignedStore;
  try {
    signed = readSigned(store);
  } catch {
    return [];
  }
  const lists = trust === undefined ? null : trustListsOf(trust);
  const manifests = [...signed.manifests.values()];
  const later = laterStamps(manifests);
  return manifests.map((manifest: SignedManifest, i) => {
    const stamp = i < MOST_STAMPED ? timeOfSigning(manifest, later, lists?.tsaAnchors ?? []) : null;
    const isActive = manifest === signed.active;
    const found = isActive ? report : findingsOf(manifest, stamp, lists, at ?? new Date());
    return manifestJson(manifest, stamp, found, report.ingredientFailures, date);
  });
}
