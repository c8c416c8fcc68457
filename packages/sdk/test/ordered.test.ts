import { setTimeout as after } from 'node:timers/promises';
import { mapOrdered } from '@provenance/sdk/internal';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const collect = async <T>(items: AsyncIterable<T>) => {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
};
const never = new Promise<never>(() => {});

describe('mapOrdered', () => {
  test('keeps the order and the limit, whatever takes how long', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(3)),
        fc.integer({ min: 1, max: 5 }),
        async (turns, limit) => {
          let running = 0;
          let most = 0;
          const results = mapOrdered([...turns.entries()], limit, async ([index, count]) => {
            running++;
            most = Math.max(most, running);
            for (let i = 0; i < count; i++) await Promise.resolve();
            running--;
            return index;
          });
          expect(await collect(results)).toEqual([...turns.keys()]);
          expect(most).toBeLessThanOrEqual(limit);
        },
      ),
    );
  });

  test('calls that listen for an abort in many places are no leak that Node warns of', async () => {
    const warnings: Error[] = [];
    const warned = (warning: Error) => warnings.push(warning);
    process.on('warning', warned);
    const results = mapOrdered([1, 2, 3, 4], 4, async (_, signal) => {
      for (let i = 0; i < 5; i++) signal.addEventListener('abort', () => {}, { once: true });
      // Warnings come with a later turn.
      await after(1);
    });
    await collect(results);
    process.off('warning', warned);
    expect(warnings).toEqual([]);
  });

  test('holds no result back while the source is slow', async () => {
    async function* source() {
      yield 1;
      await never;
    }
    const results = mapOrdered(source(), 4, async (item) => item * 10);
    expect(await results.next()).toEqual({ done: false, value: 10 });
  });

  test('takes no more than it works on', async () => {
    let taken = 0;
    function* source() {
      for (;;) yield taken++;
    }
    const results = mapOrdered(source(), 3, async (item) => item);
    await results.next();
    await after(5);
    expect(taken).toBeLessThanOrEqual(4);
    await results.return(undefined);
  });

  test('throws what a call throws, in its turn, and ends the others', async () => {
    const failure = new Error('two');
    const ended: number[] = [];
    let third = () => {};
    const started = new Promise<void>((resolve) => {
      third = resolve;
    });
    const results = mapOrdered([1, 2, 3], 3, async (item, signal) => {
      if (item === 1) return item;
      if (item === 2) {
        await started;
        throw failure;
      }
      third();
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      ended.push(item);
      return item;
    });
    expect((await results.next()).value).toBe(1);
    await expect(results.next()).rejects.toBe(failure);
    expect(ended).toEqual([3]);
  });

  test('begins no call after one that has failed', async () => {
    const failure = new Error('second');
    const begun: number[] = [];
    let finish = () => {};
    const results = mapOrdered([1, 2, 3, 4], 4, async (item) => {
      begun.push(item);
      if (item === 2) throw failure;
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      return item;
    });
    const first = results.next();
    await after(5);
    finish();
    expect((await first).value).toBe(1);
    await expect(results.next()).rejects.toBe(failure);
    expect(begun).toEqual([1, 2]);
  });

  test('throws what the source throws', async () => {
    const failure = new Error('source');
    async function* source() {
      yield 1;
      throw failure;
    }
    await expect(collect(mapOrdered(source(), 2, async (item) => item))).rejects.toBe(failure);
  });

  test('leaving the loop ends the calls under way, and the source', async () => {
    let ended = 0;
    let closed = false;
    async function* source() {
      try {
        for (let i = 0; ; i++) yield i;
      } finally {
        closed = true;
      }
    }
    const results = mapOrdered(source(), 3, async (item, signal) => {
      if (item === 0) return item;
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      ended++;
      return item;
    });
    for await (const _ of results) break;
    expect(ended).toBeGreaterThan(0);
    await after(5);
    expect(closed).toBe(true);
  });

  test('an abort does not wait for a source that hangs', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const source = { [Symbol.asyncIterator]: () => ({ next: () => never }) };
    const results = collect(mapOrdered(source, 2, async (item) => item, controller.signal));
    controller.abort(reason);
    await expect(results).rejects.toBe(reason);
    const aborted = mapOrdered([1], 2, async (item) => item, AbortSignal.abort(reason));
    await expect(aborted.next()).rejects.toBe(reason);
  });
});
