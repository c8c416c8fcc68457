import { concat } from '@provenance/container';
import { besideContent, type Embedding, hashAround } from '../embed/embedding.ts';
import type { ManifestPlan } from '../manifest/definition.ts';
import type { Signer } from '../signer/signer.ts';
import { tokenLengthOf } from '../signer/time-stamp.ts';
import { fitExclusions, prepareStore } from '../write/store.ts';
import { storeIngredients } from './ingredients.ts';
import type { Signed, SignOptions } from './options.ts';

/**
 * Signs a picture without the engine: all else in its container stays as it is.
 *
 * @param embed Finds the place of the store.
 * @throws ProvenanceError IMAGE_CORRUPT; what {@link signContent} throws.
 */
export async function signPicture(
  bytes: Uint8Array,
  embed: (bytes: Uint8Array) => Embedding,
  plan: ManifestPlan,
  signer: Signer,
  options: SignOptions,
): Promise<Omit<Signed, 'mediaType'> & { readonly bytes: Uint8Array }> {
  const { signal } = options;
  const embedding = options.embed === false ? besideContent(bytes) : embed(bytes);
  const ingredients = await storeIngredients(plan.ingredients, options);
  const tokenLength = await tokenLengthOf(signer, signal);
  const writer = prepareStore(plan.definition, ingredients, signer, { tokenLength });
  const { storeLength, exclusions } = fitExclusions(writer, embedding.exclusions);
  const hash = hashAround(embedding, storeLength);
  const manifestStore = await writer.write({ exclusions, hash }, signal ? { signal } : {});
  return {
    bytes: concat(embedding.pieces(manifestStore)),
    manifestStore,
    activeManifest: writer.names.label,
  };
}
