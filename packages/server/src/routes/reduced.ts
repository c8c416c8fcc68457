import type { VerifyReport } from '@provenance/sdk';

/**
 * A report for callers that nobody knows: no score, no geometry, no number of corrected bits and no
 * distance. Each of them tells who attacks a watermark how near they are.
 */
export function reducedReport({
  mediaType,
  verdict,
  policy,
  c2pa,
  parts,
  watermark,
  registry,
}: VerifyReport) {
  return {
    mediaType,
    verdict: reducedVerdict(verdict),
    policy,
    c2pa,
    parts: parts.map((part) => ({ ...part, verdict: reducedVerdict(part.verdict) })),
    watermark: watermark && {
      present: watermark.present,
      notLooked: watermark.notLooked,
      contentId: watermark.contentId,
      issuer: watermark.issuer,
      marks: watermark.marks,
    },
    registry: registry && {
      asked: registry.asked,
      unavailable: registry.unavailable,
      records: registry.records.map(
        ({ by, contentId, issuer, time, mediaType, model, manifestId, look, c2pa }) => ({
          by,
          contentId,
          issuer,
          time,
          mediaType,
          model,
          manifestId,
          look,
          c2pa,
        }),
      ),
    },
  };
}

function reducedVerdict({ falsePositiveProbability: _, sentence, conflicts, ...verdict }: Verdict) {
  return { ...verdict, sentence: withoutOdds(sentence), conflicts: conflicts.map(withoutOdds) };
}

type Verdict = VerifyReport['verdict'];

/** Sentences name a bound on chance where they rest on a watermark. */
function withoutOdds(text: string): string {
  return text.replace(/,? by chance in less than [^,;:.)]+(?:\.\d[^,;:.)]*)?/g, '');
}
