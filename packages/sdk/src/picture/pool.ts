import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { ProvenanceError } from '@provenance/content';
import type { FileInput } from '@provenance/content/node';
import type { Tinypool } from 'tinypool';
import type { LookedAt, LookedAtImage } from './file.ts';
import type { Detected, PixelWork } from './work.ts';
import type { PixelFailure, PixelResult, PixelTask, PixelValue } from './worker.ts';

export interface PixelPool extends PixelWork {
  /** Ends the workers, whatever they do. */
  close(): Promise<void>;
}

/**
 * Pixel work in `workers` threads: each holds one picture at a time, and starts when it is first
 * needed. An abort ends the thread that is busy with the picture, as nothing else would stop it.
 *
 * @param keys Bytes and no plans: what is copied to a worker should be as little as possible.
 */
export function pixelPool(keys: readonly Uint8Array[], workers: number): PixelPool {
  let started: Promise<Tinypool> | undefined;
  const run = async (task: PixelTask, signal?: AbortSignal): Promise<PixelValue> => {
    started ??= start(keys, workers);
    const pool = await started;
    signal?.throwIfAborted();
    let result: PixelResult;
    try {
      result = await pool.run(task, signal ? { signal } : {});
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    }
    if (result.failure) throw asError(result.failure);
    return result.value;
  };
  return {
    embed: (input, job, signal) =>
      run({ kind: 'embed', input: cloneable(input), job }, signal) as Promise<LookedAtImage>,
    detect: (input, job, signal) =>
      run({ kind: 'detect', input: cloneable(input), job }, signal) as Promise<Detected>,
    look: (input, limits, signal) =>
      run({ kind: 'look', input: cloneable(input), limits }, signal) as Promise<LookedAt>,
    close: async () => {
      await (await started)?.destroy();
    },
  };
}

/**
 * The worker is always the built one, by this package's own exports: Node 20 starts no thread from
 * TypeScript. Options of this process (conditions, loaders) would lead it back to the source.
 */
async function start(keys: readonly Uint8Array[], workers: number): Promise<Tinypool> {
  const { Tinypool } = await import('tinypool');
  return new Tinypool({
    filename: createRequire(import.meta.url).resolve('@provenance/sdk/pixel-worker'),
    minThreads: 0,
    maxThreads: workers,
    // By default a thread ends as soon as it has nothing to do, which is now and then.
    idleTimeout: 60_000,
    execArgv: [],
    workerData: keys,
  });
}

/** A URL cannot be sent to a thread. */
function cloneable(input: FileInput): FileInput {
  return input instanceof URL ? fileURLToPath(input) : input;
}

function asError({ code, message, cause }: PixelFailure): ProvenanceError {
  const options = cause === null ? undefined : { cause: new Error(cause) };
  return Object.assign(new ProvenanceError(code, undefined, options), { message });
}
