import { availableParallelism } from 'node:os';

/** Calls that the engine has not answered, */
let open = 0;
/** and among them those that nobody waits for any more, which still keep a thread busy. */
let abandoned = 0;

/** The engine works in as many threads as there are cores; one is to stay free. */
const THREADS = availableParallelism();
const MOST_ABANDONED = Math.max(1, THREADS - 1);

/** Whether so many threads of the engine are lost to abandoned calls that the next call may never run. */
export function isStarved(): boolean {
  return abandoned >= MOST_ABANDONED;
}

/** Whether there are more calls than threads, so that some may not have begun. */
export function isQueued(): boolean {
  return open > THREADS;
}

/** The engine took longer than it was given. */
export class EngineTimeout extends Error {}

/**
 * Waits for the engine, until the signal fires or the time is over. The engine cannot be interrupted:
 * what it is doing goes on in its own thread, its result is dropped, and it is counted for as long as it
 * takes.
 *
 * @param seconds Default: no limit.
 * @throws EngineTimeout, or the signal's reason.
 */
export async function awaitEngine<T>(
  work: Promise<T>,
  { signal, seconds }: { signal?: AbortSignal | undefined; seconds?: number | undefined } = {},
): Promise<T> {
  let isSettled = false;
  let isAbandoned = false;
  open++;
  const settle = () => {
    isSettled = true;
    open--;
    if (isAbandoned) abandoned--;
  };
  work.then(settle, settle);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stop = () => {};
  const given = new Promise<never>((_, reject) => {
    stop = () => reject(signal?.reason);
    if (signal?.aborted) stop();
    signal?.addEventListener('abort', stop, { once: true });
    if (seconds === undefined) return;
    const late = () => reject(new EngineTimeout(`no answer in ${seconds} seconds`));
    timer = setTimeout(late, seconds * 1000);
  });
  try {
    return await Promise.race([work, given]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
    if (!isSettled) {
      isAbandoned = true;
      abandoned++;
    }
  }
}
