import { bmffBoxes, concat, memorySource } from '@provenance/container';
import { hashedBoxes } from '../binding/bmff-hash.ts';
import { BMFF_EXCLUSIONS } from '../embed/bmff.ts';
import type { Embedder } from '../embed/embed.ts';
import { besideContent, type Embedding, hashAround } from '../embed/embedding.ts';
import type { ManifestPlan } from '../manifest/definition.ts';
import type { Signer } from '../signer/signer.ts';
import { tokenLengthOf } from '../signer/time-stamp.ts';
import { fitExclusions, type HardBinding, prepareStore, type StoreWriter } from '../write/store.ts';
import { storeIngredients } from './ingredients.ts';
import type { Signed, SignOptions } from './options.ts';
import { thumbnailOf } from './thumbnail.ts';

/**
 * Signs a picture without the engine: all else in its container stays as it is.
 *
 * @param embed Finds the place of the store.
 * @returns The file in pieces, most of them parts of `bytes`.
 * @throws ProvenanceError IMAGE_CORRUPT; what {@link signContent} throws.
 */
export async function signPicture(
  bytes: Uint8Array,
  embed: Embedder,
  plan: ManifestPlan,
  signer: Signer,
  options: SignOptions,
): Promise<Omit<Signed, 'mediaType'> & { readonly pieces: readonly Uint8Array[] }> {
  const { signal } = options;
  // Also where the store lies elsewhere: what cannot be taken apart is no picture.
  const embedding = embed(bytes);
  const ingredients = await storeIngredients(plan.ingredients, options);
  const tokenLength = await tokenLengthOf(signer, signal);
  const thumbnail = await thumbnailOf(bytes, options);
  const stored = { tokenLength, thumbnail };
  const writer = prepareStore(plan.definition, ingredients, signer, stored);
  const place = options.embed === false ? besideContent(bytes) : embedding;
  const binding = embedding.isBoxed ? bindBoxes(writer, place) : bindRanges(writer, place);
  const manifestStore = await writer.write(binding, signal ? { signal } : {});
  return {
    pieces: place.pieces(manifestStore),
    manifestStore,
    activeManifest: writer.names.label,
  };
}

function bindRanges(writer: StoreWriter, embedding: Embedding): HardBinding {
  const { storeLength, exclusions } = fitExclusions(writer, embedding.exclusions);
  return { exclusions, hash: hashAround(embedding, storeLength) };
}

/** What is hashed has the places of boxes in it, which hang on the length of the store and not on what it says. */
function bindBoxes(writer: StoreWriter, embedding: Embedding): HardBinding {
  const exclusions = { boxes: BMFF_EXCLUSIONS };
  const file = concat(embedding.pieces(new Uint8Array(writer.lengthWith(exclusions))));
  const content = Buffer.from(file.buffer, file.byteOffset, file.length);
  const read = (start: number, length: number) => content.subarray(start, start + length);
  const leftOut = BMFF_EXCLUSIONS.map(({ xpath, data }) => ({
    path: xpath,
    data: data ?? [],
    length: null,
    version: null,
    flags: null,
    exact: true,
    subset: null,
  }));
  const boxes = hashedBoxes({ size: file.length, read }, bmffBoxes(memorySource(file)), leftOut, 3);
  return { exclusions, hash: boxes.hash('sha256', 0, file.length) };
}
