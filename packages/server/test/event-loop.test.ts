// While files are looked at, the process that serves stays free. Counted is the processor time of its own thread
// in each turn of the event loop (Linux tells it), and no time on the wall: what else the machine does is not in it.
// The workers run what is built: `npm test` builds first, and a test file run alone sees the last build.
import { existsSync, readFileSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { verify } from '@provenance/sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { art, type Fixture, fixture, key } from './service.ts';

const MOST_MILLISECONDS = 10;

let f: Fixture;
let picture: Uint8Array;
beforeAll(async () => {
  f = await fixture();
  picture = await art(1, 1024);
});
afterAll(() => f.close());

const SCHEDULED = '/proc/thread-self/schedstat';

/** Of the thread that asks, in milliseconds. */
function processorTime(): number {
  return Number(readFileSync(SCHEDULED, 'latin1').split(' ')[0]) / 1e6;
}

/** Milliseconds of processor time that the busiest turn took, and how many turns there were, until `work` was done. */
async function busiest(work: Promise<unknown>): Promise<{ most: number; turns: number }> {
  let isDone = false;
  const settled = work.finally(() => {
    isDone = true;
  });
  let [most, turns] = [0, 0];
  while (!isDone) {
    const before = processorTime();
    await turn();
    most = Math.max(most, processorTime() - before);
    turns++;
  }
  await settled;
  return { most, turns };
}

/** What blocks does so every time; what only happened beside it (the machine's own pauses) does not. */
async function leastOf(times: number, work: () => Promise<unknown>): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < times; i++) {
    const { most, turns } = await busiest(work());
    // That the loop went on is what is counted.
    expect(turns).toBeGreaterThan(1);
    least = Math.min(least, most);
  }
  return least;
}

describe.skipIf(!existsSync(SCHEDULED))('no turn of the loop takes more than 10 ms', () => {
  test('while a picture is verified in a worker', async () => {
    const least = await leastOf(5, () => f.options.verifier.verify(picture));
    expect(least).toBeLessThan(MOST_MILLISECONDS);
  });

  test('which the same picture in this process would', async () => {
    const least = await leastOf(2, () => verify(picture, { watermark: { keys: [{ key }] } }));
    expect(least).toBeGreaterThan(MOST_MILLISECONDS);
  });
});
