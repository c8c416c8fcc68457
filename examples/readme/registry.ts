import { createRegistry, openLmdb } from '@provenance/registry';
import {
  mark,
  type Origin,
  type Signer,
  trace,
  verify,
  type WatermarkOptions,
} from '@provenance/sdk';

/** What is marked goes on record, and is known again when nothing is left but its pixels. */
export async function recorded(folder: string, signer: Signer, watermarkKey: Uint8Array) {
  const backend = await openLmdb(folder, { create: true }); // or openPostgres(url, { create: true })
  const registry = await createRegistry(backend, { signer }); // Ed25519; else recordKeySigner()
  const watermark: WatermarkOptions = { keys: [{ key: watermarkKey, marks: 'ai-generated' }] };
  return {
    mark: (picture: Uint8Array, origin: Origin, requestId: string) =>
      mark(picture, origin, { signer, watermarkKey, record: { registry, requestId } }),
    verify: async (upload: Uint8Array) => (await verify(upload, { watermark, registry })).verdict,
    trace: async (upload: Uint8Array) => (await trace(upload, { watermark, registry })).records,
    close: () => registry.close(),
  };
}
