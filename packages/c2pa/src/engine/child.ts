// What runs in a process of its own: one job after the other, and nothing else.
import type { EngineAnswer, EngineJob, EngineReading, EngineRequest } from './reading.ts';

// Nothing in here asks the network.
globalThis.fetch = () => Promise.reject(new Error('there is no network here'));

process.on('message', async (request: EngineRequest) => {
  process.send?.(await answer(request));
});

// Whoever asked is gone, and the engine would go on for nobody.
process.on('disconnect', () => process.exit());

async function answer(request: EngineRequest): Promise<EngineAnswer> {
  try {
    return { reading: await read(request) };
  } catch (error) {
    // Of WebAssembly that has broken down, nothing can be asked any more.
    if (error instanceof Error && error.name === 'RuntimeError') process.exit(1);
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    return { error: { name, message } };
  }
}

/** Buffers lose their class on the way. */
async function read({ engine, job }: EngineRequest): Promise<EngineReading | null> {
  const { source, manifest } = job;
  const whole: EngineJob = {
    ...job,
    source: 'buffer' in source ? { buffer: Buffer.from(source.buffer) } : source,
    manifest: manifest && Buffer.from(manifest),
  };
  if (engine === 'native') return (await import('./native.ts')).readNatively(whole, {});
  return (await import('./wasm.ts')).readWithWasm(whole);
}
