import { createDevelopmentCertificates, type Origin, pemSigner } from '@provenance/c2pa';
import { checkKnownKeys, type KnownKeys, type ProvenanceError } from '@provenance/content';
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
import {
  checkMarkedOrigin,
  MARK_RENAMED,
  type MarkedBytes,
  type MarkedFile,
  type MarkOptions,
  markWith,
} from './mark.ts';
import { checkRecordOptions } from './marking/record.ts';
import { harmlessPicture } from './picture/harmless.ts';
import { checkPixelOptions } from './picture/options.ts';
import type { PixelWork } from './picture/work.ts';

export interface MarkItem extends BatchItem, Pick<MarkOptions, 'contentId' | 'mediaType'> {
  readonly origin: Origin;
  /** Write there. Without it the bytes are in the result, and in memory until it is taken. */
  readonly output?: string;
}

export type MarkManyOptions = BatchOptions &
  Omit<MarkOptions, 'watermarkKey' | 'contentId' | 'output' | 'mediaType' | 'signal'> & {
    /** 32 secret bytes. */
    readonly watermarkKey: Uint8Array;
  };

const KEYS: KnownKeys<MarkManyOptions> = {
  concurrency: true,
  signal: 'signal',
  watermarkKey: true,
  signer: true,
  overwrite: 'boolean',
  embed: 'boolean',
  remoteUrl: 'string',
  verifyAfterSign: 'boolean',
  thumbnail: true,
  trust: true,
  maxBytes: 'number',
  cannotCarry: true,
  watermark: true,
  limits: true,
  encode: true,
  allowLoss: 'boolean',
  record: true,
  guard: true,
};

/** What became of an item: it is as it was given, with whatever else the caller put into it. */
export type MarkOutcome<Item extends MarkItem = MarkItem> = { readonly item: Item } & (
  | { readonly marked: MarkedBytes | MarkedFile; readonly error: null }
  | { readonly marked: null; readonly error: ProvenanceError }
);

/** What a look at the item alone tells, before anything is done. @throws TypeError that names the item and its field. */
function checkMarkItem(index: number, item: MarkItem): void {
  checkItem(index, item);
  const { origin, contentId } = item;
  checkField(index, 'origin', () => checkMarkedOrigin(origin));
  checkField(index, 'contentId', () => contentId === undefined || contentIdBytes(contentId));
  for (const name of ['output', 'mediaType'] as const) {
    if (item[name] === undefined || typeof item[name] === 'string') continue;
    throw new TypeError(`items[${index}].${name} must be a text.`);
  }
}

/** The same with a picture and a signer of nobody's: nothing is written, recorded or stamped. */
async function rehearse(
  work: PixelWork,
  origin: Origin,
  { output: _, guard: __, record, signer, ...options }: Omit<MarkOptions, 'watermarkKey'>,
): Promise<void> {
  if (signer === undefined)
    throw new TypeError('options.signer is missing: make one with pemSigner().');
  if (record !== undefined) checkRecordOptions(record);
  const nobody = await pemSigner(await createDevelopmentCertificates({ alg: 'Ed25519' }));
  await markWith(work, await harmlessPicture(), origin, { ...options, signer: nobody });
}

/**
 * {@link mark} for many: pixels in processes over all cores, signatures in this one, so that signing
 * keys stay here. Results come in the order of the items; a bad file is an outcome, and the others go
 * on. An abort, or leaving the loop, ends what is under way: no file is left half-written.
 *
 * A mistake of the caller's in an item (an origin that is none) ends the batch when its turn comes: the results
 * before it have come, and what comes after it is not begun.
 *
 * @throws As mark(), for what is no fault of one item; the signal's reason. A TypeError for a field of an item names
 *   it: `items[3].origin`.
 */
export function markMany<Item extends MarkItem>(
  items: Batch<Item>,
  options: MarkManyOptions,
): AsyncGenerator<MarkOutcome<Item>> {
  checkKnownKeys('options', options, KEYS, MARK_RENAMED);
  if (options.record !== undefined) checkRecordOptions(options.record);
  checkPixelOptions(options);
  const { watermarkKey, concurrency, signal, ...common } = options;
  const batch = { ...(concurrency !== undefined && { concurrency }), ...(signal && { signal }) };
  return pixelBatch(items, [watermarkKey], batch, async (work, item, signal, index) => {
    checkMarkItem(index, item);
    const { origin, contentId, output, mediaType } = item;
    const single = {
      ...common,
      signal,
      ...(contentId !== undefined && { contentId }),
      ...(output !== undefined && { output }),
      ...(mediaType !== undefined && { mediaType }),
    };
    try {
      return {
        item,
        marked: await markWith(work, await contentOf(item), origin, single),
        error: null,
      };
    } catch (thrown) {
      const error = await errorOfItem(thrown, signal, () => rehearse(work, origin, single));
      return { item, marked: null, error };
    }
  });
}
