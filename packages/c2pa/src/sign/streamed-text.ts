import { createHash } from 'node:crypto';
import { ProvenanceError } from '@provenance/content';
import { createNfcStream, encodeWrapper, wrapperLength } from '@provenance/text';
import { asContentError, decodeText } from '../asset/text.ts';
import type { ManifestPlan } from '../manifest/definition.ts';
import type { Signer } from '../signer/signer.ts';
import { tokenLengthOf } from '../signer/time-stamp.ts';
import { fitExclusions, prepareStore, type StoredIngredient } from '../write/store.ts';
import { storeIngredients } from './ingredients.ts';
import type { SignTextStreamOptions } from './options.ts';

/** Every wrapper begins with these: U+FEFF and eight variation selectors (C2PA 2.4 A.8.3). */
const OPENING = Buffer.from(encodeWrapper(new Uint8Array(), null)).subarray(0, 34);
const OPENING_TEXT = decodeText(OPENING);

/** A text as it passes by in chunks: what has to be known of it to sign it in the end. */
export class StreamedText {
  /** Read from the beginning, while the text passes. */
  readonly ingredients: Promise<readonly StoredIngredient[]>;
  readonly #plan: ManifestPlan;
  readonly #signer: Signer;
  readonly #options: SignTextStreamOptions;
  readonly #nfc = createNfcStream();
  readonly #hash = createHash('sha256');
  #isText: boolean | undefined;
  #isBuffer = false;
  #length = 0;
  /** The end of what has passed, for what may go on in the next chunk. */
  #tail: Buffer | string = '';

  constructor(plan: ManifestPlan, signer: Signer, options: SignTextStreamOptions) {
    this.#plan = plan;
    this.#signer = signer;
    this.#options = options;
    this.ingredients = storeIngredients(plan.ingredients, options);
  }

  /**
   * @throws ProvenanceError TEXT_MALFORMED, or CREDENTIAL_NOT_CARRIED for text that has a wrapper.
   * @throws TypeError for a chunk that is no text, or of another kind than those before.
   */
  pass(chunk: string | Uint8Array): void {
    const isText = typeof chunk === 'string';
    if (!isText && !(chunk instanceof Uint8Array)) {
      throw new TypeError('A chunk of text must be a string or a Uint8Array.');
    }
    if (isText !== (this.#isText ?? isText)) {
      throw new TypeError('The chunks of one text must be all strings or all Uint8Arrays.');
    }
    this.#isText = isText;
    this.#isBuffer = Buffer.isBuffer(chunk);
    const opens = isText ? this.#passText(chunk) : this.#passBytes(chunk);
    if (opens) {
      const detail = 'The text carries a credential already: sign it whole, which replaces it.';
      throw new ProvenanceError('CREDENTIAL_NOT_CARRIED', detail);
    }
    try {
      this.#hash.update(this.#nfc.push(chunk));
    } catch (error) {
      throw asContentError(error);
    }
  }

  /**
   * The wrapper that ends the text, as a chunk of the kind that came; null for a text without text.
   *
   * @throws ProvenanceError TEXT_MALFORMED for a text that ends within a character, or what signing or
   *   `onSigned` throws.
   */
  async sign(): Promise<string | Uint8Array | null> {
    try {
      this.#hash.update(this.#nfc.end());
    } catch (error) {
      throw asContentError(error);
    }
    const start = this.#length;
    if (start === 0) return null;
    const { signal, onSigned } = this.#options;
    const tokenLength = await tokenLengthOf(this.#signer, signal);
    const { definition, fingerprint } = this.#plan;
    const ingredients = await this.ingredients;
    const writer = prepareStore(definition, ingredients, this.#signer, {
      tokenLength,
      fingerprint,
    });
    const { exclusions } = fitExclusions(writer, (storeLength) => [
      { start, length: wrapperLength(storeLength) },
    ]);
    const [exclusion] = exclusions;
    const binding = { exclusions, hash: this.#hash.digest() };
    const store = await writer.write(binding, signal ? { signal } : {});
    const end = this.#like(encodeWrapper(store, exclusion!.length));
    const { label: activeManifest } = writer.names;
    await onSigned?.({ manifestStore: store, mediaType: 'text/plain', activeManifest }, end);
    return end;
  }

  #like(bytes: Uint8Array): string | Uint8Array {
    if (this.#isText) return decodeText(bytes);
    return this.#isBuffer ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length) : bytes;
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
