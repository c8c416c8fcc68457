import { type FileInput, readInput } from '@provenance/content/node';
import { MAX_STORE_BYTES } from '../store/store.ts';
import { type Asset, openAsset } from './asset.ts';
import { isHostileStore } from './hazard.ts';

/** Content, and the store to judge it by if that is not its own. */
export interface Evidence {
  readonly asset: Asset;
  readonly manifest: Buffer | null;
}

/** @throws ProvenanceError FILE_*, CONTENT_EMPTY or CONTENT_TOO_LARGE. */
export async function openEvidence(
  input: FileInput,
  options: {
    mediaType?: string | undefined;
    manifest?: FileInput | undefined;
    maxBytes?: number | undefined;
  },
): Promise<Evidence> {
  const asset = await openAsset(input, options);
  if (options.manifest === undefined) return { asset, manifest: null };
  return withManifest(asset, await readInput(options.manifest, { maxBytes: MAX_STORE_BYTES }));
}

/** Content with a store from elsewhere, which is no less hostile. */
export function withManifest(asset: Asset, bytes: Uint8Array): Evidence {
  const manifest = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const hazard = isHostileStore(manifest) ? 'manifest.inaccessible.malformed' : asset.hazard;
  return { asset: { ...asset, hazard }, manifest };
}
