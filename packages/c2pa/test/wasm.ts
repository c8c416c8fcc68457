import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { initSync, WasmReader } from '@contentauth/c2pa-wasm';

const wasm = createRequire(import.meta.url).resolve('@contentauth/c2pa-wasm/c2pa.wasm');
initSync({ module: readFileSync(wasm) });

/** What a second reader makes of a file: c2pa-wasm, which is a later c2pa-rs. */
export async function readWithWasm(
  bytes: Uint8Array,
  mediaType: string,
  anchors: string,
  trustConfig?: string,
): Promise<{ state: string; failure: string[] }> {
  const settings = JSON.stringify({
    trust: { trust_anchors: anchors, ...(trustConfig && { trust_config: trustConfig }) },
    verify: { remote_manifest_fetch: false },
  });
  const reader = await WasmReader.fromBytes(mediaType, bytes, settings);
  try {
    const store = JSON.parse(reader.json());
    const { failure } = store.validation_results.activeManifest;
    return {
      state: store.validation_state,
      failure: failure.map(({ code }: { code: string }) => code),
    };
  } finally {
    reader.free();
  }
}
