import type { TextFormat, TextMethod } from '@provenance/text';
import type { TextInput } from '../asset/text.ts';
import { checkKnownKeys, type KnownKeys } from '../known-keys.ts';
import { buildManifest } from '../manifest/definition.ts';
import type { Origin } from '../manifest/origin.ts';
import { checkSigner, type Signer } from '../signer/signer.ts';
import { type Trust, trustListsOf } from '../trust/lists.ts';
import type { Signed } from './content.ts';

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
 *   TEXT_MALFORMED; CREDENTIAL_NOT_CARRIED for a kind of text that has no place for a credential; CONTENT_EMPTY, CONTENT_TOO_LARGE; FILE_* and ENGINE_MISSING of ingredients.
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
  options.signal?.throwIfAborted();
  const plan = buildManifest(origin);
  // Only who has a text waits until this is loaded.
  const { signWhole } = await import('./whole-text.ts');
  return signWhole(text, plan, signer, options);
}
