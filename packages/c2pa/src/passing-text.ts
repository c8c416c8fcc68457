import { createHash } from 'node:crypto';
import { ProvenanceError } from '@provenance/content';
import { createNfcStream, encodeWrapper } from '@provenance/text';
import { asContentError, decodeText } from './text-input.ts';

/** Every wrapper begins with these: U+FEFF and eight variation selectors (C2PA 2.4 A.8.3). */
const OPENING = Buffer.from(encodeWrapper(new Uint8Array(), null)).subarray(0, 34);
const OPENING_TEXT = decodeText(OPENING);

export interface PassedText {
  /** UTF-8 bytes of the text as it was passed on. */
  readonly length: number;
  /** SHA-256 of the text in NFC. */
  readonly hash: Uint8Array;
}

/** What has to be known of a text when it has passed. */
export class PassingText {
  readonly #nfc = createNfcStream();
  readonly #hash = createHash('sha256');
  #isText: boolean | undefined;
  #isBuffer = false;
  #length = 0;
  /** The end of what has passed, for what may go on in the next chunk. */
  #tail: Buffer | string = '';

  /**
   * @throws ProvenanceError CONTENT_UNSUPPORTED for text that is not well-formed or has a wrapper.
   * @throws TypeError for a chunk that is no text, or of another kind than those before.
   */
  take(chunk: string | Uint8Array): void {
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
      throw new ProvenanceError('CONTENT_UNSUPPORTED', detail);
    }
    try {
      this.#hash.update(this.#nfc.push(chunk));
    } catch (error) {
      throw asContentError(error);
    }
  }

  /** @throws ProvenanceError CONTENT_UNSUPPORTED for a text that ends within a character. */
  end(): PassedText {
    try {
      this.#hash.update(this.#nfc.end());
    } catch (error) {
      throw asContentError(error);
    }
    return { length: this.#length, hash: this.#hash.digest() };
  }

  /** Bytes as a chunk of the kind that came. */
  like(bytes: Uint8Array): string | Uint8Array {
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
