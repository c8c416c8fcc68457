// What runs in a worker process of createMarker(), createVerifier() and the *Many() verbs. Keys come as
// bytes when it starts, once; private keys and the registry stay with the process that started it.
import {
  callbackSigner,
  type Origin,
  type PackedTrust,
  type SigningAlgorithm,
  type Trust,
  unpackTrust,
} from '@provenance/c2pa';
import type { GuardAction, RegistryReader } from '@provenance/registry';
import { readCredential } from './look/credential.ts';
import type {
  NamedTextMark,
  NamedWatermarkKey,
  TextMarkOptions,
  WatermarkOptions,
} from './look/options.ts';
import { type MarkOptions, mark, markWith } from './mark.ts';
import type { RecordOptions } from './marking/record.ts';
import type { TextDrawn } from './marking/text-mark.ts';
import { shownThumbnails } from './picture/thumbnail.ts';
import { type PixelWork, pixelWorkHere } from './picture/work.ts';
import { traceWith } from './trace.ts';
import { type VerifyOptions, verifyWith } from './verify.ts';
import { askedGuard } from './workers/guard.ts';
import { type SentError, sentError } from './workers/message.ts';
import type { PixelShape, PixelTask, SentInput } from './workers/pixels.ts';
import { askedRecords, askedRegistry } from './workers/registry.ts';
import { type Given, serveWork, type Work } from './workers/serve.ts';
import { receivedTextMarks, type SentTextMarks } from './workers/text-mark.ts';

export interface WorkerSetup {
  readonly keys: readonly Uint8Array[];
  /** Of texts, with the modules of their tokenizers; null: none. */
  readonly textMarks: SentTextMarks | null;
  readonly trust: PackedTrust | null;
  /** Signatures are asked for. */
  readonly signer: {
    readonly alg: SigningAlgorithm;
    readonly certificates: string;
    readonly timestampUrl: string | null;
  } | null;
}

/** What is said of content that is read, and not judged. */
type ReadTaskOptions = Pick<VerifyOptions, 'mediaType' | 'maxBytes'> & {
  readonly manifest?: string | Uint8Array;
};

export interface VerifyTask {
  readonly kind: 'verify';
  readonly input: SentInput;
  readonly options: Omit<
    VerifyOptions,
    'trust' | 'registry' | 'watermark' | 'textMark' | 'manifest' | 'signal'
  > &
    Pick<ReadTaskOptions, 'manifest'>;
  readonly hasRegistry: boolean;
  /** What is known about each key of the setup; null: no marks are looked for. */
  readonly watermark:
    | (Omit<WatermarkOptions, 'keys'> & {
        readonly named: readonly Omit<NamedWatermarkKey, 'key'>[];
      })
    | null;
  /** How the text marks of the setup are looked for; null: they are not. */
  readonly textMark: Omit<TextMarkOptions, 'targets'> | null;
}

/** Looks for the origin records behind content, in a registry that the process which started this one has. */
export interface TraceTask extends Pick<VerifyTask, 'input' | 'watermark' | 'textMark'> {
  readonly kind: 'trace';
  readonly options: ReadTaskOptions;
}

export interface MarkTask {
  readonly kind: 'mark';
  readonly input: SentInput;
  /** The bytes are pixels of this shape; null: they are a file. */
  readonly shape: PixelShape | null;
  readonly origin: Origin;
  readonly options: Omit<
    MarkOptions,
    'watermarkKey' | 'signer' | 'record' | 'guard' | 'trust' | 'signal' | 'output' | 'overwrite'
  >;
  /** Which key of the setup the text was drawn with, and the id that its words carry; null: none. */
  readonly textMark: { readonly kid: string; readonly contentId: string | null } | null;
  readonly record: Omit<RecordOptions, 'registry' | 'outbox'> | null;
  /** What becomes of what is like a protected work; null: there is no guard. */
  readonly guard: GuardAction | null;
}

/** Reads and validates credentials, and judges nothing. */
export interface CredentialTask {
  readonly kind: 'credentials';
  readonly input: SentInput;
  readonly options: ReadTaskOptions;
}

/** Takes out the small pictures that its manifests have. */
export interface ThumbnailTask {
  readonly kind: 'thumbnails';
  readonly input: SentInput;
  readonly options: ReadTaskOptions;
}

export type Task = PixelTask | VerifyTask | TraceTask | MarkTask | CredentialTask | ThumbnailTask;

/** Where a record was skipped, why: an error does not survive being sent. */
export interface SentSkip {
  readonly status: 'skipped';
  readonly contentId: string;
  readonly reason: SentError;
}

interface Known {
  readonly work: PixelWork;
  readonly keys: readonly Uint8Array[];
  readonly textMarks: readonly NamedTextMark[];
  readonly trust: Trust | undefined;
  readonly signer: WorkerSetup['signer'];
  /** The same for all calls: what was read of it is kept. */
  readonly registry: (ask: Given['ask']) => RegistryReader;
}

serveWork(async (setup) => {
  const { keys, textMarks, trust, signer } = setup as WorkerSetup;
  let registry: RegistryReader | undefined;
  const known: Known = {
    work: pixelWorkHere(keys),
    keys,
    textMarks: textMarks === null ? [] : await receivedTextMarks(textMarks),
    registry: (ask) => {
      registry ??= askedRegistry(ask);
      return registry;
    },
    trust: trust === null ? undefined : unpackTrust(trust),
    signer,
  };
  return (task, given) => perform(known, task as Task, given);
});

async function perform(known: Known, task: Task, given: Given): ReturnType<Work> {
  const input = task.input ?? (given.bytes as Uint8Array);
  const { signal } = given;
  switch (task.kind) {
    case 'verify':
      return { value: await verifyWith(known.work, input, verifyOptions(known, task, given)) };
    case 'trace': {
      const options = {
        ...task.options,
        ...lookOptions(known, task),
        signal,
        registry: known.registry(given.ask),
      };
      return { value: await traceWith(known.work, input, options) };
    }
    case 'mark':
      return marked(known, task, given);
    case 'credentials': {
      const { trust } = known;
      const options = { ...task.options, signal, ...(trust && { trust }) };
      return { value: await readCredential(input, options) };
    }
  }
  if (typeof input === 'object' && 'text' in input) throw new TypeError('A text has no pixels.');
  switch (task.kind) {
    case 'thumbnails':
      return { value: await shownThumbnails(input, { ...task.options, signal }) };
    case 'embed': {
      const { shape } = task;
      const content = shape === null ? input : { ...shape, pixels: given.bytes as Uint8Array };
      const { bytes, ...value } = await known.work.embed(content, task.job, signal);
      return bytes === null ? { value: { ...value, bytes } } : { value, bytes };
    }
    case 'detect':
      return { value: await known.work.detect(input, task.job, signal) };
    case 'guarded':
      return { value: await known.work.guarded(input, task.limits, signal) };
    case 'look':
      return { value: await known.work.look(input, task.limits, signal) };
  }
}

function verifyOptions(
  known: Known,
  { options, hasRegistry, ...looking }: VerifyTask,
  { signal, ask }: Given,
): VerifyOptions {
  return {
    ...options,
    ...lookOptions(known, looking),
    signal,
    ...(hasRegistry && { registry: known.registry(ask) }),
  };
}

/** Of the setup, what a task looks with. */
function lookOptions(
  { keys, textMarks, trust }: Known,
  { watermark, textMark }: Pick<VerifyTask, 'watermark' | 'textMark'>,
): Pick<VerifyOptions, 'trust' | 'watermark' | 'textMark'> {
  const { named = [], ...looking } = watermark ?? {};
  return {
    ...(trust && { trust }),
    ...(textMark && textMarks.length > 0 && { textMark: { ...textMark, targets: textMarks } }),
    ...(watermark && {
      watermark: { ...looking, keys: keys.map((key, i) => ({ ...named[i], key })) },
    }),
  };
}

async function marked(
  { work, textMarks, trust, signer }: Known,
  { input, shape, origin, options, textMark, record, guard }: MarkTask,
  { bytes, signal, ask }: Given,
): ReturnType<Work> {
  if (signer === null) throw new TypeError('This worker has no signer.');
  const { timestampUrl, ...named } = signer;
  const common = {
    ...options,
    signal,
    signer: await callbackSigner({
      ...named,
      ...(timestampUrl !== null && { timestampUrl }),
      sign: (claim) => ask('sign', claim) as Promise<Uint8Array>,
    }),
    ...(trust && { trust }),
    ...(record && { record: askedRecords(ask, record) }),
    ...(guard && { guard: askedGuard(ask, guard) }),
  };
  if (typeof input === 'object' && input !== null) {
    const {
      encode: _,
      watermark: __,
      limits: ___,
      allowLoss: ____,
      thumbnail: _____,
      ...rest
    } = common;
    const drawn = textMark && drawnWith(textMarks, textMark);
    const result = await mark(input, origin, { ...rest, ...(drawn && { textMark: drawn }) });
    return { value: { ...result, record: sentOutcome(result.record) } };
  }
  const data = bytes as Uint8Array;
  const content = shape === null ? (input ?? data) : { ...shape, pixels: data };
  const { bytes: made, ...result } = await markWith(work, content, origin, common);
  return { value: { ...result, record: sentOutcome(result.record) }, bytes: made };
}

/** @throws TypeError where this worker has no such key. */
function drawnWith(
  textMarks: readonly NamedTextMark[],
  { kid, contentId }: NonNullable<MarkTask['textMark']>,
): TextDrawn {
  const found = textMarks.find(({ key }) => key.kid === kid);
  if (found === undefined) throw new TypeError('textMark.kid is of no key of this marker.');
  return { key: found.key, tokenizer: found.tokenizer, contentId };
}

function sentOutcome<T extends { status: string } | null>(outcome: T): T | SentSkip {
  if (outcome === null || !('reason' in outcome)) return outcome;
  return { ...outcome, reason: sentError(outcome.reason) } as unknown as SentSkip;
}
