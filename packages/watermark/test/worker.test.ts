import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import * as watermark from '../src/index.ts';
import { sameBitsInput } from './same-bits-cases.ts';

const script = new URL('same-bits.mjs', import.meta.url).href;

test('a worker thread makes and finds the same, to the last bit', async () => {
  const input = sameBitsInput();
  // Node 20 starts no thread from TypeScript: the worker has the built module, this thread the source.
  const built = new URL('../dist/index.js', import.meta.url).href;
  const worker = new Worker(
    `const { parentPort, workerData } = require('node:worker_threads');
    (async () => {
      const { sameBits } = await import(workerData.script);
      const watermark = await import(workerData.built);
      parentPort.postMessage(await sameBits(watermark, workerData.input));
    })();`,
    { eval: true, workerData: { script, built, input } },
  );
  const [there] = await once(worker, 'message');
  await worker.terminate();
  const { sameBits } = await import(script);
  const here = await sameBits(watermark, input);
  expect(there).toEqual(here);
  expect(here).toHaveLength(input.cases.length);
  input.cases.forEach(({ sha256 }, i) => {
    if (sha256) expect(here[i].samples).toBe(sha256);
  });
});
