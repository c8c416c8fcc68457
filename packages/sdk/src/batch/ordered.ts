import { setMaxListeners } from 'node:events';

/**
 * Maps with at most `limit` calls under way, yielding in the order of the items: results may be used
 * as they come, no more than `limit` of them are ever held, and a source that is slow keeps no result
 * back. The signal that the calls get fires with the caller's, and when it ends early, by an error or
 * by its consumer; then it waits for the calls under way, so that they can clean up. After a call that failed none
 * is begun: what it did would be told to nobody.
 *
 * @throws TypeError for items that are none; the signal's reason; what the source or a call throws, when its turn comes.
 */
export async function* mapOrdered<T, R>(
  items: Iterable<T> | AsyncIterable<T>,
  limit: number,
  map: (item: T, signal: AbortSignal) => Promise<R>,
  signal?: AbortSignal,
): AsyncGenerator<R> {
  if (!isSeries(items))
    throw new TypeError('The items must be a list, or what else can be gone through.');
  const end = new AbortController();
  const either = signal ? AbortSignal.any([signal, end.signal]) : end.signal;
  // Each call listens in a few places, and takes its listeners away when it ends: so many are no leak.
  setMaxListeners(0, either);
  const aborted = rejectionOf(either);
  const source = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : iterate(items);
  const running: Promise<R>[] = [];
  let arriving: Promise<IteratorResult<T>> | null = null;
  let exhausted = false;
  let failed = false;
  try {
    for (;;) {
      either.throwIfAborted();
      if (!exhausted && !failed && running.length < limit)
        arriving ??= Promise.resolve(source.next());
      const [first] = running;
      if (arriving === null && first === undefined) return;
      const arrived = await Promise.race([
        ...(arriving === null ? [] : [arriving.then(() => true)]),
        ...(first === undefined ? [] : [settled(first).then(() => false)]),
        aborted,
      ]);
      if (!arrived) {
        running.shift();
        yield await (first as Promise<R>);
        continue;
      }
      const next: IteratorResult<T> = await (arriving as Promise<IteratorResult<T>>);
      arriving = null;
      if (next.done) exhausted = true;
      else if (!failed) {
        const result = map(next.value, either);
        result.catch(() => {
          failed = true;
        });
        running.push(result);
      }
    }
  } finally {
    end.abort();
    await Promise.allSettled(running);
    // Not waited for: a source that hangs would hold the end up.
    if (!exhausted) void Promise.resolve(source.return?.()).catch(() => {});
  }
}

async function* iterate<T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* items;
}

function rejectionOf(signal: AbortSignal): Promise<never> {
  return settling(
    new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    }),
  );
}

function settled(promise: Promise<unknown>): Promise<void> {
  return promise.then(
    () => {},
    () => {},
  );
}

/** It may fail before its turn comes: until then nobody else handles the rejection. */
function settling<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}

function isSeries(items: unknown): boolean {
  if (typeof items !== 'object' || items === null) return false;
  return Symbol.asyncIterator in items || Symbol.iterator in items;
}
