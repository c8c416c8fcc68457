import { type FileInput, readInput } from '@provenance/content/node';
import { type Asset, openAsset } from '../asset/asset.ts';
import { isHostileStore } from '../asset/hazard.ts';
import { MAX_STORE_BYTES } from '../store/store.ts';
import { abortable } from './abort.ts';
import { loadEngine } from './engine.ts';

export type EngineReader = InstanceType<typeof import('@contentauth/c2pa-node').Reader>;

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

/** {@link Evidence} as far as the engine looks at it. */
export interface EngineEvidence {
  readonly asset: { readonly source: Asset['source']; readonly mediaType: string | null };
  readonly manifest: Buffer | null;
}

/**
 * Has the engine read and validate. Null: no manifest.
 *
 * @param settings From {@link settingsFor}.
 * @throws ProvenanceError ENGINE_MISSING, or the engine's own error.
 */
export async function makeReader(
  { asset, manifest }: EngineEvidence,
  settings: string,
  signal: AbortSignal | undefined,
): Promise<EngineReader | null> {
  const { Reader } = await loadEngine();
  const source = { ...asset.source, mimeType: asset.mediaType as string };
  return abortable(
    signal,
    manifest
      ? Reader.fromManifestDataAndAsset(manifest, source, settings)
      : Reader.fromAsset(source, settings),
  );
}

/**
 * The manifest store a reader was made from. For the URI of anything in a manifest that is no
 * resource, the engine hands out the whole store.
 */
export async function storeOf(reader: EngineReader, manifest: string): Promise<Buffer> {
  const uri = `self#jumbf=/c2pa/${manifest}/c2pa.signature`;
  return (await reader.resourceToAsset(uri, { buffer: null })).buffer;
}
