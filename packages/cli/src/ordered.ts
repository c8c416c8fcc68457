/**
 * Maps with at most `limit` calls under way, yielding in the order of the items: results may be
 * printed as they come, and no more than `limit` of them are ever held.
 */
export async function* mapOrdered<T, R>(
  items: Iterable<T>,
  limit: number,
  map: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const running: Promise<R>[] = [];
  try {
    for (const item of items) {
      if (running.length >= limit) yield await (running.shift() as Promise<R>);
      running.push(map(item));
    }
    while (running.length > 0) yield await (running.shift() as Promise<R>);
  } finally {
    // A consumer that stops early must not leave a rejection without a handler.
    await Promise.allSettled(running);
  }
}
