import { createHash } from 'node:crypto';
import { ProvenanceError } from '@provenance/content';
import {
  type ByteRange,
  locate,
  prepareEmbedding,
  prepareReference,
  type TextMethod,
  textFormatOf,
} from '@provenance/text';
import {
  asContentError,
  checkText,
  decodeText,
  encodeText,
  mediaTypeOfText,
  type TextInput,
} from '../asset/text.ts';
import type { ManifestPlan } from '../manifest/definition.ts';
import type { Signer } from '../signer/signer.ts';
import { tokenLengthOf } from '../signer/time-stamp.ts';
import { fitExclusions, prepareStore } from '../write/store.ts';
import { storeIngredients } from './ingredients.ts';
import type { SignedText, SignTextOptions } from './options.ts';

/** What `signText` does when its arguments are known to be in order. */
export async function signWhole(
  text: TextInput,
  plan: ManifestPlan,
  signer: Signer,
  options: SignTextOptions,
): Promise<SignedText<TextInput>> {
  const { signal } = options;
  checkText(text, options.maxBytes);
  const place = prepareText(text, options);
  const ingredients = await storeIngredients(plan.ingredients, options);
  const tokenLength = await tokenLengthOf(signer, signal);
  const writer = prepareStore(plan.definition, ingredients, signer, {
    tokenLength,
    fingerprint: plan.fingerprint,
  });
  const { exclusions } = rethrown(() => fitExclusions(writer, place.exclusions));
  const hash = createHash('sha256');
  for (const piece of place.hashed) hash.update(piece);
  const store = await writer.write({ exclusions, hash: hash.digest() }, signal ? { signal } : {});
  const signed = place.assemble(store);
  if (place.method !== null) checkFound(signed, place.method, exclusions[0] ?? null);
  return {
    text: typeof text === 'string' ? decodeText(signed) : signed,
    method: place.method,
    manifestStore: store,
    mediaType: mediaTypeOfText(options.mediaType, options.fileName),
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
  const detail = 'The credential would not be found in this text.';
  throw new ProvenanceError('CREDENTIAL_NOT_CARRIED', detail);
}

/** A text, and where its manifest goes as a function of the store's length. */
interface PreparedText {
  readonly method: TextMethod | null;
  readonly hashed: readonly Uint8Array[];
  /** One range, or none. */
  exclusions(storeLength: number): readonly ByteRange[];
  assemble(store: Uint8Array): Uint8Array;
}

function prepareText(text: TextInput, options: SignTextOptions): PreparedText {
  const { mediaType, fileName, embed, reference } = options;
  return rethrown(() => {
    if (embed === false && reference === undefined) {
      const bytes = encodeText(text);
      // As it is stored: no released engine normalises what it finds beside a sidecar.
      return { method: null, hashed: [bytes], exclusions: () => [], assemble: () => bytes };
    }
    const head = typeof text === 'string' ? Buffer.from(text.slice(0, 512)) : text;
    const format = options.format ?? textFormatOf({ mediaType, fileName, head });
    if (format === null) {
      const detail = 'This kind of text has no place for a credential.';
      throw new ProvenanceError('CREDENTIAL_NOT_CARRIED', detail);
    }
    if (reference === undefined) {
      const { method, hashed, exclusion, assemble } = prepareEmbedding(text, format);
      return { method, hashed, exclusions: (length) => [exclusion(length)], assemble };
    }
    const { bytes, exclusion, hashed } = prepareReference(text, format, reference);
    return {
      method: format.method,
      hashed,
      exclusions: () => (exclusion ? [exclusion] : []),
      assemble: () => bytes,
    };
  });
}

function rethrown<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw asContentError(error);
  }
}
