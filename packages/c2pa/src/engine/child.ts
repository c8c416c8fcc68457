// What runs in a process of its own: one job after the other, and nothing else.
import { readNatively } from './native.ts';
import type { EngineAnswer, EngineJob } from './reading.ts';

process.on('message', async (job: EngineJob) => {
  process.send?.(await answer(job));
});

// Whoever asked is gone, and the engine would go on for nobody.
process.on('disconnect', () => process.exit());

/** Buffers lose their class on the way. */
async function answer({ source, manifest, ...job }: EngineJob): Promise<EngineAnswer> {
  try {
    const reading = await readNatively(
      {
        ...job,
        source: 'buffer' in source ? { buffer: Buffer.from(source.buffer) } : source,
        manifest: manifest && Buffer.from(manifest),
      },
      {},
    );
    return { reading };
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    return { error: { name, message } };
  }
}
