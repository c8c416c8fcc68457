// The only module of the benchmark that looks behind the public functions: the functions of a key, for the
// draw that tries every candidate, and the scores of single tokens. Of the built package, whose keys the
// benchmark makes: those of the source are others.
export { createScorer, logTail } from '../../packages/textmark/dist/detect/score.js';
export { openKey, uniformOf } from '../../packages/textmark/dist/prf/open.js';
