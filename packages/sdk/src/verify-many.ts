import { checkKnownKeys, type KnownKeys, type ProvenanceError } from '@provenance/content';
import type { FileInput } from '@provenance/content/node';
import {
  type Batch,
  type BatchItem,
  type BatchOptions,
  checkItem,
  contentOf,
  pixelBatch,
} from './batch/batch.ts';
import { errorOfItem } from './batch/batch-error.ts';
import { checkCompromisedSigners } from './claims/compromised.ts';
import { checkRegistrySource } from './look/registry.ts';
import { checkTextMarkOptions } from './look/text-mark.ts';
import { bareKeys, checkWatermarkOptions } from './look/watermark.ts';
import { harmlessPicture } from './picture/harmless.ts';
import { unreadableReport } from './report/build.ts';
import type { VerifyReport } from './report/report.ts';
import { VERIFY_KEYS, type VerifyOptions, verifyWith } from './verify.ts';

export type VerifyManyOptions = BatchOptions & Omit<VerifyOptions, 'signal'>;

const KEYS: KnownKeys<VerifyManyOptions> = { ...VERIFY_KEYS, concurrency: true };

export interface VerifyOutcome<Item extends BatchItem = BatchItem> {
  readonly item: Item;
  readonly report: VerifyReport;
  /** Why it could not be looked at; null if it was, whatever came of it. */
  readonly error: ProvenanceError | null;
}

/**
 * {@link verify} for many: watermarks are looked for in processes over all cores. Reports come in the
 * order of the items; what cannot be opened has one too, see {@link unreadableReport}, and an error beside it.
 *
 * @throws TypeError or RangeError for a caller's mistake, and for a watermark key that is a plan;
 *   ENGINE_MISSING, IMAGE_LIBRARY_MISSING; the signal's reason.
 */
export async function* verifyMany<Item extends BatchItem>(
  items: Batch<Item>,
  options: VerifyManyOptions = {},
): AsyncGenerator<VerifyOutcome<Item>> {
  checkKnownKeys('options', options, KEYS);
  const { concurrency, signal, ...common } = options;
  const { watermark, textMark, registry, compromisedSigners } = common;
  if (compromisedSigners !== undefined) checkCompromisedSigners(compromisedSigners);
  if (watermark !== undefined) checkWatermarkOptions(watermark);
  if (textMark !== undefined) checkTextMarkOptions(textMark);
  if (registry !== undefined) checkRegistrySource(registry);
  const keys = watermark ? bareKeys(watermark) : [];
  const batch = { ...(concurrency !== undefined && { concurrency }), ...(signal && { signal }) };
  yield* pixelBatch(items, keys, batch, async (work, item, signal, index) => {
    checkItem(index, item);
    const look = (input: FileInput) => verifyWith(work, input, { ...common, signal });
    try {
      return { item, report: await look(await contentOf(item)), error: null };
    } catch (thrown) {
      const error = await errorOfItem(thrown, signal, async () => look(await harmlessPicture()));
      return { item, report: unreadableReport(error, common), error };
    }
  });
}
