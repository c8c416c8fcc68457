import { availableParallelism } from 'node:os';
import { type KnownKeys, ProvenanceError } from '@provenance/content';
import { publishOperation } from './events.ts';
import { type Call, type Outcome, type ProcessLimits, WorkerProcess } from './process.ts';

export interface WorkerOptions {
  /** Processes, each with one call at a time. Default: one a core. */
  readonly workers?: number;
  /** Calls that may wait for a worker; one more is WORKER_OVERLOADED at once. Default: 8 a worker. */
  readonly queue?: number;
  /** Seconds that one call may work, without waiting; its worker is ended with it. Default 120, at most 2147483. */
  readonly deadlineSeconds?: number;
  /**
   * Megabytes that one worker may have; it is ended where it takes more. Default 2048, at least 64. Watched where the
   * system tells (Linux); elsewhere it limits the heap alone.
   */
  readonly memoryMegabytes?: number;
}

export const WORKER_KEYS: KnownKeys<WorkerOptions> = {
  workers: true,
  queue: true,
  deadlineSeconds: true,
  memoryMegabytes: true,
};

/** What a pool has to do at this moment. */
export interface WorkerLoad {
  readonly workers: number;
  readonly running: number;
  readonly waiting: number;
}

export interface ProcessPool {
  /**
   * @throws WORKER_OVERLOADED, WORKER_NOT_STARTED, WORKER_FAILED, WORKER_TIMEOUT, WORKER_MEMORY; what the work throws; the
   *   signal's reason, as soon as it fires.
   */
  run(call: Call, signal?: AbortSignal): Promise<Outcome>;
  /** Starts a worker, so that it is known that one can be. @throws WORKER_NOT_STARTED. */
  warm(): Promise<void>;
  readonly load: WorkerLoad;
  /** Takes no more calls, and resolves when those that were taken are done. */
  close(): Promise<void>;
  /** Ends all workers at once, whatever they do. */
  end(): void;
}

const QUEUE_OF_EACH = 8;
/** With less no worker starts. */
const LEAST_MEGABYTES = 64;
/** Timers of Node take no longer time: they would fire at once. */
const MOST_SECONDS = 2_147_483;

/**
 * Processes that live as long as they are needed. Crash, hang and hunger of one are the rejection of the
 * call that it was on; the next call has a new one. A process that waits keeps nobody's process alive.
 *
 * @param setup Plain data for each worker.
 * @throws RangeError for options that are none.
 */
export function processPool(setup: unknown, options: WorkerOptions = {}): ProcessPool {
  const workers = integer('workers', options.workers ?? availableParallelism(), 1);
  const limits: ProcessLimits = {
    deadlineSeconds: checkDeadline(options.deadlineSeconds ?? 120),
    memoryMegabytes: integer('memoryMegabytes', options.memoryMegabytes ?? 2048, LEAST_MEGABYTES),
  };
  const { queue = workers * QUEUE_OF_EACH } = options;
  if (!(queue === Number.POSITIVE_INFINITY || (Number.isSafeInteger(queue) && queue >= 0))) {
    throw new RangeError(`queue must be an integer from 0, or Infinity, got ${queue}.`);
  }
  const threads = Math.max(1, Math.floor(availableParallelism() / workers));
  const all = new Set<WorkerProcess>();
  const idle: WorkerProcess[] = [];
  const waiting: (() => void)[] = [];
  let running = 0;
  let isClosed = false;
  let isEnded = false;
  let drained = () => {};

  const take = async (): Promise<WorkerProcess> => {
    for (let worker = idle.pop(); worker !== undefined; worker = idle.pop()) {
      if (!worker.isOver) return worker;
      all.delete(worker);
    }
    const worker = await WorkerProcess.start(setup, limits, threads);
    all.add(worker);
    if (!isEnded) return worker;
    worker.end();
    throw new ProvenanceError('WORKER_FAILED', 'The workers were ended.');
  };
  const give = (worker: WorkerProcess) => {
    if (worker.isOver) all.delete(worker);
    else idle.push(worker);
  };
  const leave = () => {
    running--;
    waiting.shift()?.();
    if (running === 0) drained();
  };
  const enter = async (signal: AbortSignal | undefined): Promise<void> => {
    if (running < workers) {
      running++;
      return;
    }
    if (waiting.length >= queue) throw new ProvenanceError('WORKER_OVERLOADED');
    await new Promise<void>((resolve, reject) => {
      const next = () => {
        signal?.removeEventListener('abort', stop);
        running++;
        resolve();
      };
      const stop = () => {
        waiting.splice(waiting.indexOf(next), 1);
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', stop, { once: true });
      waiting.push(next);
    });
  };
  const work = async (call: Call, signal: AbortSignal | undefined): Promise<Outcome> => {
    try {
      const worker = await take();
      try {
        signal?.throwIfAborted();
        return await worker.call(call, signal);
      } finally {
        give(worker);
      }
    } finally {
      leave();
    }
  };

  return {
    async run(call, signal) {
      signal?.throwIfAborted();
      if (isClosed) throw new ProvenanceError('WORKER_CLOSED');
      const begun = performance.now();
      let entered = begun;
      let error: unknown;
      try {
        await enter(signal);
        entered = performance.now();
        // The slot stays taken until the worker is free again, however early the caller hears.
        return await orAborted(work(call, signal), signal);
      } catch (thrown) {
        error = thrown;
        throw thrown;
      } finally {
        publishOperation({
          'provenance.operation.name': call.name,
          'provenance.operation.duration': (performance.now() - begun) / 1000,
          'provenance.operation.wait': (entered - begun) / 1000,
          ...(error !== undefined && { 'error.type': typeOf(error) }),
        });
      }
    },
    async warm() {
      if (idle.length === 0) give(await take());
    },
    get load() {
      return { workers, running, waiting: waiting.length };
    },
    async close() {
      isClosed = true;
      if (running > 0) {
        await new Promise<void>((resolve) => {
          drained = resolve;
        });
      }
      this.end();
    },
    end() {
      isClosed = true;
      isEnded = true;
      for (const worker of all) worker.end();
      all.clear();
      idle.length = 0;
    },
  };
}

function integer(name: string, value: number, least: number): number {
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new RangeError(`${name} must be an integer from ${least}, got ${value}.`);
}

function checkDeadline(seconds: number): number {
  if (typeof seconds === 'number' && seconds > 0 && seconds <= MOST_SECONDS) return seconds;
  throw new RangeError(
    `deadlineSeconds must be a number above 0 and at most ${MOST_SECONDS}, got ${seconds}.`,
  );
}

function typeOf(error: unknown): string {
  if (error instanceof ProvenanceError) return error.code;
  return error instanceof Error ? error.name : 'Error';
}

async function orAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  work.catch(() => {});
  let stop = () => {};
  try {
    return await Promise.race([
      work,
      new Promise<never>((_, reject) => {
        stop = () => reject(signal.reason);
        if (signal.aborted) stop();
        signal.addEventListener('abort', stop, { once: true });
      }),
    ]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
