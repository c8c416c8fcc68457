import { type Origin, packTrust } from '@provenance/c2pa';
import { checkKnownKeys, type KnownKeys } from '@provenance/content';
import type { FileInput } from '@provenance/content/node';
import { isTextContent, type TextContent } from './content/text.ts';
import { MARK_RENAMED, type MarkedBytes, type MarkedText, type MarkSettings } from './mark.ts';
import { checkRecordOptions, type RecordOptions } from './marking/record.ts';
import { checkPixelOptions } from './picture/options.ts';
import type { RawPixels } from './picture/raw.ts';
import { thumbnailMaker } from './picture/thumbnail.ts';
import type { SignOptions } from './sign.ts';
import { bytesOf } from './verifier.ts';
import type { MarkTask, SentSkip, WorkerSetup } from './worker.ts';
import { answerGuard } from './workers/guard.ts';
import { receivedError } from './workers/message.ts';
import { sentInput, shapeOf } from './workers/pixels.ts';
import { processPool, WORKER_KEYS, type WorkerLoad, type WorkerOptions } from './workers/pool.ts';
import { answerWrites } from './workers/registry.ts';
import { sentTextMarks, type WorkerTextMark } from './workers/text-mark.ts';

export type MarkerOptions = WorkerOptions &
  Omit<MarkSettings, 'record'> &
  Pick<SignOptions, 'thumbnail'> & {
    /** 32 secret bytes. */
    readonly watermarkKey: Uint8Array;
    /** What texts are drawn with before they come here. A call says which by its kid. */
    readonly textMarks?: readonly Pick<WorkerTextMark, 'key' | 'tokenizer'>[];
    readonly record?: Omit<RecordOptions, 'requestId' | 'retainUntil'>;
    readonly trust?: Parameters<typeof packTrust>[0];
    readonly maxBytes?: number;
  };

const KEYS: KnownKeys<MarkerOptions> = {
  ...WORKER_KEYS,
  watermarkKey: true,
  textMarks: true,
  record: true,
  trust: true,
  maxBytes: 'number',
  thumbnail: true,
  signer: true,
  cannotCarry: true,
  watermark: true,
  limits: true,
  encode: true,
  allowLoss: 'boolean',
  guard: true,
};

const CALL_KEYS: KnownKeys<MarkerCallOptions> = {
  requestId: 'string',
  retainUntil: true,
  cannotCarry: true,
  watermark: true,
  encode: true,
  allowLoss: 'boolean',
  contentId: 'string',
  textMark: true,
  mediaType: 'string',
  signal: 'signal',
};

export interface MarkerCallOptions
  extends Pick<RecordOptions, 'requestId' | 'retainUntil'>,
    Pick<MarkSettings, 'cannotCarry' | 'watermark' | 'encode' | 'allowLoss'> {
  /** 16 hexadecimal digits, of one output only. Default: new random ones. */
  readonly contentId?: string;
  /**
   * Of a text: the key that it was drawn with, and the content id that its words carry, where the key writes
   * one. The mark is read back, and named only if it is there.
   */
  readonly textMark?: { readonly kid: string; readonly contentId?: string };
  readonly mediaType?: string;
  readonly signal?: AbortSignal;
}

/** {@link mark} in processes that live as long as this does. */
export interface Marker {
  /** @throws What mark() throws, and WORKER_OVERLOADED, WORKER_NOT_STARTED, WORKER_FAILED, WORKER_TIMEOUT, WORKER_MEMORY. */
  mark(input: TextContent, origin: Origin, options?: MarkerCallOptions): Promise<MarkedText>;
  mark(
    input: FileInput | RawPixels,
    origin: Origin,
    options?: MarkerCallOptions,
  ): Promise<MarkedBytes>;
  /** Starts a worker: who serves others wants to know before that one can be. @throws WORKER_NOT_STARTED. */
  warm(): Promise<void>;
  readonly load: WorkerLoad;
  /** Takes no more, and resolves when what was taken is done. */
  close(): Promise<void>;
}

/**
 * A marker for servers: pixels are worked on, and the manifest is made, in a process of its own. The
 * private key never leaves this one: a worker asks it for each signature, for the guard, and for writing the record. The
 * watermark key is sent once.
 *
 * @throws TypeError or RangeError for options that are none.
 */
export function createMarker(options: MarkerOptions): Marker {
  checkKnownKeys('options', options, KEYS, MARK_RENAMED);
  const {
    watermarkKey,
    textMarks,
    signer,
    record,
    guard,
    trust,
    cannotCarry,
    watermark,
    limits,
    encode,
    allowLoss,
    maxBytes,
    thumbnail,
    ...workers
  } = options;
  if (record !== undefined) checkRecordOptions(record);
  checkPixelOptions({ watermark, limits, encode });
  thumbnailMaker(thumbnail);
  if (typeof signer?.sign !== 'function') throw new TypeError('signer is missing.');
  const { alg, certificates, timestampUrl } = signer;
  const setup: WorkerSetup = {
    keys: bytesOf([watermarkKey]),
    textMarks: textMarks === undefined ? null : sentTextMarks(textMarks),
    trust: trust === undefined ? null : packTrust(trust),
    signer: { alg, certificates, timestampUrl },
  };
  const pool = processPool(setup, workers);
  const common = {
    ...(cannotCarry && { cannotCarry }),
    ...(watermark && { watermark }),
    ...(limits && { limits }),
    ...(encode && { encode }),
    ...(allowLoss !== undefined && { allowLoss }),
    ...(maxBytes !== undefined && { maxBytes }),
    ...(thumbnail !== undefined && { thumbnail }),
  };
  const answer = (question: string, parameters: readonly unknown[]) => {
    if (question === 'sign') return signer.sign(parameters[0] as Uint8Array);
    if (question === 'guard' && guard !== undefined) return answerGuard(guard, parameters);
    if (record === undefined) throw new Error(`No answer to ${question}.`);
    return answerWrites(record, question, parameters);
  };
  const run = async (
    input: FileInput | TextContent | RawPixels,
    origin: Origin,
    options: MarkerCallOptions = {},
  ): Promise<unknown> => {
    checkKnownKeys('options', options, CALL_KEYS);
    checkPixelOptions(options);
    const { signal, requestId, retainUntil, textMark, ...given } = options;
    const ids = {
      ...(requestId !== undefined && { requestId }),
      ...(retainUntil !== undefined && { retainUntil }),
    };
    if (record !== undefined) checkRecordOptions({ ...record, ...ids });
    const { content, shape } = shapeOf(input);
    if (textMark !== undefined && !isTextContent(content)) {
      throw new TypeError('options.textMark belongs to a text: give the content as { text }.');
    }
    const sent = sentInput(content);
    const mode = record?.mode;
    const job: MarkTask = {
      kind: 'mark',
      input: sent.input,
      shape,
      origin,
      options: { ...common, ...given },
      textMark: textMark === undefined ? null : { contentId: null, ...textMark },
      record: record === undefined ? null : { ...(mode && { mode }), ...ids },
      guard: guard?.action ?? null,
    };
    const done = await pool.run(
      { name: 'mark', job, bytes: sent.bytes, answer: async (...asked) => answer(...asked) },
      signal,
    );
    const result = done.value as { record: unknown };
    const marked = { ...result, record: receivedOutcome(result.record) };
    return isTextContent(content) ? marked : { ...marked, bytes: done.bytes };
  };
  return {
    mark: run as Marker['mark'],
    warm: () => pool.warm(),
    get load() {
      return pool.load;
    },
    close: () => pool.close(),
  };
}

function receivedOutcome(outcome: unknown): unknown {
  const skipped = outcome as SentSkip | null;
  if (skipped?.status !== 'skipped') return outcome;
  return { ...skipped, reason: receivedError(skipped.reason) };
}
