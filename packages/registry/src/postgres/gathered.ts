import { setImmediate } from 'node:timers/promises';

interface Waiting<Key, Value> {
  readonly key: Key;
  readonly done: (value: Value) => void;
  readonly failed: (error: unknown) => void;
}

/**
 * What is asked for in one turn of the event loop goes to the server as one statement: who looks up a hundred at once,
 * as a service or `trace` of many, waits for one answer, and a hundred take one connection.
 *
 * @param load Answers keys in their order.
 * @param most Keys of a statement: each may bring a store of megabytes.
 */
export function gathered<Key, Value>(
  load: (keys: readonly Key[]) => Promise<readonly Value[]>,
  most: number,
): (key: Key) => Promise<Value> {
  let waiting: Waiting<Key, Value>[] = [];
  const run = async (lot: readonly Waiting<Key, Value>[]) => {
    try {
      const values = await load(lot.map(({ key }) => key));
      for (const [i, { done }] of lot.entries()) done(values[i]!);
    } catch (error) {
      for (const { failed } of lot) failed(error);
    }
  };
  const send = async () => {
    await setImmediate();
    const all = waiting;
    waiting = [];
    for (let from = 0; from < all.length; from += most) void run(all.slice(from, from + most));
  };
  return (key) =>
    new Promise((done, failed) => {
      if (waiting.push({ key, done, failed }) === 1) void send();
    });
}
