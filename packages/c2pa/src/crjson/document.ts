import type { CredentialReport } from '../report/report.ts';
import type { SignedManifest } from '../store/signed.ts';
import type { Status } from '../store/status.ts';
import type { AssertionBox } from '../store/store.ts';
import { assertionUri, manifestUri } from '../store/uri.ts';
import type { TrustDescription } from '../trust/lists.ts';
import type { TimeStampFinding } from '../trust/time-stamp.ts';
import { type CertificateInfo, certificateInfo, NO_CERTIFICATE } from './certificate.ts';
import { claimJson } from './claim.ts';
import { type Json, jsonOfCbor } from './value.ts';

/** A status in crJSON. */
export interface CrJsonStatus {
  readonly code: string;
  readonly url?: string;
  readonly explanation?: string;
}

export interface CrJsonStatuses {
  readonly success: readonly CrJsonStatus[];
  readonly informational: readonly CrJsonStatus[];
  readonly failure: readonly CrJsonStatus[];
}

interface TimeStampInfo {
  /** RFC 3339. */
  readonly timestamp: string;
  readonly certificateInfo: CertificateInfo;
}

interface CrJsonManifestParts {
  readonly label: string;
  /** By label: CBOR and JSON as data, byte strings as `b64'…'`; of files, what they are. */
  readonly assertions: Readonly<Record<string, Json>>;
  readonly signature: {
    /** `es256`, `ed25519`, …; empty where there is no signature that can be read. */
    readonly algorithm: string;
    readonly certificateInfo: CertificateInfo;
    readonly timeStampInfo?: TimeStampInfo;
  };
  readonly validationResults: CrJsonStatuses & {
    readonly specVersion: string;
    readonly validationTime: string;
  };
  readonly ingredientDeltas?: readonly {
    readonly ingredientAssertionURI: string;
    readonly validationDeltas: CrJsonStatuses;
  }[];
}

type ClaimPart =
  | { readonly claim: Readonly<Record<string, Json>> }
  | { readonly 'claim.v2': Readonly<Record<string, Json>> };

/** A manifest in crJSON, with a claim of version 1 or 2. */
export type CrJsonManifest = CrJsonManifestParts & ClaimPart;

/** A crJSON document (schema: `crJSON-schema.json` of c2pa-rs). */
export interface CrJsonDocument {
  readonly '@context': Readonly<Record<string, string>>;
  /** The active manifest first; empty without one. */
  readonly manifests: readonly CrJsonManifest[];
  readonly jsonGenerator: {
    readonly name: string;
    readonly version: string;
    /** RFC 3339. */
    readonly date: string;
    /** Absent where no lists were given. */
    readonly trustLists?: readonly CrJsonTrustList[];
  };
}

/**
 * A list that was judged by. The schema has no place for it beside the statuses (`trustListUri` is one of
 * `validationResults` in ingredients, which are signed), and leaves the generator open.
 */
export interface CrJsonTrustList {
  /** What it is good for. `signers-older`: of a list that is frozen. */
  readonly use: 'signers' | 'signers-older' | 'signers-allowed' | 'time-stamps';
  readonly name: string;
  /** Hexadecimal. */
  readonly sha256: string;
  readonly uri?: string;
  /** `YYYY-MM-DD`. */
  readonly date?: string;
}

export const CONTEXT = { '@vocab': 'https://c2pa.org/crjson' } as const;

/** The version that is held to here (clause 15), as SemVer. */
const SPEC_VERSION = '2.4.0';

/**
 * One manifest.
 *
 * @param stamp What came of its time stamp; null without any.
 * @param found What was found of it.
 * @param deltas What failed in manifests below it since they were added.
 * @param date RFC 3339: when it was looked at.
 */
export function manifestJson(
  manifest: SignedManifest,
  stamp: TimeStampFinding | null,
  found: Pick<CredentialReport, 'success' | 'informational' | 'failure'>,
  deltas: readonly Status[],
  date: string,
): CrJsonManifest {
  const { label, claim, signature, assertions } = manifest;
  const fields = claimJson(claim);
  const ingredientDeltas = deltasOf(manifest, deltas);
  return {
    label,
    assertions: Object.fromEntries(assertions.map((each) => [each.label, assertionJson(each)])),
    ...(claim.version === 1 ? { claim: fields } : { 'claim.v2': fields }),
    signature: {
      algorithm: signature?.alg?.toLowerCase() ?? '',
      certificateInfo: signature ? certificateInfo(signature.certificates[0]) : NO_CERTIFICATE,
      ...(stamp?.time && {
        timeStampInfo: {
          timestamp: stamp.time.toISOString(),
          certificateInfo: certificateInfo(stamp.certificate),
        },
      }),
    },
    validationResults: { ...statusesJson(found), specVersion: SPEC_VERSION, validationTime: date },
    ...(ingredientDeltas.length > 0 && { ingredientDeltas }),
  };
}

/** The lists that were judged by, each once and in the order of their uses. */
export function trustListsJson(description: TrustDescription): CrJsonTrustList[] {
  const uses = [
    ['signers', description.anchors],
    ['signers-older', description.olderAnchors],
    ['signers-allowed', description.allowedList],
    ['time-stamps', description.tsaAnchors],
  ] as const;
  return uses.flatMap(([use, lists]) =>
    lists.map(({ source: name, sha256, uri, date }) => ({
      use,
      name,
      sha256,
      ...(uri !== null && { uri }),
      ...(date !== null && { date }),
    })),
  );
}

/** Of files, such as thumbnails, what they are and not what is in them. */
function assertionJson({ label, kind, content, mediaType }: AssertionBox): Json {
  switch (kind) {
    case 'cbor':
      return readable(() => jsonOfCbor(content));
    case 'json':
      return readable(() => JSON.parse(Buffer.from(content).toString('utf8')) as Json);
    case 'embedded': {
      const [, of] = /^c2pa\.thumbnail\.(claim|ingredient)\b/.exec(label) ?? [];
      const mimeType = mediaType ?? 'application/octet-stream';
      return of === undefined ? { mimeType } : { thumbnailType: of === 'claim' ? 0 : 1, mimeType };
    }
    default:
      return {};
  }
}

/** What its writer did not write as what it says to be is there, and says nothing. */
function readable(read: () => Json): Json {
  try {
    return read();
  } catch {
    return {};
  }
}

/** For each ingredient with a manifest of its own: what failed in that since. */
function deltasOf({ label, ingredients }: SignedManifest, failures: readonly Status[]) {
  return ingredients
    .filter(({ manifest }) => manifest !== null)
    .map(({ label: name, activeManifest, mismatch }) => {
      const prefix = activeManifest === null ? null : manifestUri(activeManifest);
      const isBelow = (url: string | null) =>
        prefix !== null && (url === prefix || url?.startsWith(`${prefix}/`));
      const failure = failures.filter((each) => isBelow(each.url));
      return {
        ingredientAssertionURI: assertionUri(label, name),
        validationDeltas: statusesJson({
          success: [],
          informational: [],
          failure: mismatch ? [mismatch, ...failure] : failure,
        }),
      };
    });
}

function statusesJson(
  found: Pick<CredentialReport, 'success' | 'informational' | 'failure'>,
): CrJsonStatuses {
  const list = (statuses: readonly Status[]) =>
    statuses.map(({ code, url, explanation }) => ({
      code,
      ...(url !== null && { url }),
      ...(explanation !== null && { explanation }),
    }));
  return {
    success: list(found.success),
    informational: list(found.informational),
    failure: list(found.failure),
  };
}
