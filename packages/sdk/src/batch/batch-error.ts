import { type ErrorCode, ProvenanceError } from '@provenance/content';

/** What is missing for every item alike. */
const OF_ALL: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'ENGINE_MISSING',
  'IMAGE_LIBRARY_MISSING',
]);

/**
 * One bad file must not end a batch, whatever comes of it: its error, to be told beside the results of the
 * others. Thrown on is what would come again with every item, and an abort.
 *
 * @param harmless The same done to content that nothing is wrong with, and without a trace. A TypeError of a
 *   hostile file and one of the caller's cannot be told apart; what comes with this as well is the caller's.
 * @throws The signal's reason; ENGINE_MISSING, IMAGE_LIBRARY_MISSING; a mistake of the caller's.
 */
export async function errorOfItem(
  error: unknown,
  signal: AbortSignal,
  harmless: () => Promise<unknown>,
): Promise<ProvenanceError> {
  signal.throwIfAborted();
  if (error instanceof ProvenanceError) {
    if (OF_ALL.has(error.code)) throw error;
    return error;
  }
  try {
    await harmless();
  } catch (mistake) {
    signal.throwIfAborted();
    if (!(mistake instanceof ProvenanceError)) throw mistake;
  }
  return new ProvenanceError('UNEXPECTED_ERROR', undefined, { cause: error });
}
