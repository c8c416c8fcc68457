import type { CredentialReport } from '@provenance/c2pa';
import { ProvenanceError } from '@provenance/content';
import { HASH_BYTES, hammingDistance, PDQ_ALG, pdq } from '@provenance/fingerprint';
import { ALIKE_BITS, LEAST_QUALITY, type Look, type PictureLook } from '../content/fingerprint.ts';
import { pixels } from '../picture/file.ts';
import { shownThumbnails } from '../picture/thumbnail.ts';

/** How a picture compares to what a recovered manifest shows of the one that it was made for. */
export interface ShownComparison {
  /** Bits of 256 that differ from the nearest that it shows; null: it shows nothing to compare with. */
  readonly distance: number | null;
  /**
   * `undecided`: as a whole they do not look alike; it may be a part, or the mark was copied onto another
   * picture. Null: nothing was compared.
   */
  readonly look: Exclude<Look, 'different'> | null;
}

export const NOT_COMPARED: ShownComparison = { distance: null, look: null };

/**
 * A mark can be copied onto foreign pixels, a likeness cannot (C2PA 2.5, Soft Binding API, 1.2.2.3): what
 * the signed manifest shows of its content is held against the picture. That are fingerprints among its soft
 * bindings, and its thumbnail, both under its signature.
 *
 * @param store That of the manifest, which was validated.
 * @throws ProvenanceError where it could not look; the signal's reason.
 */
export async function compareShown(
  store: Uint8Array,
  { manifests, activeManifest }: CredentialReport,
  seen: PictureLook,
  signal: AbortSignal | undefined,
): Promise<ShownComparison> {
  if (seen.quality < LEAST_QUALITY) return NOT_COMPARED;
  const active = manifests.find(({ label }) => label === activeManifest);
  const named = (active?.softBindings ?? [])
    .filter(({ alg }) => alg === PDQ_ALG)
    .flatMap(({ values }) => values.map((value) => new Uint8Array(Buffer.from(value, 'base64'))))
    .filter(({ length }) => length === HASH_BYTES);
  const shown = [...named, ...(await thumbnailHashes(store, activeManifest, signal))];
  if (shown.length === 0) return NOT_COMPARED;
  const distance = Math.min(
    ...shown.flatMap((hash) => seen.hashes.map((variant) => hammingDistance(variant, hash))),
  );
  return { distance, look: distance <= ALIKE_BITS ? 'same' : 'undecided' };
}

async function thumbnailHashes(
  store: Uint8Array,
  label: string | null,
  signal: AbortSignal | undefined,
): Promise<Uint8Array[]> {
  const options = { mediaType: 'application/c2pa', ...(signal && { signal }) };
  const found = (await shownThumbnails(store, options)).find(
    ({ manifest, ingredient }) => manifest === label && ingredient === null,
  );
  if (found === undefined) return [];
  const [{ decodeImage }] = await pixels();
  try {
    const { hash, quality } = pdq(await decodeImage(found.bytes, signal ? { signal } : {}));
    return quality < LEAST_QUALITY ? [] : [hash];
  } catch (error) {
    if (error instanceof ProvenanceError) return [];
    throw error;
  }
}
