import type { Evidence } from '../evidence/evidence.ts';
import { completeness } from './completeness.ts';
import { judgeCredential } from './credential.ts';
import { withLabels } from './label.ts';
import { isOfParts } from './part.ts';
import { withRegistry } from './record.ts';
import { withTextMarks } from './text-mark.ts';
import type { Verdict } from './verdict.ts';
import { withWatermark } from './watermark.ts';

/**
 * Evidence in, verdict out. Pure: the same evidence gives the same verdict, and nothing but evidence
 * counts. Each rule has its cases in `test-vectors/verdict/`.
 */
export function judge(evidence: readonly Evidence[]): Verdict {
  const credential = judgeCredential(evidence, judge);
  const marked = withTextMarks(withWatermark(credential, evidence), evidence);
  const known = withRegistry(credential, marked, evidence);
  const verdict = withLabels(credential, known, evidence);
  return { ...verdict, ...completeness(evidence, isOfParts(credential)) };
}
