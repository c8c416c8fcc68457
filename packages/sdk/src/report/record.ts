import type { CredentialReport } from '@provenance/c2pa';
import type { RecordMatch, RegistryFinding } from '../look/record.ts';
import type { CredentialSummary, RecordSummary, RegistrySummary } from './report.ts';

export function registrySummary(
  { asked, unavailable, notCompared, matches }: RegistryFinding,
  credential: (report: CredentialReport) => CredentialSummary,
): RegistrySummary {
  const records = matches.map((match) => recordSummary(match, credential));
  return { asked, unavailable, notCompared, records };
}

function recordSummary(
  { record, by, distance, look, kept, logIndex }: RecordMatch,
  credential: (report: CredentialReport) => CredentialSummary,
): RecordSummary {
  const { contentId, issuer, time, mediaType, model, requestId, manifest, watermark } = record;
  return {
    by,
    contentId,
    issuer,
    time,
    mediaType,
    model,
    requestId,
    manifestId: manifest?.id ?? null,
    keyId: watermark?.keyId ?? null,
    logIndex,
    distance,
    look,
    c2pa: kept && credential(kept),
  };
}
