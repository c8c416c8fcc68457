import type { WatermarkFinding } from '../look/watermark.ts';
import type { WatermarkSummary } from './report.ts';

export function watermarkSummary(finding: WatermarkFinding): WatermarkSummary {
  const nothing = { contentId: null, keyId: null, issuer: null, marks: null, geometry: null };
  if (finding.detection === null) {
    const { notLooked } = finding;
    const unknown = { falsePositiveProbability: 1, correctedBits: 0, effort: null };
    return { ...nothing, present: false, notLooked, ...unknown };
  }
  const { detection, key } = finding;
  const { contentId, present, keyId, falsePositiveProbability, geometry, correctedBits, effort } =
    detection;
  const whose = present ? { issuer: key.name ?? null, marks: key.marks ?? null } : nothing;
  return {
    present,
    notLooked: null,
    contentId,
    keyId,
    issuer: whose.issuer,
    marks: whose.marks,
    ...(present && key.compromised !== undefined && { compromised: key.compromised }),
    falsePositiveProbability,
    geometry,
    correctedBits,
    effort,
  };
}
