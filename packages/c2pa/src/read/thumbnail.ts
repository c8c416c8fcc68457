import { detectMediaType } from '@provenance/content';
import type { FileInput } from '@provenance/content/node';
import {
  MOST_THUMBNAIL_BYTES,
  THUMBNAIL_TYPES,
  type ThumbnailFile,
  type ThumbnailType,
} from '../manifest/thumbnail.ts';
import type { SignedIngredient, SignedManifest, SignedStore } from '../store/signed.ts';
import { hasHash, targetOf } from '../store/uri.ts';
import type { ResourceOptions } from './options.ts';
import { readSignedStore } from './store.ts';

/** The small picture by which a manifest shows what it is about, or what an ingredient was. */
export interface Thumbnail {
  /** Label of the manifest that has it, or whose ingredient it shows. */
  readonly manifest: string;
  /** Which of the manifest's ingredients it shows, as a report lists them; null: what the manifest is of. */
  readonly ingredient: number | null;
  readonly mediaType: ThumbnailType;
  readonly bytes: Uint8Array;
}

const MOST_BYTES_IN_ALL = 2 ** 21;
const MOST = 64;

const OF_CLAIM = /^c2pa\.thumbnail\.claim(?:\.[a-z]+)?(?:__\d+)?$/;

/**
 * The thumbnails of a store (C2PA 2.4 clause 18.12): what signers want people to see, and no finding. Only of
 * manifests whose signature is over their claim, and only with the hash that the claim, and for an
 * ingredient also its assertion, names. What is no JPEG, PNG or WebP by content and by name, or large, is left out; how
 * many pixels it unpacks to is for who decodes it to ask first.
 *
 * @throws ProvenanceError where it could not look, as {@link readCredentials}.
 */
export async function readThumbnails(
  input: FileInput,
  options: ResourceOptions = {},
): Promise<Thumbnail[]> {
  const signed = await readSignedStore(input, options);
  return signed === null ? [] : thumbnailsOf(signed);
}

/** Pure; in proportion to the store. */
export function thumbnailsOf({ manifests }: SignedStore): Thumbnail[] {
  const found: Thumbnail[] = [];
  let left = MOST_BYTES_IN_ALL;
  const take = (manifest: string, ingredient: number | null, file: ThumbnailFile | null) => {
    if (file === null || file.bytes.length > left || found.length === MOST) return;
    left -= file.bytes.length;
    found.push({ manifest, ingredient, ...file });
  };
  for (const manifest of manifests.values()) {
    if (manifest.signature?.holds !== true) continue;
    take(manifest.label, null, ofClaim(manifest));
    for (const [i, ingredient] of manifest.ingredients.entries()) {
      take(manifest.label, i, ofIngredient(manifest, ingredient, manifests));
    }
  }
  return found;
}

type Box = SignedManifest['assertions'][number];

function ofClaim({ assertions }: SignedManifest): ThumbnailFile | null {
  const box = assertions.find(({ label }) => OF_CLAIM.test(label));
  return box === undefined ? null : pictureIn(box);
}

/** It may lie in the manifest that names it, or in that of the ingredient. */
function ofIngredient(
  { label, claim }: SignedManifest,
  { thumbnail, activeManifest }: SignedIngredient,
  manifests: ReadonlyMap<string, SignedManifest>,
): ThumbnailFile | null {
  if (thumbnail === null) return null;
  const { manifest = null, path = [] } = targetOf(thumbnail.url) ?? {};
  const holder = manifests.get(manifest ?? label);
  const [store, name, ...rest] = path;
  if (holder === undefined || store !== 'c2pa.assertions' || rest.length > 0) return null;
  if (holder.label !== label && holder.label !== activeManifest) return null;
  const box = holder.assertions.find((each) => each.label === name);
  if (box === undefined || hasHash(box.hashed, thumbnail, claim.alg) !== true) return null;
  return pictureIn(box);
}

function pictureIn({ mediaType, content }: Box): ThumbnailFile | null {
  const type = THUMBNAIL_TYPES.find((each) => each === mediaType);
  if (type === undefined || content.length > MOST_THUMBNAIL_BYTES) return null;
  // A copy: of a part, all of the store would be kept, and sent.
  return detectMediaType(content) === type
    ? { mediaType: type, bytes: Uint8Array.from(content) }
    : null;
}
