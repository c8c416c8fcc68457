import { checkKnownKeys } from '@provenance/content';
import type { TextInput } from '../asset/text.ts';
import { buildManifest } from '../manifest/definition.ts';
import type { Origin } from '../manifest/origin.ts';
import { checkSigner, type Signer } from '../signer/signer.ts';
import { trustListsOf } from '../trust/lists.ts';
import { SIGN_TEXT_KEYS, type SignedText, type SignTextOptions } from './options.ts';

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
