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
export async function recorded(folder: string, ed25519: Signer, key: Uint8Array) {
  const signer = { ...ed25519, alg: 'Ed25519' } as const; // or a key of its own, for records alone
  const backend = await openLmdb(folder, { create: true }); // or openPostgres(url, { create: true })
  const registry = await createRegistry(backend, { signer });
  const watermark: WatermarkOptions = { keys: [{ key, marks: 'ai-generated' }] };
  return {
    mark: (picture: Uint8Array, origin: Origin, requestId: string) =>
      mark(picture, origin, { signer: ed25519, key, record: { registry, requestId } }),
    verify: async (upload: Uint8Array) => (await verify(upload, { watermark, registry })).verdict,
    trace: async (upload: Uint8Array) => (await trace(upload, { watermark, registry })).records,
    close: () => registry.close(),
  };
}
