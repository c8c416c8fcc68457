import { createHash } from 'node:crypto';
import {
  type Origin,
  type Signed,
  type Signer,
  signTextStream,
  type Trust,
} from '@provenance/c2pa';
import { checkKnownKeys, type KnownKeys } from '@provenance/content';
import { PassingText } from './content/fingerprint.ts';
import { type GuardedLook, guardedText, MOST_GUARDED_PIECES } from './content/guarded.ts';
import { contentIdText } from './content/id.ts';
import { type GuardOutcome, type OutputGuard, refuseBlocked } from './marking/guard.ts';
import {
  checkRecordOptions,
  type RecordOptions,
  type RecordOutcome,
  writeRecord,
} from './marking/record.ts';
import { contentIdFor, recordedMark, type TextDrawn, withTextMark } from './marking/text-mark.ts';

export interface MarkTextStreamOptions {
  readonly signer: Signer;
  /** Also writes an origin record when the text has ended, before its credential is handed out. */
  readonly record?: RecordOptions;
  /**
   * Holds the text against a list of protected works when it has ended. What has passed cannot be called back:
   * a text that is blocked gets no credential and no record, and the stream fails with GUARD_BLOCKED.
   */
  readonly guard?: OutputGuard;
  /** What the text is drawn with: its words carry a mark, which the manifest and the record then name. */
  readonly textMark?: TextDrawn;
  /** 16 hexadecimal digits, of one output only. Default: what its words carry, else new random ones. */
  readonly contentId?: string;
  /** What the signers of parents and ingredients are compared with when they are recorded. */
  readonly trust?: Trust;
  /** Limit for each ingredient in bytes. Default 256 MiB. The stream itself has none. */
  readonly maxBytes?: number;
  /** Ends waiting for the signer and the registry. */
  readonly signal?: AbortSignal;
}

const KEYS: KnownKeys<MarkTextStreamOptions> = {
  signer: true,
  record: true,
  guard: true,
  textMark: true,
  contentId: 'string',
  trust: true,
  maxBytes: 'number',
  signal: 'signal',
};

/** What became of a text that has streamed through. */
export interface StreamedMark extends Signed {
  /** Null: none was asked for. */
  readonly record: RecordOutcome | null;
  /** Null: none was asked. */
  readonly guard: GuardOutcome | null;
  /** 16 hexadecimal digits: what its words carry; null: nothing. */
  readonly contentId: string | null;
  /** The kid of the key that it was drawn with; null: it was not. */
  readonly keyId: string | null;
}

/** To be given to `pipeThrough`. */
export interface MarkedTextStream<Chunk extends string | Uint8Array> {
  readonly writable: WritableStream<Chunk>;
  readonly readable: ReadableStream<Chunk>;
  /** Of its record, known from the beginning. */
  readonly contentId: string;
  /** Resolves when the stream has ended, with null for one without text; rejects as the stream fails. */
  readonly outcome: Promise<StreamedMark | null>;
}

/**
 * {@link mark} of a text while a model writes it: every chunk is passed on at once and unchanged, and the
 * credential comes last. Its origin record is written before that, so that nothing is handed out with a
 * credential and without a record, unless `record.mode` says so.
 *
 * A mark is in the words before they come here: `textMark` says which, and is not read back.
 *
 * The stream fails as that of signTextStream() does, and with what writing a record throws: the text that was
 * passed on then has no credential.
 *
 * @throws ProvenanceError MANIFEST_REFUSED
 * @throws TypeError or RangeError for an origin, a signer or options that are none.
 */
export function markTextStream<Chunk extends string | Uint8Array>(
  origin: Origin,
  options: MarkTextStreamOptions,
): MarkedTextStream<Chunk> {
  checkKnownKeys('options', options, KEYS);
  const { signer, record, guard, textMark, contentId, ...signing } = options;
  if (signer === undefined) {
    throw new TypeError('options.signer is missing: make one with pemSigner().');
  }
  if (record !== undefined) checkRecordOptions(record);
  const id = contentIdFor(textMark, contentId);
  const passed = new PassedText(guard !== undefined);
  let done: StreamedMark | null = null;
  const signed = signTextStream<Chunk>(
    textMark === undefined ? origin : withTextMark(origin, textMark),
    signer,
    {
      ...signing,
      async onSigned(signed, end) {
        const about = {
          contentId: id,
          origin,
          signed,
          watermark: textMark ? recordedMark(textMark) : null,
        };
        const checked =
          guard === undefined ? null : await guard.check(passed.guarded(), contentIdText(id));
        if (checked !== null) refuseBlocked(checked);
        const written =
          record === undefined
            ? null
            : await writeRecord({ ...about, ...passed.end(end) }, signer, record, signing.signal);
        done = {
          ...signed,
          record: written,
          guard: checked,
          contentId: textMark?.contentId == null ? null : contentIdText(id),
          keyId: textMark?.key.kid ?? null,
        };
      },
    },
  );
  const watched = new TransformStream<Chunk, Chunk>({
    transform(chunk, controller) {
      if (record !== undefined || guard !== undefined) passed.push(chunk);
      controller.enqueue(chunk);
    },
  });
  const handedOut = new TransformStream<Chunk, Chunk>();
  const ended = watched.readable.pipeThrough(signed).pipeTo(handedOut.writable);
  const outcome = ended.then(() => done);
  // Whoever reads the stream learns of it there.
  outcome.catch(() => {});
  return {
    writable: watched.writable,
    readable: handedOut.readable,
    contentId: contentIdText(id),
    outcome,
  };
}

/** What a record says of a text that passed by: its hash, and how it reads. */
class PassedText {
  readonly #hash = createHash('sha256');
  readonly #text = new PassingText();
  readonly #guarded: PassingText | null;
  readonly #decoder = new TextDecoder();
  /** The first half of a character that was cut in two. */
  #half = '';

  constructor(isGuarded: boolean) {
    this.#guarded = isGuarded ? new PassingText(MOST_GUARDED_PIECES) : null;
  }

  push(chunk: string | Uint8Array): void {
    // What is neither is refused by who signs.
    if (chunk instanceof Uint8Array) {
      this.#hash.update(chunk);
      this.#read(this.#decoder.decode(chunk, { stream: true }), chunk.length);
    } else if (typeof chunk === 'string') {
      const text = this.#half + chunk;
      const cut = /[\ud800-\udbff]$/.test(text) ? text.length - 1 : text.length;
      this.#half = text.slice(cut);
      const bytes = Buffer.from(text.slice(0, cut));
      this.#hash.update(bytes);
      this.#read(text.slice(0, cut), bytes.length);
    }
  }

  #read(part: string, bytes: number): void {
    this.#text.push(part, bytes);
    this.#guarded?.push(part, bytes);
  }

  /** What a guard is asked with; null for a text that is too long to be compared. */
  guarded(): GuardedLook | null {
    const fingerprints = this.#guarded?.fingerprints() ?? [];
    return fingerprints.length === 0 ? null : guardedText(fingerprints);
  }

  /** @param credential The chunk that ends the text, which is handed out and no part of how it reads. */
  end(credential: string | Uint8Array) {
    this.#hash.update(credential);
    return {
      hash: new Uint8Array(this.#hash.digest()),
      fingerprints: this.#text.fingerprints(),
    };
  }
}
