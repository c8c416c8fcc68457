import { type CredentialReport, packTrust, type Thumbnail } from '@provenance/c2pa';
import { checkKnownKeys, type KnownKeys } from '@provenance/content';
import type { FileInput } from '@provenance/content/node';
import { checkCompromisedSigners } from './claims/compromised.ts';
import type { TextContent } from './content/text.ts';
import type { NamedWatermarkKey, TextMarkOptions } from './look/options.ts';
import { checkRegistrySource } from './look/registry.ts';
import { bareKeys, checkWatermarkOptions } from './look/watermark.ts';
import { checkDetecting, checkWatermarkKey } from './picture/options.ts';
import type { Detected, DetectJob } from './picture/work.ts';
import type { VerifyReport } from './report/report.ts';
import type { TraceReport } from './trace.ts';
import { checkLanguage, type VerifyOptions } from './verify.ts';
import type {
  CredentialTask,
  ThumbnailTask,
  TraceTask,
  VerifyTask,
  WorkerSetup,
} from './worker.ts';
import { pixelWorkIn, sentInput } from './workers/pixels.ts';
import { processPool, WORKER_KEYS, type WorkerLoad, type WorkerOptions } from './workers/pool.ts';
import { answerReads } from './workers/registry.ts';
import { sentTextMarks, type WorkerTextMark } from './workers/text-mark.ts';

/** What holds for all that one verifier looks at. Watermark keys are 32 bytes each: a plan cannot be sent. */
export type VerifierOptions = WorkerOptions &
  Pick<
    VerifyOptions,
    | 'trust'
    | 'watermark'
    | 'registry'
    | 'policy'
    | 'allowNetwork'
    | 'maxBytes'
    | 'compromisedSigners'
    | 'language'
  > & {
    /** Looks for watermarks of these keys in the words of texts. Without it, none are looked for. */
    readonly textMark?: Omit<TextMarkOptions, 'targets'> & {
      readonly targets: readonly WorkerTextMark[];
    };
  };

const KEYS: KnownKeys<VerifierOptions> = {
  ...WORKER_KEYS,
  trust: true,
  watermark: true,
  textMark: true,
  registry: true,
  policy: true,
  allowNetwork: 'boolean',
  maxBytes: 'number',
  compromisedSigners: true,
  language: 'string',
};

const READ_CALL_KEYS: KnownKeys<ReadCallOptions> = {
  mediaType: 'string',
  maxBytes: 'number',
  signal: 'signal',
  manifest: true,
};

const VERIFY_CALL_KEYS: KnownKeys<VerifierCallOptions> = {
  ...READ_CALL_KEYS,
  policy: true,
  language: 'string',
};

const DETECT_KEYS: KnownKeys<DetectJob> = {
  effort: true,
  limits: true,
  look: 'boolean',
  expect: true,
  localise: 'boolean',
};

/** In the place of a key, where none is needed. */
const LOOKED_AT = {};

/** What a call may say that reads and does not judge. */
export type ReadCallOptions = Pick<VerifyOptions, 'mediaType' | 'maxBytes' | 'signal'> & {
  /** An external manifest store, or the path of one. */
  readonly manifest?: string | Uint8Array;
};

export type VerifierCallOptions = ReadCallOptions & Pick<VerifyOptions, 'policy' | 'language'>;

/** {@link verify} and detection in processes that live as long as this does. */
export interface Verifier {
  /** @throws What verify() throws, and WORKER_OVERLOADED, WORKER_NOT_STARTED, WORKER_FAILED, WORKER_TIMEOUT, WORKER_MEMORY. */
  verify(input: FileInput | TextContent, options?: VerifierCallOptions): Promise<VerifyReport>;
  /**
   * The origin records behind content, with what proves them.
   *
   * @throws What trace() throws, and as `verify`. TypeError where the verifier has no registry.
   */
  trace(input: FileInput | TextContent, options?: ReadCallOptions): Promise<TraceReport>;
  /**
   * Looks only for marks, and at how the picture looks where `look` asks for it.
   *
   * @throws What detectWatermark() throws, and as `verify`. TypeError where the verifier has no watermark key, but
   *   for `look`.
   */
  detect(input: FileInput, job?: DetectJob, signal?: AbortSignal): Promise<Detected>;
  /**
   * Reads and validates the content credentials, and judges nothing: also of a manifest store by itself
   * (`mediaType` `application/c2pa`).
   *
   * @throws What readCredentials() throws, and as `verify`.
   */
  credentials(input: FileInput | TextContent, options?: ReadCallOptions): Promise<CredentialReport>;
  /**
   * The small pictures that manifests show themselves and their ingredients by, each under a hash that was checked,
   * and of no more than 4 megapixels. None of a text.
   *
   * @throws What readThumbnails() throws, and as `verify`.
   */
  thumbnails(input: FileInput, options?: ReadCallOptions): Promise<Thumbnail[]>;
  /** Starts a worker: who serves others wants to know before that one can be. @throws WORKER_NOT_STARTED. */
  warm(): Promise<void>;
  /** Whether it has keys to look for marks in pictures with. */
  readonly hasWatermarkKeys: boolean;
  readonly load: WorkerLoad;
  /** Takes no more, and resolves when what was taken is done. */
  close(): Promise<void>;
}

/**
 * A verifier for servers: every file is parsed, validated and searched in a process of its own, so that
 * the event loop stays free and a file that crashes, hangs or swells what reads it ends only that worker.
 * The registry stays here and is asked for the worker; watermark keys and trust lists are sent once.
 *
 * @throws TypeError or RangeError for options that are none.
 */
export function createVerifier(options: VerifierOptions = {}): Verifier {
  checkKnownKeys('options', options, KEYS);
  const {
    trust,
    watermark,
    textMark,
    registry,
    policy,
    allowNetwork,
    maxBytes,
    compromisedSigners,
    language,
    ...workers
  } = options;
  checkLanguage(language);
  if (compromisedSigners !== undefined) checkCompromisedSigners(compromisedSigners);
  if (watermark !== undefined) checkWatermarkOptions(watermark);
  if (registry !== undefined) checkRegistrySource(registry);
  const { keys = [], ...howToLook } = watermark ?? {};
  const { targets = [], ...reading } = textMark ?? {};
  const setup: WorkerSetup = {
    keys: watermark ? bytesOf(bareKeys(watermark)) : [],
    textMarks: textMark === undefined ? null : sentTextMarks(targets),
    trust: trust === undefined ? null : packTrust(trust),
    signer: null,
  };
  const pool = processPool(setup, workers);
  const pixels = pixelWorkIn(pool);
  const limit = maxBytes === undefined ? {} : { maxBytes };
  const common = {
    ...limit,
    ...(policy && { policy }),
    ...(allowNetwork !== undefined && { allowNetwork }),
    ...(compromisedSigners && { compromisedSigners }),
  };
  const looking = {
    watermark: watermark === undefined ? null : { ...howToLook, named: keys.map(described) },
    textMark: textMark === undefined ? null : reading,
  };
  const answer = (question: string, parameters: readonly unknown[]) =>
    answerReads(registry, question, parameters);
  return {
    async verify(input, options = {}) {
      checkKnownKeys('options', options, VERIFY_CALL_KEYS);
      checkLanguage(options.language);
      const { signal, language: asked = language, ...given } = options;
      const sent = sentInput(input);
      const job: VerifyTask = {
        kind: 'verify',
        input: sent.input,
        options: { ...common, ...given, ...(asked && { language: asked }) },
        hasRegistry: registry !== undefined,
        ...looking,
      };
      const call = { name: 'verify', job, bytes: sent.bytes, answer };
      return (await pool.run(call, signal)).value as VerifyReport;
    },
    async trace(input, asked = {}) {
      checkKnownKeys('options', asked, READ_CALL_KEYS);
      const { signal, ...given } = asked;
      if (registry === undefined) {
        throw new TypeError(
          'To trace, the verifier needs a registry: createVerifier({ registry }).',
        );
      }
      const sent = sentInput(input);
      const options = { ...limit, ...given };
      const job: TraceTask = { kind: 'trace', input: sent.input, options, ...looking };
      const call = { name: 'trace', job, bytes: sent.bytes, answer };
      return (await pool.run(call, signal)).value as TraceReport;
    },
    async detect(input, job = {}, signal) {
      checkKnownKeys('job', job, DETECT_KEYS);
      // Who only asks how a picture looks needs no key.
      checkDetecting("The verifier's watermark.keys", job.look ? [LOOKED_AT] : setup.keys, job);
      return pixels.detect(input, job, signal);
    },
    async credentials(input, asked = {}) {
      checkKnownKeys('options', asked, READ_CALL_KEYS);
      const { signal, ...given } = asked;
      const options = { ...limit, ...given };
      const sent = sentInput(input);
      const job: CredentialTask = { kind: 'credentials', input: sent.input, options };
      const call = { name: 'credentials', job, bytes: sent.bytes };
      return (await pool.run(call, signal)).value as CredentialReport;
    },
    async thumbnails(input, asked = {}) {
      checkKnownKeys('options', asked, READ_CALL_KEYS);
      const { signal, ...given } = asked;
      const options = { ...limit, ...given };
      const sent = sentInput(input);
      const job: ThumbnailTask = { kind: 'thumbnails', input: sent.input, options };
      const call = { name: 'thumbnails', job, bytes: sent.bytes };
      return (await pool.run(call, signal)).value as Thumbnail[];
    },
    warm: () => pool.warm(),
    hasWatermarkKeys: setup.keys.length > 0,
    get load() {
      return pool.load;
    },
    close: () => pool.close(),
  };
}

/** @throws TypeError for a plan, RangeError for a key that has not 32 bytes. */
export function bytesOf(keys: readonly unknown[]): readonly Uint8Array[] {
  keys.forEach(checkWatermarkKey);
  if (keys.every((key): key is Uint8Array => key instanceof Uint8Array)) return keys;
  throw new TypeError('Workers take watermark keys as 32 bytes: a plan stays where it was made.');
}

function described(key: NamedWatermarkKey | NamedWatermarkKey['key']) {
  if (key instanceof Uint8Array || !('key' in key)) return {};
  const { key: _, ...known } = key;
  return known;
}
