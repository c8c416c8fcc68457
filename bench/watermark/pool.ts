import { availableParallelism } from 'node:os';
import { parentPort, Worker, workerData } from 'node:worker_threads';
import sharp from 'sharp';

type Reply<Result> = { readonly result: Result } | { readonly error: unknown };

export interface PoolOptions<Setup, Result> {
  /** Threads; by default one a core. */
  readonly jobs?: number;
  /** Given to every thread. */
  readonly setup: Setup;
  readonly onResult?: (result: Result, done: number) => void;
}

/**
 * Hands tasks to threads, each one the next as soon as it is free. Results come back in the order of
 * the tasks.
 *
 * @param module a module that calls {@link serve}
 * @throws what a task throws, after all threads are stopped
 */
export async function runPool<Task, Result, Setup>(
  module: URL,
  tasks: readonly Task[],
  { jobs = availableParallelism(), setup, onResult }: PoolOptions<Setup, Result>,
): Promise<Result[]> {
  const results: Result[] = new Array(tasks.length);
  const threads: Worker[] = [];
  let next = 0;
  let done = 0;
  const entry = new URL('pool-entry.js', import.meta.url);
  const drain = () =>
    new Promise<void>((resolve, reject) => {
      if (next >= tasks.length) {
        resolve();
        return;
      }
      const thread = new Worker(entry, { workerData: { module: module.href, setup } });
      threads.push(thread);
      let current = next++;
      thread.on('error', reject);
      thread.on('message', (reply: Reply<Result>) => {
        if ('error' in reply) {
          reject(reply.error);
          return;
        }
        results[current] = reply.result;
        onResult?.(reply.result, ++done);
        if (next >= tasks.length) {
          resolve();
          return;
        }
        current = next++;
        thread.postMessage(tasks[current]);
      });
      thread.postMessage(tasks[current]);
    });
  try {
    await Promise.all(Array.from({ length: jobs }, drain));
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
  return results;
}

/** The side of the thread: does every task that comes. */
export function serve<Task, Result, Setup>(
  work: (task: Task, setup: Setup) => Promise<Result>,
): void {
  if (parentPort === null) throw new Error('This module runs in a thread of the benchmark.');
  const port = parentPort;
  // One thread a core is enough; those of libvips would only take turns with them.
  sharp.concurrency(1);
  sharp.cache(false);
  port.on('message', async (task: Task) => {
    try {
      port.postMessage({ result: await work(task, workerData.setup) });
    } catch (error) {
      port.postMessage({ error });
    }
  });
}

/**
 * @param text of `--jobs`
 * @throws RangeError if it is no number of threads
 */
export function parseJobs(text: string | undefined): number {
  if (text === undefined) return availableParallelism();
  if (!/^[1-9]\d?$/.test(text)) throw new RangeError('--jobs is a number of threads, 1 to 99.');
  return Number(text);
}
