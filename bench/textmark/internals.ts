// The only module of the benchmark that looks behind the public functions: the functions of a key, for the
// draw that tries every candidate, and the scores of single tokens.

export { createScorer, logTail } from '../../packages/textmark/src/detect/score.ts';
export { openKey, uniformOf } from '../../packages/textmark/src/prf/open.ts';
