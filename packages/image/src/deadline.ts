import { ProvenanceError } from '@provenance/content';

export interface DeadlineOptions {
  timeoutSeconds: number;
  signal?: AbortSignal | undefined;
}

/**
 * Runs `work` until it ends, the time is over or the signal fires, whichever is first. libvips cannot
 * be interrupted from outside: an abandoned step runs on in its thread until its own time-out, so
 * `work` calls `checkpoint` before each further step and stops there.
 *
 * @throws ProvenanceError IMAGE_TIMEOUT.
 * @throws The signal's reason.
 */
export async function underDeadline<T>(
  { timeoutSeconds, signal }: DeadlineOptions,
  work: (checkpoint: () => void) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  const milliseconds = timeoutSeconds * 1000;
  const start = performance.now();
  const timeout = () =>
    new ProvenanceError('IMAGE_TIMEOUT', `The work took longer than ${timeoutSeconds} s.`);
  const checkpoint = () => {
    signal?.throwIfAborted();
    // Also what turns libvips's own time-out, an untyped error, into ours.
    if (performance.now() - start >= milliseconds) throw timeout();
  };

  let cancel = () => {};
  try {
    return await new Promise<T>((resolve, reject) => {
      const timer = setTimeout(() => reject(timeout()), milliseconds);
      const abort = () => reject(signal?.reason);
      signal?.addEventListener('abort', abort, { once: true });
      cancel = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', abort);
      };
      work(checkpoint).then(resolve, (error) => {
        try {
          checkpoint();
        } catch (late) {
          reject(late);
        }
        reject(error);
      });
    });
  } finally {
    cancel();
  }
}
