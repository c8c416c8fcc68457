import { availableParallelism } from 'node:os';
import type { FileInput } from '@provenance/content/node';
import { type PixelWork, pixelWorkHere } from '../picture/work.ts';
import { pixelWorkIn } from '../workers/pixels.ts';
import { processPool, type WorkerOptions } from '../workers/pool.ts';
import { mapOrdered } from './ordered.ts';

/** Files, or what else comes one after the other. */
export type Batch<Item> = Iterable<Item> | AsyncIterable<Item>;

export interface BatchItem {
  /** The content, or a function that gives it when its turn comes: to fetch it, or to look first. */
  readonly input: FileInput | (() => Promise<FileInput>);
}

export interface BatchOptions {
  /**
   * Pictures that are worked on at a time, each in a process of its own, so that one that crashes what
   * decodes it is one outcome. Default: one a core. A list of one or two is worked on in this thread.
   */
  readonly concurrency?: number;
  readonly signal?: AbortSignal;
}

/** Starting processes takes as long as marking a picture or two. */
const NOT_WORTH_WORKERS = 2;
/** Of each worker: one item is worked on while the next is at hand, or the last being signed. */
const UNDER_WAY = 2;

/**
 * Maps items in their order, with pixels worked on in processes. Each holds one picture; no more than
 * twice as many items are under way, and their results held. Without keys there is nothing to do in
 * them, and none is started.
 *
 * @throws RangeError for a concurrency that is none, TypeError for keys that are plans: processes get
 *   bytes.
 */
export async function* pixelBatch<Item, Result>(
  items: Batch<Item>,
  keys: readonly unknown[],
  { concurrency = availableParallelism(), signal }: BatchOptions,
  map: (work: PixelWork, item: Item, signal: AbortSignal, index: number) => Promise<Result>,
): AsyncGenerator<Result> {
  if (!Number.isSafeInteger(concurrency) || concurrency < 1) {
    throw new RangeError(`concurrency must be a positive integer, got ${concurrency}.`);
  }
  if (!keys.every((key): key is Uint8Array => key instanceof Uint8Array)) {
    throw new TypeError(
      'A batch takes watermark keys as 32 bytes: a plan stays where it was made.',
    );
  }
  const few = Array.isArray(items) && items.length <= NOT_WORTH_WORKERS;
  const pool = few
    ? null
    : processPool({ keys, textMarks: null, trust: null, signer: null }, limits(concurrency));
  const work = pool ? pixelWorkIn(pool) : pixelWorkHere(keys);
  let count = 0;
  try {
    yield* mapOrdered(
      items,
      keys.length > 0 ? concurrency * UNDER_WAY : concurrency,
      (item, either) => map(work, item, either, count++),
      signal,
    );
  } finally {
    pool?.end();
  }
}

/** The limits of the call are for pictures: a batch waits for its files, however large they are. */
function limits(workers: number): WorkerOptions {
  return { workers, queue: Number.POSITIVE_INFINITY, deadlineSeconds: 3600, memoryMegabytes: 8192 };
}

/** The content of an item whose turn has come. */
export function contentOf({ input }: BatchItem): FileInput | Promise<FileInput> {
  return typeof input === 'function' ? input() : input;
}

/**
 * Checks a field of an item: who gives thousands has to be told which of them is wrong.
 *
 * @throws What `check` throws; a TypeError or RangeError begins with the item and its field, `items[3].origin`.
 */
export function checkField(index: number, field: string, check: () => void): void {
  try {
    check();
  } catch (cause) {
    const mistake = cause instanceof TypeError || cause instanceof RangeError;
    if (!mistake) throw cause;
    const { message } = cause;
    const where = message.startsWith(field) ? `items[${index}].` : `items[${index}].${field}: `;
    const Kind = cause instanceof TypeError ? TypeError : RangeError;
    throw new Kind(`${where}${message}`, { cause });
  }
}

/** @throws TypeError for an item without content: a mistake of the caller's, and none of a file. */
export function checkItem(index: number, item: BatchItem): void {
  if (typeof item !== 'object' || item === null) {
    throw new TypeError(`items[${index}] must be an object with an input.`);
  }
  const input: unknown = item.input;
  const known =
    typeof input === 'string' ||
    typeof input === 'function' ||
    (input instanceof URL && input.protocol === 'file:') ||
    [Uint8Array, ArrayBuffer, Blob].some((kind) => input instanceof kind);
  if (known) return;
  throw new TypeError(
    `items[${index}].input must be a path, a file: URL, a Uint8Array, an ArrayBuffer, a Blob, or a function that gives one.`,
  );
}
