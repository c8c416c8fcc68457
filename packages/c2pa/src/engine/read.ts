import { readingEngine } from './choice.ts';
import type { EngineJob, EngineReading } from './reading.ts';
import { isQueued, isStarved } from './waiting.ts';

/** Bytes a second that the engine hashes at the very least, and the time it has besides. */
const [BYTES_A_SECOND, SECONDS] = [10_000_000, 60];

/** Nearly all files take less. */
const PATIENCE_MILLISECONDS = 5000;

/**
 * Formats over which the native engine is known to panic (ID3 tags with compressed frames). What Rust writes
 * of that goes straight to the error output of the process, where a person would read it.
 */
const PANICS: ReadonlySet<string> = new Set(['audio/mpeg']);

/**
 * Has the engine read and validate. WebAssembly always in a process of its own, which can be ended: where it
 * runs, nothing else does. The native engine in this process; or, where it may panic, or where calls that nobody
 * waits for any more keep
 * its threads busy, in one of its own that can be ended. Where it may still stand in a queue after five
 * seconds, in both: whatever answers first. Null: no manifest.
 *
 * @param size Of the content in bytes: large files may take longer.
 * @throws ProvenanceError ENGINE_MISSING; EngineTimeout; the signal's reason; or the engine's own error.
 */
export async function readWithEngine(
  job: EngineJob,
  size: number,
  signal: AbortSignal | undefined,
): Promise<EngineReading | null> {
  const engine = await readingEngine();
  const limits = { signal, seconds: SECONDS + size / BYTES_A_SECOND };
  const elsewhere = async () =>
    (await import('./process.ts')).readInProcess({ engine, job }, limits);
  if (engine === 'wasm' || isStarved() || PANICS.has(job.mediaType)) return elsewhere();
  const { readNatively } = await import('./native.ts');
  const here = readNatively(job, limits);
  if ((await isAnswered(here)) || !isQueued()) return here;
  return firstOf(here, elsewhere(), signal);
}

/** Whether there is an answer, an error too, before patience ends. */
async function isAnswered(work: Promise<unknown>): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MILLISECONDS, false);
  });
  const answered = () => true;
  try {
    return await Promise.race([work.then(answered, answered), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** An error counts only if both have one. */
async function firstOf<T>(
  here: Promise<T>,
  elsewhere: Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  try {
    return await Promise.any([here, elsewhere]);
  } catch (error) {
    signal?.throwIfAborted();
    throw (error as AggregateError).errors[1];
  }
}
