/**
 * Maps with at most `limit` calls under way, yielding in the order of the items: results may be
 * printed as they come, and no more than `limit` of them are ever held. When it ends early, by an
 * error or by its consumer, it waits for the calls under way, so that they can clean up.
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
      const result = map(item);
      // It may fail before its turn comes: until then nobody else handles the rejection.
      result.catch(() => {});
      running.push(result);
    }
    while (running.length > 0) yield await (running.shift() as Promise<R>);
  } finally {
    await Promise.allSettled(running);
  }
}
