import { ProvenanceError } from '@provenance/content';
import type { FoundRecord, OriginRecord, Registry } from '@provenance/registry';
import type { Place } from './place.ts';

/** A marked file that nobody has seen yet, and the record of it that is not written yet. */
export interface Made {
  readonly bytes: Uint8Array;
  readonly record: OriginRecord;
  readonly manifestStore: Uint8Array | null;
}

export interface Once {
  readonly contentId: string;
  readonly place: Place;
  readonly registry: Pick<Registry, 'byContentId' | 'put'>;
  readonly mark: () => Promise<Made>;
}

export interface Outcome {
  readonly logIndex: number;
  /** Its record names a watermark. */
  readonly marked: boolean;
  /** An earlier attempt had written the record. */
  readonly known: boolean;
}

/**
 * Marks a file so that there is one record of it and the file that the record is of, whenever a worker is killed and
 * however many try at a time.
 *
 * The marked file is kept before the record is written. The record decides: its content id is that of the job, the
 * registry takes each once, and its content hash says which of the kept files is the one. That one is brought to its
 * place. Whoever comes later finds the record and does what is left.
 *
 * @throws ProvenanceError FILE_EXISTS where something else is in the place, RECORD_EXISTS where there is a record and
 *   its file is gone; FILE_*, ADDRESS_*, REGISTRY_UNAVAILABLE, and what `mark` throws.
 */
export async function markOnce({ contentId, place, registry, mark }: Once): Promise<Outcome> {
  const settle = async ({ record, logIndex }: FoundRecord, known: boolean): Promise<Outcome> => {
    await place.settle(hexOf(record));
    return { logIndex, marked: record.watermark != null, known };
  };
  const known = await registry.byContentId(contentId);
  if (known !== null) return settle(known, true);
  await place.refuseTaken();

  const { bytes, record, manifestStore } = await mark();
  await place.keep(hexOf(record), bytes);
  try {
    return await settle(await registry.put(record, { manifestStore }), false);
  } catch (error) {
    if (!(error instanceof ProvenanceError) || error.code !== 'RECORD_EXISTS') throw error;
    // Another attempt was faster.
    const first = await registry.byContentId(contentId);
    if (first === null) throw error;
    return settle(first, true);
  }
}

const hexOf = ({ contentHash }: OriginRecord): string => Buffer.from(contentHash).toString('hex');
