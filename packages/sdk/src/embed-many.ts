import { checkKnownKeys, type KnownKeys, type ProvenanceError } from '@provenance/content';
import type { FileInput } from '@provenance/content/node';
import {
  type Batch,
  type BatchItem,
  type BatchOptions,
  checkField,
  checkItem,
  contentOf,
  pixelBatch,
} from './batch/batch.ts';
import { errorOfItem } from './batch/batch-error.ts';
import { contentIdBytes } from './content/id.ts';
import { MARK_RENAMED } from './mark.ts';
import type { MarkedImage } from './picture/file.ts';
import { harmlessPicture } from './picture/harmless.ts';
import { checkPixelOptions } from './picture/options.ts';
import type { EmbedJob } from './picture/work.ts';

export interface EmbedItem extends BatchItem {
  /** 16 hexadecimal digits, of this picture only. */
  readonly contentId: string;
}

export interface EmbedManyOptions extends BatchOptions, Omit<EmbedJob, 'contentId'> {
  /** 32 secret bytes. */
  readonly watermarkKey: Uint8Array;
}

const KEYS: KnownKeys<EmbedManyOptions> = {
  watermarkKey: true,
  concurrency: true,
  signal: 'signal',
  watermark: true,
  limits: true,
  encode: true,
  allowLoss: 'boolean',
  fingerprints: true,
  guard: true,
};

export type EmbedOutcome<Item extends EmbedItem = EmbedItem> = { readonly item: Item } & (
  | { readonly marked: MarkedImage; readonly error: null }
  | { readonly marked: null; readonly error: ProvenanceError }
);

/**
 * {@link embedWatermark} for many, in processes over all cores. Results come in the order of the items; a
 * picture that cannot be decoded is an outcome, and the others go on.
 *
 * @throws TypeError or RangeError for a key or content id that is none, which names its item (`items[3].contentId`);
 *   IMAGE_LIBRARY_MISSING; the signal's reason.
 */
export function embedMany<Item extends EmbedItem>(
  items: Batch<Item>,
  options: EmbedManyOptions,
): AsyncGenerator<EmbedOutcome<Item>> {
  checkKnownKeys('options', options, KEYS, MARK_RENAMED);
  checkPixelOptions(options);
  const { watermarkKey, concurrency, signal, ...common } = options;
  const batch = { ...(concurrency !== undefined && { concurrency }), ...(signal && { signal }) };
  return pixelBatch(items, [watermarkKey], batch, async (work, item, signal, index) => {
    checkItem(index, item);
    checkField(index, 'contentId', () => contentIdBytes(item.contentId));
    const job = { ...common, contentId: item.contentId };
    const embed = (input: FileInput) => work.embed(input, job, signal);
    try {
      return { item, marked: await embed(await contentOf(item)), error: null };
    } catch (thrown) {
      const error = await errorOfItem(thrown, signal, async () => embed(await harmlessPicture()));
      return { item, marked: null, error };
    }
  });
}
