// Reads the credential of a picture beside the page, by c2pa-rs as WebAssembly, which comes from this server
// like all else. A worker that it breaks, or that it keeps busy, is ended by the page.
import init, { WasmReader } from '@contentauth/c2pa-wasm';
import { READER_SETTINGS } from './reader-settings.ts';

interface Question {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
}

addEventListener('message', async ({ data: { bytes, mediaType } }: MessageEvent<Question>) => {
  try {
    await init({ module_or_path: '/page/c2pa.wasm' });
    const reader = await WasmReader.fromBytes(mediaType, bytes, READER_SETTINGS);
    postMessage(JSON.parse(reader.json()));
  } catch {
    postMessage(null);
  }
});
