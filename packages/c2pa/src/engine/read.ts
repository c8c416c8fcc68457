import { ProvenanceError } from '@provenance/content';
import { type EngineKind, hasWasm, readingEngine } from './choice.ts';
import { engineErrorVariant } from './error.ts';
import type { EngineJob, EngineReading } from './reading.ts';
import { EngineTimeout, isQueued, isStarved } from './waiting.ts';

/** Bytes a second that the engine hashes at the very least, and the time it has besides. */
const [BYTES_A_SECOND, SECONDS] = [10_000_000, 60];

/** Nearly all files take less. */
const PATIENCE_MILLISECONDS = 5000;

/**
 * Formats over which the native engine is known to panic (ID3 tags with compressed frames). What Rust writes
 * of that goes straight to the error output of the process, where a person would read it.
 */
const PANICS: ReadonlySet<string> = new Set(['audio/mpeg']);

/** What both engines say of the same files: that the manifest lies elsewhere, or that there are several. */
const SAID_BY_BOTH: ReadonlySet<string> = new Set(['RemoteManifestUrl', 'TooManyManifestStores']);

interface Limits {
  readonly signal: AbortSignal | undefined;
  readonly seconds: number;
}

/**
 * Has the engine read and validate. Null: no manifest.
 *
 * Over what the native engine cannot read, WebAssembly has the last word: so a machine with both says the same
 * as one that has WebAssembly alone, whose release is a later one.
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
  if ((await readingEngine()) === 'wasm') return readElsewhere('wasm', job, limits);
  try {
    return await readNative(job, limits);
  } catch (error) {
    signal?.throwIfAborted();
    if (!isOpen(error) || !hasWasm()) throw error;
    return readElsewhere('wasm', job, limits);
  }
}

/** Whether an error of the native engine leaves it open what the other one would say. */
function isOpen(error: unknown): boolean {
  if (error instanceof EngineTimeout || error instanceof ProvenanceError) return false;
  return !SAID_BY_BOTH.has(engineErrorVariant(error).variant);
}

/** In a process of its own, which can be ended: where WebAssembly runs, nothing else does. */
async function readElsewhere(
  engine: EngineKind,
  job: EngineJob,
  limits: Limits,
): Promise<EngineReading | null> {
  return (await import('./process.ts')).readInProcess({ engine, job }, limits);
}

/**
 * The native engine in this process; or, where it may panic, or where calls that nobody waits for any more keep
 * its threads busy, in one of its own that can be ended. Where it may still stand in a queue after five
 * seconds, in both: whatever answers first.
 */
async function readNative(job: EngineJob, limits: Limits): Promise<EngineReading | null> {
  const elsewhere = () => readElsewhere('native', job, limits);
  if (isStarved() || PANICS.has(job.mediaType)) return elsewhere();
  const { readNatively } = await import('./native.ts');
  const here = readNatively(job, limits);
  if ((await isAnswered(here)) || !isQueued()) return here;
  return firstOf(here, elsewhere(), limits.signal);
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
