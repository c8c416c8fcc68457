import { createHash } from 'node:crypto';
import { ProvenanceError } from '@provenance/content';
import {
  type ByteRange,
  locate,
  prepareEmbedding,
  prepareReference,
  type TextFormat,
  type TextMethod,
  textFormatOf,
} from '@provenance/text';
import { storeIngredients } from './ingredient-write.ts';
import { checkKnownKeys, type KnownKeys } from './known-keys.ts';
import { buildManifest } from './manifest.ts';
import type { Origin } from './origin.ts';
import type { Signed } from './sign.ts';
import { checkSigner, type Signer } from './signer.ts';
import { fitExclusion, prepareStore } from './store-write.ts';
import {
  asContentError,
  checkText,
  decodeText,
  encodeText,
  mediaTypeOfText,
  type TextInput,
} from './text-input.ts';
import { tokenLengthOf } from './time-stamp.ts';
import { type Trust, trustListsOf } from './trust.ts';

export interface SignTextOptions {
  /** Decides how the credential goes into the text. Default: by `fileName`, else by content. */
  mediaType?: string;
  fileName?: string;
  /** Overrides what `mediaType` and `fileName` say. */
  format?: TextFormat;
  /** False: leave the text as it is; only the manifest store is made (a sidecar). Default true. */
  embed?: boolean;
  /**
   * URI reference (absolute or relative) to where the store will lie: the text gets a link to it instead
   * of the store. For HTML and texts with comments.
   */
  reference?: string;
  /** What the signers of parents and ingredients are compared with when they are recorded. */
  trust?: Trust;
  /** Limit for the text and for each ingredient in bytes. Default 256 MiB. */
  maxBytes?: number;
  signal?: AbortSignal;
}

const SIGN_TEXT_KEYS: KnownKeys<SignTextOptions> = {
  mediaType: true,
  fileName: true,
  format: true,
  embed: true,
  reference: true,
  trust: true,
  maxBytes: true,
  signal: true,
};

export interface SignedText<Text extends TextInput> extends Signed {
  /** With its credential, and of the kind that was given. */
  readonly text: Text;
  /** How the credential, or the link to it, stands in the text; null: it does not. */
  readonly method: TextMethod | null;
}

/**
 * Signs a text (C2PA 2.4 A.7 to A.9): HTML in its head, texts with comments in a block, plain text in
 * an invisible wrapper at its end; such a text is written in NFC. A credential that it carries is
 * replaced: give the text as `parent` to keep its history, as bytes (a string there is a path). The
 * engine is not used, unless there are ingredients.
 *
 * With a `timestampUrl` the credential outlives the certificate, and is larger by the token (3 to 7 kB).
 * Its authority is asked twice for the first text of a signer: the length of a token has to be known
 * before there is something to stamp.
 *
 * @param text A string is the text itself and no path; bytes are UTF-8.
 * @throws ProvenanceError MANIFEST_REFUSED; SIGNER_FAILED, KEY_MISMATCH or TIMESTAMP_FAILED;
 *   CONTENT_UNSUPPORTED for text that is not well-formed, or of a kind that has no place for a
 *   credential; CONTENT_EMPTY, CONTENT_TOO_LARGE; FILE_* and ENGINE_MISSING of ingredients.
 * @throws TypeError or RangeError for a text, an origin, a signer or options that are none.
 */
export function signText(
  text: string,
  origin: Origin,
  signer: Signer,
  options?: SignTextOptions,
): Promise<SignedText<string>>;
export function signText(
  text: Uint8Array,
  origin: Origin,
  signer: Signer,
  options?: SignTextOptions,
): Promise<SignedText<Uint8Array>>;
export function signText(
  text: TextInput,
  origin: Origin,
  signer: Signer,
  options?: SignTextOptions,
): Promise<SignedText<TextInput>>;
export async function signText(
  text: TextInput,
  origin: Origin,
  signer: Signer,
  options: SignTextOptions = {},
): Promise<SignedText<TextInput>> {
  checkKnownKeys('options', options, SIGN_TEXT_KEYS);
  if (options.trust !== undefined) trustListsOf(options.trust);
  checkSigner(signer);
  const { signal } = options;
  signal?.throwIfAborted();
  const plan = buildManifest(origin);
  checkText(text, options.maxBytes);
  const place = prepareText(text, options);
  const ingredients = await storeIngredients(plan.ingredients, options);
  const tokenLength = await tokenLengthOf(signer, signal);
  const writer = prepareStore(plan.definition, ingredients, signer, { tokenLength });
  const exclusion = fitExclusion(writer, place.exclusion);
  const hash = createHash('sha256');
  for (const piece of place.hashed) hash.update(piece);
  const store = await writer.write(
    { exclusions: exclusion ? [exclusion] : [], hash: hash.digest() },
    signal ? { signal } : {},
  );
  const signed = place.assemble(store);
  if (place.method !== null) checkFound(signed, place.method, exclusion);
  return {
    text: typeof text === 'string' ? decodeText(signed) : signed,
    method: place.method,
    manifestStore: store,
    mediaType: mediaTypeOfText(options.mediaType),
    activeManifest: writer.names.label,
  };
}

/** What no validator finds again is not signed, whatever a caller's `format` or the text has done to it. */
function checkFound(signed: Uint8Array, method: TextMethod, exclusion: ByteRange | null): void {
  const location = locate(signed, method);
  const isSame =
    location.state === 'found' &&
    location.exclusion?.start === exclusion?.start &&
    location.exclusion?.length === exclusion?.length;
  if (isSame) return;
  const detail = 'The credential would not be found in this text: use a sidecar (embed: false).';
  throw new ProvenanceError('CONTENT_UNSUPPORTED', detail);
}

/** A text, and where its manifest goes as a function of the store's length. */
interface PreparedText {
  readonly method: TextMethod | null;
  readonly hashed: readonly Uint8Array[];
  exclusion(storeLength: number): ByteRange | null;
  assemble(store: Uint8Array): Uint8Array;
}

function prepareText(text: TextInput, options: SignTextOptions): PreparedText {
  const { mediaType, fileName, embed, reference } = options;
  try {
    if (embed === false && reference === undefined) {
      const bytes = encodeText(text);
      // As it is stored: no released engine normalises what it finds beside a sidecar.
      return { method: null, hashed: [bytes], exclusion: () => null, assemble: () => bytes };
    }
    const head = typeof text === 'string' ? Buffer.from(text.slice(0, 512)) : text;
    const format = options.format ?? textFormatOf({ mediaType, fileName, head });
    if (format === null) {
      const detail =
        'This kind of text has no place for a credential: use a sidecar (embed: false).';
      throw new ProvenanceError('CONTENT_UNSUPPORTED', detail);
    }
    if (reference === undefined) return prepareEmbedding(text, format);
    const { bytes, exclusion, hashed } = prepareReference(text, format, reference);
    return {
      method: format.method,
      hashed,
      exclusion: () => exclusion,
      assemble: () => bytes,
    };
  } catch (error) {
    throw asContentError(error);
  }
}
