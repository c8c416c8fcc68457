import { chanceOf } from '../evidence/text-mark.ts';
import type { TextMarkFinding } from '../look/text-mark.ts';
import type { TextMarkSummary } from './report.ts';

export function textMarkSummary(finding: TextMarkFinding): TextMarkSummary {
  if (finding.report === null) {
    const { notLooked } = finding;
    return { outcome: null, notLooked, hypotheses: 0, leastEvidence: null, marks: [] };
  }
  const { outcome, hypotheses, leastEvidence } = finding.report;
  const marks = finding.found.map(({ mark, name, marks, share }) => ({
    scheme: mark.scheme,
    kid: mark.kid,
    tokenizer: mark.tokenizer,
    characters: mark.characters,
    share,
    scored: mark.scored,
    evidence: mark.evidence,
    log10P: mark.logP / Math.LN10,
    falsePositiveProbability: chanceOf(mark),
    contentId: mark.contentId?.id ?? null,
    issuer: name,
    marks: marks ?? null,
  }));
  return { outcome, notLooked: null, hypotheses, leastEvidence, marks };
}
