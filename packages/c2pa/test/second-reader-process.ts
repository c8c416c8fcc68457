// c2pa-wasm in a process of its own: one file after the other, and nothing else.
import { readWithWasm } from './wasm.ts';

process.on('message', async ({ bytes, mediaType, anchors, trustConfig }) => {
  try {
    process.send?.(await readWithWasm(bytes, mediaType, anchors, trustConfig));
  } catch {
    process.send?.({ state: 'Error', failure: [] });
  }
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
