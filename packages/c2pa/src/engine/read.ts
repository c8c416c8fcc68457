import type { EngineJob, EngineReading } from './reading.ts';
import { isStarved } from './waiting.ts';

/** Bytes a second that the engine hashes at the very least, and the time it has besides. */
const [BYTES_A_SECOND, SECONDS] = [10_000_000, 60];

/**
 * Has the engine read and validate, in this process; or, where calls that nobody waits for any more keep
 * its threads busy, in one of its own that can be ended. Null: no manifest.
 *
 * @param size Of the content in bytes: large files may take longer.
 * @throws ProvenanceError ENGINE_MISSING; EngineTimeout; the signal's reason; or the engine's own error.
 */
export async function readWithEngine(
  job: EngineJob,
  size: number,
  signal: AbortSignal | undefined,
): Promise<EngineReading | null> {
  const limits = { signal, seconds: SECONDS + size / BYTES_A_SECOND };
  if (isStarved()) {
    const { readInProcess } = await import('./process.ts');
    return readInProcess(job, limits);
  }
  const { readNatively } = await import('./native.ts');
  return readNatively(job, limits);
}
