import { loadNative } from './choice.ts';
import type { EngineJob, EngineReading } from './reading.ts';
import { awaitEngine } from './waiting.ts';

/** By c2pa-node, in this process. */
export async function readNatively(
  { source, mediaType, manifest, settings }: EngineJob,
  limits: { signal?: AbortSignal | undefined; seconds?: number | undefined },
): Promise<EngineReading | null> {
  const { Reader } = await loadNative();
  const asset = { ...source, mimeType: mediaType };
  const reader = await awaitEngine(
    manifest
      ? Reader.fromManifestDataAndAsset(manifest, asset, settings)
      : Reader.fromAsset(asset, settings),
    limits,
  );
  if (reader === null) return null;
  const json = reader.json() as unknown as EngineReading['json'];
  const active = json.active_manifest;
  return {
    by: 'native',
    json,
    embedded: reader.isEmbedded(),
    remoteUrl: reader.remoteUrl() || null,
    store: typeof active === 'string' ? await storeOf(reader, active) : null,
  };
}

type Reader = InstanceType<typeof import('@contentauth/c2pa-node').Reader>;

/**
 * The manifest store a reader was made from. For the URI of anything in a manifest that is no
 * resource, the engine hands out the whole store.
 */
async function storeOf(reader: Reader, manifest: string): Promise<Buffer> {
  const uri = `self#jumbf=/c2pa/${manifest}/c2pa.signature`;
  return (await reader.resourceToAsset(uri, { buffer: null })).buffer;
}
