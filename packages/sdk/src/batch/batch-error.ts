import { type ErrorCode, ProvenanceError } from '@provenance/content';

/** What is missing for every item alike. */
const OF_ALL: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'ENGINE_MISSING',
  'IMAGE_LIBRARY_MISSING',
]);

/**
 * One bad file must not end a batch: its error, to be told beside the results of the others. What is a
 * mistake of the caller's, an abort, or would come again with every item is thrown on.
 */
export function errorOfItem(error: unknown): ProvenanceError {
  if (!(error instanceof ProvenanceError) || OF_ALL.has(error.code)) throw error;
  return error;
}
