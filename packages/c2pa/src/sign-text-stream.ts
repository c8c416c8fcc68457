import { createHash } from 'node:crypto';
import { ProvenanceError } from '@provenance/content';
import { createNfcStream, encodeWrapper, wrapperLength } from '@provenance/text';
import { storeIngredients } from './ingredient-write.ts';
import { checkKnownKeys, type KnownKeys } from './known-keys.ts';
import { buildManifest } from './manifest.ts';
import type { Origin } from './origin.ts';
import { checkTextSigner } from './sign-text.ts';
import type { Signer } from './signer.ts';
import { fitExclusion, prepareStore } from './store-write.ts';
import { asContentError, decodeText } from './text-input.ts';
import { type Trust, trustListsOf } from './trust.ts';

export interface SignTextStreamOptions {
  /** What the signers of parents and ingredients are compared with when they are recorded. */
  trust?: Trust;
  /** Limit for each ingredient in bytes. Default 256 MiB. The stream itself has none. */
  maxBytes?: number;
  /** Ends waiting for the signer. The stream itself is aborted as any other: `pipeThrough(…, {signal})`. */
  signal?: AbortSignal;
}

const STREAM_KEYS: KnownKeys<SignTextStreamOptions> = { trust: true, maxBytes: true, signal: true };

/** Every wrapper begins with these: U+FEFF and eight variation selectors (C2PA 2.4 A.8.3). */
const OPENING = Buffer.from(encodeWrapper(new Uint8Array(), null)).subarray(0, 34);
const OPENING_TEXT = decodeText(OPENING);

/**
 * Signs plain text as it streams (C2PA 2.4 A.8): every chunk is passed on at once and unchanged, and
 * at the end comes one more with the wrapper. Chunks are strings (of AI SDKs) or UTF-8 bytes (of
 * `fetch` and Node), cut anywhere; the wrapper is of the kind that came. Memory does not grow with the
 * text. A stream that is aborted, or whose signing fails, has no part of a wrapper; one without text
 * stays empty.
 *
 * The text is not changed, so what is not in NFC stays so: it is hashed in NFC as the specification
 * says and verifies with {@link verifyText}, but not with engines that hash text as it is stored.
 *
 * The stream fails with a ProvenanceError: CONTENT_UNSUPPORTED for text that is not well-formed, or
 * that has a wrapper already (a second would make both void); SIGNER_FAILED, KEY_MISMATCH; and what
 * reading a parent or an ingredient throws.
 *
 * @throws ProvenanceError MANIFEST_REFUSED
 * @throws TypeError or RangeError for an origin, a signer or options that are none; a signer with a
 *   `timestampUrl` cannot sign text.
 */
export function signTextStream<Chunk extends string | Uint8Array>(
  origin: Origin,
  signer: Signer,
  options: SignTextStreamOptions = {},
): TransformStream<Chunk, Chunk> {
  checkKnownKeys('options', options, STREAM_KEYS);
  if (options.trust !== undefined) trustListsOf(options.trust);
  checkTextSigner(signer);
  const plan = buildManifest(origin);
  const ingredients = storeIngredients(plan.ingredients, options);
  const text = new PassingText();
  return new TransformStream<Chunk, Chunk>({
    start(controller) {
      // At once, and not after a text that then cannot be signed.
      ingredients.catch((error: unknown) => controller.error(error));
    },
    transform(chunk, controller) {
      text.take(chunk);
      controller.enqueue(chunk);
    },
    async flush(controller) {
      const { length, hash, isText } = text.end();
      if (length === 0) return;
      const writer = prepareStore(plan.definition, await ingredients, signer);
      const place = (storeLength: number) => ({
        start: length,
        length: wrapperLength(storeLength),
      });
      const exclusion = fitExclusion(writer, place);
      const store = await writer.write({ exclusions: [exclusion], hash }, options);
      const wrapper = encodeWrapper(store, exclusion.length);
      controller.enqueue((isText ? decodeText(wrapper) : wrapper) as Chunk);
    },
  });
}

/** What has to be known of a text when it has passed. */
class PassingText {
  readonly #nfc = createNfcStream();
  readonly #hash = createHash('sha256');
  #isText: boolean | undefined;
  #length = 0;
  /** The end of what has passed, for what may go on in the next chunk. */
  #tail: Buffer | string = '';

  /** @throws ProvenanceError CONTENT_UNSUPPORTED */
  take(chunk: string | Uint8Array): void {
    const isText = typeof chunk === 'string';
    if (!isText && !(chunk instanceof Uint8Array)) {
      throw new TypeError('A chunk of text must be a string or a Uint8Array.');
    }
    if (isText !== (this.#isText ?? isText)) {
      throw new TypeError('The chunks of one text must be all strings or all Uint8Arrays.');
    }
    this.#isText = isText;
    const opens = isText ? this.#passText(chunk) : this.#passBytes(chunk);
    if (opens) {
      const detail = 'The text carries a credential already: sign it whole, which replaces it.';
      throw new ProvenanceError('CONTENT_UNSUPPORTED', detail);
    }
    try {
      this.#hash.update(this.#nfc.push(chunk));
    } catch (error) {
      throw asContentError(error);
    }
  }

  /** @throws ProvenanceError CONTENT_UNSUPPORTED */
  end(): { length: number; hash: Uint8Array; isText: boolean } {
    try {
      this.#hash.update(this.#nfc.end());
    } catch (error) {
      throw asContentError(error);
    }
    return { length: this.#length, hash: this.#hash.digest(), isText: this.#isText === true };
  }

  /** Whether a wrapper opens in what has come by now; the same below. */
  #passText(chunk: string): boolean {
    const tail = this.#tail as string;
    this.#length += Buffer.byteLength(chunk);
    // Each half of a pair that was cut in two counts three bytes; together they are four.
    if (/[\ud800-\udbff]$/.test(tail) && /^[\udc00-\udfff]/.test(chunk)) this.#length -= 2;
    const seam = tail + chunk.slice(0, OPENING_TEXT.length);
    this.#tail = (tail + chunk.slice(-OPENING_TEXT.length)).slice(1 - OPENING_TEXT.length);
    return seam.includes(OPENING_TEXT) || chunk.includes(OPENING_TEXT);
  }

  #passBytes(chunk: Uint8Array): boolean {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    const tail = this.#tail === '' ? Buffer.alloc(0) : (this.#tail as Buffer);
    this.#length += chunk.length;
    const seam = Buffer.concat([tail, bytes.subarray(0, OPENING.length)]);
    const end = Buffer.concat([tail, bytes.subarray(-OPENING.length)]);
    this.#tail = end.subarray(1 - OPENING.length);
    return seam.includes(OPENING) || bytes.includes(OPENING);
  }
}
