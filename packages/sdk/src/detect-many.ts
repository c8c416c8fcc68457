import { checkKnownKeys, type KnownKeys, type ProvenanceError } from '@provenance/content';
import type { FileInput } from '@provenance/content/node';
import type { ImageLimits } from '@provenance/image';
import type { Effort } from '@provenance/watermark';
import {
  type Batch,
  type BatchItem,
  type BatchOptions,
  checkItem,
  contentOf,
  pixelBatch,
} from './batch/batch.ts';
import { errorOfItem } from './batch/batch-error.ts';
import type { WatermarkDetection } from './picture/file.ts';
import { harmlessPicture } from './picture/harmless.ts';
import { checkDetecting } from './picture/options.ts';

export interface DetectManyOptions extends BatchOptions {
  /** 32 secret bytes each. */
  readonly watermarkKeys: readonly Uint8Array[];
  /** How far to look. Default `standard`. */
  readonly effort?: Effort;
  readonly limits?: ImageLimits;
}

const KEYS: KnownKeys<DetectManyOptions> = {
  watermarkKeys: true,
  effort: true,
  limits: true,
  concurrency: true,
  signal: 'signal',
};

export type DetectOutcome<Item extends BatchItem = BatchItem> = { readonly item: Item } & (
  | {
      readonly detection: WatermarkDetection;
      /** What decoding and searching took, without waiting for a thread. */
      readonly milliseconds: number;
      readonly error: null;
    }
  | { readonly detection: null; readonly error: ProvenanceError }
);

/**
 * {@link detectWatermark} for many, in processes over all cores. Results come in the order of the items;
 * a picture that cannot be decoded is an outcome, and the others go on.
 *
 * @throws TypeError or RangeError for a key that is none; IMAGE_LIBRARY_MISSING; the signal's reason.
 */
export function detectMany<Item extends BatchItem>(
  items: Batch<Item>,
  options: DetectManyOptions,
): AsyncGenerator<DetectOutcome<Item>> {
  checkKnownKeys('options', options, KEYS, { keys: 'watermarkKeys' });
  const { watermarkKeys, effort, limits, ...batch } = options;
  const job = {
    ...(effort !== undefined && { effort }),
    ...(limits !== undefined && { limits }),
  };
  checkDetecting('watermarkKeys', watermarkKeys, job);
  return pixelBatch(items, watermarkKeys, batch, async (work, item, signal, index) => {
    checkItem(index, item);
    const look = (input: FileInput) => work.detect(input, job, signal);
    try {
      const { detection, milliseconds } = await look(await contentOf(item));
      return { item, detection, milliseconds, error: null };
    } catch (thrown) {
      const error = await errorOfItem(thrown, signal, async () => look(await harmlessPicture()));
      return { item, detection: null, error };
    }
  });
}
