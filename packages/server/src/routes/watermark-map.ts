import { ProvenanceError } from '@provenance/content';
import type { Verifier } from '@provenance/sdk';

/** Where in an upright picture a mark is. */
export interface WatermarkMap {
  /** Side of a cell, in pixels. */
  readonly cell: number;
  readonly columns: number;
  readonly rows: number;
  /**
   * A number a cell, by rows from the top: how well it agrees with the mark, in standard deviations of one without.
   * From 3 on it is marked.
   */
  readonly scores: readonly number[];
}

/** Looks once more, for the very mark that a report has found. Null where it is not found by itself. */
export async function watermarkMap(
  verifier: Verifier,
  bytes: Uint8Array,
  contentId: string | null,
  { signal }: { readonly signal?: AbortSignal },
): Promise<WatermarkMap | null> {
  const expect = contentId === null ? {} : { expect: contentId };
  try {
    const { detection } = await verifier.detect(bytes, { localise: true, ...expect }, signal);
    if (detection.localisation === null) return null;
    const { cell, columns, rows, scores } = detection.localisation;
    return {
      cell,
      columns,
      rows,
      scores: Array.from(scores, (score) => Math.round(score * 10) / 10),
    };
  } catch (error) {
    // The report was made of it: what stands in the way now is this look alone.
    if (error instanceof ProvenanceError && error.code.startsWith('IMAGE_')) return null;
    throw error;
  }
}
