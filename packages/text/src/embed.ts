import { base64Length, encodeBase64 } from './base64.ts';
import { hasCredential } from './candidates.ts';
import type { TextFormat } from './format.ts';
import { hashedPieces } from './hashed.ts';
import { HEAD_LIMIT } from './html.ts';
import type { ByteRange, TextMethod } from './location.ts';
import { joined, type Placement, placeAtEnd, placeBlock, placeInHead } from './placement.ts';
import { dataUri, dataUriLength, isUriReference } from './reference.ts';
import { strip } from './strip.ts';
import { encodeUtf8, IllFormedTextError } from './utf8.ts';
import { encodeWrapper, wrapperLength } from './wrapper.ts';

/** A text with a place for a manifest store of any length. */
export interface Embedding {
  readonly method: TextMethod;
  /** What the data hash is over, in order. For a wrapper this is the text in NFC, as it is written. */
  readonly hashed: readonly Uint8Array[];
  /**
   * The one exclusion of the data hash, which depends on the store's length alone.
   *
   * @param storeLength bytes, 0 to 2^32 - 1; what a signature or time stamp needs has to be reserved
   * @throws IllFormedTextError if the store would be too long for this text
   */
  exclusion(storeLength: number): ByteRange;
  /**
   * The signed text.
   *
   * @throws TypeError if the store is not a Uint8Array
   * @throws IllFormedTextError if the store is too long for this text
   */
  assemble(store: Uint8Array): Uint8Array;
}

/** A text that says where its manifest is. */
export interface ReferencingText {
  readonly bytes: Uint8Array;
  /** The one exclusion of the data hash; null: it has none, and all of `bytes` is hashed. */
  readonly exclusion: ByteRange | null;
  /** What the data hash is over, in order. */
  readonly hashed: readonly Uint8Array[];
}

/** How a store stands in the text, between what the placement puts around it. */
interface Encoding {
  readonly encode: (store: Uint8Array) => Uint8Array;
  readonly length: (storeLength: number) => number;
}

const ENCODINGS: Readonly<Record<TextMethod, Encoding>> = {
  html: { encode: encodeBase64, length: base64Length },
  structured: { encode: dataUri, length: dataUriLength },
  unstructured: { encode: (store) => encodeWrapper(store), length: wrapperLength },
};

/**
 * Prepares a text to carry a manifest store. A credential that it carries already is taken out first, so
 * that there is one in the end. All else stays as it is. The hash of a text that gets a wrapper is that of its
 * NFC (C2PA 2.4 A.8.4), and the text is not rewritten in it: that would change how names look, as of kanji
 * with compatibility ideographs.
 *
 * A stream of plain text needs none of this: hash and write what `createNfcStream` gives, then append
 * `encodeWrapper(store)`, whose exclusion is `wrapperLength(store.length)` from the end of the text.
 * Such a text must have no wrapper of its own.
 *
 * @param text a string, or bytes as stored; bytes that get a wrapper must be UTF-8
 * @throws TypeError if the text is neither
 * @throws IllFormedTextError if the text cannot be signed in this way; the message says why
 */
export function prepareEmbedding(text: string | Uint8Array, format: TextFormat): Embedding {
  const { method } = format;
  const bare = withoutCredential(text, method);
  const placement =
    method === 'html'
      ? placeInHead(bare, '<script type="application/c2pa">', '</script>')
      : method === 'structured'
        ? placeBlock(bare, format)
        : placeAtEnd(bare);
  const { before, opening, closing, after } = placement;
  const { encode, length } = ENCODINGS[method];
  const exclusion = (storeLength: number): ByteRange => {
    const range = {
      start: before.length,
      length: opening.length + length(storeLength) + closing.length,
    };
    assertRoom(placement, range.length);
    return range;
  };
  return {
    method,
    hashed: method === 'unstructured' ? [...hashedPieces(bare, null, method)] : [before, after],
    exclusion,
    assemble(store) {
      if (!(store instanceof Uint8Array)) throw new TypeError('A manifest store is a Uint8Array.');
      exclusion(store.length);
      return joined(before, opening, encode(store), closing, after);
    },
  };
}

/**
 * Writes into a text where its manifest is: the link of C2PA 2.4 A.7.2, or a block of A.9 with a
 * reference. A credential that it carries already is taken out first.
 *
 * @param reference a URI reference, percent-encoded, at most 8192 characters
 * @throws TypeError if the text is neither a string nor a Uint8Array
 * @throws RangeError if the reference is not one, or the format is `unstructured`
 * @throws IllFormedTextError if the text cannot be signed in this way
 */
export function prepareReference(
  text: string | Uint8Array,
  format: TextFormat,
  reference: string,
): ReferencingText {
  if (!isUriReference(reference) || /^data:/i.test(reference)) {
    throw new RangeError(
      'The reference to a manifest must be a URI, percent-encoded, no data: URI.',
    );
  }
  if (format.method === 'unstructured') {
    throw new RangeError('Plain text has no place for a reference. Embed the manifest.');
  }
  if (format.comment?.suffix && reference.includes(format.comment.suffix)) {
    throw new RangeError('The reference would end the comment. Percent-encode it.');
  }
  const bare = withoutCredential(text, format.method);
  if (format.method === 'html') {
    const href = reference.replaceAll('&', '&amp;');
    const link = `<link rel="c2pa-manifest" href="${href}" type="application/c2pa">`;
    const placement = placeInHead(bare, link, '');
    assertRoom(placement, link.length);
    const bytes = filled(placement, new Uint8Array());
    return { bytes, exclusion: null, hashed: [bytes] };
  }
  const placement = placeBlock(bare, format);
  const bytes = filled(placement, encodeUtf8(reference));
  const { before, after } = placement;
  const exclusion = {
    start: before.length,
    length: bytes.length - before.length - after.length,
  };
  return { bytes, exclusion, hashed: [before, after] };
}

function filled({ before, opening, closing, after }: Placement, content: Uint8Array): Uint8Array {
  return joined(before, opening, content, closing, after);
}

function withoutCredential(text: string | Uint8Array, method: TextMethod): Uint8Array {
  if (typeof text !== 'string' && !(text instanceof Uint8Array)) {
    throw new TypeError('A text is a string or a Uint8Array.');
  }
  const bytes = typeof text === 'string' ? encodeUtf8(text) : text;
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    throw new IllFormedTextError('The text is UTF-16. Convert it to UTF-8, then try again.');
  }
  const bare = strip(bytes, method);
  // Pieces of one credential around another one become a credential when that is gone.
  if (bare !== bytes && hasCredential(bare, method)) {
    throw new IllFormedTextError(
      'The text has credentials within credentials. Remove them, then try again.',
    );
  }
  return bare;
}

function assertRoom({ room }: Placement, length: number): void {
  if (length <= room) return;
  throw new IllFormedTextError(
    `The head of this HTML would be over ${HEAD_LIMIT} bytes. Link to the manifest instead.`,
  );
}
